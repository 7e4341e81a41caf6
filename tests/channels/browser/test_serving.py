"""The process that hears browsers, as `voice-skill serve` starts, watches and stops it."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psutil
import pytest

from tests.channels.browser.conftest import EMAIL, ORIGIN, PASSWORD, PATIENCE_S, Browser, open_socket, wait_until
from tests.channels.browser.serve import VOICE_SKILL, Web, environment, free_port, serving_all
from voice_skill.channels.browser.tickets import Ticket, Tickets
from voice_skill.config import Config, secret_key
from voice_skill.opening import open_store
from voice_skill.store import Place


@pytest.fixture
def web(shop_home: Path) -> Iterator[Web]:
    with serving_all(shop_home) as web:
        wait_until(lambda: bool(web.hearing()))
        yield web


@contextmanager
def let_in(web: Web, home: Path) -> Iterator[Browser]:
    """A browser that was told that the shop is ready."""
    config = Config.from_env({"VOICE_SKILL_HOME": str(home)})
    with closing(open_store(config)) as store:
        who = store.logins.signed_in(store.logins.sign_in(EMAIL, PASSWORD, Place("127.0.0.1")).session)
    ticket = Tickets(secret_key(config)).issue(Ticket(who.session_id, who.merchant, ORIGIN))
    with open_socket(f"ws://127.0.0.1:{web.try_it_port}") as opened:
        browser = Browser(opened)
        browser.send(type="hello", ticket=ticket)
        browser.until("ready")
        yield browser


def knock(flood: ExitStack, port: int) -> bool:
    """One connection more that says nothing; False where none is accepted any more."""
    try:
        flood.enter_context(socket.create_connection(("127.0.0.1", port), timeout=1))
    except OSError:
        return False
    return True


def has_recogniser(process: psutil.Process) -> bool:
    """Whether the process has loaded Vosk; one that has ended meanwhile has not."""
    try:
        return any("libvosk" in mapped.path for mapped in process.memory_maps())
    except psutil.NoSuchProcess:
        return False


def test_no_process_loads_the_recogniser_until_somebody_comes_and_then_one_does(web: Web, shop_home: Path) -> None:
    family = psutil.Process(web.process.pid).children(recursive=True)
    before = [one for one in family if has_recogniser(one)]

    with let_in(web, shop_home):
        after = [one for one in family if has_recogniser(one)]

    assert before == []
    assert after == web.hearing()


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_NOFILE"), reason="only Linux limits the files of another process")
def test_more_connections_than_it_has_files_for_end_it_and_a_new_one_hears(web: Web, shop_home: Path) -> None:
    (full,) = web.hearing()
    most = full.num_fds() + 20
    full.rlimit(psutil.RLIMIT_NOFILE, (most, most))

    with ExitStack() as flood:
        wait_until(lambda: not full.is_running() or not knock(flood, web.try_it_port), every_s=0)
        wait_until(lambda: not full.is_running())
    wait_until(lambda: bool(web.hearing()))

    with let_in(web, shop_home) as browser:
        assert browser.say("help")["intent"] == "AMAZON.HelpIntent"


def test_it_ends_with_the_server_that_is_stopped(web: Web) -> None:
    hearing = web.hearing()

    web.process.terminate()

    assert web.process.wait(PATIENCE_S) == 0
    assert not [one for one in hearing if one.is_running()]


def test_it_ends_with_the_server_that_is_killed(web: Web) -> None:
    workers = psutil.Process(web.process.pid).children(recursive=True)
    hearing = web.hearing()

    for one in [web.process, *(worker for worker in workers if worker not in hearing)]:
        one.kill()

    wait_until(lambda: not [one for one in hearing if one.is_running() and one.status() != psutil.STATUS_ZOMBIE])


def test_a_port_that_is_taken_is_told_before_anything_starts(shop_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [VOICE_SKILL, "serve", "--port", str(free_port())],
            env=environment(shop_home, port),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    assert refused.returncode == 1
    assert refused.stderr == (
        f"Error: Cannot listen at 127.0.0.1:{port}: Address already in use. "
        "VOICE_SKILL_TRY_IT_PORT names another port; or add --no-try-it.\n"
    )


def test_without_it_no_process_hears(shop_home: Path) -> None:
    with serving_all(shop_home, "--no-try-it") as web, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", web.try_it_port)).close()
