"""Numbers in Alexa's value forms."""

import pytest

from voice_skill.understanding.numbers import four_digits, letters_and_digits, number, ordinal, phone_number
from voice_skill.understanding.words import folded_words


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("two", "2"),
        ("2", "2"),
        ("1,042", "1042"),
        ("zero", "0"),
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
        ("2.5", "2.5"),
        ("two and a half", "2.5"),
        ("twenty-three", "23"),
        ("one thousand and one", "1001"),
        ("ten thousand and five", "10005"),
        ("one million", "1000000"),
        ("seventeen hundred", "1700"),
        ("zero point five", "0.5"),
        ("oh five", "05"),
        ("one hundred", "100"),
        ("a thousand", "1000"),
        ("ninety nine point nine", "99.9"),
        ("three hundred thousand", "300000"),
        ("five hundred twelve", "512"),
        ("1,250", "1250"),
        ("minus twelve", "-12"),
        ("nineteen eighty four", "1984"),
        ("two thousand", "2000"),
        ("a couple", "2"),
        ("one and a half", "1.5"),
        ("sixty six", "66"),
        ("one two three four five six", "123456"),
    ],
)
def test_a_spoken_number_becomes_figures(said: str, value: str) -> None:
    assert number(folded_words(said), "en") == value


@pytest.mark.parametrize(
    "said",
    [
        "",
        "a",
        "and",
        "two and",
        "and two",
        "half",
        "double",
        "of",
        "mugs",
        "second",
        "minus",
        "oh",
        "a few",
        "and a half",
    ],
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
        ("one two three four", "1234"),
        ("twelve thirty four", "1234"),
        ("zero zero zero one", "0001"),
        ("double zero double one", "0011"),
        ("oh oh oh one", "0001"),
        ("two thousand and ten", "2010"),
        ("nineteen hundred", "1900"),
        ("twelve hundred", "1200"),
        ("ten oh one", "1001"),
        ("six thousand forty five", "6045"),
        ("sixty forty five", "6045"),
        ("1 2 3 4", "1234"),
        ("1,234", "1234"),
        ("12 34", "1234"),
        ("triple nine one", "9991"),
        ("one hundred", None),
        ("twenty ten", "2010"),
        ("fifteen sixty", "1560"),
        ("eighty eighty", "8080"),
        ("one thousand", "1000"),
    ],
)
def test_a_four_digit_number_has_four_digits(said: str, value: str | None) -> None:
    assert four_digits(folded_words(said), "en") == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("second", "2"),
        ("2nd", "2"),
        ("twenty first", "21"),
        ("hundredth", "100"),
        ("two", None),
        ("the second", None),
        ("first", "1"),
        ("third", "3"),
        ("eleventh", "11"),
        ("twelfth", "12"),
        ("twentieth", "20"),
        ("thirty-second", "32"),
        ("one hundredth", "100"),
        ("hundred and first", "101"),
        ("1st", "1"),
        ("22nd", "22"),
        ("103rd", "103"),
        ("last", None),
        ("ninth", "9"),
        ("fifth", "5"),
        ("fortieth", "40"),
        ("ninety ninth", "99"),
        ("one", None),
        ("next", None),
    ],
)
def test_an_ordinal_is_a_place_in_an_order(said: str, value: str | None) -> None:
    assert ordinal(folded_words(said), "en") == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("five five five one two three four", "5551234"),
        ("five five five twelve thirty four", "5551234"),
        ("nine one one", "911"),
        ("555-123-4567", "5551234567"),
        ("+1-555-123-4567", "15551234567"),
        ("two", None),
        ("two oh six five five five one two one two", "2065551212"),
        ("two zero six five five five one two one two", "2065551212"),
        ("eight hundred five five five one two one two", "8005551212"),
        ("one eight hundred five five five one two one two", "18005551212"),
        ("555-1212", "5551212"),
        ("(206) 555-1212", "2065551212"),
        ("206.555.1212", "2065551212"),
        ("+1 206 555 1212", "12065551212"),
        ("double five five one two one two", "5551212"),
        ("triple five one two one two", "5551212"),
        ("plus four four two oh seven one two three four", "442071234"),
        ("five five five twelve twelve", "5551212"),
        ("twelve", None),
        ("two oh six five five five twelve twelve", "2065551212"),
        ("four one one", "411"),
        ("eight six six triple two one one one one", "8662221111"),
        ("area code two oh six five five five one two one two", None),
    ],
)
def test_a_phone_number_has_digits_only(said: str, value: str | None) -> None:
    assert phone_number(folded_words(said), "en") == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("sixteen a", "16a"),
        ("b l t two", "blt2"),
        ("a one two three", "a123"),
        ("seven", "7"),
        ("a", None),
        ("mug", None),
        ("a b c one two three", "abc123"),
        ("x y z", "xyz"),
        ("seven k nine", "7k9"),
        ("a b c", "abc"),
        ("one two three", "123"),
        ("a-one", "a1"),
        ("double a five", "aa5"),
        ("twelve b thirty four", "12b34"),
        ("j two e e three", "j2ee3"),
        ("r two d two", "r2d2"),
        ("c three p o", "c3po"),
        ("w a zero zero seven", "wa007"),
        ("x ray five", None),
        ("9 a 9", "9a9"),
        ("1a2b", "1a2b"),
        ("oh a five", "0a5"),
    ],
)
def test_a_code_is_spelled_letter_by_letter(said: str, value: str | None) -> None:
    assert letters_and_digits(folded_words(said), "en") == value
