"""One sync of one feed: fetched, read, judged, compared with the shop, and written when it is safe. Called by the
command line and by the process that watches for what is due."""

import errno
import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from voice_skill.linking.errors import (
    CurrencyMismatch,
    CurrencyNeeded,
    FeedError,
    FeedUnreadable,
    FetchFailed,
    FormatUnknown,
    MostlyBad,
    NoRoomToRead,
)
from voice_skill.linking.fetching import FetchSettings, fetch
from voice_skill.linking.formats import columns_of, products_of, read_feed
from voice_skill.linking.judging import FindingGroup, Staged, stage
from voice_skill.linking.rows import FeedSettings, Finding
from voice_skill.store import (
    CatalogueChange,
    CatalogueItem,
    CatalogueMoved,
    Comparison,
    Feed,
    FeedBusy,
    FeedNote,
    Sample,
    SealBroken,
    Store,
    StoreError,
    StoreUnavailable,
    Synced,
    Taken,
    UnknownFeed,
)

# By what a feed is read: one that was read otherwise is read anew, though it is what it was. Counted up when names for
# the ear or rules of judging change within a version.
RULES = 3
# Findings kept of one code; how many there are is kept beside.
KEPT_OF_A_CODE = 100
# Somebody else changing the catalogue between comparing and writing is rare; again and again, something is wrong.
MOST_COMPARISONS = 3
TELL_EVERY = 500
# More than any message of ours has; only what it quotes of a feed is longer.
MAX_WHY_CHARACTERS = 2_000
_UNSAYABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# Told what is being done, how much of it is done, and of how much if that is known.
SEALED_OTHERWISE = (
    "its address holds credentials that were stored with another secret key; link it again by its whole address"
)
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Report:
    """The outcome of a sync. outcome: ok, unchanged, waiting for a yes, failed, or dry where nothing was to be written.
    rows, left_out: the feed's. asks: what must be told before it can be read, "columns" or "currency", and the names of
    its columns as they are written. live: the feed's products that were in the shop before. format: the feed's."""

    outcome: str
    change: CatalogueChange = field(default_factory=CatalogueChange)
    rows: int = 0
    left_out: int = 0
    live: int = 0
    groups: tuple[FindingGroup, ...] = ()
    samples: tuple[Sample, ...] = ()
    format: str | None = None
    why: str | None = None
    asks: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A feed's content in a file, or that it is what was taken in last."""

    path: Path
    etag: str | None = None
    last_modified: str | None = None
    content_sha256: str | None = None
    is_unchanged: bool = False


@dataclass(frozen=True)
class Order:
    """The request for a sync. is_agreed: write also what takes out much of the catalogue. is_dry: write nothing."""

    fetching: FetchSettings = field(default_factory=FetchSettings)
    is_agreed: bool = False
    is_dry: bool = False
    progress: Progress = lambda what, done, total: None


def sync(store: Store, merchant: str, name: str, order: Order | None = None) -> Report:
    """Bring what a feed says now into the shop, and keep with the feed how that went. A feed that fails leaves the
    catalogue as it is.

    Raises UnknownMerchant, UnknownFeed, FeedBusy, StoreUnavailable."""
    with store.for_merchant(merchant) as shop:
        started_at = shop.now
        feed = shop.feeds.claim(name)
        shop.commit()
    run = _Run(store, merchant, feed, order or Order())
    try:
        report = run.report()
        with store.for_merchant(merchant) as shop:
            shop.feeds.record(run.feed, run.synced(report, started_at))
            shop.commit()
    except BaseException:
        with suppress(StoreError), store.for_merchant(merchant) as shop:
            shop.feeds.release(run.feed)
            shop.commit()
        raise
    return report


def preview(store: Store, merchant: str, feed: Feed, order: Order) -> Report:
    """Previews a sync of this feed, which may be one that nobody has linked yet."""
    return _Run(store, merchant, feed, replace(order, is_dry=True)).report()


