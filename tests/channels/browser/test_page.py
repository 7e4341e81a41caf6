"""The page "try it" and its ticket as HTTP gives them, whoever asks."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.channels.browser.conftest import EMAIL, PASSWORD, PATIENCE_S, Served, serving
from tests.channels.browser.serve import free_port
from voice_skill.app import create_app
from voice_skill.config import Config

SITE = "https://localhost"


def app_at(home: Path, **settings: str) -> Flask:
    return create_app(Config.from_env({"VOICE_SKILL_HOME": str(home), **settings}))


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    form = {"csrf_token": token_of(client.get("/sign-in", base_url=SITE)), "email": EMAIL, "password": PASSWORD}
    answer = client.post("/sign-in", base_url=SITE, data=form, headers={"Referer": SITE})
    assert answer.status_code == 303
    return client


def token_of(page: TestResponse) -> str:
    (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    return str(token)


def ask_ticket(client: FlaskClient, origin: str = SITE, token: str | None = None) -> TestResponse:
    token = token_of(client.get("/try", base_url=SITE)) if token is None else token
    headers = {"Origin": origin, "Referer": f"{SITE}/try", "X-CSRFToken": token}
    return client.post("/try/ticket", base_url=SITE, headers=headers)


@pytest.fixture
def client(shop_home: Path) -> FlaskClient:
    return signed_in(app_at(shop_home))


@pytest.fixture(scope="module")
def served(shop_home: Path) -> Iterator[Served]:
    with serving(shop_home) as served:
        yield served


def test_a_ticket_of_the_page_opens_the_socket(client: FlaskClient, served: Served) -> None:
    answer = ask_ticket(client)

    with served.connected(origin=SITE) as browser:
        browser.send(type="hello", ticket=answer.json["ticket"])  # type: ignore[index]
        title = browser.until("ready")["title"]

    assert title == "Juniper Lane"
    assert answer.json["url"] == "ws://localhost:8081"  # type: ignore[index]


def test_the_address_of_the_settings_is_the_one_that_browsers_get(shop_home: Path) -> None:
    client = signed_in(app_at(shop_home, VOICE_SKILL_TRY_IT_URL="wss://shop.example/talk"))

    page = client.get("/try", base_url=SITE)

    assert "connect-src 'self' wss://shop.example/talk;" in page.headers["Content-Security-Policy"]
    assert ask_ticket(client).json["url"] == "wss://shop.example/talk"  # type: ignore[index]


def test_no_script_stands_in_the_page_itself(client: FlaskClient) -> None:
    page = client.get("/try", base_url=SITE)

    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "connect-src 'self' ws://localhost:8081;" in policy
    assert re.findall(r"<script(?![^>]* src=)|\son\w+=|style=", page.text) == []


@pytest.mark.parametrize("path", ["/try", "/try/ticket"])
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(shop_home: Path, path: str) -> None:
    client = app_at(shop_home).test_client()

    answer = client.open(path, method="GET" if path == "/try" else "POST", base_url=SITE)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


def test_a_ticket_is_for_pages_of_ours_only(client: FlaskClient) -> None:
    assert ask_ticket(client, origin="https://evil.example").status_code == 400
    assert ask_ticket(client, origin="").status_code == 400
    assert ask_ticket(client, token="guessed").status_code == 400


def test_where_it_is_switched_off_there_are_no_tickets(shop_home: Path) -> None:
    client = signed_in(app_at(shop_home, VOICE_SKILL_TRY_IT="off"))

    page = client.get("/try", base_url=SITE)

    assert "VOICE_SKILL_TRY_IT" in page.text
    assert ask_ticket(client, token=token_of(client.get("/tokens", base_url=SITE))).status_code == 404


def test_a_typed_turn_is_answered_by_the_process_that_hears(shop_home: Path, served: Served) -> None:
    client = signed_in(app_at(shop_home, VOICE_SKILL_TRY_IT_PORT=str(served.server.port)))

    page = patiently_post(client, text="do you have blue mugs")

    assert "the blue mug costs" in page.text
    assert "FindProductIntent" in page.text


def test_where_no_process_hears_a_typed_turn_says_so_and_keeps_its_words(shop_home: Path) -> None:
    client = signed_in(app_at(shop_home, VOICE_SKILL_TRY_IT_PORT=str(free_port())))

    page = post(client, text='do you have "blue" <mugs>')

    assert page.status_code == 200
    assert "does not answer. Try again in a few seconds." in page.text
    assert 'value="do you have &#34;blue&#34; &lt;mugs&gt;"' in page.text


def patiently_post(client: FlaskClient, **form: str) -> TestResponse:
    """Again as long as the page asks for that."""
    until = time.monotonic() + PATIENCE_S
    page = post(client, **form)
    while re.search("(Send it|Try) again", page.text) and time.monotonic() < until:
        page = post(client, **form)
    return page


def post(client: FlaskClient, **form: str) -> TestResponse:
    given = client.get("/try", base_url=SITE)
    (form_id,) = re.findall(r'name="id" value="([^"]+)"', given.text)
    data = {"csrf_token": token_of(given), "id": form_id, "screen": "on", **form}
    return client.post("/try", base_url=SITE, data=data, headers={"Referer": f"{SITE}/try"})
