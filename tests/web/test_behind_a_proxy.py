"""Behind a proxy that serves the shop below a path of its host: every address that a page or an answer names."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.linking.shop_server import ShopServer, table
from tests.web.conftest import PASSWORD
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import Store

BASE = "https://shop.example"
SENT_ON = {"X-Forwarded-Prefix": "/voice", "X-Forwarded-Host": "shop.example", "X-Forwarded-Proto": "https"}
PAGES = ["/", "/feeds", "/feeds/web", "/new-feed", "/catalogue", "/orders", "/skill", "/tokens", "/account", "/try"]
ADDRESSES = re.compile(r'(?:href|src|action|data-[a-z]+)="(/[^"]*|https?://shop\.example[^"]*)"')


@pytest.fixture(params=["/voice", "/voice/"], ids=["plain", "slash"])
def prefixed(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Callable[..., FlaskClient]:
    """A browser's side of a proxy, and how many proxies the settings name."""
    store.logins.add("juniper", "ana@juniper.example", PASSWORD)

    def behind(proxies: int = 1) -> FlaskClient:
        settings = {"VOICE_SKILL_HOME": str(tmp_path / "home"), "VOICE_SKILL_PROXIES": str(proxies)}
        app: Flask = create_app(Config.from_env(settings | {"VOICE_SKILL_VERIFY_REQUESTS": "off"}), store=store)
        return _Proxied(app, prefix=request.param)

    return behind


class _Proxied(FlaskClient):
    """Strips nothing: it is asked for what the proxy asks for, and keeps cookies as a browser would."""

    def __init__(self, app: Flask, prefix: str) -> None:
        super().__init__(app, use_cookies=False)
        self._sent_on = SENT_ON | {"X-Forwarded-Prefix": prefix}
        self.cookie = ""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        headers = {**self._sent_on, "Cookie": self.cookie, "Referer": f"{BASE}/voice/", **kwargs.pop("headers", {})}
        answer = super().open(*args, base_url="http://127.0.0.1:8080", headers=headers, **kwargs)
        for cookie in answer.headers.getlist("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        return answer


def hidden(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|form_id|next)" value="([^"]*)"', text))


def sign_in(browser: FlaskClient, at: str = "/sign-in") -> Any:
    data = hidden(browser.get(at).text) | {"email": "ana@juniper.example", "password": PASSWORD}
    return browser.post("/sign-in", data=data)


def test_signing_in_leads_to_the_page_that_was_wanted(prefixed: Callable[..., FlaskClient]) -> None:
    browser = prefixed()

    asked_for = browser.get("/orders?status=placed")
    signed_in = sign_in(browser, asked_for.headers["Location"].removeprefix("/voice"))

    assert asked_for.headers["Location"] == "/voice/sign-in?next=/orders?status%3Dplaced"
    assert signed_in.headers["Location"] == "/voice/orders?status=placed"
    assert "Path=/voice;" in signed_in.headers["Set-Cookie"]


def test_every_address_of_every_page_is_below_the_prefix(
    prefixed: Callable[..., FlaskClient], store: Store, web: ShopServer, do_jobs: Callable[[], None]
) -> None:
    browser = prefixed()
    sign_in(browser)
    web.body = table("mug Blue Mug")
    data = hidden(browser.get("/new-feed").text) | {"source": web.url, "name": "web", "every": ""}
    looked_at = browser.post("/new-feed", data=data, content_type="multipart/form-data").headers["Location"]
    do_jobs()
    taken = browser.post(f"{looked_at.removeprefix('/voice')}/take", data=hidden(browser.get(looked_at[6:]).text))
    do_jobs()

    for page in (*PAGES, looked_at.removeprefix("/voice"), taken.headers["Location"].removeprefix("/voice")):
        answer = browser.get(page)
        if answer.status_code in (302, 303):
            assert answer.headers["Location"].startswith("/voice/"), page
            continue
        found = ADDRESSES.findall(answer.text)
        assert len(found) > 5, page
        assert [one for one in found if not one.removeprefix(BASE).startswith("/voice/")] == [], page
        for style in (one for one in found if "/static/" in one):
            with browser.get(style.removeprefix("/voice")) as file:
                assert file.status_code == 200


def test_addresses_to_copy_are_whole(prefixed: Callable[..., FlaskClient]) -> None:
    browser = prefixed()
    sign_in(browser)

    assert 'value="https://shop.example/voice/alexa"' in browser.get("/skill").text
    made = browser.post("/tokens", data=hidden(browser.get("/tokens").text) | {"name": "erp", "scopes": "orders:read"})
    assert "https://shop.example/voice/api/v1/orders" in browser.get("/tokens").text + made.text


def test_the_api_names_addresses_below_the_prefix(prefixed: Callable[..., FlaskClient], store: Store) -> None:
    browser = prefixed()
    with store.for_merchant("juniper") as shop:
        _, secret = shop.tokens.create("erp", ["catalogue:read"])
        shop.commit()
    headers = {"Authorization": f"Bearer {secret}"}
    docs = browser.get("/api/v1/docs")

    assert browser.get("/api/v1/openapi.json").json["servers"] == [{"url": "/voice/api/v1"}]
    assert 'href="/voice/api/v1/docs.css"' in docs.text
    assert 'href="/voice/api/v1/openapi.json"' in docs.text
    assert browser.get("/api/v1/nothing", headers=headers).json["type"] == "/voice/api/v1/docs#not-found"


def test_what_an_api_request_made_is_found_below_the_prefix_also_when_it_is_told_again(
    prefixed: Callable[..., FlaskClient], store: Store
) -> None:
    browser = prefixed()
    with store.for_merchant("juniper") as shop:
        _, secret = shop.tokens.create("erp", ["catalogue:read", "catalogue:write"])
        shop.commit()
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}

    told = [
        browser.post("/api/v1/feeds", json={"name": "web", "source": "https://shop.example/f.csv"}, headers=headers)
        for _ in range(2)
    ]

    assert [answer.status_code for answer in told] == [202, 202]
    assert told[0].headers["Location"].startswith("/voice/api/v1/jobs/")
    assert told[1].headers["Location"] == told[0].headers["Location"]


def test_without_a_proxy_in_the_settings_nobody_can_claim_a_prefix(prefixed: Callable[..., FlaskClient]) -> None:
    browser = prefixed(proxies=0)

    assert browser.get("/orders").headers["Location"] == "/sign-in?next=/orders"
    assert "/voice" not in browser.get("/sign-in").text
    assert browser.get("/api/v1/openapi.json").json["servers"] == [{"url": "/api/v1"}]
