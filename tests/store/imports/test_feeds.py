"""What is kept about a feed: its settings, who is at it, how it went, and when it is due again."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from tests.conftest import Clock
from tests.store.products.test_catalogue import item
from voice_skill.store import (
    BadMerchant,
    Feed,
    FeedBusy,
    FeedExists,
    FeedNote,
    MerchantStore,
    Store,
    Synced,
    UnknownFeed,
)

SOURCE = "https://shop.example/feed.xml"


@pytest.fixture
def shop(store: Store) -> Iterator[MerchantStore]:
    with store.for_merchant("juniper") as shop:
        yield shop


def add(shop: MerchantStore, name: str = "web", **settings: Any) -> Feed:
    feed = shop.feeds.add(name, source=SOURCE, currency="USD", **settings)
    shop.commit()
    return feed


def record(shop: MerchantStore, outcome: str, started_at: datetime | None = None, **told: Any) -> Feed:
    shop.feeds.record(shop.feeds.get("web"), Synced(outcome, started_at or shop.now, **told))
    shop.commit()
    return shop.feeds.get("web")


def test_a_feed_is_kept_with_its_settings_and_secrets_of_its_own(shop: MerchantStore) -> None:
    add(shop, format="plain_csv", columns={"title": "Name"}, every_s=3_600)
    other = add(shop, "market")

    feed = shop.feeds.get("web")

    assert (feed.source, feed.format, feed.columns, feed.every_s) == (SOURCE, "plain_csv", {"title": "Name"}, 3_600)
    assert [one.name for one in shop.feeds.all()] == ["market", "web"]
    assert feed.token != other.token
    secret, others = shop.feeds.webhook_secret(feed), shop.feeds.webhook_secret(other)
    assert secret != others
    assert min(len(feed.token), len(secret)) >= 32


@pytest.mark.parametrize("chosen", [None, "chosen by Shopify", "s" * 255])
def test_a_secret_of_a_webhook_is_kept_and_never_as_it_is(shop: MerchantStore, chosen: str | None) -> None:
    add(shop)
    shop.feeds.keep_webhook_secret("web", chosen)
    shop.commit()

    secret = shop.feeds.webhook_secret(shop.feeds.get("web"))

    assert chosen in (None, secret)
    kept = shop.connection.exec_driver_sql("SELECT * FROM feeds").mappings().one()
    assert not [column for column, value in kept.items() if secret in str(value)]


def test_a_name_is_taken_once_in_a_shop_and_must_be_one(store: Store, shop: MerchantStore) -> None:
    add(shop)

    with pytest.raises(FeedExists):
        add(shop)
    with pytest.raises(BadMerchant):
        add(shop, "Web Shop")
    with pytest.raises(UnknownFeed):
        shop.feeds.get("nothing")
    shop.rollback()
    with store.for_merchant("birch") as birch:
        assert add(birch).name == "web"


def test_only_one_of_many_gets_a_feed(store: Store, shop: MerchantStore) -> None:
    add(shop)
    got, all_at_once = [], Barrier(4)

    def claim() -> None:
        with store.for_merchant("juniper") as mine, suppress(FeedBusy):
            all_at_once.wait()
            got.append(mine.feeds.claim("web"))
            mine.commit()

    threads = [Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(got) == 1


def test_a_claim_that_was_lost_runs_out_and_its_holder_is_told(shop: MerchantStore, clock: Clock) -> None:
    add(shop)
    lost = shop.feeds.claim("web")
    shop.commit()
    lost_until = lost.claimed_until
    with pytest.raises(FeedBusy):
        shop.feeds.claim("web")

    clock.advance(minutes=16)
    shop.feeds.claim("web")
    shop.commit()

    with pytest.raises(FeedBusy):
        shop.feeds.claim_longer(Feed(id=lost.id, name="web", claimed_until=lost_until))


def test_a_claim_can_be_made_longer_and_given_back(shop: MerchantStore, clock: Clock) -> None:
    add(shop)
    feed = shop.feeds.claim("web")
    clock.advance(minutes=10)
    feed = shop.feeds.claim_longer(feed)
    clock.advance(minutes=10)

    with pytest.raises(FeedBusy):
        shop.feeds.claim("web")
    shop.feeds.release(feed)

    assert shop.feeds.claim("web").name == "web"


def test_a_feed_is_due_when_its_time_has_come_and_nobody_is_at_it(
    store: Store, shop: MerchantStore, clock: Clock
) -> None:
    add(shop, every_s=3_600)
    add(shop, "by-hand")
    record(shop, "ok")
    assert store.due_feeds() == []

    clock.advance(hours=1)

    assert store.due_feeds() == [("juniper", "web")]
    shop.feeds.claim("web")
    shop.commit()
    assert store.due_feeds() == []


def test_a_failing_feed_is_tried_again_later_and_later_and_says_since_when_and_why(
    shop: MerchantStore, clock: Clock
) -> None:
    add(shop, every_s=3_600)
    good = record(shop, "ok", etag='"1"', content_sha256="a" * 64, read_as="b" * 64)
    failed_first = clock.now = clock.now + timedelta(hours=1)

    waits = []
    for _ in range(12):
        feed = record(shop, "failed", why="the server is away")
        assert feed.next_at is not None
        waits.append((feed.next_at - clock.now).total_seconds() / 60)
        clock.now = feed.next_at

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440]
    assert (feed.failures, feed.failing_since, feed.last_error) == (12, failed_first, "the server is away")
    assert (feed.last_good_at, feed.etag, feed.content_sha256) == (good.last_good_at, '"1"', "a" * 64)
    well = record(shop, "unchanged", etag='"1"')
    assert (well.failures, well.failing_since, well.last_error) == (0, None, None)
    assert well.next_at == clock.now + timedelta(hours=1)


def test_a_server_that_asks_to_wait_is_obeyed(shop: MerchantStore) -> None:
    add(shop, every_s=3_600)

    feed = record(shop, "failed", why="too many requests", retry_after_s=7_200)

    assert feed.next_at == shop.now + timedelta(hours=2)


def test_a_snapshot_that_waits_is_read_again_though_it_is_what_it_was(shop: MerchantStore) -> None:
    add(shop)

    feed = record(shop, "waiting", etag='"2"', content_sha256="a" * 64, read_as="b" * 64)

    assert (feed.etag, feed.content_sha256, feed.last_good_at) == (None, None, None)


def test_a_shop_that_tells_of_a_change_is_synced_soon_but_not_at_every_call(
    store: Store, shop: MerchantStore, clock: Clock
) -> None:
    add(shop, every_s=3_600)
    record(shop, "ok")

    shop.feeds.make_due("web")
    shop.commit()

    assert store.due_feeds() == []
    clock.advance(seconds=60)
    assert store.due_feeds() == [("juniper", "web")]


def test_a_change_told_while_a_sync_is_under_way_is_not_forgotten(
    store: Store, shop: MerchantStore, clock: Clock
) -> None:
    add(shop, every_s=3_600)
    started_at = clock.now
    clock.advance(seconds=5)
    shop.feeds.make_due("web")

    record(shop, "ok", started_at)

    assert store.due_feeds() == [("juniper", "web")]


def test_a_change_told_while_a_feed_fails_does_not_make_us_impatient(shop: MerchantStore) -> None:
    add(shop, every_s=3_600)
    waits_until = record(shop, "failed", why="away").next_at

    shop.feeds.make_due("web")

    assert shop.feeds.get("web").next_at == waits_until


def test_findings_are_those_of_the_last_reading_and_runs_are_not_kept_for_ever(shop: MerchantStore) -> None:
    feed = add(shop)
    first = FeedNote(3, "mug", "gtin", "gtin_invalid", "warning", "Check it.", "123")
    second = FeedNote(0, "pot", "id", "id_of_another_feed", "error", "Give it another id.", "pot")

    record(shop, "ok", notes=[first], found={"gtin_invalid": ("warning", 7)})
    assert shop.feeds.findings(feed) == [first]
    record(shop, "ok", notes=[second], found={"id_of_another_feed": ("error", 1)})
    for _ in range(60):
        record(shop, "unchanged")

    assert shop.feeds.findings(feed) == [second]
    assert shop.feeds.get("web").found == {"id_of_another_feed": ["error", 1]}
    runs = shop.feeds.runs(feed, limit=100)
    assert len(runs) == 50
    assert {run.outcome for run in runs} == {"unchanged"}


def test_another_source_is_asked_without_the_old_ones_validators(shop: MerchantStore) -> None:
    add(shop)
    record(shop, "ok", etag='"1"', content_sha256="a" * 64)

    feed = shop.feeds.change("web", source="https://other.example/feed")

    assert (feed.source, feed.etag, feed.content_sha256) == ("https://other.example/feed", None, "a" * 64)


def test_a_feed_that_is_removed_takes_its_products_along_and_they_can_come_back(shop: MerchantStore) -> None:
    shop.catalogue.put([item("pot", "red teapot")])
    with shop.catalogue.compare([item("mug", "blue mug")], add(shop)) as comparison:
        shop.catalogue.write(comparison)
    record(shop, "ok", notes=[FeedNote(1, "mug", "gtin", "gtin_missing", "suggestion", "Give it.")], found={})

    assert shop.feeds.remove("web") == 1
    shop.commit()

    assert [name.external_id for name in shop.catalogue.names()] == ["pot"]
    with pytest.raises(UnknownFeed):
        shop.feeds.get("web")
    with shop.catalogue.compare([item("mug", "blue mug")], add(shop)) as comparison:
        assert shop.catalogue.write(comparison).changed == 1


def test_the_token_leads_to_the_feed_and_nothing_else_does(store: Store, shop: MerchantStore) -> None:
    token = add(shop).token

    assert store.feed_of(token)[0] == "juniper"
    with pytest.raises(UnknownFeed):
        store.feed_of(token[:-1])
