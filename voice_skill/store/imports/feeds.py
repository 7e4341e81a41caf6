"""A merchant's feeds: their sources, the outcome of each sync, and the time of the next. MerchantStore.feeds."""

import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from voice_skill.store.errors import BadMerchant, FeedBusy, FeedExists, SealBroken, UnknownFeed
from voice_skill.store.imports.addresses import kept_address, without_credentials
from voice_skill.store.tables import Feed, FeedFinding, FeedRun, Product

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
# A sync that has not told for so long that it goes on is taken for dead, and another may begin.
CLAIM_S = 900
# After a failure it is tried again in five minutes, then ten, twenty … but at least once a day.
RETRY_S = 300
RETRY_MOST_S = 86_400
REST_S = 60
KEPT_RUNS = 50


@dataclass(frozen=True)
class FeedNote:
    """A finding about a row of a feed, as the store keeps it; `row` 0 is the whole feed."""

    row: int
    id: str
    field: str
    code: str
    level: str
    message: str
    value: str = ""


# A note's field and the column that it is kept in.
NOTED = {each.name: "item_id" if each.name == "id" else each.name for each in fields(FeedNote)}


@dataclass(frozen=True)
class Synced:
    """The outcome of one sync. counts: FeedRun's, by name. found: {code: [level, times]} and `notes` of each, when the
    feed was read. etag … read_as: what was taken in, when it was. retry_after_s: how long the other side asked to
    wait."""

    outcome: str
    started_at: datetime
    why: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    found: Mapping[str, tuple[str, int]] | None = None
    notes: Sequence[FeedNote] = ()
    etag: str | None = None
    last_modified: str | None = None
    content_sha256: str | None = None
    read_as: str | None = None
    retry_after_s: int = 0


