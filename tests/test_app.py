import base64
import hmac
import logging
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.api.conftest import System
from tests.channels.alexa.alexa_requests import event, intent
from tests.channels.alexa.delivering import fill
from tests.conftest import Clock, filled
from tests.web.conftest import BASE, PASSWORD, Browser
from voice_skill.api import door
from voice_skill.app import body_limit, create_app, from_env
from voice_skill.channels.alexa import endpoint
from voice_skill.config import Config, ConfigError
from voice_skill.linking import webhook
from voice_skill.opening import open_store
from voice_skill.store import SCOPES, Store, StoreUnavailable
from voice_skill.web import blueprint, uploads


@pytest.fixture
def config(tmp_path) -> Config:
    return Config.from_env({"VOICE_SKILL_HOME": str(tmp_path / "new" / "home"), "VOICE_SKILL_VERIFY_REQUESTS": "off"})


def test_an_embedded_database_is_made_by_itself(config):
    with closing(open_store(config)) as store:
        client = create_app(config, store=store).test_client()

        assert client.get("/health").json["status"] == "ok"
    assert (config.home / "shop.db").is_file()


def test_starting_again_finds_what_was_there(config):
    with closing(open_store(config)) as store:
        store.add_merchant("juniper", title="Juniper Lane")

    with closing(open_store(config)) as store:
        assert [merchant.name for merchant in store.merchants()] == ["juniper"]


def test_a_servers_tables_of_another_version_are_told_and_left_alone(config, postgresql_server):
    url = postgresql_server.create()

    with pytest.raises(ConfigError, match="voice-skill store upgrade"):
        open_store(replace(config, database_url=url))

    with closing(Store.open(url)) as store:
        assert not store.is_current()
    postgresql_server.drop(url)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_with_current_tables_is_served(config, database_url):
    with closing(open_store(replace(config, database_url=database_url))) as store:
        client = create_app(config, store=store).test_client()

        assert client.get("/health").status_code == 200


def test_a_server_that_is_away_is_told_at_once(config):
    away = replace(config, database_url="postgresql://shop@127.0.0.1:1/shop")

    with pytest.raises(StoreUnavailable):
        open_store(away)


def test_a_current_database_starts_without_loading_alembic_or_what_only_a_laptop_needs(config):
    open_store(config).close()
    code = """
import sys
from voice_skill.app import from_env
assert from_env().test_client().get("/health").status_code == 200
print([name for name in ("alembic", "vosk", "inflect") if name in sys.modules])
"""

    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"VOICE_SKILL_HOME": str(config.home)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert run.stdout.strip() == "[]"


def test_a_server_makes_the_app_from_its_environment(config, monkeypatch):
    monkeypatch.setenv("VOICE_SKILL_HOME", str(config.home))
    monkeypatch.setenv("VOICE_SKILL_PORT", "http")

    with pytest.raises(ConfigError, match="VOICE_SKILL_PORT"):
        from_env()


@pytest.mark.parametrize(
    ("path", "most_bytes"),
    [
        ("/alexa", endpoint.REQUEST_BYTES),
        ("/alexa/secret", endpoint.REQUEST_BYTES),
        ("/api/v1/feeds", door.BODY_BYTES),
        ("/feeds/secret/changed", webhook.MAX_SIZE_BYTES),
        ("/sign-in", blueprint.MAX_FORM_BYTES),
        ("/new-feed", uploads.MAX_UPLOAD_BYTES),
    ],
)
def test_the_server_reads_as_much_as_each_view_takes(path, most_bytes):
    assert body_limit(path.encode()) >= most_bytes


def turn(app: Flask, store: Store, clock: Clock) -> Callable[[], TestResponse]:
    fill(store)
    asked = intent("AddToCartIntent", clock.now, {"quantity": "2", "product": "blue mug"})
    return lambda: app.test_client().post("/alexa", json=asked)


def skill_event(app: Flask, store: Store, clock: Clock) -> Callable[[], TestResponse]:
    asked = event("SkillDisabled", clock.now, body={"userInformationPersistenceStatus": "NOT_PERSISTED"})
    return lambda: app.test_client().post("/alexa", json=asked)


def api(app: Flask, store: Store, clock: Clock) -> Callable[[], TestResponse]:
    with store.for_merchant("juniper") as shop:
        _, secret = shop.tokens.create("till", SCOPES)
        shop.feeds.add("web", source="https://juniper.example/feed", currency="USD")
        shop.commit()
    return lambda: System(app.test_client(), secret).post("/feeds/web/syncs")


def sign_in(app: Flask, store: Store, clock: Clock) -> Callable[[], TestResponse]:
    browser = Browser(app)
    hidden = browser.hidden("/sign-in")
    return lambda: browser.send("/sign-in", email="ana@juniper.example", password=PASSWORD, **hidden)


def webhook_call(app: Flask, store: Store, clock: Clock) -> Callable[[], TestResponse]:
    with store.for_merchant("juniper") as shop:
        feed = shop.feeds.add("web", source="https://juniper.example/feed", currency="USD")
        secret = shop.feeds.webhook_secret(feed)
        shop.commit()
    signature = base64.b64encode(hmac.digest(secret.encode(), b"{}", "sha256")).decode()
    headers = {"X-WC-Webhook-Signature": signature}
    return lambda: app.test_client().post(f"/feeds/{feed.token}/changed", data=b"{}", headers=headers, base_url=BASE)


@pytest.mark.parametrize("door", [turn, skill_event, api, sign_in, webhook_call])
def test_at_each_door_a_locked_database_is_one_line_that_names_the_cause(
    door, config, sqlite_url, clock, monkeypatch, caplog
):
    monkeypatch.setattr("voice_skill.store.database.PATIENCE_S", 0.1)
    with filled(sqlite_url, clock) as store:
        store.logins.add("juniper", "ana@juniper.example", PASSWORD)
        ask = door(create_app(config, store=store), store, clock)
        caplog.clear()
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = ask()

    (line,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert answer.status_code == (200 if door is turn else 503)
    assert line.name.startswith("voice_skill.")
    assert re.search(r'cause="?locked', line.getMessage())
    assert "\n" not in logging.Formatter().format(line)
