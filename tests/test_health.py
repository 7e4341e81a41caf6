"""GET /health says what was checked and what is wrong, soon, and costs little however often it is asked."""

import json
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import Client

from tests.faults import let_no_file_grow_beyond, run_python
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.health import FRESH_S, LATE_S, PATIENCE_S, CheckResult, Health, health_blueprint
from voice_skill.store import Store
from voice_skill.store.migrations import HEAD

if TYPE_CHECKING:
    from tests.conftest import Clock, PostgresqlServer

# Whoever waits for an answer under load waits a little longer than the promise.
SLACK_S = 3.0


@pytest.fixture
def client(store: Store) -> Client:
    return create_app(Config.from_env({}), store=store).test_client()


def asked(client: Client) -> tuple[int, dict[str, Any]]:
    """Status and answer of a fresh look."""
    time.sleep(FRESH_S + 0.1)
    response = client.get("/health")
    assert response.json is not None
    return response.status_code, response.json


def test_a_healthy_server_says_what_it_checked(client: Client, database_url: str) -> None:
    response = client.get("/health")

    assert response.status_code == 200
    assert response.content_type == "application/json;charset=UTF-8"
    assert response.headers["Cache-Control"] == "no-store"
    told = response.json
    assert told is not None
    free = {} if database_url.startswith("postgresql") else {"free_bytes": told["checks"]["writes"]["free_bytes"]}
    assert told == {
        "status": "ok",
        "checked_at": told["checked_at"],
        "checks": {
            "reads": {"status": "ok"},
            "writes": {"status": "ok"} | free,
            "schema": {"status": "ok", "found": HEAD, "expected": HEAD},
            "jobs": {"status": "ok", "waiting": 0, "oldest_waiting_s": None},
            "clock": {"status": "ok", "ahead_s": None},
        },
    }


@contextmanager
def watching(url: str) -> Iterator[Any]:
    """A function that tells another value whenever somebody else has committed to the heartbeat's row."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as other:
            yield lambda: other.execute("SELECT xmin FROM alembic_version").fetchone()
    else:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other:
            yield lambda: other.execute("PRAGMA data_version").fetchone()


def test_a_look_commits_to_the_database_and_another_one_so_soon_does_not(client: Client, database_url: str) -> None:
    with watching(database_url) as state:
        before = state()
        first = client.get("/health").json
        after = state()

        assert after != before
        assert [client.get("/health").json for _ in range(20)] == [first] * 20
        assert state() == after
        assert asked(client)[1] != first
        assert state() != after


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else is in the middle of writing to the same row."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as other:
            other.execute("SELECT * FROM alembic_version FOR UPDATE")
            yield
    else:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


def test_a_database_that_is_locked_fails_at_writing_and_is_well_again_afterwards(
    client: Client, database_url: str
) -> None:
    with held(database_url):
        began = time.monotonic()
        status, told = asked(client)

        assert time.monotonic() - began < FRESH_S + PATIENCE_S + SLACK_S
        assert (status, told["status"], told["failed"]) == (503, "unavailable", ["writes"])
        assert told["checks"]["writes"] == {"status": "failed", "why": "locked"}
        assert told["checks"]["reads"] == {"status": "ok"}

    assert asked(client)[0] == 200


def test_a_postgresql_that_takes_no_writes_is_not_well(
    postgresql_server: "PostgresqlServer", store_on_postgresql: Store, postgresql_url: str
) -> None:
    client = create_app(Config.from_env({}), store=store_on_postgresql).test_client()
    name = psycopg.conninfo.conninfo_to_dict(postgresql_url)["dbname"]
    with psycopg.connect(postgresql_url, autocommit=True) as owner:
        owner.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        try:
            postgresql_server.throw_out()
            assert asked(client)[1]["checks"]["writes"] == {"status": "failed", "why": "read_only"}
        finally:
            with psycopg.connect(postgresql_url, autocommit=True) as again:
                again.execute("SET default_transaction_read_only = off")
                again.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
            postgresql_server.throw_out()

    assert asked(client)[0] == 200


ASK = """
import json, os, resource, sys, time
from pathlib import Path
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import Store