class _Run:
    """One way through; `source` is known once it was fetched."""

    def __init__(self, store: Store, merchant: str, feed: Feed, order: Order) -> None:
        self.feed = feed
        self._store = store
        self._merchant = merchant
        self._order = order
        self._source = Source(Path())
        self._retry_after_s = 0

    def report(self) -> Report:
        with tempfile.TemporaryDirectory(prefix="voice-skill-feed-") as folder:
            try:
                self._source = self._fetch(Path(folder))
                return Report("unchanged") if self._source.is_unchanged else self._take()
            except (StoreUnavailable, FeedBusy, UnknownFeed):
                raise
            except MostlyBad as error:
                groups = tuple(FindingGroup(one.code, one.level, 1, (one,)) for one in error.findings)
                return Report("failed", why=_error_text(error), groups=groups, rows=error.rows, left_out=error.left_out)
            except (FeedError, StoreError, OSError) as error:
                if isinstance(error, FetchFailed):
                    self._retry_after_s = int(error.retry_after_s or 0)
                return self._asking(error, Report("failed", why=_error_text(error)))

    def synced(self, report: Report, started_at: datetime) -> Synced:
        is_read = report.outcome in ("ok", "waiting") or bool(report.groups)
        counts = {"rows": report.rows, "left_out": report.left_out} | asdict(report.change)
        return Synced(
            outcome=report.outcome,
            started_at=started_at,
            why=report.why,
            counts=counts,
            found={group.code: (group.level, group.count) for group in report.groups} if is_read else None,
            notes=[FeedNote(**asdict(finding)) for group in report.groups for finding in group.examples]
            if is_read
            else (),
            etag=self._source.etag,
            last_modified=self._source.last_modified,
            content_sha256=self._source.content_sha256,
            read_as=self._read_as(),
            retry_after_s=self._retry_after_s,
        )

    def _fetch(self, folder: Path) -> Source:
        feed = self.feed
        is_known = not self._order.is_dry and feed.read_as == self._read_as() and feed.content_sha256 is not None
        self._order.progress("Fetching", 0, None)
        if "://" not in feed.source:
            path = _feed_file(Path(feed.source))
            sha256 = _sha256(path)
            return Source(path, None, None, sha256, is_known and sha256 == feed.content_sha256)
        validators = {"etag": feed.etag, "last_modified": feed.last_modified} if is_known else {}
        with self._store.for_merchant(self._merchant) as shop:
            address = shop.feeds.address(feed)
        fetched = fetch(address, into=folder, settings=self._order.fetching, **validators)
        if fetched.is_unchanged:
            return Source(fetched.path, fetched.etag, fetched.last_modified, feed.content_sha256, True)
        sha256 = _sha256(fetched.path)
        is_unchanged = is_known and sha256 == feed.content_sha256
        return Source(fetched.path, fetched.etag, fetched.last_modified, sha256, is_unchanged)

    def _take(self) -> Report:
        with self._store.for_merchant(self._merchant) as shop:
            locale, currency = shop.merchant.locale, shop.merchant.currency
        feed_currency = self.feed.currency
        if feed_currency and feed_currency != currency:
            raise CurrencyMismatch(feed_currency, currency)
        settings = FeedSettings(feed_currency, locale, self.feed.format, self.feed.columns)
        format_name, rows = read_feed(self._source.path, settings)
        with stage(rows, replace(settings, currency=currency), progress=self._tell_rows) as staged:
            self._claim_longer()
            return replace(self._compare_and_write(staged), format=format_name)

    def _compare_and_write(self, staged: Staged) -> Report:
        for _ in range(MOST_COMPARISONS):
            with (
                self._store.for_merchant(self._merchant) as shop,
                shop.catalogue.compare(self._told_items(staged), self.feed, staged.known_ids()) as comparison,
            ):
                report = self._judge_changes(staged, comparison)
                if report.outcome != "ok":
                    return report
                self._order.progress("Writing", 0, None)
                with suppress(CatalogueMoved):
                    shop.catalogue.write(comparison)
                    shop.commit()
                    return report
        raise CatalogueMoved

    def _judge_changes(self, staged: Staged, comparison: Comparison) -> Report:
        """Decides the outcome from the comparison."""
        report = Report(
            "dry" if self._order.is_dry else "ok",
            change=comparison.change,
            rows=staged.counts.rows,
            left_out=staged.counts.left_out + len(comparison.taken),
            live=comparison.live,
            groups=(*_findings_of_taken(comparison.taken), *staged.grouped(KEPT_OF_A_CODE)),
            samples=tuple(comparison.samples),
        )
        if comparison.is_drastic and not self._order.is_agreed:
            why = f"it would take out {comparison.change.removed} of {comparison.live} products"
            if comparison.change.removed <= comparison.live // 5:
                why = f"it would take out {comparison.removed_variants} of {comparison.live_variants} variants"
            return replace(report, outcome="dry" if self._order.is_dry else "waiting", why=why)
        return report

    def _asking(self, error: Exception, report: Report) -> Report:
        """With what the merchant is to say about a table, all at once."""
        if not isinstance(error, (FormatUnknown, CurrencyNeeded)):
            return report
        columns = tuple(map(_in_a_line, columns_of(self._source.path)))
        if isinstance(error, CurrencyNeeded):
            return replace(report, asks=("currency",), columns=columns)
        asks = ("columns",) if self.feed.currency else ("columns", "currency")
        return replace(report, asks=asks, columns=columns) if columns else report

    def _claim_longer(self) -> None:
        if not self._order.is_dry:
            with self._store.for_merchant(self._merchant) as shop:
                self.feed = shop.feeds.claim_longer(self.feed)
                shop.commit()

    def _told_items(self, staged: Staged) -> Iterator[CatalogueItem]:
        for done, item in enumerate(staged.items()):
            if done % TELL_EVERY == 0:
                self._order.progress("Comparing", done, staged.products)
            yield item

    def _tell_rows(self, rows: int) -> None:
        self._order.progress("Reading", rows, None)

    def _read_as(self) -> str:
        feed = self.feed
        by = [RULES, version("voice-skill"), feed.format, feed.currency, feed.columns]
        return hashlib.sha256(json.dumps(by, sort_keys=True).encode()).hexdigest()


