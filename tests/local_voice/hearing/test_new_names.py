"""Names made of the words of other names: which are expected, and how much."""

import math
from collections.abc import Callable

import pytest

from local_voice.hearing.new_names import new_names
from local_voice.hearing.phrases import Phrase, never

Cost = Callable[[str], float]
COLORS, KINDS = ("red", "blue", "green", "black", "white"), ("tea pot", "mug", "bowl", "plate")


@pytest.fixture
def cost(phrase_cost: Callable[[Callable[[Callable[[str], int]], Phrase], str], float]) -> Cost:
    """What a name costs beside all colors of all kinds but the green mug; "cup" is a piece of the word before it."""

    def made(number: Callable[[str], int]) -> Phrase:
        names = [f"{color} {kind}" for color in COLORS for kind in KINDS if (color, kind) != ("green", "mug")]
        lines = [[((number(text), number(text)),) for text in name.split()] for name in names]
        in_pieces = ((number("butter"), number("buttercup")), (number("cup"), number("[+]")))
        return new_names([*lines, [in_pieces]])

    return lambda said: phrase_cost(made, said)


def test_words_that_follow_each_other_in_no_name_are_expected(cost: Cost) -> None:
    assert cost("red mug") < cost("green mug") < cost("mug green red mug") < math.inf


def test_words_of_no_name_are_not(cost: Cost) -> None:
    assert cost("pink mug") == math.inf


def test_a_name_has_a_word(cost: Cost) -> None:
    assert cost("") == math.inf


def test_a_word_is_heard_with_all_its_pieces(cost: Cost) -> None:
    assert cost("red butter cup") < math.inf
    assert cost("red butter") == cost("cup") == math.inf


def test_no_names_are_never_heard() -> None:
    assert new_names([]) is never
