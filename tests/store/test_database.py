"""The engine and the Store: which merchant, whose transaction, and what happens when the database is away."""

import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from voice_skill.store import (
    BadDatabaseUrl,
    BadMerchant,
    MerchantExists,
    SkillTaken,
    Store,
    StoreUnavailable,
    UnknownMerchant,
    UnknownSchema,
)
from voice_skill.store.migrations import HEAD

if TYPE_CHECKING:
    from tests.conftest import PostgresqlServer


def run(script: str, *arguments: str) -> str:
    """What a fresh interpreter prints; it must end well."""
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


class TestAddress:
    def test_takes_every_spelling_of_postgresql(self, postgresql_url: str) -> None:
        for spelling in ("postgres://", "postgresql://", "postgresql+psycopg://"):
            store = Store.open(postgresql_url.replace("postgresql://", spelling))
            assert store.merchants() == []
            store.close()

    def test_postgresql_sends_bytes_as_they_are(self, postgresql_url: str) -> None:
        store = Store.open(postgresql_url)
        store.add_merchant("juniper", title="Juniper Lane")
        with store.for_merchant("juniper") as shop:
            told = shop.connection.exec_driver_sql("SELECT 'abc'::bytea, 12, now()")
            assert told.cursor is not None
            assert told.cursor.format == 1  # type: ignore[attr-defined]
            assert told.one()[:2] == (b"abc", 12)
        store.close()

    @pytest.mark.parametrize("url", ["", "shop.db", "mysql://localhost/shop", "sqlite://", "sqlite:///:memory:"])
    def test_refuses_what_it_could_not_share_between_threads(self, url: str) -> None:
        with pytest.raises(BadDatabaseUrl):
            Store.open(url)

    def test_keeps_the_password_out_of_the_error(self) -> None:
        with pytest.raises(BadDatabaseUrl) as refused:
            Store.open("oracle://shop:secret@localhost/shop")

        assert "secret" not in repr(refused.value)


class TestMerchants:
    def test_finds_the_merchant_of_a_skill_and_of_a_name(self, store: Store) -> None:
        with store.for_application("amzn1.ask.skill.birch") as shop:
            assert (shop.merchant.name, shop.merchant.title) == ("birch", "Birch & Sons")
        with store.for_merchant("juniper") as shop:
            assert shop.merchant.title == "Juniper Lane"
        assert [merchant.name for merchant in store.merchants()] == ["birch", "juniper"]

    def test_knows_no_other_skill_or_name(self, store: Store) -> None:
        with pytest.raises(UnknownMerchant) as unknown:
            store.for_application("amzn1.ask.skill.other")
        with pytest.raises(UnknownMerchant):
            store.for_merchant("other")

        assert unknown.value.merchant == "amzn1.ask.skill.other"

    @pytest.mark.parametrize("application_id", ["amzn1.ask.skill.new", "amzn1.ask.skill.birch", None])
    def test_refuses_a_name_that_is_taken(self, store: Store, application_id: str | None) -> None:
        with pytest.raises(MerchantExists) as error:
            store.add_merchant("juniper", title="New", application_id=application_id)

        assert error.value.name == "juniper"

    def test_refuses_a_skill_that_is_taken_and_tells_by_whom(self, store: Store) -> None:
        with pytest.raises(SkillTaken) as error:
            store.add_merchant("new", title="New", application_id="amzn1.ask.skill.juniper")

        assert (error.value.application_id, error.value.merchant) == ("amzn1.ask.skill.juniper", "juniper")

    def test_several_merchants_may_wait_for_their_skill(self, store: Store) -> None:
        store.add_merchant("oak", title="Oak")
        store.add_merchant("elm", title="Elm")

        assert len(store.merchants()) == 4

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", "Not a slug"),
            ("name", ""),
            ("currency", "dollars"),
            ("locale", "english"),
            ("time_zone", "Mars/Olympus"),
            ("time_zone", "../etc/passwd"),
            ("time_zone", ""),
        ],
    )
    def test_refuses_a_setting_that_no_turn_could_work_with(self, store: Store, field: str, value: str) -> None:
        with pytest.raises(BadMerchant) as refused:
            store.add_merchant(**{"name": "oak", "title": "Oak", field: value})

        assert (refused.value.field, refused.value.value) == (field, value)


