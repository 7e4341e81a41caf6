"""Sign up, in and out, and who is kept out."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.web.conftest import BASE, PASSWORD, Browser, words
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import Store

REFUSED = "The e-mail address or the password is wrong."


def test_a_newcomer_opens_a_shop_and_is_signed_in(browser: Browser, store: Store) -> None:
    answer = browser.sign_up("Larch & Yard", locale="en-GB", currency="GBP", time_zone="Europe/Paris")

    assert words(answer).startswith("Larch & Yard Five steps")
    with store.for_merchant("larch-yard") as shop:
        merchant = shop.merchant
        assert (merchant.title, merchant.currency, merchant.locale) == ("Larch & Yard", "GBP", "en-GB")
        assert merchant.time_zone == "Europe/Paris"


def test_without_javascript_the_time_zone_is_that_of_the_language(browser: Browser, store: Store) -> None:
    browser.sign_up(locale="en-GB", time_zone="nonsense/../zone")

    with store.for_merchant("larch-yard") as shop:
        assert shop.merchant.time_zone == "Europe/London"


def test_two_shops_may_have_one_title(app: Flask, store: Store) -> None:
    Browser(app).sign_up(email="a@larch.example")
    second = Browser(app)

    assert second.sign_up(email="b@larch.example").status_code == 200

    names = [merchant.name for merchant in store.merchants() if merchant.title == "Larch Yard"]
    assert len(names) == 2


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"shop": " "}, "Please fill this in."),
        ({"shop": "Alexa's Shop"}, "Alexa cannot use this name: the word “alexa”"),
        ({"shop": "Founded 1900"}, "Alexa cannot use this name: the number 1900"),
        ({"email": "nobody"}, "This is not an e-mail address."),
        ({"email": "x" * 300 + "@larch.example"}, "Please use at most 254 characters."),
        ({"password": "short"}, "Please use 10 to 200 characters."),
        ({"currency": "XXX"}, "Not a valid choice."),
        ({"locale": "../etc"}, "Not a valid choice."),
        ({"locale": "ar-SA"}, "Not a valid choice."),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(browser: Browser, told: dict[str, str], error: str) -> None:
    answer = browser.sign_up(**told)

    assert answer.status_code == 422
    field = next(iter(told))
    assert error in answer.text
    assert re.search(rf'id="{field}-error"', answer.text)
    assert re.search(rf'aria-describedby="[^"]*{field}-error"', answer.text)
    assert not browser.is_signed_in()


def test_a_sign_up_that_is_sent_twice_opens_one_shop(browser: Browser, app: Flask, store: Store) -> None:
    form = {"shop": "Larch Yard", "email": "ada@larch.example", "password": PASSWORD}
    form |= {"currency": "USD", "locale": "en-US", **browser.hidden("/sign-up")}

    first = browser.client.post("/sign-up", base_url=BASE, data=form, headers={"Referer": BASE})
    again = Browser(app)
    again.sign_up()

    assert first.status_code == 303
    assert again.is_signed_in()
    assert [merchant.title for merchant in store.merchants()].count("Larch Yard") == 1


def test_a_sign_up_that_is_sent_twice_at_once_opens_one_shop(app: Flask, store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: Browser(app).sign_up().status_code, range(4)))

    assert answers == [200] * 4
    assert [merchant.title for merchant in store.merchants()].count("Larch Yard") == 1


def test_signing_up_with_a_known_address_looks_the_same_and_takes_as_long(app: Flask, browser: Browser) -> None:
    browser.sign_up(email="first@larch.example")  # imports argon2
    took: dict[str, list[float]] = {"ana@juniper.example": [], "nobody@juniper.example": []}
    answers: dict[str, tuple[object, ...]] = {}

    for turn in range(4):
        for email, times in took.items():
            other = Browser(app, f"127.0.1.{turn}")
            form = {"shop": "Oak Hall", "email": email, "password": f"none of theirs {turn}", "currency": "USD"}
            form |= {"locale": "en-US", **other.hidden("/sign-up")}
            began = time.process_time()  # of this process alone, whatever else runs
            answer = other.send("/sign-up", follow=False, **form)
            times.append(time.process_time() - began)
            cookies = sorted(cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie"))
            answers[email] = (answer.status_code, answer.headers["Location"], cookies, words(other.get("/")))

    assert answers["ana@juniper.example"] == answers["nobody@juniper.example"]
    assert answers["ana@juniper.example"][:2] == (303, "/")
    fastest = [min(times) for times in took.values()]
    assert max(fastest) < 1.6 * min(fastest)


def test_whoever_signs_up_with_a_known_address_gets_a_shop_of_their_own(app: Flask, store: Store) -> None:
    stranger = Browser(app)

    stranger.sign_up("Sly Goods", email="ANA@juniper.example", password="of the stranger")

    assert "Sly Goods" in words(stranger.get("/"))
    again, owner = Browser(app), Browser(app)
    assert words(again.sign_in("ana@juniper.example", "of the stranger")).startswith("Sly Goods")
    assert words(owner.sign_in("ana@juniper.example")).startswith("Juniper Lane")
    assert len(store.merchants()) == 3


def test_signing_up_with_the_right_password_leads_to_the_shop_that_is_there(browser: Browser, store: Store) -> None:
    answer = browser.sign_up(email="ana@juniper.example")

    assert words(answer).startswith("Juniper Lane")
    assert len(store.merchants()) == 2


def test_signing_up_can_be_switched_off(store: Store, tmp_path: Path) -> None:
    environ = {"VOICE_SKILL_HOME": str(tmp_path), "VOICE_SKILL_SIGN_UP": "off", "VOICE_SKILL_VERIFY_REQUESTS": "off"}
    browser = Browser(create_app(Config.from_env(environ), store=store))

    assert "Open your shop" not in browser.get("/sign-in").text
    assert browser.get("/sign-up").status_code == 404
    assert browser.post("/sign-up", page="/sign-in", shop="Larch").status_code == 404


def test_an_unknown_address_and_a_wrong_password_hear_the_same_in_the_same_time(app: Flask, browser: Browser) -> None:
    browser.sign_in("ana@juniper.example", "wrong password")  # imports argon2
    took: dict[str, list[float]] = {"ana@juniper.example": [], "nobody@juniper.example": []}
    pages = {}

    for turn in range(4):
        for who, times in took.items():
            other = Browser(app, f"127.0.1.{turn}")
            hidden = other.hidden("/sign-in")
            began = time.process_time()  # of this process alone, whatever else runs
            answer = other.send("/sign-in", email=who, password="wrong password", **hidden)
            times.append(time.process_time() - began)
            pages[who] = (answer.status_code, words(answer))

    assert pages["ana@juniper.example"] == pages["nobody@juniper.example"]
    assert REFUSED in pages["ana@juniper.example"][1]
    fastest = [min(times) for times in took.values()]
    assert max(fastest) < 1.6 * min(fastest)


def test_a_cookie_of_somebody_who_signed_out_is_dead(ana: Browser, app: Flask) -> None:
    stolen = ana.client.get_cookie("voice-skill", domain="localhost")
    assert stolen is not None
    thief = Browser(app)
    thief.client.set_cookie("voice-skill", stolen.value, domain="localhost", secure=True)
    assert thief.is_signed_in()

    ana.post("/sign-out", page="/account")

    assert not thief.is_signed_in()
    assert not ana.is_signed_in()


def test_a_session_is_a_new_one_after_signing_in(browser: Browser) -> None:
    browser.get("/sign-in")
    before = browser.client.get_cookie("voice-skill", domain="localhost")

    browser.sign_in("ana@juniper.example")

    after = browser.client.get_cookie("voice-skill", domain="localhost")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert after.secure
    assert after.http_only
    assert after.same_site == "Lax"
    form = {"csrf_token": "of before", "email": "x", "password": "y"}
    assert browser.send("/account/password", **form).status_code == 400


def test_sessions_end_when_nobody_is_there_and_after_two_weeks(ana: Browser, clock: Clock) -> None:
    for _ in range(26):
        clock.advance(hours=12)
        assert ana.is_signed_in()
    clock.advance(hours=25)
    assert not ana.is_signed_in()

    ana.sign_in("ana@juniper.example")
    for _ in range(27):
        clock.advance(hours=12)
        ana.get("/account")
    clock.advance(hours=13)

    assert not ana.is_signed_in()


def test_signing_out_everywhere_ends_all_browsers(ana: Browser, ben: Browser, app: Flask) -> None:
    other = Browser(app)
    other.sign_in("ana@juniper.example")

    ana.post("/account/sign-out-everywhere", page="/account")

    assert not ana.is_signed_in()
    assert not other.is_signed_in()
    assert ben.is_signed_in()


def test_a_password_that_another_shop_of_the_address_has_is_refused(ana: Browser, app: Flask) -> None:
    Browser(app).sign_up(email="ana@juniper.example", password="of the other shop")

    answer = ana.post("/account/password", page="/account", old=PASSWORD, new="of the other shop")

    assert answer.status_code == 422
    assert "Please choose a different password." in words(answer)
    assert Browser(app).sign_in("ana@juniper.example").status_code == 200


def test_a_changed_password_signs_all_others_out(ana: Browser, app: Flask) -> None:
    other = Browser(app)
    other.sign_in("ana@juniper.example")

    wrong = ana.post("/account/password", page="/account", old="not it at all", new="quite another one")
    assert wrong.status_code == 422
    assert "This is not the password." in words(wrong)
    ana.post("/account/password", page="/account", old=PASSWORD, new="quite another one")

    assert ana.is_signed_in()
    assert not other.is_signed_in()
    assert other.sign_in("ana@juniper.example").status_code == 422
    assert other.sign_in("ana@juniper.example", "quite another one").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", ""],
)
def test_signing_in_leads_nowhere_else(browser: Browser, wanted: str) -> None:
    hidden = browser.hidden("/sign-in") | {"next": wanted}

    answer = browser.send("/sign-in", follow=False, email="ana@juniper.example", password=PASSWORD, **hidden)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_signing_in_leads_to_where_somebody_wanted_to_go(browser: Browser) -> None:
    wanted = browser.client.get("/orders?status=shipped", base_url=BASE)
    assert wanted.headers["Location"] == "/sign-in?next=/orders?status%3Dshipped"

    answer = browser.post(
        "/sign-in", page=wanted.headers["Location"], follow=False, email="ana@juniper.example", password=PASSWORD
    )

    assert answer.headers["Location"] == "/orders?status=shipped"


def test_a_form_of_another_site_is_refused(ana: Browser, store: Store) -> None:
    for path in ("/sign-out", "/new-feed", "/tokens", "/skill", "/account/password"):
        assert ana.send(path, name="x", scopes="orders:read").status_code == 400, path

    hidden = ana.hidden("/account")
    elsewhere = ana.client.post("/sign-out", base_url=BASE, data=hidden, headers={"Referer": "https://evil.example/"})

    assert elsewhere.status_code == 400
    assert ana.is_signed_in()


PAGES = ["/", "/feeds", "/new-feed", "/catalogue", "/orders", "/skill", "/skill/package.zip", "/tokens", "/account"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_those_who_signed_in(browser: Browser, path: str) -> None:
    answer = browser.client.get(path, base_url=BASE)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("path", [*PAGES[:-3], "/sign-in", "/static/pages.css", "/nowhere-at-all"])
def test_browsers_are_told_what_pages_may_do(ana: Browser, path: str) -> None:
    answer = ana.client.get(path, base_url=BASE)

    if path == "/nowhere-at-all":
        assert answer.status_code == 404
        return
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    if not path.startswith("/static"):
        assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


ODD = ["/catalogue/product?id=%00", "/catalogue?q=%00", "/catalogue/sound?id=mug&say=%00", "/orders/%00", "/feeds/%00"]
ODD += [
    "/catalogue?after=99999999999999999999",
    "/imports/99999999999999999999",
    "/orders?number=%00",
    "/skill?endpoint=%00",
]
ODD += ["/catalogue?after=x", "/feeds/x?page=-1", "/catalogue/product", "/orders/" + "9" * 3_000, "/catalogue?q=%ff%fe"]


@pytest.mark.parametrize("path", ODD)
def test_odd_addresses_are_nobodys_fault(ana: Browser, path: str) -> None:
    assert ana.get(path).status_code in (200, 400, 404)


@pytest.mark.parametrize("path", ["/tokens", "/skill", "/new-feed", "/account/password"])
def test_odd_forms_are_refused(ana: Browser, path: str) -> None:
    page = "/account" if "account" in path else path

    answer = ana.post(path, page=page, name="\0", skill_id="\0", source="\0", old="\0", new="\0", scopes="orders:read")

    assert answer.status_code == 400


def test_an_odd_address_signs_nobody_in(browser: Browser) -> None:
    assert browser.sign_in("ana\0@juniper.example").status_code == 400


def test_a_form_that_is_far_too_large_is_refused(ana: Browser) -> None:
    assert ana.post("/tokens", name="x" * 300_000).status_code == 413


def test_logs_hold_nothing_of_who_signs_in(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        browser.sign_up(email="ada@larch.example", password="secret words here")
        browser.sign_in("ada@larch.example", "wrong words here")

    for kept in ("ada@larch", "secret words", "wrong words", "127.0.0.1"):
        assert kept not in caplog.text
