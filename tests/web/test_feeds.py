"""A feed's way into the shop by the pages: looked at, asked about, taken in, kept right, taken out."""

import os
import re
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.conftest import Clock
from tests.linking.shop_server import ShopServer, table
from tests.web.conftest import Browser, words
from voice_skill.linking.fetching import FetchSettings
from voice_skill.linking.jobs import do_job
from voice_skill.store import Store
from voice_skill.store.imports.jobs import LOST_AFTER_S

Do = Callable[[], None]
OWN_CSV = b"Artikel;Bezeichnung;Preis;Lager\n1;Blue Mug;14.00;3\n2;Red Teapot;38.00;0\n"


def job_page(answer: TestResponse) -> str:
    return answer.request.path


def looked_at(browser: Browser, do_jobs: Do, source: str, **data: str) -> TestResponse:
    """The page of what was found out about a feed."""
    path = job_page(browser.post("/new-feed", source=source, **data))
    do_jobs()
    return browser.get(path)


def linked(browser: Browser, do_jobs: Do, source: str) -> str:
    """A feed that was looked at and taken in; gives its page."""
    path = job_page(looked_at(browser, do_jobs, source))
    taking = browser.post(f"{path}/take", page=path)
    do_jobs()
    return re.search(r'href="(/feeds/[^"]+)"[^>]*>See the findings', browser.get(job_page(taking)).text)[1]  # type: ignore[index]


def products(store: Store, merchant: str = "juniper") -> list[str]:
    with store.for_merchant(merchant) as shop:
        return [name.external_id for name in shop.catalogue.names()]


def test_a_token_in_an_address_is_shown_on_no_page(ana: Browser, do_jobs: Do, web: ShopServer, store: Store) -> None:
    web.body = table("mug Blue Mug")
    address = f"{web.url}?token=secret-of-the-feed"

    feed = linked(ana, do_jobs, address)
    again = looked_at(ana, do_jobs, address)
    pages = [ana.get(page).text for page in ("/feeds", feed, "/imports/1", "/imports/2", "/")]

    assert set(web.paths) == {"/feed.txt?token=secret-of-the-feed"}
    assert f"{web.url}?token=…" in pages[1]
    assert not [page for page in (*pages, again.text) if "secret-of-the-feed" in page]
    with store.for_merchant("juniper") as shop:
        assert [each.name for each in shop.feeds.all()] == [shop.jobs.get(3).feed_name]


def test_a_feed_is_looked_at_then_taken_in_and_answered_from(
    ana: Browser, do_jobs: Do, web: ShopServer, store: Store
) -> None:
    web.body = table("mug Blue Mug", "pot Red Teapot")
    asked = ana.post("/new-feed", source=web.url, every="3600")
    assert "Waiting for its turn" in words(asked)
    assert '<noscript><meta http-equiv="refresh"' in asked.text

    do_jobs()
    seen = ana.get(job_page(asked))
    assert "2 new products" in words(seen)
    assert "Blue Mug" in words(seen)
    assert products(store) == []
    taking = ana.post(f"{job_page(asked)}/take", page=job_page(asked))
    do_jobs()

    assert "2 products added." in words(ana.get(job_page(taking)))
    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.find("blue mug").verdict == "sure"
        assert shop.feeds.get("127-0-0-1").every_s == 3_600
    assert "2 products from 1 feed" in words(ana.get("/"))


def test_an_address_without_its_https_is_completed(ana: Browser, do_jobs: Do, store: Store) -> None:
    ana.post("/new-feed", source="shop.invalid")

    with store.for_merchant("juniper") as shop:
        assert shop.jobs.open()[0].settings["source"] == "https://shop.invalid"


@pytest.mark.parametrize("source", ["/etc/passwd", "file:///etc/passwd", "../shop.db", "ftp://shop.example/feed"])
def test_nothing_of_the_servers_own_disk_is_read(ana: Browser, do_jobs: Do, store: Store, source: str) -> None:
    answer = looked_at(ana, do_jobs, source)

    assert "It cannot be imported" in words(answer)
    assert "root:" not in answer.text
    assert products(store) == []


