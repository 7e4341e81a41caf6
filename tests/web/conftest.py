"""The merchant pages as a browser sees them: Flask's client for most, a real Chromium for the whole way."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.linking.shop_server import LOOPBACK, ShopServer, shop_server
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.linking.jobs import do_job
from voice_skill.store import Store

BASE = "https://localhost"
PASSWORD = "a few good words"


class Browser:
    """Keeps cookies, follows redirects, and sends what forms hold."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self.client = app.test_client()
        self._environ = {"REMOTE_ADDR": address}

    def move_to(self, address: str) -> None:
        self._environ = {"REMOTE_ADDR": address}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, base_url=BASE, headers=headers, environ_base=self._environ, follow_redirects=True)

    def post(self, path: str, page: str | None = None, *, follow: bool = True, **data: Any) -> TestResponse:
        """A form of `page`, which is where it is sent to unless given, with its hidden fields."""
        hidden = self.hidden(page or path)
        return self.send(path, follow=follow, **hidden | data)

    def send(
        self, path: str, *, follow: bool = True, headers: Mapping[str, str] | None = None, **data: Any
    ) -> TestResponse:
        headers = {"Referer": BASE + "/"} | dict(headers or {})
        return self.client.post(
            path, base_url=BASE, data=data, headers=headers, environ_base=self._environ, follow_redirects=follow
        )

    def hidden(self, page: str) -> dict[str, str]:
        names = "csrf_token|form_id|next"
        return dict(re.findall(rf'<input type="hidden" name="({names})" value="([^"]*)"', self.get(page).text))

    def sign_up(self, shop: str = "Larch Yard", email: str = "ada@larch.example", **told: str) -> TestResponse:
        data = {"shop": shop, "email": email, "password": PASSWORD, "currency": "USD", "locale": "en-US"} | told
        return self.post("/sign-up", **data)

    def sign_in(self, email: str, password: str = PASSWORD, **data: str) -> TestResponse:
        return self.post("/sign-in", email=email, password=password, **data)

    def is_signed_in(self) -> bool:
        answer = self.client.get("/account", base_url=BASE)
        return answer.status_code == 200


def words(answer: TestResponse) -> str:
    """What somebody reads on a page."""
    main = re.sub(r".*<main[^>]*>|</main>.*", "", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    """The whole app with juniper and birch in it, where ana@ and ben@ sign in."""
    for merchant, email in (("juniper", "ana@juniper.example"), ("birch", "ben@birch.example")):
        store.logins.add(merchant, email, PASSWORD)
    config = Config.from_env({"VOICE_SKILL_HOME": str(tmp_path / "home"), "VOICE_SKILL_VERIFY_REQUESTS": "off"})
    return create_app(config, store=store)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def ana(app: Flask) -> Browser:
    """Signed in to juniper."""
    browser = Browser(app)
    browser.sign_in("ana@juniper.example")
    assert browser.is_signed_in()
    return browser


@pytest.fixture
def ben(app: Flask) -> Browser:
    """Signed in to birch."""
    browser = Browser(app)
    browser.sign_in("ben@birch.example")
    return browser


@pytest.fixture
def do_jobs(store: Store) -> Callable[[], None]:
    """What the process beside the server does with whatever was asked for."""

    def do_all() -> None:
        for merchant, job_id in store.asked_jobs():
            do_job(store, merchant, job_id, LOOPBACK)

    return do_all


@pytest.fixture
def web() -> Iterator[ShopServer]:
    with shop_server() as web:
        yield web
