"""Building stones of what may be said."""

import math
from collections.abc import Callable

import pytest

from local_voice.hearing.phrases import Phrase, encouraged, in_turn, listed, one_of, perhaps, repeated, word

Make = Callable[[Callable[[str], int]], Phrase]


def names(*texts: str) -> Make:
    return lambda number: listed([[(number(part), number(part)) for part in text.split()] for text in texts])


def test_all_names_of_a_list_are_alike(phrase_cost: Callable[..., float]) -> None:
    make = names("blue mug", "blue mug holder", "blue", "rain jacket")

    for said in ("blue mug", "blue mug holder", "blue", "rain jacket"):
        assert phrase_cost(make, said) == pytest.approx(math.log(4))


def test_half_a_name_is_no_name(phrase_cost: Callable[..., float]) -> None:
    assert phrase_cost(names("rain jacket"), "rain") == math.inf
    assert phrase_cost(names("rain jacket"), "rain jacket jacket") == math.inf


def test_a_list_without_names_can_never_be_said(phrase_cost: Callable[..., float]) -> None:
    assert phrase_cost(names(), "rain") == math.inf


def test_shares_are_kept(phrase_cost: Callable[..., float]) -> None:
    def make(number: Callable[[str], int]) -> Phrase:
        return one_of({word(number("tea")): 3.0, word(number("coffee")): 1.0})

    assert phrase_cost(make, "tea") == pytest.approx(-math.log(0.75))
    assert phrase_cost(make, "coffee") == pytest.approx(-math.log(0.25))


def test_what_is_perhaps_said_may_be_left_out(phrase_cost: Callable[..., float]) -> None:
    def make(number: Callable[[str], int]) -> Phrase:
        return in_turn(perhaps(word(number("please")), 0.2), word(number("stop")))

    assert phrase_cost(make, "please stop") == pytest.approx(-math.log(0.2))
    assert phrase_cost(make, "stop") == pytest.approx(-math.log(0.8))
    assert phrase_cost(make, "please") == math.inf


def test_a_repeated_word_is_said_at_least_so_often(phrase_cost: Callable[..., float]) -> None:
    def make(number: Callable[[str], int]) -> Phrase:
        return repeated(word(number("one")), least=2, more=0.5)

    assert phrase_cost(make, "one") == math.inf
    assert phrase_cost(make, "one one") == pytest.approx(-math.log(0.5))
    assert phrase_cost(make, "one one one one") == pytest.approx(-math.log(0.5**3))


def test_a_name_of_thousands_of_words_is_no_trouble(phrase_cost: Callable[..., float]) -> None:
    long = "very " * 5_000 + "long"

    assert phrase_cost(names(long, long + " name"), long) == pytest.approx(math.log(2))


def test_what_is_encouraged_costs_less(phrase_cost: Callable[..., float]) -> None:
    def make(number: Callable[[str], int]) -> Phrase:
        return encouraged(one_of([word(number(text)) for text in ("one", "two", "three", "four")]), 1.0)

    assert phrase_cost(make, "three") == pytest.approx(math.log(4) - 1)
