"""Runs the jobs that merchants request on a page, in a process beside the server. Called by `catalogue sync`."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from itertools import count
from typing import Any

from voice_skill.linking.children import ChildDied, TookTooLong, in_child
from voice_skill.linking.fetching import FetchSettings
from voice_skill.linking.judging import FindingGroup
from voice_skill.linking.judging.names import spoken_plural
from voice_skill.linking.links import link, try_link
from voice_skill.linking.rows import Finding
from voice_skill.linking.syncing import SEALED_OTHERWISE, Order, Report, sync
from voice_skill.store import (
    BadMerchant,
    CatalogueChange,
    FeedBusy,
    FeedJob,
    FeedNote,
    SealBroken,
    Store,
    StoreUnavailable,
    Synced,
    UnknownFeed,
)

TELL_EVERY_S = 0.5
# A page shows so many of each code; all that are kept stand with the feed.
MOST_EXAMPLES = 3
BROKEN_OFF = "the import was broken off, maybe since the server was stopped; send it once more"
FAULT = "something went wrong on our side; the server's log has the details"

TOO_LONG = "it was not done after {limit} and was ended; split the feed, or ask whoever hosts it why it is slow"

log = logging.getLogger(__name__)
_children = count()


def do_job_in_time(store: Store, merchant: str, job_id: int, fetching: FetchSettings, limit_s: float) -> None:
    """The same as do_job in a process of its own: one that hangs is ended and has failed, and whoever called this goes
    on with the next."""
    _load_words()
    report = _too_long(limit_s)
    try:
        in_child(
            partial(do_job, store, merchant, job_id, fetching),
            limit_s,
            meanwhile=partial(_still_at, store, merchant, job_id),
            # Before it is ended, so that it cannot give the job back for another try.
            late=partial(_end, store, merchant, job_id, report),
        )
    except TookTooLong:
        log.warning("merchant=%s job=%s took too long", merchant, job_id)
        with store.for_merchant(merchant) as shop:
            job = shop.jobs.get(job_id)
        if job.kind in ("link", "sync"):
            _fail_feed(store, merchant, job.feed_name, report, is_new=job.kind == "link")
    except ChildDied as died:
        log.warning("merchant=%s job=%s died code=%s", merchant, job_id, died.code)
        if died.code < 0:  # else it was told to end, and gave the job back
            _end(store, merchant, job_id, Report("failed", why=BROKEN_OFF))


def sync_in_time(store: Store, merchant: str, name: str, order: Order, limit_s: float) -> Report:
    """The same as sync in a process of its own, whose failure is kept with the feed when it hangs or dies.

    Raises what sync raises."""
    _load_words()
    try:
        return in_child(partial(sync, store, merchant, name, order), limit_s)
    except TookTooLong:
        report = _too_long(limit_s)
    except ChildDied:
        report = Report("failed", why=BROKEN_OFF)
    _fail_feed(store, merchant, name, report)
    return report


def _load_words() -> None:
    """Loads the library for plurals, which takes seconds: from the second child on all share what their parent has
    loaded."""
    if next(_children) == 1:
        spoken_plural("mug", "en-US")


def _too_long(limit_s: float) -> Report:
    limit = f"{limit_s / 60:g} minutes" if limit_s >= 60 else f"{limit_s:g} seconds"
    why = TOO_LONG.format(limit=limit)
    finding = Finding(0, "", "", "time_limit", "error", f"{why[0].upper()}{why[1:]}.")
    return Report("failed", why=why, groups=(FindingGroup("time_limit", "error", 1, (finding,)),))


def _still_at(store: Store, merchant: str, job_id: int) -> None:
    with suppress(StoreUnavailable), store.for_merchant(merchant) as shop:
        shop.jobs.hear(job_id)
        shop.commit()


def _fail_feed(store: Store, merchant: str, name: str, report: Report, *, is_new: bool = False) -> None:
    """Keeps with the feed that it failed, and frees it. is_new: one that never came in is no longer linked."""
    with suppress(UnknownFeed), store.for_merchant(merchant) as shop:
        feed = shop.feeds.get(name)
        if is_new and feed.last_good_at is None:
            shop.feeds.remove(name)
        else:
            counts_by_code = {group.code: (group.level, group.count) for group in report.groups}
            notes = [FeedNote(**asdict(one)) for group in report.groups for one in group.examples]
            shop.feeds.record(feed, Synced("failed", shop.now, report.why, found=counts_by_code, notes=notes))
        shop.commit()


def do_job(store: Store, merchant: str, job_id: int, fetching: FetchSettings) -> None:
    """Look at a feed, link, sync or remove it, and keep what came of it; nothing when somebody else is at it."""
    with store.for_merchant(merchant) as shop:
        job = shop.jobs.get(job_id)
        is_lost = job.heard_at is not None
        if not shop.jobs.take(job_id):
            return
        shop.commit()
    try:
        report = Report("failed", why=BROKEN_OFF) if is_lost else _report(store, merchant, job, fetching)
    except BaseException as error:
        is_ours = isinstance(error, Exception) and not isinstance(error, StoreUnavailable)
        if is_ours:
            log.exception("merchant=%s job=%s failed", merchant, job_id)
            _end(store, merchant, job_id, Report("failed", why=FAULT))
            return
        with store.for_merchant(merchant) as shop:
            shop.jobs.give_back(job_id)
            shop.commit()
        raise
    _end(store, merchant, job_id, report)


def _report(store: Store, merchant: str, job: FeedJob, fetching: FetchSettings) -> Report:
    order = Order(fetching, job.is_agreed, job.kind == "preview", _telling(store, merchant, job.id))
    try:
        with store.for_merchant(merchant) as shop:
            settings = shop.jobs.settings(job)
        match job.kind:
            case "preview":
                return try_link(store, merchant, job.feed_name, settings, order)
            case "link":
                return link(store, merchant, job.feed_name, settings, order)
            case "remove":
                return _remove(store, merchant, job.feed_name)
            case _:
                return sync(store, merchant, job.feed_name, order)
    except FeedBusy:
        return Report("failed", why="it is being synced at this moment; try again in a minute")
    except UnknownFeed:
        return Report("failed", why="it was removed meanwhile")
    except SealBroken:
        return Report("failed", why=SEALED_OTHERWISE)
    except BadMerchant as error:
        return Report("failed", why=f"{error.value!r} is not a valid feed name")


def _remove(store: Store, merchant: str, feed_name: str) -> Report:
    with store.for_merchant(merchant) as shop:
        removed_products = shop.feeds.remove(feed_name)
        shop.commit()
    return Report("ok", CatalogueChange(removed=removed_products))


def _telling(store: Store, merchant: str, job_id: int) -> Callable[[str, int, int | None], None]:
    """Keeps with the job how far it is, for the page that shows it."""
    told_at, stage = 0.0, ""

    def tell(what: str, done: int, total: int | None) -> None:
        nonlocal told_at, stage
        if what == stage and time.monotonic() - told_at < TELL_EVERY_S:
            return
        told_at, stage = time.monotonic(), what
        with suppress(StoreUnavailable), store.for_merchant(merchant) as shop:
            shop.jobs.tell(job_id, what, done, total)
            shop.commit()

    return tell


def _end(store: Store, merchant: str, job_id: int, report: Report) -> None:
    groups = tuple(replace(group, examples=group.examples[:MOST_EXAMPLES]) for group in report.groups)
    report_json: dict[str, Any] = asdict(replace(report, groups=groups))
    with store.for_merchant(merchant) as shop:
        shop.jobs.end(job_id, report_json)
        shop.commit()