url, fault = sys.argv[1:]
store = Store.open(url)
client = create_app(Config.from_env({"VOICE_SKILL_SECRET_KEY": "s" * 32}), store=store).test_client()
first = client.get("/health").status_code
file = Path(url.removeprefix("sqlite:///"))
if fault == "full":
    size = file.with_name("shop.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
if fault == "read-only":
    file.chmod(0o400)
    file.with_name("shop.db-wal").chmod(0o400)
if fault == "gone":
    file.unlink()
time.sleep(1.1)
response = client.get("/health")
print(json.dumps([first, response.status_code, response.json, sorted(os.listdir(file.parent))]))
"""


@pytest.mark.parametrize(
    ("fault", "causes"),
    [("full", {"disk_full", "disk_failed"}), ("read-only", {"read_only"}), ("gone", {"cannot_open"})],
)
def test_a_file_that_can_be_written_no_longer_is_not_well(sqlite_url: str, fault: str, causes: set[str]) -> None:
    ended = run_python(ASK, sqlite_url, fault)

    assert ended.returncode == 0, ended.stderr
    first, status, told, files = json.loads(ended.stdout)
    assert (first, status, told["failed"][0]) == (200, 503, "writes")
    assert told["checks"]["writes"]["why"] in causes
    assert ("shop.db" in files) == (fault != "gone")


def test_a_server_that_begins_on_a_full_disk_is_not_well(sqlite_url: str) -> None:
    ended = run_python(ASK, sqlite_url, "", begin=let_no_file_grow_beyond(4096))

    assert json.loads(ended.stdout)[1] == 503


def test_tables_of_another_version_are_told_with_both_versions(
    client: Client, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with watching(database_url) as state:
        other = state.__closure__[0].cell_contents
        other.execute("UPDATE alembic_version SET version_num = 'later'")
        other.commit()
        status, told = asked(client)
        other.execute(f"UPDATE alembic_version SET version_num = '{HEAD}'")
        other.commit()

    assert (status, told["failed"]) == (503, ["schema"])
    assert told["checks"]["schema"] == {
        "status": "failed",
        "why": "other_version",
        "found": "later",
        "expected": HEAD,
    }
    (line,) = [record.getMessage() for record in caplog.records if record.name == "voice_skill.health"]
    assert line == f"health check=schema failed cause=other_version found=later expected={HEAD}"


def test_the_age_of_the_oldest_waiting_job_is_told(client: Client, store: Store, clock: "Clock") -> None:
    for form_id in ("1", "2"):
        with store.for_merchant("juniper") as shop:
            job = shop.jobs.ask("sync", "feed", form_id=form_id)
            shop.commit()
        clock.advance(minutes=5)

    status, told = asked(client)
    assert (status, told["status"]) == (200, "ok")
    assert told["checks"]["jobs"] == {"status": "ok", "waiting": 2, "oldest_waiting_s": 600.0}

    clock.advance(seconds=LATE_S)
    status, told = asked(client)
    assert (status, told["status"], told["warning"]) == (200, "warning", ["jobs"])
    assert told["checks"]["jobs"]["oldest_waiting_s"] == LATE_S + 600

    with store.for_merchant("juniper") as shop:
        for one in shop.jobs.open():
            assert shop.jobs.take(one.id)
        shop.commit()
    assert job.id
    assert asked(client)[1]["checks"]["jobs"] == {"status": "ok", "waiting": 0, "oldest_waiting_s": None}


def test_a_server_that_is_away_is_not_well(client: Client, database_url: str, request: pytest.FixtureRequest) -> None:
    if database_url.startswith("sqlite"):
        for name in ("shop.db", "shop.db-wal", "shop.db-shm"):
            Path(database_url.removeprefix("sqlite:///")).with_name(name).unlink(missing_ok=True)
        assert asked(client)[0] == 503
        return
    with request.getfixturevalue("postgresql_server").away():
        status, told = asked(client)

        assert (status, told["failed"]) == (503, ["reads", "writes", "schema", "jobs"])
        assert told["checks"]["reads"] == {"status": "failed", "why": "away"}


def test_a_database_that_takes_the_call_and_says_nothing_keeps_nobody_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        store = Store.open(f"postgresql://shop@127.0.0.1:{silent.getsockname()[1]}/shop")
        client = create_app(Config.from_env({}), store=store).test_client()
        began = time.monotonic()

        with ThreadPoolExecutor(8) as at_once:
            answers = list(at_once.map(lambda _: client.get("/health"), range(8)))
        again = [client.get("/health") for _ in range(10)]

        assert time.monotonic() - began < PATIENCE_S + SLACK_S
        store.close()
    assert {answer.status_code for answer in (*answers, *again)} == {503}
    told = answers[0].json
    assert told is not None
    assert told["checks"]["reads"]["why"] == "no_answer"
    assert told["checks"]["jobs"]["why"] == "not_checked"
    lines = [record.getMessage() for record in caplog.records if record.name == "voice_skill.health"]
    assert lines[0] == "health failed cause=no_answer checks=reads,writes,schema,jobs,clock"


def served(health: Health) -> Client:
    app = Flask("health")
    app.register_blueprint(health_blueprint(health))
    return app.test_client()


def test_who_asks_without_end_has_it_looked_at_once() -> None:
    looks: list[float] = []

    def look() -> CheckResult:
        looks.append(time.monotonic())
        time.sleep(0.2)
        return CheckResult()

    client = served(Health({"slow": look}))
    with ThreadPoolExecutor(16) as at_once:
        answers = list(at_once.map(lambda _: client.get("/health").status_code, range(200)))

    assert set(answers) == {200}
    assert all(later - earlier >= FRESH_S for earlier, later in pairwise(looks))


def test_while_a_look_goes_on_others_are_told_what_was_found_last() -> None:
    release, began = threading.Event(), threading.Event()
    looks = iter(range(10))

    def look() -> CheckResult:
        number = next(looks)
        if number:
            began.set()
            release.wait(30)
        return CheckResult(facts={"number": number})

    client = served(Health({"look": look}))
    client.get("/health")
    time.sleep(FRESH_S + 0.1)
    with ThreadPoolExecutor(1) as at_once:
        first = at_once.submit(client.get, "/health")
        assert began.wait(30)
        meanwhile = client.get("/health").json
        release.set()

        assert meanwhile is not None
        assert meanwhile["checks"]["look"] == {"status": "ok", "number": 0}
        assert first.result(30).json["checks"]["look"] == {"status": "ok", "number": 1}


def test_each_kind_of_finding_is_named() -> None:
    def breaks() -> CheckResult:
        raise KeyError(os.name)

    checks = {
        "fine": CheckResult,
        "near": lambda: CheckResult("warning", "it is close", {"left": 3}),
        "wrong": lambda: CheckResult("failed", "it is over"),
        "broken": breaks,
    }
    response = served(Health(checks)).get("/health")

    assert response.status_code == 503
    told = response.json
    assert told is not None
    assert (told["status"], told["failed"], told["warning"]) == ("unavailable", ["wrong", "broken"], ["near"])
    assert told["checks"] == {
        "fine": {"status": "ok"},
        "near": {"status": "warning", "why": "it is close", "left": 3},
        "wrong": {"status": "failed", "why": "it is over"},
        "broken": {"status": "failed", "why": "KeyError"},
    }
