"""What merchants asked for on a page, done in a process beside the server. Called by `catalogue sync`."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from voice_skill.linking.fetching import FetchSettings
from voice_skill.linking.links import link, try_link
from voice_skill.linking.syncing import Order, Report, sync
from voice_skill.store import BadMerchant, CatalogueChange, FeedBusy, FeedJob, Store, StoreUnavailable, UnknownFeed

TELL_EVERY_S = 0.5
# A page shows so many of each code; all that are kept stand with the feed.
MOST_EXAMPLES = 3
BROKEN_OFF = "the import was broken off, maybe since the server was stopped; send it once more"
FAULT = "something went wrong here that is no fault of yours; whoever runs the server finds it in the log"

log = logging.getLogger(__name__)


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
        match job.kind:
            case "preview":
                return try_link(store, merchant, job.feed_name, job.settings, order)
            case "link":
                return link(store, merchant, job.feed_name, job.settings, order)
            case "remove":
                return _remove(store, merchant, job.feed_name)
            case _:
                return sync(store, merchant, job.feed_name, order)
    except FeedBusy:
        return Report("failed", why="it is being synced at this moment; try again in a minute")
    except UnknownFeed:
        return Report("failed", why="it was removed meanwhile")
    except BadMerchant as error:
        return Report("failed", why=f"{error.value!r} will not do as its name")


def _remove(store: Store, merchant: str, feed_name: str) -> Report:
    with store.for_merchant(merchant) as shop:
        removed = shop.feeds.remove(feed_name)
        shop.commit()
    return Report("ok", CatalogueChange(removed=removed))


def _telling(store: Store, merchant: str, job_id: int) -> Callable[[str, int, int | None], None]:
    """Keeps with the job how far it is, for the page that shows it."""
    told_at, told = 0.0, ""

    def tell(what: str, done: int, total: int | None) -> None:
        nonlocal told_at, told
        if what == told and time.monotonic() - told_at < TELL_EVERY_S:
            return
        told_at, told = time.monotonic(), what
        with suppress(StoreUnavailable), store.for_merchant(merchant) as shop:
            shop.jobs.tell(job_id, what, done, total)
            shop.commit()

    return tell


def _end(store: Store, merchant: str, job_id: int, report: Report) -> None:
    groups = tuple(replace(group, examples=group.examples[:MOST_EXAMPLES]) for group in report.groups)
    told: dict[str, Any] = asdict(replace(report, groups=groups))
    with store.for_merchant(merchant) as shop:
        shop.jobs.end(job_id, told)
        shop.commit()
