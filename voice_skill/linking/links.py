"""Linking a catalogue for the first time or anew: kept only when it could be taken in. Called by the command line
and by jobs."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from voice_skill.linking.syncing import Order, Report, preview, sync
from voice_skill.store import Feed, FeedExists, Store, StoreError, UnknownFeed

SETTINGS = ("source", "format", "currency", "columns", "every_s")
# As the feed keeps them, to be put back.
KEPT = (*SETTINGS, "sealed_source")


def link(store: Store, merchant: str, name: str, settings: Mapping[str, Any], order: Order) -> Report:
    """Remember a feed by this name, or give it other settings, and sync it; when that fails, all is as it was.

    settings: SETTINGS. Raises what `sync` raises, and BadMerchant for an invalid name."""
    before = _remember(store, merchant, name, settings)
    try:
        report = sync(store, merchant, name, order)
    except BaseException:
        with suppress(StoreError):
            _undo(store, merchant, name, before)
        raise
    if report.outcome == "failed":
        _undo(store, merchant, name, before)
    return report


def try_link(store: Store, merchant: str, name: str, settings: Mapping[str, Any], order: Order) -> Report:
    """Tries linking a feed; nothing is written."""
    with store.for_merchant(merchant) as shop:
        try:
            feed_id = shop.feeds.get(name).id
        except UnknownFeed:
            feed_id = 0  # which no feed has
    return preview(store, merchant, Feed(id=feed_id, name=name, **settings), order)


def _remember(store: Store, merchant: str, name: str, settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """The settings that it had before; None for a new one."""
    with store.for_merchant(merchant) as shop:
        before = None
        try:
            shop.feeds.add(name, **settings)
        except FeedExists:
            before = {setting: getattr(shop.feeds.get(name), setting) for setting in KEPT}
            shop.feeds.change(name, **settings)
        shop.commit()
        return before


def _undo(store: Store, merchant: str, name: str, before: Mapping[str, Any] | None) -> None:
    with store.for_merchant(merchant) as shop:
        if before is None:
            shop.feeds.remove(name)
        else:
            shop.feeds.change(name, **before)
        shop.commit()