def test_the_servers_own_network_is_not_reached(ana: Browser, store: Store, web: ShopServer) -> None:
    page = job_page(ana.post("/new-feed", source=web.url.replace("http:", "https:")))
    (asked,) = store.asked_jobs()

    do_job(store, *asked, FetchSettings())

    assert "It cannot be imported" in words(ana.get(page))
    assert web.asked == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"source": ""}, "Enter an address, or choose a file below"),
        ({"source": "two words"}, "This is not an address"),
        ({"source": "https://shop.example/" + "x" * 3_000}, "This is not an address"),
        ({"source": "https://shop.example", "every": "7"}, "Choose one of these"),
        ({"source": "https://shop.example", "form_id": ""}, "Please reload the page"),
    ],
)
def test_what_is_no_address_is_told_at_once(ana: Browser, store: Store, form: dict[str, str], told: str) -> None:
    answer = ana.post("/new-feed", **form)

    assert answer.status_code == 422
    if "every" not in form:
        assert told in words(answer)
    assert store.asked_jobs() == []


def test_a_file_with_columns_of_its_own_is_asked_about_and_taken_in(
    ana: Browser, do_jobs: Do, store: Store, tmp_path: Path
) -> None:
    path = job_page(ana.post("/new-feed", file=(BytesIO(OWN_CSV), "Artikel.csv")))
    do_jobs()

    asked = ana.get(path)
    assert "Choose a column for each field" in words(asked)
    assert re.findall(r'<select id="column-price".*?</select>', asked.text, re.DOTALL)[0].count("<option") == 5
    assert 'name="currency" value="USD"' in asked.text
    mapping = {
        "column-id": "Artikel",
        "column-title": "Bezeichnung",
        "column-price": "Preis",
        "column-quantity": "Lager",
    }
    again = job_page(ana.post(f"{path}/again", page=path, currency="USD", **mapping))
    do_jobs()
    assert "2 new products" in words(ana.get(again))
    ana.post(f"{again}/take", page=again)
    do_jobs()

    assert products(store) == ["1", "2"]
    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.variant("1").stock == 3
        feed = shop.feeds.get("artikel")
        kept = Path(feed.source)
        assert re.fullmatch(r"[0-9a-f]{32}\.feed", kept.name)
        assert kept.parent == tmp_path / "home" / "uploads" / str(shop.merchant.id)
    assert "a file that you uploaded" in words(ana.get("/feeds/artikel"))
    assert str(kept) not in ana.get("/feeds/artikel").text


def test_what_was_said_about_a_file_holds_for_a_newer_one(ana: Browser, do_jobs: Do, store: Store) -> None:
    path = job_page(ana.post("/new-feed", file=(BytesIO(OWN_CSV), "Artikel.csv")))
    do_jobs()
    mapping = {"column-id": "Artikel", "column-title": "Bezeichnung", "column-price": "Preis"}
    again = job_page(ana.post(f"{path}/again", page=path, currency="USD", **mapping))
    do_jobs()
    ana.post(f"{again}/take", page=again)
    do_jobs()

    new = "/new-feed?name=artikel"
    file = (BytesIO(OWN_CSV + b"3;Brass Lamp;99.00;1\n"), "neu.csv")
    newer = job_page(ana.send("/new-feed", **ana.hidden(new), name="artikel", file=file))
    do_jobs()

    assert "1 new product" in words(ana.get(newer))


