"""Dates in the forms of AMAZON.DATE, seen from Wednesday 10 June 2026."""

import pytest

from local_voice.understanding.dates import spoken_date
from local_voice.understanding.words import folded_words
from tests.local_voice.understanding.conftest import NOW


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("right now", "PRESENT_REF"),
        ("today", "2026-06-10"),
        ("tomorrow", "2026-06-11"),
        ("the day after tomorrow", "2026-06-12"),
        ("yesterday", "2026-06-09"),
        ("wednesday", "2026-06-10"),
        ("friday", "2026-06-12"),
        ("on monday", "2026-06-15"),
        ("next friday", "2026-06-19"),
        ("last friday", "2026-06-05"),
        ("last wednesday", "2026-06-03"),
        ("this week", "2026-W24"),
        ("next week", "2026-W25"),
        ("this weekend", "2026-W24-WE"),
        ("next month", "2026-07"),
        ("june", "2026-06"),
        ("may", "2027-05"),
        ("next year", "2027"),
        ("twenty twenty seven", "2027"),
        ("this decade", "202X"),
        ("this summer", "2026-SU"),
        ("next winter", "2027-WI"),
        ("this quarter", "2026-Q2"),
        ("june twentieth", "2026-06-20"),
        ("the fifth of may", "2027-05-05"),
        ("december twenty fifth", "2026-12-25"),
        ("January 3 2027", "2027-01-03"),
        ("may twenty first", "2027-05-21"),
        ("february twenty ninth", "2028-02-29"),
        ("the third", "2026-07-03"),
        ("july 4th", "2026-07-04"),
        ("2026-07-04", "2026-07-04"),
        ("7/4/2026", "2026-07-04"),
        ("in three days", "2026-06-13"),
        ("two weeks ago", "2026-05-27"),
        ("a week from friday", "2026-06-19"),
        ("two days after tomorrow", "2026-06-13"),
        ("christmas", "2026-12-25"),
        ("new year's eve", "2026-12-31"),
        ("now", "PRESENT_REF"),
        ("last week", "2026-W23"),
        ("next weekend", "2026-W25-WE"),
        ("this month", "2026-06"),
        ("this year", "2026"),
        ("next decade", "203X"),
        ("november twenty fifth", "2026-11-25"),
        ("november twenty fifth two thousand twenty", "2020-11-25"),
        ("the fifth", "2026-07-05"),
        ("the twenty fifth", "2026-06-25"),
        ("july fourth", "2026-07-04"),
        ("the fourth of july", "2026-07-04"),
        ("new year's day", "2027-01-01"),
        ("monday", "2026-06-15"),
        ("next monday", "2026-06-15"),
        ("last monday", "2026-06-08"),
        ("this monday", "2026-06-15"),
        ("a week from today", "2026-06-17"),
        ("in two weeks", "2026-06-24"),
        ("two days ago", "2026-06-08"),
        ("a month from now", "2026-07-10"),
        ("three days from tomorrow", "2026-06-14"),
        ("last june", "2025-06"),
        ("may two thousand twenty five", "2025-05"),
        ("the weekend", "2026-W24-WE"),
        ("monday june fifteenth", "2026-06-15"),
        ("6/15/2026", "2026-06-15"),
        ("2026-06-15", "2026-06-15"),
        ("mother's day", "2027-05-09"),
        ("thanksgiving", "2026-11-26"),
        ("easter", "2027-03-28"),
        ("easter sunday", "2027-03-28"),
        ("good friday", "2027-03-26"),
        ("christmas day", "2026-12-25"),
        ("halloween", "2026-10-31"),
        ("valentine's day", "2027-02-14"),
        ("independence day", "2026-07-04"),
        ("memorial day", "2027-05-31"),
        ("father's day", "2026-06-21"),
        ("labor day", "2026-09-07"),
        ("thanksgiving day", "2026-11-26"),
        ("juneteenth", "2026-06-19"),
        ("columbus day", "2026-10-12"),
        ("veterans day", "2026-11-11"),
        ("Martin Luther King Day", "2027-01-18"),
        ("presidents' day", "2027-02-15"),
        ("St. Patrick's Day", "2027-03-17"),
        ("a week before christmas", "2026-12-18"),
        ("last night", "2026-06-09"),
        ("this morning", "2026-06-10"),
        ("next week monday", "2026-06-15"),
        ("monday next week", "2026-06-15"),
        ("a week from monday", "2026-06-22"),
        ("first of may", "2027-05-01"),
        ("tonight", "2026-06-10"),
        ("in a year", "2027-06-10"),
        ("the day before yesterday", "2026-06-08"),
        ("christmas eve", "2026-12-24"),
        ("fall two thousand twenty six", "2026-FA"),
        ("last winter", "2025-WI"),
    ],
)
def test_a_spoken_date_becomes_alexas_value(said: str, value: str) -> None:
    assert spoken_date(folded_words(said), NOW) == value


@pytest.mark.parametrize(
    "said", ["two", "the", "week", "the day", "blue mug", "ten forty two", "noon", "in", "of may of", "king", "labor", "good", "birthday"]
)
def test_other_words_are_no_date(said: str) -> None:
    assert spoken_date(folded_words(said), NOW) is None


def test_a_date_beyond_the_calendar_is_none() -> None:
    assert spoken_date(folded_words("9999 years from now"), NOW) is None
