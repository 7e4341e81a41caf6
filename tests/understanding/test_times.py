"""Times and lengths of time in the forms of AMAZON.TIME and AMAZON.DURATION."""

import pytest

from voice_skill.understanding.times import spoken_duration, spoken_time
from voice_skill.understanding.words import folded_words


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("four in the morning", "04:00"),
        ("two p m", "14:00"),
        ("2pm", "14:00"),
        ("10:30 a.m.", "10:30"),
        ("twelve am", "00:00"),
        ("twelve pm", "12:00"),
        ("half past six", "06:30"),
        ("quarter to nine in the evening", "20:45"),
        ("five minutes to six", "05:55"),
        ("ten thirty", "10:30"),
        ("six oh five", "06:05"),
        ("nine o'clock", "09:00"),
        ("18:30", "18:30"),
        ("eighteen hundred", "18:00"),
        ("at noon", "12:00"),
        ("midnight", "00:00"),
        ("in the morning", "MO"),
        ("this afternoon", "AF"),
        ("evening", "EV"),
        ("tonight", "NI"),
        ("noon", "12:00"),
        ("morning", "MO"),
        ("night", "NI"),
        ("two fifteen p m", "14:15"),
        ("quarter to nine", "08:45"),
        ("quarter past nine in the evening", "21:15"),
        ("twenty to five", "04:40"),
        ("ten past ten", "10:10"),
        ("six o'clock", "06:00"),
        ("six o'clock in the morning", "06:00"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
        ("twelve a m", "00:00"),
        ("five thirty", "05:30"),
        ("nine oh five", "09:05"),
        ("eighteen thirty", "18:30"),
        ("5pm", "17:00"),
        ("5:30pm", "17:30"),
        ("5 p.m.", "17:00"),
        ("five in the afternoon", "17:00"),
        ("eleven at night", "23:00"),
        ("thirteen hundred hours", "13:00"),
        ("twenty five past three", "03:25"),
        ("a quarter of nine", "08:45"),
        ("half past twelve at night", "00:30"),
        ("in the evening", "EV"),
        ("oh eight hundred", "08:00"),
        ("a minute past midnight", "00:01"),
        ("ten to midnight", "23:50"),
        ("half past noon", "12:30"),
        ("seven thirty tonight", "19:30"),
    ],
)
def test_a_spoken_time_becomes_alexas_value(said: str, value: str) -> None:
    assert spoken_time(folded_words(said)) == value


@pytest.mark.parametrize("said", ["25:00", "104233", "at", "half", "past", "mug", "quarter to mug", "thirteen p m"])
def test_other_words_are_no_time(said: str) -> None:
    assert spoken_time(folded_words(said)) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("ten minutes", "PT10M"),
        ("an hour", "PT1H"),
        ("half an hour", "PT30M"),
        ("an hour and a half", "PT1H30M"),
        ("one and a half hours", "PT1H30M"),
        ("two hours and ten minutes", "PT2H10M"),
        ("90 seconds", "PT90S"),
        ("three days", "P3D"),
        ("eight weeks", "P8W"),
        ("six months", "P6M"),
        ("two years three hours ten minutes", "P2YT3H10M"),
        ("a couple of days", "P2D"),
        ("five hours", "PT5H"),
        ("forty five seconds", "PT45S"),
        ("seven years", "P7Y"),
        ("five hours ten minutes", "PT5H10M"),
        ("two and a half days", "P2DT12H"),
        ("a day", "P1D"),
        ("a week", "P1W"),
        ("a couple of hours", "PT2H"),
        ("a minute and thirty seconds", "PT1M30S"),
        ("a year and six months", "P1Y6M"),
        ("quarter of an hour", "PT15M"),
        ("three quarters of an hour", "PT45M"),
        ("a fortnight", "P2W"),
        ("90 minutes", "PT90M"),
        ("0.5 hours", "PT30M"),
        ("1 hour and 20 minutes", "PT1H20M"),
        ("two hours and a quarter", "PT2H15M"),
        ("a decade", "P10Y"),
        ("twenty four hours", "PT24H"),
    ],
)
def test_a_spoken_duration_becomes_alexas_value(said: str, value: str) -> None:
    assert spoken_duration(folded_words(said)) == value


@pytest.mark.parametrize(
    "said", ["ten", "minutes", "ten minutes ten minutes", "a half", "minus two hours", "mug minutes"]
)
def test_other_words_are_no_duration(said: str) -> None:
    assert spoken_duration(folded_words(said)) is None
