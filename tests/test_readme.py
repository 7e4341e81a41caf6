"""What the README says to do with an order, done in a shell: an order that was just placed goes through it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.cli.conftest import Shell

README = Path(__file__).parent.parent / "README.md"
PATIENCE_S = 600.0  # each command takes half a second of a machine with nothing else to do
NUMBER_IN_README, PORT_IN_README = "104233", "8080"

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl: apt install curl")


def block_after(words: str) -> str:
    """The first block of commands after these words."""
    return README.read_text(encoding="utf-8").partition(words)[2].partition("```sh\n")[2].partition("```")[0]


@pytest.fixture
def shop(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path / "home")
    shell.out("sample-shop")
    return shell


@pytest.fixture
def placed(shop: Shell) -> str:
    """The number of an order that was just placed."""
    shop.out("say", "put two blue mugs in my cart", "place my order", "yes")
    return str(shop.json("orders", "list", "--status", "placed")[0]["number"])


@pytest.fixture
def port(shop: Shell) -> Iterator[int]:
    """Of the shop, served to unsigned requests."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        free = int(probe.getsockname()[1])
    settings = {"VOICE_SKILL_PORT": str(free), "VOICE_SKILL_VERIFY_REQUESTS": "off", "VOICE_SKILL_TRY_IT": "off"}
    command = [str(Path(sys.executable).with_name("voice-skill")), "serve", "--no-sync", "--workers", "1"]
    process = subprocess.Popen(command, env=os.environ | shop.environ | settings)
    try:
        until = time.monotonic() + PATIENCE_S
        while not is_well(free):
            assert process.poll() is None, "it has ended"
            assert time.monotonic() < until, "waited in vain"
            time.sleep(0.05)
        yield free
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def is_well(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def run(script: str, shop: Shell, number: str) -> str:
    """What the commands print; the first that fails ends them."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = "set -e\n" + script.replace(NUMBER_IN_README, number).replace("curl ", "curl -sS --fail-with-body ")
    environ = os.environ | shop.environ | {"PATH": path}
    done = subprocess.run(
        ["bash", "-c", script], env=environ, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_order_goes_its_way_by_the_commands(shop: Shell, placed: str) -> None:
    script = block_after("Orders move on")

    told = run(script, shop, placed)

    assert told.endswith(f"Order {placed} is delivered.\n")
    assert script.count("voice-skill orders ") == 4


@needs_curl
def test_an_order_goes_its_way_by_the_api(shop: Shell, placed: str, port: int) -> None:
    script = block_after("### REST API").replace(PORT_IN_README, str(port))

    told = run(script, shop, placed)

    assert "is on its way and should arrive" in told
    assert shop.json("orders", "list", "--status", "shipped")[0]["number"] == placed
