"""Dates as they are spoken, in the values of AMAZON.DATE: 2026-06-10, 2026-W24, 2026-W24-WE, 2026-06, 202X, 2026-SU.

Calendar dates are read by python-dateutil, which refuses what it does not know (dateparser was tried: it takes
"the third" for March and "a week from today" for last week). The phrases are ours, as Alexa's forms are.
A date without a year is the next one from today on.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from dateutil import parser
from dateutil.easter import easter
from dateutil.relativedelta import MO, SU, TH, relativedelta

from voice_skill.understanding.numbers import number, ordinal

_DAYS = {
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "day after tomorrow": 2,
    "day before yesterday": -2,
    "last night": -1,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
}
_NOW = {"now", "right now", "at the moment", "currently"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SEASONS = {"winter": "WI", "spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA"}
_SHIFTS = {"this": 0, "next": 1, "last": -1, "coming": 0, "previous": -1}
_UNITS = {"day", "days", "week", "weeks", "month", "months", "year", "years"}
_HOLIDAYS = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
    "halloween": (10, 31),
    "valentine's day": (2, 14),
    "independence day": (7, 4),
    "groundhog day": (2, 2),
    "st patrick's day": (3, 17),
    "saint patrick's day": (3, 17),
    "juneteenth": (6, 19),
    "veterans day": (11, 11),
}
# Those that are on another day each year. Source: 5 U.S.C. 6103, and custom.
_MOVING_HOLIDAYS: dict[str, Callable[[int], date]] = {
    "easter": easter,
    "easter sunday": easter,
    "good friday": lambda year: easter(year) - timedelta(days=2),
    "martin luther king day": lambda year: date(year, 1, 1) + relativedelta(weekday=MO(3)),
    "presidents day": lambda year: date(year, 2, 1) + relativedelta(weekday=MO(3)),
    "mother's day": lambda year: date(year, 5, 1) + relativedelta(weekday=SU(2)),
    "memorial day": lambda year: date(year, 5, 31) + relativedelta(weekday=MO(-1)),
    "father's day": lambda year: date(year, 6, 1) + relativedelta(weekday=SU(3)),
    "labor day": lambda year: date(year, 9, 1) + relativedelta(weekday=MO(1)),
    "columbus day": lambda year: date(year, 10, 1) + relativedelta(weekday=MO(2)),
    "thanksgiving": lambda year: date(year, 11, 1) + relativedelta(weekday=TH(4)),
    "thanksgiving day": lambda year: date(year, 11, 1) + relativedelta(weekday=TH(4)),
}
_CONNECTING = {
    "the", "of", "on", "in", "from", "ago", "a", "after", "before", "end", "year", "weekend", "quarter", "decade",
    "now", "right", "at", "moment", "currently",
}  # fmt: skip
_HOLIDAY_WORDS = {word for name in (*_HOLIDAYS, *_MOVING_HOLIDAYS) for word in name.replace("'", " '").split()}
LONGEST_WORDS = 8


def is_date_word(word: str) -> bool:
    """True if a spoken date may contain this word beside numbers."""
    return word in _DATE_WORDS or word[0].isdigit()


_DATE_WORDS = {
    *(word for day in _DAYS for word in day.split()),
    *WEEKDAYS, *MONTHS, *_SEASONS, *_SHIFTS, *_UNITS, *_CONNECTING, *_HOLIDAY_WORDS,
}  # fmt: skip


def spoken_date(words: Sequence[str], now: datetime) -> str | None:
    """The value of AMAZON.DATE for these words, seen from `now`; None when they are no date."""
    today = now.date()
    phrase = " ".join(words).replace(" 's", "'s")
    phrase = re.sub(r"^(on |in the |the )+", "", phrase) if phrase not in _NOW else phrase
    readers: tuple[Callable[[str, date], str | None], ...] = (_day_by_name, _period, _day_by_count, _weekday, _calendar)
    for reader in readers:
        if value := reader(phrase, today):
            return value
    return None


def _day_by_name(phrase: str, today: date) -> str | None:
    if phrase in _NOW:
        return "PRESENT_REF"
    if phrase in _DAYS:
        return _iso(today + timedelta(days=_DAYS[phrase]))
    if phrase in _HOLIDAYS:
        month, day = _HOLIDAYS[phrase]
        return _iso(_next_yearly(month, day, today))
    if holiday := _MOVING_HOLIDAYS.get(phrase):
        this_year = holiday(today.year)
        return _iso(this_year if this_year >= today else holiday(today.year + 1))
    return None


def _period(phrase: str, today: date) -> str | None:
    """Weeks, weekends, months, quarters, years, decades and seasons, which have forms of their own."""
    shift_word, _, unit = phrase.rpartition(" ")
    if shift_word not in {"", *_SHIFTS}:
        return _season_of_year(phrase)
    shift = _SHIFTS.get(shift_word, 0)
    if unit in MONTHS:
        return _month(unit, shift, today)
    if unit in _SEASONS:
        return f"{today.year + shift}-{_SEASONS[unit]}"
    if unit == "weekend":
        return _week(today, shift) + "-WE"
    return _shifted(unit, shift, today) if shift_word else None


def _shifted(unit: str, shift: int, today: date) -> str | None:
    if unit == "week":
        return _week(today, shift)
    if unit == "month":
        return f"{today + relativedelta(months=shift):%Y-%m}"
    if unit == "quarter":
        then = today + relativedelta(months=3 * shift)
        return f"{then.year}-Q{(then.month + 2) // 3}"
    if unit == "year":
        return f"{today.year + shift:04}"
    return f"{today.year // 10 + shift:03}X" if unit == "decade" else None


def _month(name: str, shift: int, today: date) -> str:
    month = MONTHS.index(name) + 1
    year = today.year + (month < today.month)
    if shift < 0:
        year = today.year - (month >= today.month)
    return f"{year}-{month:02}"


def _season_of_year(phrase: str) -> str | None:
    season, _, year = phrase.partition(" ")
    year = number(year.removeprefix("of ").split(), "en") or ""
    return f"{year}-{_SEASONS[season]}" if season in _SEASONS and re.fullmatch(r"\d{4}", year) else None


def _day_by_count(phrase: str, today: date) -> str | None:
    """ "in three days", "two weeks ago", "a week from friday"; counted from a day, it is a day."""
    if match := re.fullmatch(r"in (.+)", phrase):
        return _offset(match[1], today, 1)
    if match := re.fullmatch(r"(.+) ago", phrase):
        return _offset(match[1], today, -1)
    if match := re.fullmatch(r"(.+) (from|after|before) (.+)", phrase):
        start = today if match[3] == "now" else _day(match[3], today)
        return _offset(match[1], start, -1 if match[2] == "before" else 1) if start else None
    return None


def _day(phrase: str, today: date) -> date | None:
    value = _day_by_name(phrase, today) or _weekday(phrase, today) or _calendar(phrase, today)
    return date.fromisoformat(value) if value and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None


def _offset(amount: str, start: date, sign: int) -> str | None:
    how_many, _, unit = amount.rpartition(" ")
    count = "1" if how_many in ("a", "one", "") else number(how_many.split(), "en")
    if unit not in _UNITS or not count or not count.isdecimal() or int(count) > 9999 or not how_many:
        return None
    unit = unit.removesuffix("s") + "s"
    try:
        return _iso(start + sign * relativedelta(**{unit: int(count)}))
    except (ValueError, OverflowError):
        return None


def _weekday(phrase: str, today: date) -> str | None:
    """ "friday" and "this friday" are the first from today on, "next friday" is in the week after this one."""
    phrase = re.sub(r"^(\w+) (next|last) week$|^(next|last) week (\w+)$", r"\2\3 \1\4", phrase)
    shift_word, _, name = phrase.rpartition(" ")
    if name not in WEEKDAYS or shift_word not in {"", *_SHIFTS}:
        return None
    index = WEEKDAYS.index(name)
    monday = today - timedelta(days=today.weekday())
    shift = _SHIFTS.get(shift_word, 0)
    if shift > 0:
        return _iso(monday + timedelta(days=7 + index))
    ahead = (index - today.weekday()) % 7
    return _iso(today + timedelta(days=ahead + 7 * shift))


def _calendar(phrase: str, today: date) -> str | None:
    """ "june twentieth twenty twenty seven", "the fifth of may", "the third", "7/4/2026", "2027"."""
    words = [word for word in phrase.split() if word not in ("the", "of")]
    day_of_month = ordinal(words, "en") if len(words) <= 2 else None
    if day_of_month:
        return _next_monthly(int(day_of_month), today)
    year = number(words, "en")
    if year:
        return year if re.fullmatch(r"(?:19|20)\d\d", year) else None
    if not any(word in MONTHS or word in WEEKDAYS or (len(word) > 5 and word[0].isdigit()) for word in words):
        return None
    return _day_in_figures(_with_figures(words), today)


def _with_figures(words: list[str]) -> str:
    """The longest stretches of number words as figures, ordinals before years: "june 20 2027"."""
    figures: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + 4), start, -1):
            figure = ordinal(words[start:end], "en") if end - start <= 2 else None
            figure = figure or number(words[start:end], "en")
            if figure and (len(figure) <= 2 or re.fullmatch(r"(?:19|20)\d\d", figure)):
                break
        else:
            figure, end = words[start], start + 1
        figures.append(figure or words[start])
        start = end
    return " ".join(figures)


def _day_in_figures(text: str, today: date) -> str | None:
    """Parses a date in figures by python-dateutil, twice, to see which parts were there at all."""
    try:
        first = parser.parse(text, default=datetime(2000, 1, 1)).date()
        second = parser.parse(text, default=datetime(2004, 2, 2)).date()
    except (ValueError, OverflowError):
        return None
    if first.month != second.month or first.day != second.day:
        return f"{first:%Y-%m}" if first.month == second.month and first.year == second.year else None
    return _iso(first if first.year == second.year else _next_yearly(first.month, first.day, today))


def _next_yearly(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year + 9):  # 29 February comes again within eight years
        try:
            then = date(year, month, day)
        except ValueError:
            continue
        if then >= today:
            return then
    return today


def _next_monthly(day: int, today: date) -> str | None:
    for months in range(13):
        then = today + relativedelta(day=1, months=months) + timedelta(days=day - 1)
        if then >= today and then.day == day:
            return _iso(then)
    return None


def _week(today: date, shift: int) -> str:
    year, week, _ = (today + timedelta(weeks=shift)).isocalendar()
    return f"{year}-W{week:02}"


def _iso(day: date) -> str:
    return day.isoformat()
