"""Times and lengths of time in the forms of AMAZON.TIME and AMAZON.DURATION."""

import pytest

from local_voice.understanding.times import spoken_duration, spoken_time
from local_voice.understanding.words import folded_words


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
    ],
)
def test_a_spoken_duration_becomes_alexas_value(said: str, value: str) -> None:
    assert spoken_duration(folded_words(said)) == value


@pytest.mark.parametrize(
    "said", ["ten", "minutes", "ten minutes ten minutes", "a half", "minus two hours", "mug minutes"]
)
def test_other_words_are_no_duration(said: str) -> None:
    assert spoken_duration(folded_words(said)) is None
