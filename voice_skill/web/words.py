"""Words for facts on the pages. Called by views and, as filters, by templates."""

from collections.abc import Callable
from datetime import datetime
from math import ceil
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency

from voice_skill.order_words import ORDER_WORDS
from voice_skill.store import Merchant, Money


class JobWords(NamedTuple):
    doing: str
    failed: str


# Of a feed's job: what it does, and what is said when it failed.
JOB_WORDS = {
    "preview": JobWords("Looking at", "It cannot be imported"),
    "link": JobWords("Taking in", "It was not imported"),
    "sync": JobWords("Syncing", "It could not be synced"),
    "remove": JobWords("Removing", "It was not removed"),
}
EVERY_S = {None: "Only when I ask", 3_600: "Every hour", 21_600: "Every 6 hours", 86_400: "Every day"}


def time(at: datetime | None, merchant: Merchant) -> str:
    """In the shop's own time zone: "21 Nov 2026, 10:00"."""
    return format_datetime(at, "d MMM y, HH:mm", ZoneInfo(merchant.time_zone), "en") if at else ""


def day(at: datetime | None, merchant: Merchant) -> str:
    """As a form takes it: "2026-11-21"."""
    return at.astimezone(ZoneInfo(merchant.time_zone)).date().isoformat() if at else ""


def money(amount: Money, merchant: Merchant) -> str:
    return format_currency(amount.decimal, amount.currency, locale=merchant.locale.replace("-", "_"))


def status(name: str) -> str:
    return ORDER_WORDS[name].shown


def status_badge(name: str) -> str:
    return ORDER_WORDS[name].badge


def count(number: int, one: str, several: str | None = None) -> str:
    """ "1 product", "2,000 products"."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def wait(wait_s: int) -> str:
    """ "1 minute", "45 minutes", "3 hours": rounded up, so that it is over then."""
    minutes = ceil(wait_s / 60)
    return count(minutes, "minute") if minutes <= 90 else count(ceil(minutes / 60), "hour")


def every(every_s: int | None) -> str:
    if every_s in EVERY_S:
        return EVERY_S[every_s]
    for unit_s, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if every_s and every_s % unit_s == 0:
            return f"Every {count(every_s // unit_s, unit)}"
    return f"Every {every_s} seconds"


SHOWN: dict[str, Callable[..., Any]] = {
    "time": time,
    "day": day,
    "money": money,
    "status": status,
    "status_badge": status_badge,
    "count": count,
    "every": every,
}
