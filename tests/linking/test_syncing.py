"""A feed's way from a merchant's web server into the shop, again and again, whatever happens to the feed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clock
from tests.linking.shop_server import LOOPBACK, ShopServer, table
from voice_skill.linking.links import link, try_link
from voice_skill.linking.syncing import Order, Report, sync
from voice_skill.store import CatalogueChange, FeedBusy, Store, UnknownFeed

ORDER = Order(LOOPBACK)
TEN = [f"p{number} Thing Number {number}" for number in range(10)]


def linked(store: Store, web: ShopServer, order: Order = ORDER, **settings: Any) -> Report:
    told = {"source": web.url, "format": None, "currency": "", "columns": {}, "every_s": 3_600} | settings
    return link(store, "juniper", "web", told, order)


def again(store: Store, **order: Any) -> Report:
    return sync(store, "juniper", "web", Order(LOOPBACK, **order))


def live(store: Store) -> list[str]:
    with store.for_merchant("juniper") as shop:
        return [name.external_id for name in shop.catalogue.names()]


def feed(store: Store) -> Any:
    with store.for_merchant("juniper") as shop:
        return shop.feeds.get("web")


def test_a_linked_feed_is_answered_from_and_follows_its_shop(store: Store, web: ShopServer) -> None:
    web.body = table("mug Blue Mug", "pot Red Teapot")
    assert linked(store, web).change == CatalogueChange(added=2)

    web.body = table("mug Blue Stoneware Mug", "lamp Tin Lamp")
    report = again(store)

    assert (report.outcome, report.change) == ("ok", CatalogueChange(added=1, changed=1, removed=1))
    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.find("blue stoneware mug").verdict == "sure"
        assert shop.catalogue.find("red teapot").verdict == "none"
        assert [run.outcome for run in shop.feeds.runs(shop.feeds.get("web"), limit=9)] == ["ok", "ok"]


def test_what_did_not_change_is_neither_sent_nor_read_again(store: Store, web: ShopServer) -> None:
    web.body, web.headers = table(*TEN), {"ETag": '"one"', "Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT"}
    linked(store, web)

    report = again(store)

    assert report.outcome == "unchanged"
    assert web.asked[-1]["if-none-match"] == '"one"'
    assert web.asked[-1]["if-modified-since"] == "Sat, 21 Nov 2026 10:00:00 GMT"
    web.headers = {}
    assert again(store).outcome == "unchanged"  # sent again, and the same


def test_other_settings_have_the_same_feed_read_anew(store: Store, web: ShopServer) -> None:
    web.body, web.headers = table(*TEN), {"ETag": '"one"'}
    linked(store, web)

    report = linked(store, web, currency="USD")

    assert (report.outcome, report.change) == ("ok", CatalogueChange(unchanged=10))
    assert "if-none-match" not in web.asked[-1]


def test_bad_rows_are_left_out_good_ones_go_in_and_the_findings_are_kept(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN, "mug Blue Mug", "mug Green Mug")

    report = linked(store, web)

    assert (report.rows, report.left_out, report.change.added) == (12, 2, 10)
    with store.for_merchant("juniper") as shop:
        assert feed(store).found["id_duplicate"] == ["error", 2]
        duplicates = [note for note in shop.feeds.findings(feed(store)) if note.code == "id_duplicate"]
        assert [(note.row, note.id, note.level) for note in duplicates] == [(11, "mug", "error"), (12, "mug", "error")]
        run = shop.feeds.runs(feed(store))[0]
        assert (run.rows, run.left_out, run.added) == (12, 2, 10)


def test_a_row_that_is_bad_today_leaves_what_was_good_yesterday(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN)
    linked(store, web)

    web.body = table(*TEN).replace(b"p3\tThing Number 3", b"p3\t")
    report = again(store)

    assert (report.left_out, report.change) == (1, CatalogueChange(unchanged=9))
    assert "p3" in live(store)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, b"\0\1\2 nothing that anybody knows", "format"),
        (200, b"", "empty"),
        (503, b"", "503"),
        (200, table(*[f"same Thing {number}" for number in range(9)]), "9 of 9 rows"),
    ],
)
def test_a_feed_that_fails_leaves_the_last_good_catalogue_and_says_why(
    store: Store, web: ShopServer, clock: Clock, status: int, body: bytes, why: str
) -> None:
    web.body = table(*TEN)
    linked(store, web)
    clock.advance(hours=1)

    web.status, web.body = status, body
    report = again(store)

    assert report.outcome == "failed"
    assert why in (report.why or "")
    assert live(store) == [one.split()[0] for one in TEN]
    kept = feed(store)
    assert (kept.failing_since, kept.failures, kept.last_error) == (clock.now, 1, report.why)
    assert kept.next_at == clock.now + timedelta(minutes=5)
    assert kept.claimed_until is None


def test_retry_after_is_obeyed(store: Store, web: ShopServer, clock: Clock) -> None:
    web.body = table(*TEN)
    linked(store, web)

    web.status, web.headers = 429, {"Retry-After": "7200"}
    again(store)

    assert feed(store).next_at == clock.now + timedelta(hours=2)


def test_taking_out_much_waits_for_a_yes(store: Store, web: ShopServer) -> None:
    web.body, web.headers = table(*TEN), {"ETag": '"ten"'}
    linked(store, web)

    web.body, web.headers = table(*TEN[:4]), {"ETag": '"four"'}
    waiting = again(store)
    assert (waiting.outcome, waiting.why) == ("waiting", "it would take out 6 of 10 products")
    assert len(live(store)) == 10
    assert again(store).outcome == "waiting"  # however often it is looked at

    agreed = again(store, is_agreed=True)

    assert (agreed.outcome, agreed.change) == ("ok", CatalogueChange(unchanged=4, removed=6))
    assert len(live(store)) == 4


def test_a_dry_run_says_what_would_be_and_writes_nothing(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN)
    settings = {"source": web.url, "format": None, "currency": "", "columns": {}, "every_s": None}
    first = try_link(store, "juniper", "web", settings, ORDER)
    assert (first.outcome, first.change, live(store)) == ("dry", CatalogueChange(added=10), [])
    with pytest.raises(UnknownFeed):
        feed(store)
    linked(store, web)

    web.body = table("p0 Thing Zero", *TEN[1:3], "mug Blue Mug")
    report = try_link(store, "juniper", "web", settings, ORDER)

    assert report.change == CatalogueChange(added=1, changed=1, unchanged=2, removed=7)
    assert report.why == "it would take out 7 of 10 products"
    assert {(one.kind, one.external_id) for one in report.samples} >= {("added", "mug"), ("changed", "p0")}
    assert len(live(store)) == 10


def test_a_feed_that_cannot_be_linked_is_not_kept_and_one_that_was_keeps_its_settings(
    store: Store, web: ShopServer
) -> None:
    web.body = b"nothing"
    assert linked(store, web).outcome == "failed"
    with pytest.raises(UnknownFeed):
        feed(store)
    web.body = table(*TEN)
    linked(store, web)

    report = linked(store, web, source=web.url.replace("http:", "https:"), every_s=60)

    assert report.outcome == "failed"
    assert (feed(store).source, feed(store).every_s) == (web.url, 3_600)
    assert len(live(store)) == 10


def test_prices_in_another_currency_than_the_shops_are_refused(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN)

    report = linked(store, web, currency="EUR")

    assert (report.outcome, report.why) == (
        "failed",
        "The shop sells in USD, so prices in EUR cannot be imported; link a feed in USD",
    )


def test_an_id_that_another_feed_sells_is_a_finding(store: Store, web: ShopServer, tmp_path: Path) -> None:
    web.body = table(*TEN)
    linked(store, web)
    file = tmp_path / "more.txt"
    file.write_bytes(table("p3 Thing Of Mine", "mug Blue Mug", "cup Tea Cup"))
    settings = {"source": str(file), "format": None, "currency": "", "columns": {}, "every_s": None}

    report = link(store, "juniper", "more", settings, ORDER)

    assert (report.change, report.left_out) == (CatalogueChange(added=2), 1)
    assert [(group.code, group.count) for group in report.groups if group.level == "error"] == [
        ("id_of_another_feed", 1)
    ]
    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.product("p3").title == "Thing Number 3"


def test_a_feed_is_synced_once_at_a_time(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN)
    linked(store, web)
    with store.for_merchant("juniper") as shop:
        shop.feeds.claim("web")
        shop.commit()

    with pytest.raises(FeedBusy):
        again(store)


def test_a_sync_that_is_broken_off_gives_the_feed_back(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN)
    linked(store, web)
    web.body = table(*TEN[:9])

    def interrupt(what: str, done: int, total: int | None) -> None:
        if what == "Writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(store, progress=interrupt)

    assert feed(store).claimed_until is None
    assert again(store).change == CatalogueChange(unchanged=9, removed=1)


def test_somebody_who_changes_the_catalogue_meanwhile_is_not_overwritten(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN)
    linked(store, web)
    web.body = table(*TEN, "mug Blue Mug")
    renamed = []

    def rename(what: str, done: int, total: int | None) -> None:
        if what == "Writing" and not renamed:
            renamed.append(True)
            with store.for_merchant("juniper") as shop:
                shop.catalogue.rename("p0", "zero", "zeros")
                shop.commit()

    report = again(store, progress=rename)

    assert (report.outcome, report.change.added) == ("ok", 1)
    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.find("zero").products[0].external_id == "p0"
        assert shop.catalogue.find("blue mug").verdict == "sure"


def test_private_addresses_are_refused_unless_they_are_configured(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN)

    report = linked(store, web, Order())

    assert report.outcome == "failed"
    assert web.asked == []


def test_progress_is_told(store: Store, web: ShopServer) -> None:
    web.body = table(*TEN)
    told: list[str] = []

    linked(store, web, Order(LOOPBACK, progress=lambda what, done, total: told.append(what)))

    assert list(dict.fromkeys(told)) == ["Fetching", "Reading", "Comparing", "Writing"]
