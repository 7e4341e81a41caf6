"""The migrations make exactly the tables that the code speaks of, on both databases."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from tests.conftest import SECRET_KEY
from voice_skill.store import Place, Store
from voice_skill.store.access.sealing import Seals
from voice_skill.store.migrations import HEAD
from voice_skill.store.tables import Table


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def test_the_tables_agree_with_the_code(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

    assert compare_metadata(context, Table.metadata) == []


def test_the_checks_agree_with_the_code(connection: Connection) -> None:
    found = inspect(connection)
    in_database = {check["name"] for table in Table.metadata.tables for check in found.get_check_constraints(table)}

    in_code = {
        str(constraint.name)
        for table in Table.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert in_database == in_code


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "voice_skill.store:migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


FIRST_SHOP = """
INSERT INTO merchants (id, name, title, currency, locale, time_zone, catalogue_version, created_at, application_id)
VALUES (7, 'm', 'M', 'USD', 'en-US', 'UTC', 3, '2026-01-01', 'amzn1.ask.skill.linked');
INSERT INTO products (id, merchant_id, external_id, title, spoken_name, spoken_plural, synonyms, description, brand,
category, attributes, images)
VALUES (5, 7, 'pot', 'Red Teapot', 'red teapot', 'red teapots', '["brew pot"]', '', '', '', '{}', '[]');
INSERT INTO variants (merchant_id, product_id, sku, position, options, currency, price_minor, availability, stock)
VALUES (7, 5, 'pot', 0, '{}', 'USD', 1200, 'in_stock', 4);
INSERT INTO product_words (merchant_id, word, rank, product_id) VALUES (7, 'redteapot', 0, 5)
"""


def test_a_shop_of_the_first_tables_is_found_after_the_upgrade(bare_database_url: str) -> None:
    engine = create_engine(bare_database_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", "voice_skill.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for insert in FIRST_SHOP.split(";"):
            connection.exec_driver_sql(insert)

    with closing(Store.open(bare_database_url)) as store:
        store.upgrade()

        assert store.is_current()
        with store.for_application("amzn1.ask.skill.linked") as shop:
            assert shop.catalogue.find("red teapots").verdict == "sure"
            assert [one.external_id for one in shop.catalogue.find("red taepot").products] == ["pot"]
            assert shop.catalogue.product("pot").variants[0].stock == 4


PLAIN_SECRET = "kept-as-it-is-by-older-tables"
SHOP_WITH_A_FEED = f"""
INSERT INTO merchants (id, name, title, currency, locale, time_zone, catalogue_version, created_at)
VALUES (7, 'm', 'M', 'USD', 'en-US', 'UTC', 3, '2026-01-01');
INSERT INTO feeds (id, merchant_id, name, source, currency, columns, token, webhook_secret, failures, found, created_at)
VALUES (5, 7, 'web', 'https://shop.example/', 'USD', '{{}}', 'token', '{PLAIN_SECRET}', 0, '{{}}', '2026-01-01')
"""


SHOP_WITH_AN_ADDRESS = f"""
INSERT INTO merchants (id, name, title, currency, locale, time_zone, catalogue_version, created_at)
VALUES (7, 'm', 'M', 'USD', 'en-US', 'UTC', 3, '2026-01-01');
INSERT INTO feeds (id, merchant_id, name, source, currency, columns, token, failures, found, created_at)
VALUES (5, 7, 'web', 'https://shop.example/?token={PLAIN_SECRET}', 'USD', '{{}}', 'a', 0, '{{}}', '2026-01-01'),
(6, 7, 'open', 'https://shop.example/?page=1', 'USD', '{{}}', 'b', 0, '{{}}', '2026-01-01');
INSERT INTO feed_jobs (id, merchant_id, form_id, kind, feed_name, settings, is_agreed, asked_at, done, report)
VALUES (3, 7, 'f', 'preview', 'web', '{{"source":"https://shop.example/?token={PLAIN_SECRET}","currency":""}}', false,
'2026-01-01', 0, '{{}}')
"""


def test_secrets_of_webhooks_are_sealed_by_the_upgrade(bare_database_url: str) -> None:
    engine = create_engine(bare_database_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", "voice_skill.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for insert in SHOP_WITH_A_FEED.split(";"):
            connection.exec_driver_sql(insert)

    with closing(Store.open(bare_database_url, secret_key=lambda: SECRET_KEY)) as store:
        store.upgrade()
        with store.for_merchant("m") as shop:
            assert shop.feeds.webhook_secret(shop.feeds.get("web")) == PLAIN_SECRET

    if bare_database_url.startswith("sqlite"):
        folder = Path(bare_database_url.removeprefix("sqlite:///")).parent
        assert not [file for file in folder.glob("bare.db*") if PLAIN_SECRET.encode() in file.read_bytes()]


def test_addresses_with_credentials_are_sealed_by_the_upgrade(bare_database_url: str) -> None:
    engine = create_engine(bare_database_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", "voice_skill.store:migrations")
    address = f"https://shop.example/?token={PLAIN_SECRET}"
    with engine.begin() as connection:
        config.attributes |= {"connection": connection, "seal": Seals(lambda: SECRET_KEY).seal}
        command.upgrade(config, "0010")
        for insert in SHOP_WITH_AN_ADDRESS.split(";"):
            connection.exec_driver_sql(insert)

    with closing(Store.open(bare_database_url, secret_key=lambda: SECRET_KEY)) as store:
        store.upgrade()
        with store.for_merchant("m") as shop:
            feeds = {feed.name: (feed.source, shop.feeds.address(feed)) for feed in shop.feeds.all()}
            job = shop.jobs.get(3)
            assert feeds == {
                "web": ("https://shop.example/?token=…", address),
                "open": ("https://shop.example/?page=1", "https://shop.example/?page=1"),
            }
            assert job.settings["source"] == "https://shop.example/?token=…"
            assert shop.jobs.settings(job) == {"source": address, "currency": ""}

    if bare_database_url.startswith("sqlite"):
        folder = Path(bare_database_url.removeprefix("sqlite:///")).parent
        assert not [file for file in folder.glob("bare.db*") if PLAIN_SECRET.encode() in file.read_bytes()]


SOMEBODY_SIGNED_IN = """
INSERT INTO merchants (id, name, title, currency, locale, time_zone, catalogue_version, created_at)
VALUES (7, 'm', 'M', 'USD', 'en-US', 'UTC', 3, '2026-01-01');
INSERT INTO logins (id, merchant_id, email, password_hash, created_at) VALUES (3, 7, 'a@m.example', ?, '2026-01-01');
INSERT INTO web_sessions (id, merchant_id, login_id, hash, created_at, seen_at)
VALUES (1, 7, 3, 'h', '2026-01-01', '2026-01-01');
INSERT INTO attempts (id, key, at) VALUES (1, 'k', '2026-01-01')
"""
# Of "a few good words", as earlier versions made it: with a salt of its own.
EARLIER_HASH = "'$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRvZm93bjEyMw$dRF+3CnPvgts5IoV0VVbArEE58KcORPtr/1EY4ZJQec'"


def test_whoever_could_sign_in_before_the_upgrade_can_after_it(bare_database_url: str) -> None:
    engine = create_engine(bare_database_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", "voice_skill.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for insert in SOMEBODY_SIGNED_IN.split(";"):
            connection.exec_driver_sql(insert.replace("?", EARLIER_HASH))

    with closing(Store.open(bare_database_url, secret_key=lambda: SECRET_KEY)) as store:
        store.upgrade()

        with store.for_merchant("m") as shop:
            assert shop.connection.execute(text("SELECT hash FROM web_sessions")).scalars().all() == ["h"]
            if "sqlite" in bare_database_url:
                assert shop.connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
                assert shop.connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        kept = store.logins.sign_in("a@m.example", "a few good words", Place("127.0.0.1"))
        assert store.logins.signed_in(kept.session).merchant == "m"


INSERT_EVENT = """
INSERT INTO merchants (id, name, title, currency, locale, time_zone, catalogue_version, created_at)
VALUES (7, 'm', 'M', 'USD', 'en-US', 'UTC', 0, '2026-01-01');
INSERT INTO orders (id, merchant_id, number, status, payment, currency, total_minor, amount_refunded_minor, placed_at)
VALUES (7, 7, '123456', 'placed', 'unpaid', 'USD', 0, 0, '2026-01-01');
INSERT INTO order_events (id, merchant_id, order_id, kind, at, recorded_at, by, data)
VALUES (7, 7, 7, 'placed', '2026-01-01', '2026-01-01', 'customer', '{}')
"""


@pytest.mark.parametrize("statement", ["UPDATE order_events SET why = 'x'", "DELETE FROM order_events"])
def test_events_are_only_ever_added(connection: Connection, statement: str) -> None:
    for insert in INSERT_EVENT.split(";"):
        connection.execute(text(insert))

    with pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text(statement))
