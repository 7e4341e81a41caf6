"""Tables of feeds, their outcomes, and the jobs requested for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voice_skill.store.tables.base import Id, Table

JOB_KINDS = ("preview", "link", "sync", "remove")


class Feed(Table):
    """The source of a part of a merchant's catalogue, and the outcome of its last sync.

    source: an https address, without the credentials in it, or a file's path; sealed_source: the whole address where it
    holds credentials, as Seals keeps it. columns: what a plain table calls each attribute. every_s: seconds from
    one sync to the next; None by hand. token: names the feed in the address that the merchant's shop calls when
    something changed; sealed_secret: what it signs its calls with, as Seals keeps it. etag, last_modified,
    content_sha256, read_as: what was taken in last and by which rules, so that the same again costs nothing. next_at:
    when it is due; claimed_until: somebody is at it. found: how often each finding was made in the last reading,
    {code: [level, times]}."""

    __tablename__ = "feeds"
    __table_args__ = (
        UniqueConstraint("merchant_id", "name"),
        UniqueConstraint("merchant_id", "id"),
        UniqueConstraint("token"),
        Index("ix_feeds_due", "next_at"),
        CheckConstraint("every_s > 0", "every"),
        CheckConstraint("failures >= 0", "failures"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    name: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    sealed_source: Mapped[str | None] = mapped_column(Text)
    format: Mapped[str | None] = mapped_column(String(32))
    currency: Mapped[str] = mapped_column(String(3))
    columns: Mapped[dict[str, str]]
    every_s: Mapped[int | None]
    token: Mapped[str] = mapped_column(String(64))
    sealed_secret: Mapped[str | None] = mapped_column(Text)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    read_as: Mapped[str | None] = mapped_column(String(64))
    last_good_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    next_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    found: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class FeedRun(Table):
    """One sync of a feed and what came of it; counts are products, `rows` and `left_out` the feed's own rows."""

    __tablename__ = "feed_runs"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "feed_id"], ["feeds.merchant_id", "feeds.id"]),
        Index("ix_feed_runs_feed", "merchant_id", "feed_id", "id"),
        CheckConstraint("outcome IN ('ok', 'unchanged', 'waiting', 'failed')", "outcome"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    feed_id: Mapped[int] = mapped_column(Id)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    rows: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(Text)


class FeedFinding(Table):
    """Something about a row of a feed that the merchant should know, from the last time that it was read."""

    __tablename__ = "feed_findings"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "feed_id"], ["feeds.merchant_id", "feeds.id"]),
        Index("ix_feed_findings_feed", "merchant_id", "feed_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    feed_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    item_id: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)


class FeedJob(Table):
    """A job that a merchant requested on a page and another process runs: inspect a feed, link, sync or remove it.

    form_id: the form that asked, so that it sent twice asks once. settings: of a link, with `source` and
    `sealed_source` as a feed has them. heard_at: when whoever does it last told so; doing, done, total: what it told.
    report: what came of it, once it ended."""

    __tablename__ = "feed_jobs"
    __table_args__ = (
        UniqueConstraint("merchant_id", "form_id"),
        Index("ix_feed_jobs_ended", "ended_at", "id"),
        CheckConstraint(f"kind IN {JOB_KINDS}", "kind"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    form_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    feed_name: Mapped[str] = mapped_column(String(64))
    settings: Mapped[dict[str, Any]]
    is_agreed: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    doing: Mapped[str | None] = mapped_column(String(32))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    report: Mapped[dict[str, Any]]
