"""The shop that most tests of understanding ask, and a clock that stands still."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.understanding.shop import shop_model
from voice_skill.understanding import Understanding

NOW = datetime(2026, 6, 10, 15, 0, tzinfo=UTC)  # a Wednesday in week 24


@pytest.fixture(scope="session")
def shop() -> Understanding:
    """Understands what is said to the small shop."""
    return Understanding(shop_model(), now=lambda: NOW)


def model_of(samples: dict[str, list[str]], slots: dict[str, str], **types: dict[str, Any]) -> dict[str, Any]:
    """An interaction model in Alexa's JSON.
    samples: by intent; slots: their types, for every intent; types: values with their synonyms."""
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": "test skill",
                "intents": [
                    {
                        "name": name,
                        "samples": of_intent,
                        "slots": [{"name": slot, "type": type_name} for slot, type_name in slots.items()],
                    }
                    for name, of_intent in samples.items()
                ],
                "types": [
                    {
                        "name": name,
                        "values": [
                            {"id": value.replace(" ", "-"), "name": {"value": value, "synonyms": synonyms}}
                            for value, synonyms in values.items()
                        ],
                    }
                    for name, values in types.items()
                ],
            }
        }
    }
