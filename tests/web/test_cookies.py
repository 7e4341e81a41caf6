"""Cookies are Secure, unless a browser asks this very machine over plain HTTP."""

import re
from collections.abc import Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from flask import Flask

from tests.serving.conftest import serving
from tests.web.conftest import PASSWORD
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import Store

OWN = "http://127.0.0.1:8080"
HTTPS = {"Origin": "https://shop.example"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_takes_no_secure_cookie_over_http_can_sign_in_on_the_servers_own_machine(app: Flask, host: str) -> None:
    """Python's cookie jar, as Safari's and curl's, sends Secure cookies over https alone."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with serving(app) as running:
        pages = f"http://{host}:{running.port}"
        hidden = re.findall(
            r'type="hidden" name="(\w+)" value="([^"]*)"', browser.open(f"{pages}/sign-in").read().decode()
        )
        form = dict(hidden) | {"email": "ana@juniper.example", "password": PASSWORD}

        browser.open(f"{pages}/sign-in", urlencode(form).encode())

        with browser.open(f"{pages}/account") as account:
            assert account.url == f"{pages}/account"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("base", "headers", "client", "settings", "is_secure"),
    [
        (OWN, {}, "127.0.0.1", {}, False),
        (OWN, {"Origin": OWN, "Referer": f"{OWN}/sign-in"}, "127.0.0.1", {}, False),
        ("http://localhost:8080", {}, "::1", {}, False),
        ("http://[::1]:8080", {}, "::1", {}, False),
        ("https://127.0.0.1:8080", {}, "127.0.0.1", {}, True),
        ("http://shop.example", {}, "127.0.0.1", {}, True),
        ("http://127.0.0.1.shop.example", {}, "127.0.0.1", {}, True),
        (OWN, {}, "192.0.2.7", {}, True),
        (OWN, {"X-Forwarded-Proto": "https"}, "127.0.0.1", {}, True),
        (OWN, {"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1", {}, True),
        (OWN, {"Via": "1.1 proxy"}, "127.0.0.1", {}, True),
        (OWN, HTTPS, "127.0.0.1", {}, True),
        (OWN, {"Origin": "null"}, "127.0.0.1", {}, True),
        (OWN, {"Referer": "https://127.0.0.1/sign-in"}, "127.0.0.1", {}, True),
        (OWN, {}, "127.0.0.1", {"VOICE_SKILL_PROXIES": "1"}, True),
        (OWN, {}, "127.0.0.1", {"VOICE_SKILL_URL": "https://shop.example"}, True),
    ],
)
def test_what_may_have_come_through_a_proxy_gets_secure_cookies(
    store: Store,
    tmp_path: Path,
    base: str,
    headers: Mapping[str, str],
    client: str,
    settings: Mapping[str, str],
    is_secure: bool,
) -> None:
    store.logins.add("juniper", "ana@juniper.example", PASSWORD)
    browser = create_app(Config.from_env({"VOICE_SKILL_HOME": str(tmp_path), **settings}), store=store).test_client()
    about = {
        "base_url": base,
        "environ_base": {"REMOTE_ADDR": client},
        "headers": {"Referer": f"{base}/"} | dict(headers),
    }
    page = browser.get("/sign-in", **about)
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))

    answer = browser.post("/sign-in", data=form | {"email": "ana@juniper.example", "password": PASSWORD}, **about)

    cookies = [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
    assert len(cookies) == (3 if answer.status_code == 303 else 1)
    assert {"; Secure" in cookie for cookie in cookies} == {is_secure}
    assert all("; HttpOnly" in cookie and "; SameSite=Lax" in cookie for cookie in cookies)
