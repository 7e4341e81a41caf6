"""A link that whoever runs the server gives out, by which somebody sets a new password."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import text

from tests.conftest import Clock
from tests.web.conftest import PASSWORD, Browser, words
from voice_skill.store import Store

ANA = "ana@juniper.example"
NEW = "quite another one"
OVER = "This link is no longer valid"


def link_of(store: Store, email: str = ANA, merchant: str | None = None) -> str:
    key, _ = store.logins.start_reset(email, merchant)
    return f"/new-password?key={key}"


def set_password(browser: Browser, link: str, password: str = NEW) -> int:
    key = link.partition("key=")[2]
    return browser.post("/new-password", page=link, key=key, new=password).status_code


def test_a_link_sets_a_new_password_and_signs_in(browser: Browser, app: Flask, store: Store) -> None:
    link = link_of(store)
    assert f"For {ANA}." in words(browser.get(link))

    told = browser.post("/new-password", page=link, key=link.partition("key=")[2], new=NEW)

    assert browser.is_signed_in()
    assert "all other browsers have been signed out" in words(told)
    assert Browser(app).sign_in(ANA).status_code == 422
    assert Browser(app).sign_in(ANA, NEW).status_code == 200


def test_it_ends_all_sessions(browser: Browser, ana: Browser, ben: Browser, store: Store) -> None:
    set_password(browser, link_of(store))

    assert not ana.is_signed_in()
    assert ben.is_signed_in()


def test_a_link_is_good_once(browser: Browser, app: Flask, store: Store) -> None:
    link = link_of(store)
    for _ in range(3):
        assert browser.get(link).status_code == 200  # a mail program looks at it too
    other = Browser(app)
    hidden = other.hidden(link)
    set_password(browser, link)

    again = other.send("/new-password", key=link.partition("key=")[2], new="of somebody else", **hidden)

    assert again.status_code == 404
    assert OVER in words(again)
    assert OVER in words(other.get(link))
    assert Browser(app).sign_in(ANA, NEW).status_code == 200


def test_of_two_who_use_a_link_at_once_one_sets_the_password(app: Flask, store: Store) -> None:
    link = link_of(store)
    browsers = [Browser(app) for _ in range(4)]
    forms = [browser.hidden(link) | {"key": link.partition("key=")[2]} for browser in browsers]

    def use(turn: int) -> int:
        return browsers[turn].send("/new-password", new=f"the choice of {turn}", **forms[turn]).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(use, range(4)))

    assert sorted(statuses) == [200, 404, 404, 404]
    assert [browser.is_signed_in() for browser in browsers] == [status == 200 for status in statuses]


def test_a_password_that_will_not_do_does_not_use_the_link_up(browser: Browser, store: Store) -> None:
    link = link_of(store)

    assert set_password(browser, link, "short") == 422

    assert set_password(browser, link) == 200


def test_a_link_ends_after_an_hour_and_when_there_is_a_newer_one(browser: Browser, store: Store, clock: Clock) -> None:
    first = link_of(store)
    second = link_of(store)
    assert browser.get(first).status_code == 404
    assert browser.get(second).status_code == 200

    clock.advance(minutes=61)

    assert browser.get(second).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "a" * 43, "a" * 5_000, "%ff", "é"])
def test_what_is_not_a_link_is_told_the_same(browser: Browser, key: str) -> None:
    answer = browser.get(f"/new-password?key={key}")

    assert answer.status_code == 404
    assert OVER in words(answer)


def test_a_form_of_another_site_sets_nothing(browser: Browser, app: Flask, store: Store) -> None:
    link = link_of(store)

    answer = browser.send("/new-password", key=link.partition("key=")[2], new=NEW)

    assert answer.status_code == 400
    assert Browser(app).sign_in(ANA).status_code == 200


def test_a_link_names_one_shop_of_several(browser: Browser, app: Flask, store: Store) -> None:
    Browser(app).sign_up("Oak Hall", email=ANA, password="of the oak hall")

    set_password(browser, link_of(store, merchant="oak-hall"))

    assert words(Browser(app).sign_in(ANA)).startswith("Juniper Lane")
    assert words(Browser(app).sign_in(ANA, NEW)).startswith("Oak Hall")


def test_a_password_of_another_shop_of_the_address_is_refused(browser: Browser, app: Flask, store: Store) -> None:
    Browser(app).sign_up("Oak Hall", email=ANA, password="of the oak hall")
    link = link_of(store, merchant="oak-hall")

    assert set_password(browser, link, PASSWORD) == 422

    assert set_password(browser, link) == 200


def test_a_link_helps_whoever_has_tried_too_often(browser: Browser, store: Store) -> None:
    for _ in range(8):
        browser.sign_in(ANA, "not it at all")
    assert browser.sign_in(ANA).status_code == 429

    assert set_password(browser, link_of(store)) == 200

    assert browser.is_signed_in()


def test_the_database_and_the_log_hold_no_key(browser: Browser, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    link = link_of(store)
    key = link.partition("key=")[2]
    with store.for_merchant("juniper") as shop:
        kept = str(shop.connection.execute(text("SELECT * FROM password_resets")).all())

    with caplog.at_level("DEBUG"):
        set_password(browser, link)

    assert key not in kept
    assert key not in caplog.text
    assert NEW not in caplog.text