def test_columns_are_guessed_by_what_they_are_called(ana: Browser, do_jobs: Do) -> None:
    file = b"SKU,Product Name,Unit Price,Stock\nA1,Blue Mug,14.00,3\n"
    path = job_page(ana.post("/new-feed", file=(BytesIO(file), "list.csv")))
    do_jobs()

    text = ana.get(path).text

    chosen = {
        name: re.search(rf'<select id="column-{name}".*?</select>', text, re.DOTALL)[0]  # type: ignore[index]
        for name in ("id", "title", "price", "quantity", "color")
    }
    selected = {name: re.findall(r"<option selected>([^<]*)", menu) for name, menu in chosen.items()}
    assert selected == {
        "id": ["SKU"],
        "title": ["Product Name"],
        "price": ["Unit Price"],
        "quantity": ["Stock"],
        "color": [],
    }


@pytest.mark.parametrize(
    "name", ["../../../../etc/cron.d/evil", "..\\..\\evil.exe", "\x00.csv", "a" * 4_000 + ".csv", "<script>.csv", "."]
)
def test_a_files_name_names_no_file_here(ana: Browser, store: Store, tmp_path: Path, name: str) -> None:
    answer = ana.post("/new-feed", file=(BytesIO(OWN_CSV), name))

    kept = list((tmp_path / "home").rglob("*.feed"))
    assert answer.status_code == 200
    assert len(kept) == 1
    assert kept[0].stat().st_mode & 0o777 == 0o600
    with store.for_merchant("juniper") as shop:
        assert re.fullmatch("[a-z0-9][a-z0-9-]{0,63}", shop.jobs.open()[0].feed_name)
    assert "<script>.csv" not in answer.text


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(
    ana: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice_skill.web.uploads.MAX_UPLOAD_BYTES", 10_000)

    answer = ana.post("/new-feed", file=(BytesIO(b"x" * 20_000), "big.csv"))

    assert answer.status_code == 413
    assert "That is too large" in words(answer)
    assert not list((tmp_path / "home").rglob("*.feed"))


def test_a_file_that_nobody_linked_is_thrown_away(ana: Browser, do_jobs: Do, clock: Clock, tmp_path: Path) -> None:
    ana.post("/new-feed", file=(BytesIO(b"nothing"), "a.csv"))
    do_jobs()
    (first,) = (tmp_path / "home").rglob("*.feed")
    os.utime(first, (1, 1))
    ana.post("/new-feed", file=(BytesIO(b"nothing"), "b.csv"))
    assert first.exists()  # its job is still shown

    clock.advance(days=8)
    ana.sign_in("ana@juniper.example")
    ana.post("/new-feed", file=(BytesIO(b"nothing"), "c.csv"))
    ana.post("/new-feed", file=(BytesIO(b"nothing"), "d.csv"))

    assert not first.exists()


def test_a_form_sent_twice_asks_once(ana: Browser, store: Store, do_jobs: Do, web: ShopServer) -> None:
    web.body = table("mug Blue Mug")
    form = ana.hidden("/new-feed") | {"source": web.url}

    first, again = ana.send("/new-feed", **form), ana.send("/new-feed", **form)
    assert job_page(first) == job_page(again)
    do_jobs()
    taken = [ana.post(f"{job_page(first)}/take", page=job_page(first)) for _ in range(2)]
    do_jobs()

    assert job_page(taken[0]) == job_page(taken[1])
    with store.for_merchant("juniper") as shop:
        assert len(shop.feeds.all()) == 1
        assert len(shop.feeds.runs(shop.feeds.all()[0], limit=9)) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"\0\1\2", "is not text; give a feed as XML, JSON, CSV or TSV"),
        (b"{}", "is in no format that is known here"),
        (b"", "could not be fetched: it is empty"),
        (table(*[f"same Thing {number}" for number in range(9)]), "9 of 9 rows would be skipped"),
    ],
)
def test_what_cannot_be_taken_in_says_why_and_what_to_do(
    ana: Browser, do_jobs: Do, web: ShopServer, body: bytes, told: str
) -> None:
    web.body = body

    answer = looked_at(ana, do_jobs, web.url)

    assert told in words(answer)
    assert "--" not in words(answer)
    assert "Try another address or file" in words(answer)


