"""Requests in other words than the samples, and requests that are none of the shop's business.

requests.jsonl was looked at while samples and method were made; fresh_requests.jsonl was written after them and is only
counted. `make bench-understanding` shows the figures.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from voice_skill.understanding import Understanding
from voice_skill.understanding.report import HeldSentence, report

HERE = Path(__file__).parent
AS_A_SAMPLE = (1.0, 0.97)  # the confidence of what reads as a sample, as it stands or but for politeness


def requests_of(name: str, *, in_scope: bool) -> list[dict[str, Any]]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [each for each in map(json.loads, lines) if (each["intent"] is not None) == in_scope]


def is_right(understanding: Understanding, request: dict[str, Any]) -> bool:
    result = understanding.understand(request["text"])
    slots = {name: slot.value for name, slot in result.slots.items()}
    return result.intent == request["intent"] and slots == request["slots"]


@pytest.mark.parametrize("name", ["requests", "fresh_requests"])
def test_no_request_is_a_sample(understanding: Understanding, name: str) -> None:
    requests = requests_of(name, in_scope=True)

    samples = [each["text"] for each in requests if understanding.understand(each["text"]).confidence in AS_A_SAMPLE]

    assert len(requests) > 50
    assert samples == []


@pytest.mark.parametrize(("name", "share"), [("requests", 0.94), ("fresh_requests", 0.85)])
def test_requests_in_other_words_are_understood_with_their_slots(
    understanding: Understanding, name: str, share: float
) -> None:
    requests = requests_of(name, in_scope=True)

    right = [is_right(understanding, each) for each in requests]

    assert sum(right) >= share * len(requests)


def test_no_intent_takes_more_than_one_sentence_from_another(understanding: Understanding) -> None:
    """missed_requests.txt holds what was missed before: whoever adds an intent or its samples sees here whose
    sentences they take. Strike out what is understood now, and never add more than you strike out."""
    missed_texts = set((HERE / "missed_requests.txt").read_text(encoding="utf-8").splitlines())
    requests = [*requests_of("requests", in_scope=True), *requests_of("fresh_requests", in_scope=True)]

    reports = report(understanding, map(HeldSentence.from_json, requests))

    new = {each.intent: [loss for loss in each.losses if loss.text not in missed_texts] for each in reports}
    assert {intent: losses for intent, losses in new.items() if len(losses) > 1} == {}
    assert missed_texts <= {each["text"] for each in requests}


@pytest.mark.parametrize("name", ["requests", "fresh_requests"])
def test_near_misses_are_mostly_out_of_scope(understanding: Understanding, name: str) -> None:
    near_misses = requests_of(name, in_scope=False)

    refused = [understanding.understand(each["text"]).intent is None for each in near_misses]

    assert len(near_misses) >= 30
    assert sum(refused) >= 0.8 * len(near_misses)


@pytest.mark.parametrize(
    "text",
    [
        "cancel my credit card",
        "cancel my gym membership",
        "cancel my dentist appointment",
        "cancel my insurance policy",
        "cancel my driver's license",
        "track my heart rate",
        "track my daughter's phone",
        "order a ride for seven",
        "where is the nearest gas station",
        "where is the bathroom",
        "change my password",
        "change my address",
        "add a meeting to my calendar on friday",
        "put the kids to bed",
        "empty the dishwasher",
        "refund my parking ticket",
        "when does the train arrive",
        "how much money do i have in my account",
        "check my email",
        "pay my electricity bill",
        "compare my savings account with my checking account",
    ],
)
def test_what_only_begins_like_a_request_stays_out_of_scope(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).intent is None


@pytest.mark.parametrize("text", ["computer", "jar with", "mirror", "the smart", "with the", "in my", "smart order"])
def test_what_hearing_makes_of_a_noise_is_out_of_scope(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).intent is None


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("add two, no, three blue mugs to my cart", {"quantity": "3", "product": "blue mugs"}),
        ("put four, I mean five, candles in my cart", {"quantity": "5", "product": "candles"}),
        ("add the green tea, no, the olive oil to my cart", {"product": "olive oil"}),
    ],
)
def test_what_is_taken_back_does_not_count(understanding: Understanding, text: str, slots: dict[str, str]) -> None:
    result = understanding.understand(text)

    assert result.intent == "AddToCartIntent"
    assert {name: slot.value for name, slot in result.slots.items()} == slots
