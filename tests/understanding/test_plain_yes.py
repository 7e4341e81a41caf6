"""A yes is understood from its own words and from most of the sound; a negated request is not that request."""

from dataclasses import dataclass

import pytest

from tests.understanding.conftest import model_of
from voice_skill.understanding import Understanding

YES = "AMAZON.YesIntent"


@dataclass(frozen=True)
class Heard:
    text: str
    confidence: float


@pytest.fixture(scope="module")
def orders() -> Understanding:
    """A skill that orders, cancels and is told what went wrong."""
    samples = {
        "OrderIntent": ["order it", "place the order", "please order a pizza", "buy it"],
        "CancelIntent": ["cancel my order", "call off the order", "don't send it"],
        "ComplaintIntent": ["that's not right", "you got it wrong"],
        YES: ["yes order it"],
        "AMAZON.NoIntent": [],
        "AMAZON.FallbackIntent": [],
    }
    return Understanding(model_of(samples, {}))


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "Yes, please.",
        "um yes",
        "oh yes thank you",
        "yeah sure go ahead",
        "yes yes yes",
        "okay then",
        "yes order it",
    ],
)
def test_a_plain_yes_is_one(orders: Understanding, said: str) -> None:
    understood = orders.understand(said)

    assert understood.intent == YES
    assert understood.confidence > 0.9


@pytest.mark.parametrize(
    "said",
    [
        *("yes but", "no yes", "maybe yes", "yes and no", "yes if it is free", "is it yes", "that is right isn't it"),
        *(
            "that isn't right",
            "right away",
            "sure thing or not",
            "I am sure you are wrong",
            "okay computer",
            "yesterday",
        ),
    ],
)
def test_what_says_more_than_yes_is_no_yes(orders: Understanding, said: str) -> None:
    assert orders.understand(said).intent != YES


@pytest.mark.parametrize(("share", "intent"), [(0.9, YES), (0.65, YES), (0.4, None), (0.3, None)])
def test_a_yes_is_heard_when_nothing_else_is_likelier(orders: Understanding, share: float, intent: str | None) -> None:
    assert orders.understand([Heard("yes", share), Heard("guess", 1 - share)]).intent == intent


@pytest.mark.parametrize("said", ["don't order it", "do not place the order", "I don't want you to cancel my order"])
def test_a_negated_request_is_not_that_request(orders: Understanding, said: str) -> None:
    assert orders.understand(said).intent not in ("OrderIntent", "CancelIntent")


def test_a_negation_that_a_sample_has_is_understood(orders: Understanding) -> None:
    assert orders.understand("please don't send it today").intent == "CancelIntent"


def test_a_skills_own_sample_wins_over_the_usual_words_of_a_standard_intent(orders: Understanding) -> None:
    assert orders.understand("that's not right").intent == "ComplaintIntent"
