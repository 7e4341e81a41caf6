"""`voice-skill serve` as a merchant runs it, with the process that hears browsers. Called by tests."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

from tests.channels.browser.conftest import wait_until

VOICE_SKILL = str(Path(sys.executable).with_name("voice-skill"))


@dataclass
class Web:
    """A running server. try_it_port: where it hears browsers."""

    url: str
    try_it_port: int
    process: subprocess.Popen[bytes]

    def hearing(self) -> list[psutil.Process]:
        """The process that hears browsers, as soon as it listens."""
        return [child for child in psutil.Process(self.process.pid).children() if is_hearing(child)]


@contextmanager
def serving_all(home: Path, *options: str) -> Iterator[Web]:
    port, try_it_port = free_port(), free_port()
    environ = environment(home, try_it_port)
    with subprocess.Popen([VOICE_SKILL, "serve", "--port", str(port), *options], env=environ) as process:
        web = Web(f"http://127.0.0.1:{port}", try_it_port, process)
        try:
            wait_until(lambda: is_well(web.url))
            yield web
        finally:
            process.send_signal(signal.SIGTERM)


def environment(home: Path, try_it_port: int) -> dict[str, str]:
    return os.environ | {
        "VOICE_SKILL_HOME": str(home),
        "VOICE_SKILL_TRY_IT_PORT": str(try_it_port),
        "DATABASE_URL": "",
    }


def is_hearing(process: psutil.Process) -> bool:
    try:
        return "voice_skill.cli.hearing" in process.cmdline() and bool(process.net_connections())
    except psutil.Error:  # it has just ended
        return False


def is_well(url: str) -> bool:
    try:
        with urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