def test_findings_are_shown_row_by_row_and_filtered(ana: Browser, do_jobs: Do, web: ShopServer) -> None:
    web.body = table(*[f"p{n} Thing {n}" for n in range(9)], "mug Blue Mug", "mug Green <b>Mug</b>")
    page = linked(ana, do_jobs, web.url)

    shown = ana.get(page)
    assert "id duplicate error 2" in words(shown)
    assert "Row 10 error mug Give each of rows 10, 11 an id of its own" in words(shown)
    only = words(ana.get(f"{page}?level=suggestion"))
    of_code = words(ana.get(f"{page}?code=id_duplicate&level=error"))

    assert "Row 10 error" not in only
    assert "2 findings" in of_code
    assert "No findings of that kind." in words(ana.get(f"{page}?code=nonsense"))


def test_many_findings_are_turned_over_page_by_page(ana: Browser, do_jobs: Do, web: ShopServer) -> None:
    web.body = table(*[f"p{n} Thing Number {n}" for n in range(70)], *[f"d{n // 2} Other {n}" for n in range(60)])
    page = linked(ana, do_jobs, web.url)

    first = words(ana.get(f"{page}?code=id_duplicate"))
    second = words(ana.get(f"{page}?code=id_duplicate&page=2"))

    assert first.count(" error d") == 50
    assert second.count(" error d") == 10
    assert "Next →" in first
    assert "← Before" in second


def test_taking_out_much_waits_for_a_yes_on_the_page(
    ana: Browser, do_jobs: Do, web: ShopServer, store: Store, clock: Clock
) -> None:
    web.body = table(*[f"p{n} Thing {n}" for n in range(10)])
    page = linked(ana, do_jobs, web.url)
    web.body = table(*[f"p{n} Thing {n}" for n in range(4)])

    asked = job_page(ana.post(f"{page}/sync", page=page))
    do_jobs()
    waiting = ana.get(asked)
    assert "It would take out 6 of 10 products. Nothing was changed yet." in words(waiting)
    assert "is waiting for your approval" in words(ana.get("/feeds"))
    assert len(products(store)) == 10
    agreed = ana.send(f"{page}/sync", **ana.hidden(asked), agreed="yes")
    do_jobs()

    assert "6 removed" in words(ana.get(job_page(agreed)))
    assert len(products(store)) == 4


def test_a_feed_that_fails_says_so_everywhere(ana: Browser, do_jobs: Do, web: ShopServer) -> None:
    web.body = table("mug Blue Mug")
    page = linked(ana, do_jobs, web.url)
    web.status = 503

    asked = job_page(ana.post(f"{page}/sync", page=page))
    do_jobs()

    assert "It could not be synced" in words(ana.get(asked))
    assert "503" in words(ana.get(asked))
    assert "It has been failing since" in words(ana.get(page))
    assert "failing" in words(ana.get("/feeds"))
    assert "has not been synced since" in words(ana.get("/"))


def test_a_feed_rests_and_goes_on_by_its_schedule(
    ana: Browser, do_jobs: Do, web: ShopServer, store: Store, clock: Clock
) -> None:
    web.body = table("mug Blue Mug")
    page = linked(ana, do_jobs, web.url)

    ana.post(f"{page}/schedule", page=page, every="")
    clock.advance(days=2)
    assert store.due_feeds() == []
    ana.sign_in("ana@juniper.example")
    ana.post(f"{page}/schedule", page=page, every="3600")
    assert store.due_feeds() == []
    clock.advance(minutes=61)

    assert store.due_feeds() == [("juniper", "127-0-0-1")]
    assert ana.post(f"{page}/schedule", page=page, every="-5").status_code == 400


def test_a_feed_is_removed_with_what_it_brought(ana: Browser, do_jobs: Do, web: ShopServer, store: Store) -> None:
    web.body = table("mug Blue Mug", "pot Red Teapot")
    page = linked(ana, do_jobs, web.url)

    asked = job_page(ana.post(f"{page}/remove", page=page))
    do_jobs()

    assert "2 products are no longer sold" in words(ana.get(asked))
    assert products(store) == []
    assert ana.get(page).status_code == 404


