"""Whoever guesses passwords is slowed down; whoever knows theirs is let in, whatever strangers tried."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests.conftest import SECRET_KEY, Clock
from tests.web.conftest import PASSWORD, Browser, words
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import Store
from voice_skill.store.access import attempts

ANA = "ana@juniper.example"
NOBODY = "nobody@juniper.example"
HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"

Guess = Callable[..., int]


@pytest.fixture
def guess(app: Flask) -> Guess:
    """Tries a password in a browser that nobody knows, from an address: the status."""
    browser = Browser(app)
    hidden = browser.hidden("/sign-in")

    def guess(email: str, address: str, password: str = "wrong password") -> int:
        if password == PASSWORD:
            return new_browser(app, address).sign_in(email).status_code
        browser.move_to(address)
        return browser.send("/sign-in", email=email, password=password, **hidden, follow=False).status_code

    return guess


def new_browser(app: Flask, address: str) -> Browser:
    return Browser(app, address)


@pytest.mark.parametrize("email", [ANA, NOBODY])
def test_after_five_each_further_try_waits_twice_as_long(guess: Guess, clock: Clock, email: str) -> None:
    assert [guess(email, ELSEWHERE) for _ in range(6)] == [422] * 5 + [429]

    for wait_s in (60, 120, 240, 480):
        clock.advance(seconds=wait_s - 1)
        assert guess(email, ELSEWHERE) == 429
        clock.advance(seconds=1)
        assert guess(email, ELSEWHERE) == 422


def test_a_day_without_a_try_is_long_enough(guess: Guess, clock: Clock) -> None:
    for _ in range(5):
        guess(ANA, ELSEWHERE)

    clock.advance(hours=25)

    assert [guess(ANA, ELSEWHERE) for _ in range(6)] == [422] * 5 + [429]


def test_the_page_says_how_long_to_wait_and_what_else_to_do(app: Flask, guess: Guess) -> None:
    for _ in range(5):
        guess(ANA, ELSEWHERE)

    refused = new_browser(app, ELSEWHERE).sign_in(ANA, "wrong password")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "Wait 1 minute and try again, or use a browser that you have signed in with before." in words(refused)


def test_the_right_password_is_not_told_while_a_guesser_waits(guess: Guess) -> None:
    for _ in range(5):
        guess(ANA, ELSEWHERE)

    assert guess(ANA, ELSEWHERE, PASSWORD) == 429


def test_all_servers_count_together(guess: Guess, database_url: str, clock: Clock, tmp_path: Path) -> None:
    for _ in range(5):
        guess(ANA, ELSEWHERE)
    config = Config.from_env({"VOICE_SKILL_HOME": str(tmp_path), "VOICE_SKILL_VERIFY_REQUESTS": "off"})

    with closing(Store.open(database_url, clock=clock, secret_key=lambda: SECRET_KEY)) as of_another_process:
        other = create_app(config, store=of_another_process)

        assert new_browser(other, ELSEWHERE).sign_in(ANA).status_code == 429
        assert new_browser(other, HOME).sign_in(ANA).status_code == 200


def test_of_many_tries_at_once_no_more_are_looked_at(app: Flask) -> None:
    browsers = [new_browser(app, ELSEWHERE) for _ in range(12)]

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(lambda one: one.sign_in(ANA, "wrong password").status_code, browsers))

    assert sorted(statuses) == [422] * 5 + [429] * 7


def test_a_stranger_never_locks_the_owner_out(app: Flask, guess: Guess) -> None:
    for _ in range(30):
        guess(ANA, ELSEWHERE)

    assert new_browser(app, HOME).sign_in(ANA).status_code == 200


def test_a_right_password_gives_no_new_tries_at_others(app: Flask, guess: Guess) -> None:
    for turn in range(49):
        guess(f"n{turn}@b.example", ELSEWHERE)
    assert new_browser(app, ELSEWHERE).sign_in("ben@birch.example").status_code == 200

    assert guess(ANA, ELSEWHERE) == 422
    assert guess("another@b.example", ELSEWHERE) == 429


def test_one_network_may_not_try_all_addresses(guess: Guess, clock: Clock) -> None:
    assert [guess(f"n{turn}@b.example", ELSEWHERE) for turn in range(51)] == [422] * 50 + [429]

    assert guess(ANA, HOME, PASSWORD) == 200
    clock.advance(seconds=60)
    assert [guess(f"m{turn}@b.example", ELSEWHERE) for turn in range(2)] == [422, 429]


@pytest.mark.parametrize(
    ("addresses", "other"),
    [
        ("2001:db8:1:1::{:x}", "2001:db8:1:2::1"),
        ("198.51.100.1:{}", "198.51.100.2:1"),
        ("[2001:db8:1:1::{:x}]:443", "[2001:db8:1:2::1]:443"),
        ("made up {}", "198.51.100.2"),
    ],
)
def test_what_one_guesser_can_write_differently_counts_as_one(guess: Guess, addresses: str, other: str) -> None:
    statuses = [guess(ANA, addresses.format(turn + 1)) for turn in range(6)]

    assert statuses == [422] * 5 + [429]
    assert guess(ANA, other, PASSWORD) == 200


def attack(guess: Guess, email: str = ANA, networks: int = 101) -> None:
    """One wrong password from each of many networks."""
    for turn in range(networks):
        assert guess(email, f"10.{turn}.0.1") == 422


def test_when_many_networks_guess_each_has_one_try_and_the_right_password_is_taken(
    app: Flask, guess: Guess, clock: Clock
) -> None:
    owner = new_browser(app, HOME)
    owner.sign_in(ANA)
    attack(guess)

    assert [guess(ANA, ELSEWHERE) for _ in range(2)] == [422, 429]
    assert [guess(ANA, f"2001:db8:1:{turn}::1") for turn in range(2)] == [422, 429]  # one site, whatever network
    assert guess(ANA, "192.0.2.55", PASSWORD) == 200

    for wrong in ("wrong password", "wrong once more"):
        owner.post("/sign-out", page="/account") if owner.is_signed_in() else None
        assert owner.sign_in(ANA, wrong).status_code == 422
    assert owner.sign_in(ANA).status_code == 200
    assert [guess(ANA, HOME) for _ in range(2)] == [422, 422]  # where the owner was before
    clock.advance(days=2, seconds=61)
    assert [guess(ANA, ELSEWHERE) for _ in range(3)] == [422] * 3


def test_many_networks_hear_the_same_of_an_unknown_address(guess: Guess) -> None:
    attack(guess, NOBODY)

    assert [guess(NOBODY, ELSEWHERE) for _ in range(2)] == [422, 429]


def test_a_browser_that_was_let_in_before_is_not_kept_out_by_others_beside_it(app: Flask, guess: Guess) -> None:
    owner = new_browser(app, HOME)
    owner.sign_in(ANA)
    owner.post("/sign-out", page="/account")
    for turn in range(60):
        guess(ANA if turn < 10 else f"n{turn}@b.example", HOME)

    assert new_browser(app, HOME).sign_in(ANA).status_code == 429
    assert owner.sign_in(ANA).status_code == 200


def test_a_network_that_the_owner_was_in_is_spared_what_others_tried_at_other_addresses(
    app: Flask, guess: Guess
) -> None:
    new_browser(app, HOME).sign_in(ANA)
    for turn in range(51):
        guess(f"n{turn}@b.example", HOME)

    assert new_browser(app, HOME).sign_in("ben@birch.example").status_code == 429
    assert new_browser(app, HOME).sign_in(ANA).status_code == 200


def test_a_known_browser_may_guess_no_more_than_others(app: Flask) -> None:
    browser = new_browser(app, HOME)
    browser.sign_in(ANA)
    browser.post("/sign-out", page="/account")

    assert [browser.sign_in(ANA, "wrong password").status_code for _ in range(12)] == [422] * 10 + [429] * 2


def test_a_browser_that_is_known_for_one_shop_is_a_stranger_at_others(app: Flask) -> None:
    ben = new_browser(app, HOME)
    ben.sign_in("ben@birch.example")
    ben.post("/sign-out", page="/account")

    assert [ben.sign_in(ANA, "wrong password").status_code for _ in range(6)] == [422] * 5 + [429]
    assert ben.sign_in(ANA).status_code == 429


def test_an_account_of_ones_own_with_the_owners_address_gives_no_further_guesses(app: Flask) -> None:
    stranger = new_browser(app, ELSEWHERE)
    stranger.sign_up("Sly Goods", email=ANA, password="of the stranger")
    stranger.post("/sign-out", page="/account")
    for _ in range(5):
        stranger.sign_in(ANA, "wrong password")

    for way in (stranger.sign_in, lambda email: stranger.sign_up(email=email)):
        assert way(ANA).status_code in (422, 429)
        assert not stranger.is_signed_in()
    stranger.sign_in(ANA, "of the stranger")  # in a browser that is known for that one
    assert stranger.is_signed_in()
    told = stranger.post("/account/password", page="/account", old="of the stranger", new=PASSWORD)
    assert told.status_code == 429


def test_signing_up_is_a_guess_too(app: Flask) -> None:
    for turn in range(5):
        new_browser(app, ELSEWHERE).sign_up(email=ANA, password=f"a guess at it {turn}")

    refused = new_browser(app, ELSEWHERE).sign_up(email=ANA)

    assert refused.status_code == 429
    assert new_browser(app, HOME).sign_in(ANA).status_code == 200


def test_the_old_password_can_be_guessed_no_faster_by_somebody_who_took_over_a_session(ana: Browser) -> None:
    def change() -> int:
        return ana.post("/account/password", page="/account", old="wrong password", new="another password").status_code

    assert [change() for _ in range(12)] == [422] * 10 + [429] * 2


@pytest.mark.parametrize(("proxies", "status"), [("0", 429), ("1", 303)])
def test_only_a_proxy_that_is_told_of_is_believed(store: Store, tmp_path: Path, proxies: str, status: int) -> None:
    """Otherwise whoever tries could write another address into each request."""
    store.logins.add("juniper", ANA, PASSWORD)
    environ = {"VOICE_SKILL_HOME": str(tmp_path), "VOICE_SKILL_VERIFY_REQUESTS": "off", "VOICE_SKILL_PROXIES": proxies}
    browser = Browser(create_app(Config.from_env(environ), store=store))
    hidden = browser.hidden("/sign-in")

    def guess(password: str, said: str) -> int:
        form = {"email": ANA, "password": password, **hidden}
        return browser.send("/sign-in", follow=False, headers={"X-Forwarded-For": said}, **form).status_code

    for _ in range(5):
        assert guess("wrong password", f"192.0.2.1, {ELSEWHERE}") == 422
    assert guess("wrong password", f"192.0.2.99, {ELSEWHERE}") == 429

    assert guess(PASSWORD, HOME) == status


def rows(store: Store, table: str) -> int:
    with store.for_merchant("juniper") as shop:
        return int(shop.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_what_was_tried_is_forgotten_by_itself(guess: Guess, store: Store, clock: Clock) -> None:
    for turn in range(30):
        guess(f"n{turn}@b.example", f"10.0.{turn}.1")
    assert rows(store, "attempts") == 90

    clock.advance(days=3)
    guess(ANA, HOME)

    assert rows(store, "attempts") == 3


def test_never_more_rows_are_kept_than_there_is_room_for(
    guess: Guess, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "MOST_ROWS", 30)
    for _ in range(6):
        guess(ANA, ELSEWHERE)

    for turn in range(20):
        clock.advance(seconds=1)
        guess(f"n{turn}@b.example", f"10.0.{turn}.1")

    assert rows(store, "attempts") <= 33
    assert guess(ANA, HOME, PASSWORD) == 200


def test_a_login_knows_its_newest_browsers_alone(app: Flask, store: Store, clock: Clock) -> None:
    for _ in range(25):
        clock.advance(minutes=1)
        assert new_browser(app, HOME).sign_in(ANA).status_code == 200

    assert rows(store, "known_browsers") == 20


def test_a_browser_keeps_its_cookie_and_the_database_only_a_hash_of_it(app: Flask, store: Store) -> None:
    browser = new_browser(app, HOME)
    browser.sign_in(ANA)
    cookie = browser.client.get_cookie("voice-skill-browser", domain="localhost")
    assert cookie is not None
    assert cookie.secure
    assert cookie.http_only
    assert cookie.same_site == "Lax"

    browser.post("/sign-out", page="/account")
    browser.sign_in(ANA)

    again = browser.client.get_cookie("voice-skill-browser", domain="localhost")
    assert again is not None
    assert again.value == cookie.value
    with store.for_merchant("juniper") as shop:
        kept = str(shop.connection.execute(text("SELECT * FROM known_browsers")).all())
    assert cookie.value not in kept
    assert HOME not in kept


def test_a_cookie_that_somebody_else_put_there_is_replaced(app: Flask) -> None:
    browser = new_browser(app, HOME)
    browser.client.set_cookie("voice-skill-browser", "of somebody else", domain="localhost", secure=True)

    browser.sign_in(ANA)

    cookie = browser.client.get_cookie("voice-skill-browser", domain="localhost")
    assert cookie is not None
    assert cookie.value != "of somebody else"
