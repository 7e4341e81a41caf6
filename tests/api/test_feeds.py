"""Feeds are linked, synced and removed beside the server; their findings are told."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from tests.api.conftest import System
from tests.api.test_door import kind_of
from tests.conftest import Clock
from tests.linking.shop_server import LOOPBACK, ShopServer, shop_server, table
from voice_skill.api.feed_shapes import Format
from voice_skill.linking.formats import FORMATS
from voice_skill.linking.jobs import do_job
from voice_skill.store import Store


@pytest.fixture
def web() -> Iterator[ShopServer]:
    with shop_server() as web:
        yield web


def do_all(store: Store) -> None:
    """What the process beside the server does."""
    for merchant, job_id in store.asked_jobs():
        do_job(store, merchant, job_id, LOOPBACK)


def test_the_formats_are_those_that_linking_reads() -> None:
    assert set(get_args(Format)) == set(FORMATS)


def test_a_feed_is_linked_by_a_job_that_is_polled(shops: Store, juniper: System, web: ShopServer) -> None:
    web.body = table("pot Red Teapot", "jug Milk Jug")

    asked = juniper.post("/feeds", json={"name": "new", "source": web.url, "every_s": 3_600}, key="link")
    again = juniper.post("/feeds", json={"name": "new", "source": web.url, "every_s": 3_600}, key="link")
    place = asked.headers["Location"].removeprefix("/api/v1")
    before = juniper.get(place).get_json()
    do_all(shops)
    job = juniper.get(place).get_json()

    assert (asked.status_code, again.data, before["state"]) == (202, asked.data, "asked")
    assert (job["state"], job["outcome"], job["change"]["added"]) == ("ended", "ok", 2)
    assert juniper.get("/feeds/new").get_json()["every_s"] == 3_600
    assert juniper.get("/products/pot").get_json()["feed"] == "new"
    assert juniper.get("/feeds/new/runs").get_json()["items"][0]["added"] == 2


def test_a_feed_that_cannot_be_read_is_not_kept_and_the_job_says_why(
    shops: Store, juniper: System, web: ShopServer
) -> None:
    web.status = 503

    asked = juniper.post("/feeds", json={"name": "new", "source": web.url})
    do_all(shops)
    job = juniper.get(asked.headers["Location"].removeprefix("/api/v1")).get_json()

    assert (job["outcome"], "503" in job["why"]) == ("failed", True)
    assert juniper.get("/feeds/new").status_code == 404


def test_a_feed_is_synced_and_removed_when_asked(shops: Store, juniper: System, web: ShopServer) -> None:
    juniper.change("PATCH", "/feeds/web", json={"source": web.url})
    web.body = table("pot Red Teapot")

    synced = juniper.post("/feeds/web/syncs", json={"agreed": True})
    do_all(shops)

    assert synced.status_code == 202
    assert juniper.get("/products/pot").status_code == 200
    removed = juniper.change("DELETE", "/feeds/web")
    do_all(shops)
    assert removed.status_code == 202
    assert juniper.get("/feeds/web").status_code == 404
    assert juniper.get("/products/pot").status_code == 404


def test_a_token_in_an_address_is_sent_to_the_shop_and_told_to_nobody(
    shops: Store, juniper: System, web: ShopServer, caplog: pytest.LogCaptureFixture
) -> None:
    web.body = table("pot Red Teapot")
    address = f"{web.url}?token=secret-of-the-feed"

    asked = juniper.post("/feeds", json={"name": "new", "source": address})
    do_all(shops)
    web.status = 503
    synced = juniper.post("/feeds/new/syncs")
    do_all(shops)
    jobs = [juniper.get(job.headers["Location"].removeprefix("/api/v1")) for job in (asked, synced)]
    shown = juniper.get("/feeds/new").get_json()
    changed = juniper.change("PATCH", "/feeds/new", json={"source": shown["source"], "every_s": 3_600})
    answers = [
        asked,
        synced,
        *jobs,
        changed,
        *(juniper.get(path) for path in ("/feeds", "/feeds/new", "/feeds/new/runs")),
    ]
    juniper.post("/feeds/new/syncs")
    do_all(shops)

    assert [job.get_json()["outcome"] for job in jobs] == ["ok", "failed"]
    assert shown["source"] == f"{web.url}?token=…"
    assert set(web.paths) == {"/feed.txt?token=secret-of-the-feed"}
    assert len(web.paths) >= 3
    assert not [answer.text for answer in answers if "secret-of-the-feed" in answer.text]
    assert "secret-of-the-feed" not in caplog.text


def test_a_sync_needs_no_body(juniper: System) -> None:
    answer = juniper.post("/feeds/web/syncs")

    assert (answer.status_code, answer.get_json()["kind"]) == (202, "sync")


def test_findings_are_filtered_and_come_a_page_at_a_time(juniper: System) -> None:
    first = juniper.get("/feeds/web/findings?limit=1").get_json()
    rest = juniper.get(f"/feeds/web/findings?limit=1&cursor={first['next']}").get_json()
    errors = juniper.get("/feeds/web/findings?level=error").get_json()["items"]
    by_code = juniper.get("/feeds/web/findings?code=gtin_missing").get_json()["items"]

    assert [note["code"] for note in first["items"] + rest["items"]] == ["gtin_missing", "price_missing"]
    assert rest["next"] is None
    assert [note["message"] for note in errors] == ["Juniper's has no price"]
    assert [note["code"] for note in by_code] == ["gtin_missing"]
    assert juniper.get("/feeds/web").get_json()["found"] == {"price_missing": {"level": "error", "times": 1}}


def test_a_key_that_comes_again_another_day_asks_anew(shops: Store, juniper: System, clock: Clock) -> None:
    first = juniper.post("/feeds/web/syncs", key="nightly")
    do_all(shops)

    clock.advance(hours=25)
    second = juniper.post("/feeds/web/syncs", key="nightly")

    assert second.get_json()["id"] != first.get_json()["id"]
    assert second.get_json()["state"] == "asked"


def test_where_the_server_keeps_a_file_is_not_told(shops: Store, juniper: System) -> None:
    with shops.for_merchant("juniper") as shop:
        shop.feeds.add("sent", source="/var/lib/voice-skill/uploads/1/a.feed", currency="USD")
        shop.commit()

    answer = juniper.get("/feeds/sent")

    assert answer.get_json()["source"] is None
    assert "/var/lib" not in juniper.get("/feeds").text


def test_a_feeds_secrets_are_not_told(shops: Store, juniper: System) -> None:
    with shops.for_merchant("juniper") as shop:
        feed = shop.feeds.get("web")

    for answer in (juniper.get("/feeds"), juniper.get("/feeds/web")):
        assert feed.token not in answer.text
        assert feed.sealed_secret not in answer.text


def test_a_name_that_is_taken_is_refused(juniper: System) -> None:
    answer = juniper.post("/feeds", json={"name": "web", "source": "https://a.example/feed"})

    assert (answer.status_code, kind_of(answer)) == (409, "already-there")


@pytest.mark.parametrize(
    "change",
    [
        {"source": "/etc/passwd"},
        {"source": "file:///etc/passwd"},
        {"source": "https://a.example/\n"},
        {"name": "../up"},
        {"name": "A"},
        {"every_s": 1},
        {"format": "exe"},
        {"currency": "dollars"},
        {"columns": {"title": "a\u0000b"}},
        {"token": "mine"},
    ],
)
def test_a_feed_that_will_not_do_is_refused(shops: Store, juniper: System, change: dict[str, Any]) -> None:
    given = {"name": "new", "source": "https://a.example/feed"} | change

    answer = juniper.post("/feeds", json=given)

    assert (answer.status_code, kind_of(answer)) == (422, "invalid")


def test_a_change_of_what_was_not_seen_is_refused(juniper: System) -> None:
    unseen = juniper.ask("PATCH", "/feeds/web", json={"every_s": 900})
    stale = juniper.ask("PATCH", "/feeds/web", json={"every_s": 900}, headers={"If-Match": '"x"'})
    changed = juniper.change("PATCH", "/feeds/web", json={"every_s": 900})

    assert (unseen.status_code, stale.status_code) == (428, 412)
    assert (changed.status_code, changed.get_json()["every_s"]) == (200, 900)


def test_no_shop_has_more_than_five_jobs_open(shops: Store, juniper: System, birch: System) -> None:
    for _ in range(4):  # besides the one that there is
        assert juniper.post("/feeds/web/syncs").status_code == 202

    refused = [
        juniper.post("/feeds/web/syncs", key="one-more"),
        juniper.post("/feeds", json={"name": "more", "source": "https://a.example/feed"}),
        juniper.change("DELETE", "/feeds/web"),
    ]

    assert [(answer.status_code, kind_of(answer)) for answer in refused] == [(429, "too-many-jobs")] * 3
    assert all(answer.headers["Retry-After"] for answer in refused)
    assert birch.post("/feeds/net/syncs").status_code == 202
    do_all(shops)
    assert juniper.post("/feeds/web/syncs", key="one-more").status_code == 202