def test_a_file_whose_form_was_sent_twice_is_kept_once(ana: Browser, do_jobs: Do, tmp_path: Path) -> None:
    form = ana.hidden("/new-feed")
    first, again = (ana.send("/new-feed", **form, file=(BytesIO(table("mug Blue Mug")), "a.txt")) for _ in range(2))

    assert job_page(first) == job_page(again)
    assert len(kept_files(tmp_path)) == 1
    assert "1 product added." in words(taken(ana, do_jobs, first))


def test_a_file_that_comes_beside_too_many_others_is_not_kept(
    ana: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        ana.post("/new-feed", source=f"https://shop.example/{number}")
    monkeypatch.setattr("voice_skill.web.feeds.MOST_OPEN", 6)  # as when the fifth came while this one was sent

    refused = sent(ana, "mugs.txt")

    assert refused.status_code == 429
    assert kept_files(tmp_path) == []


def test_a_newer_file_takes_the_place_of_the_one_before(ana: Browser, do_jobs: Do, store: Store) -> None:
    one = table("mug Blue Mug", "pot Red Teapot")
    path = job_page(ana.post("/new-feed", file=(BytesIO(one), "shop.tsv")))
    do_jobs()
    ana.post(f"{path}/take", page=path)
    do_jobs()

    new = "/new-feed?name=shop"
    path = job_page(
        ana.send("/new-feed", **ana.hidden(new), name="shop", file=(BytesIO(one + b"\n" + one[-99:]), "x.tsv"))
    )
    do_jobs()

    assert "2 unchanged" in words(ana.get(path))
    with store.for_merchant("juniper") as shop:
        assert [feed.name for feed in shop.feeds.all()] == ["shop"]


def test_the_webhooks_address_and_secret_are_shown_and_shopifys_own_is_kept(
    ana: Browser, do_jobs: Do, web: ShopServer, store: Store
) -> None:
    web.body = table("mug Blue Mug")
    page = linked(ana, do_jobs, web.url)
    with store.for_merchant("juniper") as shop:
        feed = shop.feeds.all()[0]
        secret = shop.feeds.webhook_secret(feed)

    shown = words(ana.get(page))
    assert f"https://localhost/feeds/{feed.token}/changed" in shown
    assert secret in shown
    ana.post(f"{page}/secret", page=page, secret="shopify's own secret")

    with store.for_merchant("juniper") as shop:
        assert shop.feeds.webhook_secret(shop.feeds.all()[0]) == "shopify's own secret"


def test_a_webhooks_secret_that_can_no_longer_be_read_is_made_anew_by_a_button(
    ana: Browser, do_jobs: Do, web: ShopServer, store: Store, database_url: str
) -> None:
    web.body = table("mug Blue Mug")
    page = linked(ana, do_jobs, web.url)
    with (
        closing(Store.open(database_url, secret_key=lambda: "the key before this one, now lost")) as before,
        before.for_merchant("juniper") as shop,
    ):
        shop.feeds.keep_webhook_secret(shop.feeds.all()[0].name)
        shop.commit()

    assert "The secret can no longer be read" in words(ana.get(page))
    ana.post(f"{page}/secret", page=page, renew="yes")

    assert "The secret can no longer be read" not in words(ana.get(page))
    with store.for_merchant("juniper") as shop:
        assert shop.feeds.webhook_secret(shop.feeds.all()[0]) in words(ana.get(page))


def test_an_import_that_is_under_way_tells_how_far_it_is(ana: Browser, store: Store, web: ShopServer) -> None:
    page = job_page(ana.post("/new-feed", source=web.url))
    ((_, job_id),) = store.asked_jobs()
    with store.for_merchant("juniper") as shop:
        shop.jobs.take(job_id)
        shop.jobs.tell(job_id, "Comparing", 1_500, 20_000)
        shop.commit()

    shown = ana.get(page)

    assert "Comparing: 1,500 of 20,000 products" in words(shown)
    assert '<progress value="1500" max="20000"' in shown.text
    assert "comparing" in words(ana.get("/"))


def test_an_import_that_nobody_does_says_what_is_wrong(ana: Browser, web: ShopServer, clock: Clock) -> None:
    page = job_page(ana.post("/new-feed", source=web.url))

    clock.advance(minutes=2)

    assert "voice-skill serve runs without --no-sync" in words(ana.get(page))


def test_an_import_whose_process_died_is_told_and_not_begun_again(
    ana: Browser, do_jobs: Do, web: ShopServer, store: Store, clock: Clock
) -> None:
    web.body = table("mug Blue Mug")
    page = job_page(ana.post("/new-feed", source=web.url))
    ((_, job_id),) = store.asked_jobs()
    with store.for_merchant("juniper") as shop:
        shop.jobs.take(job_id)
        shop.commit()
    assert store.asked_jobs() == []

    clock.advance(seconds=LOST_AFTER_S + 1)
    do_jobs()

    assert "The import was broken off" in words(ana.get(page))
    assert web.asked == []


def test_a_feed_that_was_removed_meanwhile_is_no_fault(ana: Browser, do_jobs: Do, web: ShopServer) -> None:
    web.body = table("mug Blue Mug")
    page = linked(ana, do_jobs, web.url)
    hidden = ana.hidden(page)
    ana.post(f"{page}/remove", page=page)
    asked = job_page(ana.send(f"{page}/sync", **hidden | {"form_id": "another"}))

    do_jobs()

    assert "It was removed meanwhile." in words(ana.get(asked))


def test_nothing_of_another_merchant_is_there(ana: Browser, ben: Browser, do_jobs: Do, web: ShopServer) -> None:
    web.body = table("mug Blue Mug")
    page = linked(ana, do_jobs, web.url)
    asked = job_page(ana.post("/new-feed", source=web.url))
    hidden = ben.hidden("/new-feed")

    assert ben.get(page).status_code == 404
    assert ben.get(asked).status_code == 404
    for path in (
        f"{page}/sync",
        f"{page}/remove",
        f"{page}/schedule",
        f"{page}/secret",
        f"{asked}/take",
        f"{asked}/again",
    ):
        assert ben.send(path, **hidden, secret="long enough", every="").status_code == 404, path
    assert "127-0-0-1" not in ben.get("/feeds").text


def test_nobody_has_everything_looked_at(ana: Browser, ben: Browser, store: Store) -> None:
    for number in range(5):
        assert ana.post("/new-feed", source=f"https://shop.example/{number}").status_code == 200

    refused = ana.post("/new-feed", source="https://shop.example/more")

    assert refused.status_code == 422
    assert "Several feeds are already being checked" in words(refused)
    assert ben.post("/new-feed", source="https://shop.example/").status_code == 200


@pytest.mark.parametrize("what", ["sync", "remove", "take", "again"])
def test_nobody_has_more_done_by_any_other_button(
    ana: Browser, do_jobs: Do, web: ShopServer, store: Store, what: str
) -> None:
    web.body = table("mug Blue Mug")
    feed = linked(ana, do_jobs, web.url)
    seen = job_page(looked_at(ana, do_jobs, web.url))
    for number in range(5):
        ana.post("/new-feed", source=f"https://shop.example/{number}")
    path = f"{feed if what in ('sync', 'remove') else seen}/{what}"

    refused = ana.post(path, page=feed)

    assert refused.status_code == 429
    assert "Wait until one of them is done" in words(refused)
    assert len(store.asked_jobs()) == 5
    do_jobs()
    assert ana.post(path, page=feed).status_code == 200


def test_a_feed_called_new_has_its_page(ana: Browser, do_jobs: Do, store: Store) -> None:
    asked = job_page(ana.post("/new-feed", file=(BytesIO(table("mug Blue Mug")), "new.txt")))
    do_jobs()
    ana.post(f"{asked}/take", page=asked)
    do_jobs()

    page = ana.get("/feeds/new")

    assert page.status_code == 200
    assert 'action="/feeds/new/remove"' in page.text


def kept_files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "home" / "uploads").glob("*/*.feed"))


