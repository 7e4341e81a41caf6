"""`voice-skill serve` as a merchant runs it: processes of its own, spoken with over HTTP and stopped by signals."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from local_voice.device import Echo, SkillFailed
from tests.cli.conftest import Shell, keep_requests, kept_requests
from tests.linking.shop_server import ShopServer, shop_server, table
from voice_skill.cli.options import LAPTOP_USER
from voice_skill.cli.watching import LOOK_EVERY_S
from voice_skill.sample_shop.juniper_lane import APPLICATION_ID

VOICE_SKILL = str(Path(sys.executable).with_name("voice-skill"))
WATCHING = "voice_skill.cli.watching"
PATIENCE_S = 60.0


@dataclass
class Served:
    """A running `voice-skill serve`."""

    url: str
    process: subprocess.Popen[str]

    def echo(self, user_id: str = LAPTOP_USER) -> Echo:
        return Echo(self.url, application_id=APPLICATION_ID, user_id=user_id)

    def workers(self) -> list[psutil.Process]:
        """Without the process that syncs."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in family if one.pid not in {syncing.pid for syncing in self.syncing()}]

    def syncing(self) -> list[psutil.Process]:
        """What watches for feeds that are due, and what syncs them."""
        children = psutil.Process(self.process.pid).children()
        watching = [child for child in children if is_watching(child)]
        return [one for child in watching for one in (child, *child.children())]

    def is_well(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def is_watching(process: psutil.Process) -> bool:
    try:
        return WATCHING in process.cmdline()
    except psutil.Error:  # it has just ended
        return False


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


@contextmanager
def serving(shell: Shell, port: int, *options: str, verify: str = "off") -> Iterator[Served]:
    environ = os.environ | shell.environ | {"VOICE_SKILL_VERIFY_REQUESTS": verify, "VOICE_SKILL_TRY_IT": "off"}
    command = [VOICE_SKILL, "serve", "--port", str(port), *options]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        served = Served(f"http://127.0.0.1:{port}", process)
        try:
            wait_until(lambda: served.is_well() or process.poll() is not None)
            yield served
        finally:
            if process.poll() is None:
                family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
                for one in family:
                    with suppress(psutil.NoSuchProcess):
                        one.kill()


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def served(shop_shell: Shell, port: int) -> Iterator[Served]:
    with serving(shop_shell, port) as served:
        yield served


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_answers_an_echo_until_it_is_stopped_and_leaves_nothing_behind(served: Served, how: signal.Signals) -> None:
    workers, syncing = served.workers(), served.syncing()

    welcome = served.echo().launch()
    served.process.send_signal(how)

    assert welcome.speech.startswith("Welcome back to Juniper Lane, Ada.")
    assert served.process.wait(PATIENCE_S) == 0
    assert len(workers) == 2
    assert len(syncing) >= 1
    assert not [one for one in (*workers, *syncing) if one.is_running()]
    assert not served.is_well()


def test_a_worker_that_dies_is_replaced(served: Served) -> None:
    died, other = served.workers()

    died.kill()
    wait_until(lambda: len(served.workers()) == 2 and died not in served.workers())

    wait_until(served.is_well)
    assert other in served.workers()
    assert served.echo().launch().speech.startswith("Welcome back to Juniper Lane, Ada.")


def test_an_answer_under_way_is_given_before_it_stops(served: Served, shop_shell: Shell) -> None:
    with (
        closing(sqlite3.connect(shop_shell.home / "shop.db", isolation_level=None)) as other,
        ThreadPoolExecutor() as at_once,
    ):
        other.execute("BEGIN IMMEDIATE")
        added = at_once.submit(served.echo().intent, "AddToCartIntent", {"product": {"value": "blue mug"}})
        time.sleep(0.5)
        served.process.terminate()
        time.sleep(0.5)
        other.execute("ROLLBACK")

        assert added.result(PATIENCE_S).speech.startswith("I put one blue mug in your cart.")

    assert served.process.wait(PATIENCE_S) == 0


def test_a_second_server_at_the_same_port_is_refused(served: Served, shop_shell: Shell, port: int) -> None:
    refused = subprocess.run(
        [VOICE_SKILL, "serve", "--port", str(port)],
        env=os.environ | shop_shell.environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert refused.returncode == 1
    assert refused.stderr == f"Error: Cannot listen at 127.0.0.1:{port}: Address already in use.\n"


def test_a_server_that_does_not_start_leaves_no_setting_to_what_runs_after_it(
    monkeypatch: pytest.MonkeyPatch, shop_shell: Shell
) -> None:
    for name in ("VOICE_SKILL_HOST", "VOICE_SKILL_TRY_IT"):
        monkeypatch.delenv(name, raising=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = shop_shell.refused("serve", "--host", "127.0.0.1", "--port", str(port), "--no-try-it")

    assert told.startswith(f"Error: Cannot listen at 127.0.0.1:{port}")
    assert not {"VOICE_SKILL_HOST", "VOICE_SKILL_TRY_IT"} & os.environ.keys()


def test_requests_without_a_signature_are_refused_unless_it_is_told_otherwise(shop_shell: Shell, port: int) -> None:
    with serving(shop_shell, port, verify="") as served, pytest.raises(SkillFailed, match="400"):
        served.echo().launch()


def link_and_make_due(shell: Shell, web: ShopServer) -> None:
    """A feed with one product, which its shop then has another one of, and tells so."""
    shell.environ |= {"VOICE_SKILL_FEED_HTTP": "on", "VOICE_SKILL_FEED_NETWORKS": "127.0.0.0/8"}
    web.body = table("kettle Copper Kettle")
    shell.out("catalogue", "link", web.url, "--name", "web")
    web.body = table("kettle Copper Kettle", "ladle Iron Ladle")
    with closing(sqlite3.connect(shell.home / "shop.db")) as database:
        database.execute("UPDATE feeds SET next_at = '2026-01-01 00:00:00.000000'")
        database.commit()


def test_what_is_due_is_synced_while_it_serves(shop_shell: Shell, port: int) -> None:
    with shop_server() as web:
        link_and_make_due(shop_shell, web)

        with serving(shop_shell, port):
            wait_until(lambda: shop_shell.json("search", "iron", "ladle")[0]["verdict"] == "sure")

    assert shop_shell.json("catalogue", "feeds")[0]["state"] == "good"


def test_without_syncing_nothing_is_fetched_and_what_is_outdated_is_deleted(shop_shell: Shell, port: int) -> None:
    keep_requests(shop_shell, 1, hours_ago=2)
    with shop_server() as web:
        link_and_make_due(shop_shell, web)
        asked = len(web.asked)

        with serving(shop_shell, port, "--no-sync") as served:
            wait_until(lambda: kept_requests(shop_shell) == 0)
            time.sleep(2 * LOOK_EVERY_S)
            (_watching,) = served.syncing()

    assert len(web.asked) == asked


def test_what_is_outdated_is_deleted_while_it_serves(shop_shell: Shell, port: int) -> None:
    keep_requests(shop_shell, 3_000, hours_ago=2)
    keep_requests(shop_shell, 2, hours_ago=0)

    with serving(shop_shell, port) as served:
        wait_until(lambda: kept_requests(shop_shell) == 2)

        assert served.echo().launch().speech.startswith("Welcome back to Juniper Lane, Ada.")


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_workers_that_are_killed_again_and_again_are_replaced(served: Served) -> None:
    for _ in range(4):
        for worker in served.workers():
            with suppress(psutil.NoSuchProcess):
                worker.kill()
        wait_until(lambda: bool(served.workers()))

    wait_until(lambda: len(served.workers()) == 2 and served.is_well())
    assert served.process.poll() is None
    assert served.echo().launch().speech.startswith("Welcome back to Juniper Lane, Ada.")


def test_what_syncs_is_replaced_as_well(served: Served) -> None:
    (watching, *_) = served.syncing()

    watching.kill()

    wait_until(lambda: bool(served.syncing()) and watching not in served.syncing())


def test_all_processes_end_with_a_server_that_is_killed_and_a_new_one_serves_at_once(
    served: Served, shop_shell: Shell, port: int
) -> None:
    family = [*served.workers(), *served.syncing()]

    served.process.kill()
    with serving(shop_shell, port) as new:
        wait_until(lambda: all(map(is_gone, family)))
        wait_until(lambda: new.is_well() or new.process.poll() is not None)
        assert new.echo().launch().speech.startswith("Welcome back to Juniper Lane, Ada.")


def test_an_answer_under_way_is_given_when_the_server_is_killed(served: Served, shop_shell: Shell) -> None:
    with (
        closing(sqlite3.connect(shop_shell.home / "shop.db", isolation_level=None)) as other,
        ThreadPoolExecutor() as at_once,
    ):
        other.execute("BEGIN IMMEDIATE")
        welcome = at_once.submit(served.echo(user_id="somebody new").launch)
        time.sleep(0.5)
        served.process.kill()
        time.sleep(1.0)
        other.execute("ROLLBACK")

        assert welcome.result(PATIENCE_S).speech.startswith("Welcome to Juniper Lane.")


def set_version(home: Path, version: str) -> str:
    """Makes the tables those of another version; returns which they were of."""
    with closing(sqlite3.connect(home / "shop.db")) as database:
        (before,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
        database.execute("UPDATE alembic_version SET version_num = ?", [version])
        database.commit()
    return str(before)


def test_workers_that_cannot_start_say_why_in_a_line_until_they_can(served: Served, shop_shell: Shell) -> None:
    before = set_version(shop_shell.home, "9999")
    for worker in served.workers():
        worker.kill()
    wait_until(lambda: not served.is_well())
    time.sleep(3.0)  # meanwhile they are started and end
    assert served.process.poll() is None

    set_version(shop_shell.home, before)

    wait_until(served.is_well)
    served.process.terminate()
    printed = served.process.communicate(timeout=PATIENCE_S)[0]
    assert "Traceback" not in printed
    assert "a new one starts in" in printed
