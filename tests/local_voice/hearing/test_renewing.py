"""Expectations that change while somebody is listened to."""

import logging
import time
from pathlib import Path
from typing import Any

import pytest

from local_voice.hearing import RenewingEars
from local_voice.speaking import Voice
from tests.local_voice.conftest import intent, interaction_model

GOCHUJANG = "add the gochujang to my cart"


def model(*names: str) -> dict[str, Any]:
    add = intent("AddToCartIntent", ["add the {product} to my cart"], product="PRODUCT")
    return interaction_model([add], PRODUCT={name: [] for name in names})


@pytest.fixture
def renewing(vosk_model: Path, hearing_cache: Path) -> RenewingEars:
    return RenewingEars(vosk_model, model("blue mug"), cache_dir=hearing_cache)


def test_a_new_catalogue_is_heard_without_deafness_on_the_way(renewing: RenewingEars, voice: Voice) -> None:
    old, new = voice.synthesize("add the blue mug to my cart"), voice.synthesize(GOCHUJANG)
    assert renewing.hear(new).transcript != GOCHUJANG

    began = time.perf_counter()
    renewing.expect(model("blue mug", "gochujang"))
    returned_s = time.perf_counter() - began
    heard_meanwhile = []
    while not renewing.wait(0):
        heard_meanwhile.append(renewing.hear(old).transcript)

    assert returned_s < 0.1
    assert len(heard_meanwhile) > 3
    assert set(heard_meanwhile) == {"add the blue mug to my cart"}
    assert renewing.hear(new).transcript == GOCHUJANG


def test_names_that_a_session_brings_along_are_heard_and_forgotten_again(renewing: RenewingEars, voice: Voice) -> None:
    said = voice.synthesize(GOCHUJANG)
    entities = [{"name": "PRODUCT", "values": [{"id": "7", "name": {"value": "gochujang", "synonyms": []}}]}]

    renewing.expect(model("blue mug"), entities)
    assert renewing.wait(60)
    with_entities = renewing.hear(said).transcript
    renewing.expect(model("blue mug"))
    assert renewing.wait(60)

    assert with_entities == GOCHUJANG
    assert renewing.hear(said).transcript != GOCHUJANG


def test_of_several_changes_the_last_one_counts(renewing: RenewingEars, voice: Voice) -> None:
    for number in range(20):
        renewing.expect(model(f"mug {number}"))
    renewing.expect(model("gochujang"))

    assert renewing.wait(60)
    assert renewing.hear(voice.synthesize(GOCHUJANG)).transcript == GOCHUJANG


def test_what_cannot_be_learned_is_said_once_and_the_old_is_heard_on(
    renewing: RenewingEars, voice: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        renewing.expect({"interactionModel": {"languageModel": {"intents": "none"}}})
        assert renewing.wait(60)

    assert renewing.hear(voice.synthesize("add the blue mug to my cart")).transcript == "add the blue mug to my cart"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "the recogniser keeps the old ones: " in caplog.text


def test_the_same_expectations_are_not_made_again(renewing: RenewingEars) -> None:
    renewing.expect(model("blue mug"))

    assert renewing.wait(0)


def test_a_microphone_may_be_listened_to_with_them(renewing: RenewingEars, voice: Voice) -> None:
    said = voice.synthesize("add the blue mug to my cart")
    shown: list[str] = []

    heard = renewing.listen([bytes(22_050), said.data, bytes(44_100)], said.sample_rate_hz, partial=shown.append)

    assert heard.transcript == shown[-1] == "add the blue mug to my cart"