def sent(browser: Browser, name: str, feed: str = "", more: str = "") -> TestResponse:
    page = f"/new-feed?name={feed}" if feed else "/new-feed"
    file = (BytesIO(table("mug Blue Mug", *filter(None, [more]))), name)
    return browser.send("/new-feed", **browser.hidden(page), name=feed, file=file)


def taken(browser: Browser, do_jobs: Do, looking: TestResponse) -> TestResponse:
    do_jobs()
    taking = browser.post(f"{job_page(looking)}/take", page=job_page(looking))
    do_jobs()
    return browser.get(job_page(taking))


def test_nobody_fills_the_disk(ana: Browser, ben: Browser, store: Store, tmp_path: Path) -> None:
    with store.for_merchant("juniper") as shop:
        large = tmp_path / "home" / "uploads" / str(shop.merchant.id) / "large.feed"
    large.parent.mkdir(parents=True)
    with large.open("wb") as file:
        file.truncate(128 << 20)  # takes no room on the disk

    refused = sent(ana, "more.txt")

    assert refused.status_code == 422
    assert "This file has 1 MB, your other files have 128 MB, and a shop may store 128 MB here." in words(refused)
    assert kept_files(tmp_path) == [large]
    assert sent(ben, "more.txt").status_code == 200
    os.utime(large, (0, 0))
    assert sent(ana, "more.txt").status_code == 200
    assert large not in kept_files(tmp_path)


