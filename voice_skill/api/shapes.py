"""Shapes that several responses and bodies share: money, texts, times, a page. Called by the operations."""

from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct, UnsetType

from voice_skill.api.errors import Refused
from voice_skill.store import Money

T = TypeVar("T")

MOST_OF_A_PAGE = 200
# Beyond that a number is another one in JavaScript. Source: UCP's types/amount.json.
MOST_MINOR = 2**53 - 1
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

# Neither holds a NUL, which PostgreSQL keeps nowhere. What follows $ is Python's: there it ends before a line feed too.
LINE = r"^[^\u0000-\u001f\u007f-\u009f]*$(?!\n)"
TEXT = r"^[^\u0000]*$(?!\n)"
# With a letter or a digit in it, or nobody could say it.
_SEEN = r"[^\u0000-\u001f\u007f-\u009f]*"
_LETTER = r"[A-Za-z0-9\u00c0-\u02af\u0370-\u1fff\u3040-\ud7ff\uf900-\ufdff]"
SAID = rf"^{_SEEN}{_LETTER}{_SEEN}$(?!\n)"

Id = Annotated[str, Meta(min_length=1, max_length=140, pattern=LINE)]
Line = Annotated[str, Meta(max_length=300, pattern=LINE)]
Title = Annotated[str, Meta(min_length=1, max_length=300, pattern=LINE)]
Text = Annotated[str, Meta(max_length=10_000, pattern=TEXT)]
Spoken = Annotated[str, Meta(min_length=1, max_length=120, pattern=SAID)]
Time = Annotated[datetime, Meta(tz=True)]
Cursor = Annotated[str, Meta(max_length=200, description="The `next` of the previous page.")]
Limit = Annotated[int, Meta(ge=1, le=MOST_OF_A_PAGE, description="The most rows to return.")]


def or_none(value: T | UnsetType) -> T | None:
    """A query parameter's value; None when it is absent."""
    return None if isinstance(value, UnsetType) else value


class Price(Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in minor units, like cents, of an ISO 4217 currency."""

    amount_minor: Annotated[int, Meta(ge=0, le=MOST_MINOR)]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]

    @property
    def money(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Problem(Struct, frozen=True):
    """The reason a request was refused, in the form of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str


def price(money: Money) -> Price:
    return Price(money.amount_minor, money.currency)


def read_time(text: str | None) -> datetime | None:
    """A time that stands in a query, with its zone."""
    try:
        return None if text is None else sane(msgspec.convert(text, Time))
    except (msgspec.ValidationError, Refused):
        raise Refused("malformed", "A time must look like 2026-11-21T15:00:00Z.") from None


def sane(time: datetime | None) -> datetime | None:
    """Refused when no calendar of ours reaches so far."""
    if time is not None and not EARLIEST <= time < LATEST:
        raise Refused("invalid", f"A time must be from {EARLIEST:%Y} to {LATEST:%Y}.")
    return time
