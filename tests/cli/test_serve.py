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
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from local_voice.device import Echo, SkillFailed
from tests.cli.conftest import Shell
from voice_skill.cli.options import LAPTOP_USER
from voice_skill.sample_shop.juniper_lane import APPLICATION_ID

VOICE_SKILL = str(Path(sys.executable).with_name("voice-skill"))
PATIENCE_S = 20.0


@dataclass
class Served:
    """A running `voice-skill serve`."""

    url: str
    process: subprocess.Popen[str]

    def echo(self, user_id: str = LAPTOP_USER) -> Echo:
        return Echo(self.url, application_id=APPLICATION_ID, user_id=user_id)

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def is_well(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=1) as answer:
                return bool(answer.status == 200)
        except URLError:
            return False


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


@contextmanager
def serving(shell: Shell, port: int, *, verify: str = "off") -> Iterator[Served]:
    environ = os.environ | shell.environ | {"VOICE_SKILL_VERIFY_REQUESTS": verify}
    command = [VOICE_SKILL, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        served = Served(f"http://127.0.0.1:{port}", process)
        try:
            wait_until(lambda: served.is_well() or process.poll() is not None)
            yield served
        finally:
            if process.poll() is None:
                family = [psutil.Process(process.pid), *served.workers()]
                for one in family:
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
    workers = served.workers()

    welcome = served.echo().launch()
    served.process.send_signal(how)

    assert welcome.speech.startswith("Welcome back to Juniper Lane, Ada.")
    assert served.process.wait(PATIENCE_S) == 0
    assert len(workers) == 2
    assert not [worker for worker in workers if worker.is_running()]
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
        welcome = at_once.submit(served.echo(user_id="somebody new").launch)
        time.sleep(0.5)
        served.process.terminate()
        time.sleep(0.5)
        other.execute("ROLLBACK")

        assert welcome.result(PATIENCE_S).speech.startswith("Welcome to Juniper Lane.")

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


def test_requests_without_a_signature_are_refused_unless_it_is_told_otherwise(shop_shell: Shell, port: int) -> None:
    with serving(shop_shell, port, verify="") as served, pytest.raises(SkillFailed, match="400"):
        served.echo().launch()