class Feeds:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    def add(
        self,
        name: str,
        *,
        source: str,
        currency: str,
        format: str | None = None,
        columns: Mapping[str, str] | None = None,
        every_s: int | None = None,
    ) -> Feed:
        """Remember where a part of the catalogue comes from; raises FeedExists, BadMerchant."""
        if not NAME.fullmatch(name):
            raise BadMerchant("feed_name", name)
        self._store.begin_write()
        feed = Feed(
            merchant_id=self._store.merchant.id,
            name=name,
            **kept_address(source, self._store.seals),
            format=format,
            currency=currency,
            columns=dict(columns or {}),
            every_s=every_s,
            token=secrets.token_urlsafe(24),
            sealed_secret=self._store.seals.seal(_new_secret()),
            found={},
            created_at=self._store.now,
        )
        try:
            with self._store.session.begin_nested():
                self._store.session.add(feed)
        except IntegrityError as error:
            raise FeedExists(name) from error
        return feed

    def get(self, name: str) -> Feed:
        """Raises UnknownFeed."""
        mine = select(Feed).where(Feed.merchant_id == self._store.merchant.id, Feed.name == name)
        feed = self._store.session.scalars(mine.execution_options(populate_existing=True)).one_or_none()
        if feed is None:
            raise UnknownFeed(name)
        return feed

    def all(self) -> list[Feed]:
        mine = select(Feed).where(Feed.merchant_id == self._store.merchant.id).order_by(Feed.name)
        return list(self._store.session.scalars(mine.execution_options(populate_existing=True)))

    def change(self, name: str, **values: Any) -> Feed:
        """Change settings of a feed; raises UnknownFeed. source: the whole address, unless sealed_source comes with it;
        the one that is shown leaves the address as it is."""
        self._store.begin_write()
        feed = self.get(name)
        if values.get("source", feed.source) == feed.source and "sealed_source" not in values:
            values.pop("source", None)
        if "source" in values:
            feed.etag = feed.last_modified = None
            if "sealed_source" not in values:
                values |= kept_address(values["source"], self._store.seals)
        if values.get("every_s", feed.every_s) != feed.every_s:
            feed.next_at = None
        for setting, value in values.items():
            setattr(feed, setting, value)
        self._store.session.flush()
        return feed

    def address(self, feed: Feed) -> str:
        """The address to fetch the feed from, credentials included. Raises SealBroken when the server's secret key is
        another."""
        return self._store.seals.open(feed.sealed_source) if feed.sealed_source else feed.source

    def at(self, address: str) -> Feed | None:
        """The feed that is fetched from there, or is shown so."""
        return next((feed for feed in self.all() if address == feed.source or self._is_sealed(feed, address)), None)

    def _is_sealed(self, feed: Feed, address: str) -> bool:
        if without_credentials(address) != feed.source:
            return False
        with suppress(SealBroken):
            return self.address(feed) == address
        return False

    def webhook_secret(self, feed: Feed) -> str:
        """The secret that the merchant's shop signs its calls with. Raises SealBroken when the server's secret key is
        another."""
        return self._store.seals.open(feed.sealed_secret or "")

    def keep_webhook_secret(self, name: str, secret: str | None = None) -> Feed:
        """Believe calls that are signed with this one, or with one made anew. Raises UnknownFeed."""
        return self.change(name, sealed_secret=self._store.seals.seal(secret or _new_secret()))

    def remove(self, name: str) -> int:
        """Forget a feed and discontinue what it brought; gives how many products. Raises UnknownFeed."""
        feed = self.get(name)
        self._store.begin_write()
        with self._store.catalogue.compare([], feed) as comparison:
            change = self._store.catalogue.write(comparison)
        mine = {"merchant_id": self._store.merchant.id}
        for statement in (
            update(Product).filter_by(**mine, feed_id=feed.id).values(feed_id=None),
            delete(FeedFinding).filter_by(**mine, feed_id=feed.id),
            delete(FeedRun).filter_by(**mine, feed_id=feed.id),
            delete(Feed).filter_by(**mine, id=feed.id),
        ):
            self._store.session.execute(statement, execution_options={"synchronize_session": False})
        self._store.session.expunge_all()
        return change.removed

    def claim(self, name: str) -> Feed:
        """Take the feed for one sync, to be committed at once; raises UnknownFeed, FeedBusy.

        By one guarded UPDATE, so that of several servers one gets it; a claim that is lost runs out."""
        feed = self.get(name)
        until = self._store.now + timedelta(seconds=CLAIM_S)
        free = Feed.claimed_until.is_(None) | (Feed.claimed_until <= self._store.now)
        return self._claim(feed, until, free)

    def claim_longer(self, feed: Feed) -> Feed:
        """Say that the sync goes on; raises FeedBusy when the claim had run out and another one took it."""
        until = self._store.now + timedelta(seconds=CLAIM_S)
        return self._claim(feed, until, Feed.claimed_until == feed.claimed_until)

    def _claim(self, feed: Feed, until: datetime, condition: ColumnElement[bool]) -> Feed:
        self._store.begin_write()
        claimed = (
            update(Feed)
            .where(Feed.merchant_id == self._store.merchant.id, Feed.id == feed.id, condition)
            .values(claimed_until=until)
            .returning(Feed.id)
            .execution_options(synchronize_session=False)
        )
        if self._store.session.scalar(claimed) is None:
            raise FeedBusy(feed.name)
        return self.get(feed.name)

    def record(self, feed: Feed, synced: Synced) -> FeedRun:
        """Keep how a sync went, free the feed and say when it is due again."""
        self._store.begin_write()
        row = self.get(feed.name)
        if synced.found is not None:
            self._keep_findings(row, synced)
        if synced.outcome == "failed":
            self._fail(row, synced)
        else:
            self._go_well(row, synced)
        row.claimed_until = None
        run = FeedRun(
            merchant_id=row.merchant_id,
            feed_id=row.id,
            started_at=synced.started_at,
            finished_at=self._store.now,
            outcome=synced.outcome,
            why=synced.why,
            **synced.counts,
        )
        self._store.session.add(run)
        self._store.session.flush()
        self._forget_runs(row)
        return run

    def release(self, feed: Feed) -> None:
        """Give a claim back without having synced."""
        self._store.begin_write()
        self.get(feed.name).claimed_until = None
        self._store.session.flush()

    def make_due(self, name: str) -> None:
        """Have it synced as soon as somebody looks, but not in the minute after the last time, and not earlier while
        it fails: then it is waited as long as it must be. Raises UnknownFeed."""
        self._store.begin_write()
        feed = self.get(name)
        if feed.failures and feed.next_at is not None:
            return
        soon = self._store.now
        if feed.last_good_at is not None:
            soon = max(soon, feed.last_good_at + timedelta(seconds=REST_S))
        feed.next_at = soon if feed.next_at is None else min(soon, feed.next_at)
        self._store.session.flush()

    def runs(self, feed: Feed, *, limit: int = 1) -> list[FeedRun]:
        """Recent syncs, newest first."""
        mine = select(FeedRun).where(FeedRun.merchant_id == self._store.merchant.id, FeedRun.feed_id == feed.id)
        return list(self._store.session.scalars(mine.order_by(FeedRun.id.desc()).limit(limit)))

    def findings(self, feed: Feed) -> list[FeedNote]:
        """Findings of the last reading of the feed: the first ones of each code, in the order of its rows."""
        columns = [getattr(FeedFinding, name) for name in NOTED.values()]
        mine = select(*columns).where(
            FeedFinding.merchant_id == self._store.merchant.id, FeedFinding.feed_id == feed.id
        )
        return [FeedNote(*row) for row in self._store.session.execute(mine.order_by(FeedFinding.id))]

    def _keep_findings(self, row: Feed, synced: Synced) -> None:
        mine = {"merchant_id": row.merchant_id, "feed_id": row.id}
        self._store.session.execute(delete(FeedFinding).filter_by(**mine))
        if synced.notes:
            rows = [mine | {NOTED[name]: value for name, value in vars(note).items()} for note in synced.notes]
            self._store.session.execute(insert(FeedFinding), rows)
        row.found = {code: list(group) for code, group in (synced.found or {}).items()}

    def _fail(self, row: Feed, synced: Synced) -> None:
        row.failures += 1
        row.failing_since = row.failing_since or synced.started_at
        row.last_error = synced.why
        if row.every_s is not None or row.next_at is not None:
            wait_s = max(min(RETRY_S * 2 ** min(row.failures - 1, 20), RETRY_MOST_S), synced.retry_after_s)
            row.next_at = self._store.now + timedelta(seconds=wait_s)

    def _go_well(self, row: Feed, synced: Synced) -> None:
        row.failures, row.failing_since, row.last_error = 0, None, None
        # What the shop told to have changed while this sync was under way is not in it yet.
        if row.next_at is None or row.next_at <= synced.started_at:
            row.next_at = None if row.every_s is None else self._store.now + timedelta(seconds=row.every_s)
        if synced.outcome != "waiting":
            row.last_good_at = self._store.now
        if synced.outcome == "ok":
            row.content_sha256, row.read_as = synced.content_sha256, synced.read_as
        if synced.outcome in ("ok", "unchanged"):
            row.etag, row.last_modified = synced.etag, synced.last_modified

    def _forget_runs(self, row: Feed) -> None:
        old = (
            select(FeedRun.id)
            .where(FeedRun.merchant_id == row.merchant_id, FeedRun.feed_id == row.id)
            .order_by(FeedRun.id.desc())
            .offset(KEPT_RUNS)
        )
        ids = list(self._store.session.scalars(old))
        self._store.session.execute(delete(FeedRun).where(FeedRun.merchant_id == row.merchant_id, FeedRun.id.in_(ids)))


def _new_secret() -> str:
    return secrets.token_urlsafe(32)
