"""Numbers, dates and times in the ways people say them."""

import math
from collections.abc import Callable

import pytest

from local_voice.hearing.english import amazon_types, number_words
from local_voice.hearing.phrases import Phrase, word


def of_type(name: str) -> Callable[[Callable[[str], int]], Phrase]:
    return lambda number: amazon_types("en-US", lambda text: word(number(text)))[f"AMAZON.{name}"]


@pytest.mark.parametrize(
    "said",
    [
        "one",
        "twelve",
        "twenty one",
        "a hundred",
        "one hundred and five",
        "two hundred fifty",
        "three thousand four hundred and twelve",
        "nine hundred ninety nine thousand nine hundred ninety nine",
        "one oh four two three three",
        "one zero four eight seven two",
        "double four seven two three one",
        "ten forty two thirty three",
        "a dozen",
        "half a dozen",
        "minus two",
        "zero",
    ],
)
def test_numbers_are_expected(phrase_cost: Callable[..., float], said: str) -> None:
    assert phrase_cost(of_type("NUMBER"), said) < math.inf


@pytest.mark.parametrize("said", ["one hundred hundred", "thousand", "twenty ten five", "and", "mugs"])
def test_what_is_no_number_is_not(phrase_cost: Callable[..., float], said: str) -> None:
    assert phrase_cost(of_type("NUMBER"), said) == math.inf


def test_a_small_amount_is_likelier_than_a_large_one(phrase_cost: Callable[..., float]) -> None:
    costs = [phrase_cost(of_type("NUMBER"), said) for said in ("two", "twenty two", "two thousand")]

    assert costs == sorted(costs)


@pytest.mark.parametrize(
    ("slot_type", "said"),
    [
        ("DATE", "tomorrow"),
        ("DATE", "next friday"),
        ("DATE", "the day after tomorrow"),
        ("DATE", "july fourth"),
        ("DATE", "the third of december"),
        ("DATE", "in two weeks"),
        ("TIME", "half past five"),
        ("TIME", "seven thirty p m"),
        ("TIME", "nine o'clock in the morning"),
        ("DURATION", "two hours and thirty minutes"),
        ("DURATION", "a week"),
        ("Ordinal", "second"),
        ("Ordinal", "twenty first"),
        ("FOUR_DIGIT_NUMBER", "six oh four five"),
        ("FOUR_DIGIT_NUMBER", "twenty twenty six"),
        ("PhoneNumber", "five five five oh one two three"),
        ("AlphaNumeric", "b l t two"),
        ("Month", "december"),
        ("DayOfWeek", "sunday"),
    ],
)
def test_dates_times_and_codes_are_expected(phrase_cost: Callable[..., float], slot_type: str, said: str) -> None:
    assert phrase_cost(of_type(slot_type), said) < math.inf


@pytest.mark.parametrize(
    ("figures", "ways"),
    [
        ("13", ["thirteen", "one three"]),
        ("501", ["five hundred one", "five zero one", "five oh one"]),
        ("350", ["three hundred fifty", "three fifty", "three five zero", "three five oh"]),
        ("2026", ["two thousand twenty six", "twenty twenty six", "two zero two six", "two oh two six"]),
        ("007", ["zero zero seven", "oh oh seven"]),
    ],
)
def test_figures_in_a_name_are_said_in_several_ways(figures: str, ways: list[str]) -> None:
    assert [" ".join(way) for way in number_words(figures)] == ways


def test_other_languages_have_no_english_numbers() -> None:
    assert amazon_types("de-DE", lambda text: word(1)) == {}
