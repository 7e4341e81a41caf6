"""Of several ways in which a sound may have been heard, what was meant."""

from dataclasses import dataclass

import pytest

from voice_skill.understanding import Understanding


@dataclass(frozen=True)
class Heard:
    text: str
    confidence: float


def test_ways_to_say_the_same_add_up(shop: Understanding) -> None:
    understood = shop.understand(
        [
            Heard("put four blue mugs in my cart", 0.4),
            Heard("put ten blue mugs in my cart", 0.3),
            Heard("add ten blue mugs to my cart", 0.3),
        ]
    )

    assert understood.slots["quantity"].value == "10"
    assert understood.text == "put ten blue mugs in my cart"
    assert understood.confidence == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("command", ["stop", "help", "empty my cart"])
def test_what_may_hardly_have_been_a_command_is_none(shop: Understanding, command: str) -> None:
    understood = shop.understand([Heard("purple monkeys never fly", 0.8), Heard(command, 0.2)])

    assert understood.intent is None
    assert understood.slots == {}
    assert understood.text == "purple monkeys never fly"


def test_what_was_most_likely_a_command_is_one(shop: Understanding) -> None:
    understood = shop.understand([Heard("empty my cart", 0.8), Heard("empty my card", 0.1), Heard("any cat", 0.1)])

    assert understood.intent == "EmptyCartIntent"
