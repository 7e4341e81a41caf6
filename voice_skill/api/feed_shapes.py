"""Shapes of feeds, their findings and jobs, and of the bodies that create and change a feed. Called by feeds."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from voice_skill.api.shapes import Cursor, Limit, Line

# Those that linking reads; it is not asked here, since a server imports nothing of what reads feeds.
Format = Literal[
    "google_xml",
    "google_table",
    "shopify_csv",
    "shopify_json",
    "woocommerce_csv",
    "plain_json",
    "plain_csv",
    "json_ld",
    "ucp",
    "acp",
]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$(?!\n)")]
# Never a path: that would be a file of the server's.
Source = Annotated[str, Meta(max_length=2000, pattern=r"^https?://[^\u0000-\u0020\u007f]+$(?!\n)")]
Currency = Annotated[
    str,
    Meta(pattern=r"^([A-Z]{3})?$(?!\n)", description="The currency of its prices, for formats that do not state it."),
]
Columns = Annotated[
    dict[Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$(?!\n)")], Line],
    Meta(max_length=50, description="Maps each attribute to a column of a plain table, such as title to Name."),
]
Every = Annotated[int, Meta(ge=300, le=30 * 86_400, description="Seconds between syncs; null: only on request.")]
Level = Literal["error", "warning", "suggestion"]


class FeedGiven(Struct, frozen=True, forbid_unknown_fields=True):
    """A feed to be linked: the address of a feed or of a shop. agreed: also when it takes out much of the catalogue."""

    name: Name
    source: Source
    format: Format | None = None
    currency: Currency = ""
    columns: Columns = {}
    every_s: Every | None = None
    agreed: bool = False


class FeedChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to a feed; fields that are not sent stay as they are. The next sync reads the feed by it."""

    source: Source | UnsetType = UNSET
    format: Format | UnsetType | None = UNSET
    currency: Currency | UnsetType = UNSET
    columns: Columns | UnsetType = UNSET
    every_s: Every | UnsetType | None = UNSET


class SyncGiven(Struct, frozen=True, forbid_unknown_fields=True):
    """agreed: also when it takes out much of the catalogue."""

    agreed: bool = False


class FindingCount(Struct, frozen=True):
    level: str
    times: int


class FeedTold(Struct, frozen=True):
    """source: null for a file that was sent; passwords, tokens and the like in an address are shown as "…". found: how
    often each finding was made in the last reading, by code."""

    name: str
    source: str | None
    format: str | None
    currency: str
    columns: dict[str, str]
    every_s: int | None
    is_syncing: bool
    last_good_at: datetime | None
    failing_since: datetime | None
    failures: int
    last_error: str | None
    next_at: datetime | None
    found: dict[str, FindingCount]
    created_at: datetime


class Feeds(Struct, frozen=True):
    """All feeds, by name."""

    items: list[FeedTold]


class RunTold(Struct, frozen=True):
    """One sync and what came of it: counts of products, rows and left_out of the feed's own rows."""

    outcome: str
    why: str | None
    started_at: datetime
    finished_at: datetime
    rows: int
    left_out: int
    added: int
    changed: int
    unchanged: int
    removed: int


class Runs(Struct, frozen=True):
    """Recent syncs, newest first."""

    items: list[RunTold]


class FindingTold(Struct, frozen=True):
    """Something about a row that should be known; row 0 is the whole feed."""

    row: int
    id: str
    field: str
    code: str
    level: str
    message: str
    value: str


class Findings(Struct, frozen=True):
    """A page of findings, in the order of the feed's rows; of each code the first hundred are kept."""

    items: list[FindingTold]
    next: str | None


class JobTold(Struct, frozen=True):
    """Something that is done beside the server. state: asked, doing, ended. outcome, when it ended: ok, unchanged,
    waiting for a yes (ask again with agreed), failed; why: what is wrong and what to do."""

    id: int
    kind: str
    feed: str
    state: Literal["asked", "doing", "ended"]
    asked_at: datetime
    ended_at: datetime | None
    outcome: str | None
    why: str | None
    rows: int | None
    left_out: int | None
    change: dict[str, int] | None


class FindingsQuery(Struct, frozen=True, forbid_unknown_fields=True):
    level: Level | UnsetType = UNSET
    code: Annotated[str, Meta(pattern=r"^[a-z_]{1,64}$(?!\n)")] | UnsetType = UNSET
    cursor: Cursor | UnsetType = UNSET
    limit: Limit = 50
