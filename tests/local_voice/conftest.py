"""What the tests of hearing, understanding and speaking share."""

from pathlib import Path

import pytest

from local_voice.models import ModelMissing, fetch_model, find_model


@pytest.fixture(scope="session")
def vosk_model() -> Path:
    """The en-US recogniser model, fetched once for all test processes where this machine has none."""
    try:
        return find_model("en-US")
    except ModelMissing:
        return fetch_model("en-US")