class TestTransactions:
    def test_leaving_without_commit_undoes_everything(self, store: Store) -> None:
        with store.for_merchant("juniper") as shop:
            shop.customers.add("Cleo", user_id="user-cleo")
        with suppress(ZeroDivisionError), store.for_merchant("juniper") as shop:
            shop.customers.add("Dora", user_id="user-dora")
            raise ZeroDivisionError

        with store.for_merchant("juniper") as shop:
            assert shop.customers.of_user("user-cleo") is None
            assert shop.customers.of_user("user-dora") is None

    def test_a_commit_keeps_what_was_done_and_the_turn_goes_on(self, store: Store) -> None:
        with store.for_merchant("juniper") as shop:
            shop.customers.add("Cleo", user_id="user-cleo")
            shop.commit()
            shop.customers.add("Dora", user_id="user-dora")
            shop.rollback()
            shop.customers.add("Ella", user_id="user-ella")
            shop.commit()

        with store.for_merchant("juniper") as shop:
            known = [shop.customers.of_user(f"user-{name}") is not None for name in ("cleo", "dora", "ella")]
            assert known == [True, False, True]

    def test_writes_after_reading_even_when_somebody_else_wrote_in_between(self, store: Store) -> None:
        with store.for_merchant("juniper") as slow:
            slow.customers.of_user("user-ana")
            with store.for_merchant("juniper") as quick:
                quick.customers.add("Cleo", user_id="user-cleo")
                quick.commit()

            slow.customers.add("Dora", user_id="user-dora")
            slow.commit()

            assert slow.customers.of_user("user-cleo") is not None

    def test_reads_while_somebody_else_writes(self, store: Store) -> None:
        with store.for_merchant("juniper") as writer, store.for_merchant("juniper") as reader:
            writer.customers.add("Cleo", user_id="user-cleo")

            assert reader.customers.of_user("user-ana") is not None
            assert reader.customers.of_user("user-cleo") is None

    def test_sees_a_form_once(self, store: Store) -> None:
        with store.for_merchant("juniper") as shop:
            assert shop.once("form-1")
            assert not shop.once("form-1")
            assert shop.once("form-2")
            shop.commit()

        with store.for_merchant("juniper") as shop:
            assert not shop.once("form-1")
        with store.for_merchant("birch") as shop:
            assert shop.once("form-1")

    def test_a_form_that_came_to_nothing_may_be_sent_again(self, store: Store) -> None:
        with store.for_merchant("juniper") as shop:
            shop.once("form-1")

        with store.for_merchant("juniper") as shop:
            assert shop.once("form-1")

    def test_sqlite_survives_a_power_cut_and_keeps_foreign_keys(self, tmp_path: Path) -> None:
        store = Store.open(f"sqlite:///{tmp_path / 'shop.db'}")
        store.upgrade()
        store.add_merchant("juniper", title="Juniper Lane")
        full = 2

        with store.for_merchant("juniper") as shop:
            pragmas = [
                shop.session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
            ]

        assert pragmas == ["wal", full, 1]
        store.close()


class TestUpgrade:
    def test_upgrades_a_bare_database(self, bare_database_url: str) -> None:
        store = Store.open(bare_database_url)
        assert not store.is_current()

        store.upgrade()
        store.upgrade()

        assert store.is_current()
        assert store.add_merchant("juniper", title="Juniper Lane").id == 1
        store.close()

    @pytest.mark.parametrize(("version", "is_ours"), [("a1b2c3", False), (HEAD, False), ("of_next_year", True)])
    def test_tables_of_another_program_are_told_from_a_newer_versions(
        self, bare_database_url: str, version: str, is_ours: bool
    ) -> None:
        store = Store.open(bare_database_url)
        if is_ours:
            store.upgrade()
        with store._engine.begin() as connection:
            if not is_ours:
                connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
                connection.execute(text("CREATE TABLE orders (id INTEGER)"))
                connection.execute(text("INSERT INTO alembic_version VALUES ('')"))
            connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

        assert not store.is_current()
        with pytest.raises(UnknownSchema) as error:
            store.upgrade()
        assert error.value.found == (version if is_ours else None)
        store.close()

    def test_several_processes_may_start_at_once(self, bare_database_url: str) -> None:
        script = "import sys; from voice_skill.store import Store; Store.open(sys.argv[1]).upgrade()"
        starting = [subprocess.Popen([sys.executable, "-c", script, bare_database_url]) for _ in range(2)]

        assert [process.wait(60) for process in starting] == [0, 0]
        store = Store.open(bare_database_url)
        assert store.is_current()
        store.close()

    def test_several_threads_may_meet_a_bare_database(self, bare_database_url: str) -> None:
        stores = [Store.open(bare_database_url) for _ in range(4)]
        together = threading.Barrier(4)
        failures: list[Exception] = []

        def start(store: Store) -> None:
            together.wait(10)
            try:
                store.upgrade()
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=start, args=[store]) for store in stores]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        for store in stores:
            store.close()

        assert failures == []

    def test_a_start_on_current_tables_imports_no_alembic(self, database_url: str) -> None:
        script = """
import sys
from voice_skill.store import Store
Store.open(sys.argv[1]).upgrade()
print("alembic" in sys.modules)
"""
        assert run(script, database_url) == "False\n"


