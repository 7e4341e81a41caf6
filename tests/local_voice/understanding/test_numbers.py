"""Numbers in Alexa's value forms."""

import pytest

from local_voice.understanding.numbers import four_digits, letters_and_digits, number, ordinal, phone_number


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("two", "2"),
        ("2", "2"),
        ("1,042", "1042"),
        ("oh", "0"),
        ("one hundred and four", "104"),
        ("a hundred", "100"),
        ("twelve hundred", "1200"),
        ("ten forty two", "1042"),
        ("one oh four two double three", "104233"),
        ("1 0 4 2 3 3", "104233"),
        ("double oh seven", "007"),
        ("triple five", "555"),
        ("twenty twenty six", "2026"),
        ("two hundred and five thousand", "205000"),
        ("minus two", "-2"),
        ("a dozen", "12"),
        ("two dozen", "24"),
        ("half a dozen", "6"),
        ("a couple of", "2"),
        ("three point five", "3.5"),
    ],
)
def test_a_spoken_number_becomes_figures(said: str, value: str) -> None:
    assert number(said.split(), "en") == value


@pytest.mark.parametrize(
    "said", ["", "a", "and", "two and", "and two", "half", "double", "of", "mugs", "second", "minus"]
)
def test_other_words_are_no_number(said: str) -> None:
    assert number(said.split(), "en") is None


@pytest.mark.parametrize(("said", "language"), [("vingt deux", "fr"), ("zweiundzwanzig", "de"), ("veintidós", "es")])
def test_numbers_are_read_in_the_languages_that_text2num_knows(said: str, language: str) -> None:
    assert number(said.split(), language) == "22"


def test_figures_are_read_in_any_language() -> None:
    assert number(["22"], "ja") == "22"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("six oh four five", "6045"),
        ("ten forty two", "1042"),
        ("nineteen oh five", "1905"),
        ("twenty twenty six", "2026"),
        ("one two three", None),
        ("one oh four two double three", None),
    ],
)
def test_a_four_digit_number_has_four_digits(said: str, value: str | None) -> None:
    assert four_digits(said.split(), "en") == value


@pytest.mark.parametrize(
    ("said", "value"),
    [("second", "2"), ("2nd", "2"), ("twenty first", "21"), ("hundredth", "100"), ("two", None), ("the second", None)],
)
def test_an_ordinal_is_a_place_in_an_order(said: str, value: str | None) -> None:
    assert ordinal(said.split(), "en") == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("five five five one two three four", "5551234"),
        ("five five five twelve thirty four", "5551234"),
        ("nine one one", "911"),
        ("555-123-4567", "5551234567"),
        ("+1-555-123-4567", "15551234567"),
        ("two", None),
    ],
)
def test_a_phone_number_has_digits_only(said: str, value: str | None) -> None:
    assert phone_number(said.split(), "en") == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("sixteen a", "16a"),
        ("b l t two", "blt2"),
        ("a one two three", "a123"),
        ("seven", "7"),
        ("a", None),
        ("mug", None),
    ],
)
def test_a_code_is_spelled_letter_by_letter(said: str, value: str | None) -> None:
    assert letters_and_digits(said.split(), "en") == value
