"""Alexa's rules for what may fill a slot, one line of a table each. Source: Validate Slot Values, SMAPI's schema."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from voice_skill.understanding.words import folded_words

Json = Mapping[str, Any]
_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_WEEK = re.compile(r"(\d{4})-W(\d{2})(-WE)?")
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_TIME = re.compile(r"(\d{2}):(\d{2})(?::\d{2})?")
_SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Validation:
    """A rule, the prompt for a value that breaks it, and what it compares with.

    value: a number, date or time; start, end: ISO 8601 durations from now, either may be left out.
    """

    rule: str
    prompt: str
    values: tuple[str, ...] = ()
    value: Any = None
    start: str | None = None
    end: str | None = None

    def accepts(self, slot: Json, now: datetime) -> bool:
        """slot: Alexa's JSON of a filled slot; now: the customer's time."""
        return RULES[self.rule](self, slot, now)

    def problem(self) -> str | None:
        """The error in the rule itself, None when there is none."""
        if self.rule in ("isInSet", "isNotInSet") and not self.values:
            return f"{self.rule} needs values"
        if self.rule in _COMPARISONS and _comparable(str(self.value)) is None:
            return f"{self.rule} compares with a number, a date or a time, not {self.value!r}"
        wrong = [each for each in (self.start, self.end) if each is not None and not _is_duration(each)]
        if wrong:
            return f"{wrong[0]!r} is not an ISO 8601 duration such as P3D"
        if self.rule.endswith("InDuration") and self.start is None and self.end is None:
            return f"{self.rule} needs a start or an end"
        return None


def _resolved(slot: Json) -> Iterator[str]:
    for authority in (slot.get("resolutions") or {}).get("resolutionsPerAuthority") or ():
        yield from (each["value"]["name"] for each in authority.get("values") or ())


def _is_match(slot: Json) -> bool:
    return any(True for _ in _resolved(slot))


def _is_in_set(rule: Validation, slot: Json) -> bool:
    words = {folded_words(str(slot.get("value"))), *map(folded_words, _resolved(slot))}
    return any(folded_words(value) in words for value in rule.values)


def _compared(rule: Validation, slot: Json, holds: Callable[[float, float], bool]) -> bool:
    wanted_text = str(rule.value)
    is_date = "-" in wanted_text[1:]
    value, bound = _comparable(str(slot.get("value")), is_date=is_date), _comparable(wanted_text, is_date=is_date)
    return value is not None and bound is not None and holds(value, bound)


def _is_in_duration(rule: Validation, slot: Json, now: datetime) -> bool:
    text = str(slot.get("value"))
    value, is_time = _comparable(text, is_date=True), _TIME.fullmatch(text) is not None
    start, end = (_moment(each, now, is_time) for each in (rule.start, rule.end))
    return value is not None and (start is None or value >= start) and (end is None or value <= end)


def _moment(duration: str | None, now: datetime, is_time: bool) -> float | None:
    """A duration from now, comparable with a date or, counted on past midnight, with a time of today."""
    if duration is None:
        return None
    try:
        then = now + _read_duration(duration)
    except (ValueError, OverflowError):  # beyond the calendar: no bound
        return None
    days = then.date().toordinal()
    return (days - now.date().toordinal()) * 1440 + then.hour * 60 + then.minute if is_time else float(days)


def _comparable(value: str, *, is_date: bool = False) -> float | None:
    """A number as it is, a date as its first day's number, a time as minutes of the day; None for anything else.
    is_date: "2026" is a year."""
    if not is_date and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    try:
        if time := _TIME.fullmatch(value):
            return int(time[1]) * 60.0 + int(time[2])
        if week := _WEEK.fullmatch(value):
            return float(date.fromisocalendar(int(week[1]), int(week[2]), _SATURDAY if week[3] else 1).toordinal())
        if day := _DAY.fullmatch(value):
            return float(date(int(day[1]), int(day[2] or 1), int(day[3] or 1)).toordinal())
    except ValueError:
        return None
    return None


def _is_duration(text: Any) -> bool:
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    return match is not None and any(char.isdigit() for char in match[0])


def _read_duration(text: str) -> relativedelta:
    match = _DURATION.fullmatch(text)
    assert match is not None  # checked when the model was read
    parts = {unit: int(count or 0) for unit, count in match.groupdict().items() if unit != "sign"}
    length = relativedelta(**parts)
    return -length if match["sign"] == "-" else length


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "isGreaterThan": lambda value, bound: value > bound,
    "isGreaterThanOrEqualTo": lambda value, bound: value >= bound,
    "isLessThan": lambda value, bound: value < bound,
    "isLessThanOrEqualTo": lambda value, bound: value <= bound,
}
RULES: dict[str, Callable[[Validation, Json, datetime], bool]] = {
    "hasEntityResolutionMatch": lambda rule, slot, now: _is_match(slot),
    "isInSet": lambda rule, slot, now: _is_in_set(rule, slot),
    "isNotInSet": lambda rule, slot, now: not _is_in_set(rule, slot),
    "isInDuration": _is_in_duration,
    "isNotInDuration": lambda rule, slot, now: not _is_in_duration(rule, slot, now),
    **{
        name: lambda rule, slot, now, holds=holds: _compared(rule, slot, holds)  # type: ignore[misc]
        for name, holds in _COMPARISONS.items()
    },
}