class TestAway:
    def test_a_turn_after_the_connections_were_cut_works(
        self, postgresql_server: "PostgresqlServer", store_on_postgresql: Store
    ) -> None:
        with store_on_postgresql.for_merchant("juniper"):
            pass

        postgresql_server.throw_out()

        with store_on_postgresql.for_merchant("juniper") as shop:
            assert shop.merchant.title == "Juniper Lane"

    def test_is_unavailable_while_the_database_is_away_and_works_when_it_is_back(
        self, postgresql_server: "PostgresqlServer", store_on_postgresql: Store
    ) -> None:
        with store_on_postgresql.for_merchant("juniper") as shop, postgresql_server.away():
            with pytest.raises(StoreUnavailable):
                shop.customers.of_user("user-ana")
            with pytest.raises(StoreUnavailable):
                store_on_postgresql.for_merchant("juniper")

        with store_on_postgresql.for_merchant("juniper") as shop:
            assert shop.customers.recognise("user-new").id
            shop.commit()

    def test_a_commit_that_does_not_arrive_is_unavailable(
        self, postgresql_server: "PostgresqlServer", store_on_postgresql: Store
    ) -> None:
        with store_on_postgresql.for_merchant("juniper") as shop:
            shop.customers.add("Cleo", user_id="user-cleo")
            postgresql_server.throw_out()
            with pytest.raises(StoreUnavailable):
                shop.commit()

        with store_on_postgresql.for_merchant("juniper") as shop:
            assert shop.customers.of_user("user-cleo") is None

    def test_a_server_that_is_not_there_is_unavailable(self, tmp_path: Path) -> None:
        for url in (f"postgresql:///shop?host={tmp_path}", f"sqlite:///{tmp_path}/no/such/directory/shop.db"):
            store = Store.open(url)
            with pytest.raises(StoreUnavailable):
                store.for_merchant("juniper")
            store.close()

    def test_waits_for_another_writer_only_so_long(self, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("voice_skill.store.database.PATIENCE_S", 0.1)
        store = Store.open(sqlite_url)
        store.add_merchant("juniper", title="Juniper Lane")

        with store.for_merchant("juniper") as writer, store.for_merchant("juniper") as shop:
            writer.begin_write()
            with pytest.raises(StoreUnavailable):
                shop.begin_write()

            writer.commit()
            shop.rollback()
            shop.begin_write()
        store.close()

    def test_more_turns_at_once_than_connections_are_unavailable(
        self, store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("voice_skill.store.database.PATIENCE_S", 1)
        crowded = Store.open(database_url)

        with ExitStack() as turns:
            one_more = 0
            while one_more < 1000:
                one_more += 1
                try:
                    turns.enter_context(crowded.for_merchant("juniper"))
                except StoreUnavailable:
                    break
        assert 10 <= one_more < 100

        with crowded.for_merchant("juniper") as shop:
            assert shop.merchant.name == "juniper"
        crowded.close()


FORK = """
import os, sys
from voice_skill.store import Store

store = Store.open(sys.argv[1])
store.add_merchant("oak", title="Oak")
child = os.fork()
for _ in range(50):
    with store.for_merchant("oak") as shop:
        shop.customers.recognise(f"user-{os.getpid()}")
        shop.commit()
if child:
    assert os.waitpid(child, 0)[1] == 0
    store.close()
    print("both")
"""


def test_a_server_may_fork_after_opening_the_store(database_url: str) -> None:
    assert run(FORK, database_url) == "both\n"


def test_an_error_of_the_database_does_not_tell_what_was_written(store: Store) -> None:
    with pytest.raises(MerchantExists) as error:
        store.add_merchant("juniper", title="Ada's secret shop")

    assert "secret" not in f"{error.value.__cause__}{error.value.__cause__.__cause__}"