def _feed_file(path: Path) -> Path:
    """A feed on this computer: the file, or of a folder its products. Pipes and devices may never end."""
    if path.is_dir():
        return products_of(path)
    if path.exists() and not path.is_file():
        raise FeedUnreadable("is a pipe or a device, not a file; save it as a file")
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _findings_of_taken(claims: Sequence[Taken]) -> Iterator[FindingGroup]:
    """Findings of what another feed sells already."""
    if claims:
        message = (
            "Give it another id, or take it out of one of the feeds; it is sold from another one, so it was skipped."
        )
        groups = [
            Finding(0, one.external_id, one.field, "id_of_another_feed", "error", message, one.value)
            for one in claims[:KEPT_OF_A_CODE]
        ]
        yield FindingGroup("id_of_another_feed", "error", len(claims), tuple(groups))


def _error_text(error: Exception) -> str:
    """One line that any database keeps and any terminal shows, whatever of the feed it quotes. What to do about it
    stands at its end, so that one that is too long is cut in the middle."""
    reason = _in_a_line(_in_words(error))
    half = MAX_WHY_CHARACTERS // 2
    return reason if len(reason) <= MAX_WHY_CHARACTERS else f"{reason[: half - 2]} … {reason[-half:].lstrip()}"


def _in_a_line(text: str) -> str:
    return " ".join(_UNSAYABLE.sub(" ", text).split())


def _in_words(error: Exception) -> str:
    match error:
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EFBIG, filename=None, strerror=why):
            return str(NoRoomToRead(tempfile.gettempdir(), why or "full"))
        case OSError(filename=str() as file, strerror=why):
            return f"{file}: {why}"
        case CatalogueMoved():
            return "somebody else is changing the catalogue again and again; try later"
        case SealBroken():
            return SEALED_OTHERWISE
        case StoreError():
            return f"the shop refused it: {type(error).__name__} {' '.join(map(str, error.args))}".rstrip()
        case _:
            return str(error)
