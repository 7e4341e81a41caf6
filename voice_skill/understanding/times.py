"""Times of day and lengths of time as they are spoken, in the values of AMAZON.TIME and AMAZON.DURATION.

No library reads "quarter to nine" or writes MO, AF, EV, NI (python-dateutil and dateparser were tried); numbers are
text2num's.
"""

import re
from collections.abc import Sequence

from voice_skill.understanding.numbers import number

_NAMED = {
    "noon": "12:00",
    "midday": "12:00",
    "midnight": "00:00",
    "morning": "MO",
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "tonight": "NI",
}
_HALVES = {
    "am": 0, "a m": 0, "in the morning": 0,
    "pm": 12, "p m": 12, "in the afternoon": 12, "in the evening": 12, "at night": 12, "tonight": 12,
}  # fmt: skip
_UNITS = {
    "second": "S", "seconds": "S", "minute": "M", "minutes": "M", "hour": "H", "hours": "H",
    "day": "D", "days": "D", "night": "D", "nights": "D", "week": "W", "weeks": "W",
    "month": "MO", "months": "MO", "year": "Y", "years": "Y",
}  # fmt: skip
_TIME_WORDS = {
    "at", "in", "the", "this", "past", "to", "after", "before", "till", "of", "o'clock", "oclock", "half", "quarter",
    "am", "pm", "a", "p", "m", "hours", "minute", "minutes", *_NAMED,
}  # fmt: skip
_LONGER_UNITS = {"fortnight": ("W", 2), "fortnights": ("W", 2), "decade": ("Y", 10), "decades": ("Y", 10)}
_PARTS = {"quarter": 0.25, "half": 0.5, "three quarters": 0.75}  # "of an hour"
_DURATION_WORDS = {"a", "an", "and", "half", "of", "quarter", "quarters", *_UNITS, *_LONGER_UNITS}
LONGEST_WORDS = 9


def is_time_word(word: str) -> bool:
    """True if a spoken time of day may contain this word beside numbers."""
    return word in _TIME_WORDS or word[0].isdigit()


def is_duration_word(word: str) -> bool:
    """True if a spoken length of time may contain this word beside numbers."""
    return word in _DURATION_WORDS or word[0].isdigit()


def spoken_time(words: Sequence[str]) -> str | None:
    """The value of AMAZON.TIME: "quarter to nine in the evening" is 20:45, "morning" is MO; None for no time."""
    phrase = re.sub(r"^(?:at|in the|this|the)\s+", "", " ".join(words))
    if phrase in _NAMED:
        return _NAMED[phrase]
    clock, half = _without_half(phrase)
    moment = _clock(clock)
    if moment is None:
        return None
    hour, minute = moment
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (0 if hour == 12 and phrase.endswith(" at night") else half)
    return f"{hour:02}:{minute:02}"


def _without_half(phrase: str) -> tuple[str, int | None]:
    for ending, hours in _HALVES.items():
        if phrase.endswith(" " + ending):
            return phrase.removesuffix(" " + ending), hours
    return phrase, None


def _clock(phrase: str) -> tuple[int, int] | None:
    phrase = re.sub(r"\s+(?:o'clock|oclock|(?<=hundred )hours)$", "", phrase)
    if match := re.fullmatch(r"(.+?)(?: minutes?)? (past|after|to|before|till|of) (.+)", phrase):
        minutes = {"half": 30, "quarter": 15, "a quarter": 15, "a": 1}.get(match[1], _small(match[1], 59))
        hour = {"noon": 12, "midnight": 24}.get(match[3], _small(match[3], 24))
        if minutes is None or hour is None:
            return None
        total = hour * 60 + (minutes if match[2] in ("past", "after") else -minutes)
        return total // 60 % 24, total % 60
    if match := re.fullmatch(r"(\d{1,2}):(\d\d)", phrase):
        return _valid(int(match[1]), int(match[2]))
    return _digits(phrase.split())


def _digits(words: list[str]) -> tuple[int, int] | None:
    """ "six", "ten thirty", "six oh five", "eighteen hundred"."""
    for split in range(len(words), 0, -1):
        hour = _small(" ".join(words[:split]), 24)
        minute = _small(" ".join(words[split:]), 59) if words[split:] else 0
        has_two = len(number(words[split:], "en") or "") == 2 or words[split:] == ["hundred"]
        if words[split:] == ["hundred"]:
            minute = 0
        if hour is not None and minute is not None and (not words[split:] or has_two):
            return _valid(hour, minute)
    return None


def _small(phrase: str, largest: int) -> int | None:
    figure = number(phrase.split(), "en")
    return int(figure) if figure and figure.isdecimal() and len(figure) <= 2 and int(figure) <= largest else None


def _valid(hour: int, minute: int) -> tuple[int, int] | None:
    return (hour % 24, minute) if hour <= 24 and minute < 60 else None


def spoken_duration(words: Sequence[str]) -> str | None:
    """The value of AMAZON.DURATION in ISO 8601: "two hours and ten minutes" is PT2H10M; None for none."""
    amounts: dict[str, float] = {}
    unit = ""
    how_many: list[str] = []
    for word in words:
        if word not in _UNITS and word not in _LONGER_UNITS:
            how_many.append(word)
            continue
        unit, times = _LONGER_UNITS.get(word) or (_UNITS[word], 1)
        count = _count(how_many)
        if count is None or unit in amounts:
            return None
        amounts[unit] = count * times
        how_many = []
    if how_many and (how_many[:-1] != ["and", "a"] or how_many[-1] not in _PARTS or not unit):
        return None
    if how_many:
        amounts[unit] += _PARTS[how_many[-1]]
    return _iso(amounts) if amounts else None


def _count(words: list[str]) -> float | None:
    plain = [word for word in words if word != "and"]
    if plain in (["a"], ["an"]):
        return 1
    if plain in (["half"], ["half", "a"], ["half", "an"], ["a", "half"]):
        return 0.5
    part, joined, one = " ".join(plain[:-2]).removeprefix("a "), plain[-2:-1], plain[-1:]
    if joined == ["of"] and one in (["a"], ["an"]) and part in _PARTS:
        return _PARTS[part]
    extra = 0.5 if plain[-2:] == ["a", "half"] else 0
    figure = number(plain[:-2] if extra else plain, "en")
    return float(figure) + extra if figure and not figure.startswith("-") else None


def _iso(amounts: dict[str, float]) -> str:
    for unit, smaller, times in (("H", "M", 60), ("M", "S", 60), ("Y", "MO", 12), ("W", "D", 7), ("D", "H", 24)):
        if amounts.get(unit, 0) % 1:
            amounts[smaller] = amounts.get(smaller, 0) + amounts[unit] % 1 * times
            amounts[unit] //= 1
    parts = {unit: f"{round(count)}{unit[0]}" for unit, count in amounts.items() if round(count)}
    days = "".join(parts.get(unit, "") for unit in ("Y", "MO", "W", "D"))
    hours = "".join(parts.get(unit, "") for unit in ("H", "M", "S"))
    return f"P{days}{'T' if hours else ''}{hours}" if days or hours else "PT0S"