def test_a_newer_file_takes_the_place_of_the_older(ana: Browser, do_jobs: Do, store: Store, tmp_path: Path) -> None:
    assert "1 product added." in words(taken(ana, do_jobs, sent(ana, "mugs.txt")))
    (older,) = kept_files(tmp_path)

    looking = sent(ana, "newer.txt", feed="mugs", more="pot Red Teapot")
    assert older in kept_files(tmp_path)
    taken(ana, do_jobs, looking)

    (newer,) = kept_files(tmp_path)
    assert newer != older
    assert products(store) == ["mug", "pot"]


def test_what_was_sent_again_before_it_was_taken_in_is_kept_once(ana: Browser, do_jobs: Do, tmp_path: Path) -> None:
    first = job_page(sent(ana, "mugs.txt"))
    do_jobs()
    assert ana.get(first).status_code == 200
    (older,) = kept_files(tmp_path)
    second = job_page(sent(ana, "mugs.txt", more="pot Red Teapot"))
    do_jobs()

    ana.get(second)

    assert older not in kept_files(tmp_path)
    too_late = ana.post(f"{first}/take", page=second)
    assert "This file has been deleted" in too_late.text


def test_what_is_not_taken_in_within_a_day_is_thrown_away(
    ana: Browser, do_jobs: Do, tmp_path: Path, clock: Clock
) -> None:
    sent(ana, "mugs.txt")
    do_jobs()
    clock.advance(hours=25)
    ana.sign_in("ana@juniper.example")

    looking = sent(ana, "pots.txt")
    do_jobs()
    ana.get(job_page(looking))

    assert len(kept_files(tmp_path)) == 1


def test_the_file_of_a_feed_goes_with_it(ana: Browser, do_jobs: Do, tmp_path: Path) -> None:
    taken(ana, do_jobs, sent(ana, "mugs.txt"))

    removing = ana.post("/feeds/mugs/remove", page="/feeds/mugs")
    do_jobs()
    ana.get(job_page(removing))

    assert kept_files(tmp_path) == []


def test_two_merchants_may_link_the_same_address(ana: Browser, ben: Browser, do_jobs: Do, web: ShopServer) -> None:
    web.body = table("mug Blue Mug")

    assert linked(ana, do_jobs, web.url) == linked(ben, do_jobs, web.url)
