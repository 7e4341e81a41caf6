"""The stretch of days that a date means of something past: "in October" is the last October. Called by handlers."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from intents.dialogue.turn import Turn

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_SEASON = re.compile(r"(\d{4})-(SP|SU|FA|WI)")
_FIRST_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_WEEK_DAYS = 7
_DAYS_TO_WEEKEND = 5


def period_of(turn: Turn) -> tuple[datetime, datetime] | None:
    """The beginning and end (exclusive) of the days in the slot "date"; None if it has none."""
    slot, zone = turn.slots.get("date"), ZoneInfo(turn.phrases.time_zone)
    today = turn.store.now.astimezone(zone).date()
    days = past_days(slot.text, today) if slot else None
    if days is None:
        return None
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
    return start, end


def past_days(value: str, today: date) -> tuple[date, date] | None:
    """The first day of a value of AMAZON.DATE and the day after its last. Alexa takes a day without a year for the next
    one; of an order it is the last one."""
    try:
        days = _days(value)
    except (ValueError, OverflowError):  # such as February 30
        return None
    if days is None or days[0] <= today:
        return days
    is_weekday = _DAY.fullmatch(value) is not None and (days[0] - today).days < _WEEK_DAYS
    back = relativedelta(weeks=1) if is_weekday else relativedelta(years=1)
    return days[0] - back, days[1] - back


def _days(value: str) -> tuple[date, date] | None:
    if _DAY.fullmatch(value):
        day = date.fromisoformat(value)
        return day, day + timedelta(days=1)
    if match := _WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday + timedelta(days=_DAYS_TO_WEEKEND if match[3] else 0), monday + timedelta(days=_WEEK_DAYS)
    if match := _MONTH.fullmatch(value):
        return _months(int(match[1]), int(match[2]), 1)
    if match := _QUARTER.fullmatch(value):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3)
    if match := _SEASON.fullmatch(value):
        return _months(int(match[1]), _FIRST_MONTHS[match[2]], 3)
    return _months(int(value), 1, 12) if _YEAR.fullmatch(value) else None


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, first + relativedelta(months=count)
