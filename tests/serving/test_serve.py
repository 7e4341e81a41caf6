"""`voice-skill serve` beside hundreds of slow clients: every turn is answered, and in time."""

import time
from pathlib import Path

import pytest

from tests.benchmarks.servers import free_port
from tests.benchmarks.slow_clients import FOUND, KINDS, slow_clients
from tests.cli.conftest import Shell
from tests.cli.test_serve import PATIENCE_S, serving

EACH = 500
TURNS = 20
# After which Alexa hangs up; a machine that runs nothing else takes a few hundredths of a second.
ALEXA_WAITS_S = 8.0


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path / "home")
    shell.out("sample-shop")
    return shell


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.mark.parametrize("kinds", [FOUND, tuple(kind for kind in KINDS if kind not in FOUND)], ids=["found", "others"])
def test_every_turn_is_answered_beside_500_slow_clients_of_each_kind(
    shell: Shell, port: int, kinds: tuple[str, ...]
) -> None:
    with serving(shell, port) as served, slow_clients(port, EACH, kinds) as load:
        for _ in range(TURNS):
            began = time.monotonic()
            answer = served.echo().launch()

            assert answer.speech.startswith("Welcome back to Juniper Lane, Ada.")
            assert time.monotonic() - began < ALEXA_WAITS_S

        served.process.terminate()
        assert served.process.wait(PATIENCE_S) == 0

    assert all(load.opened[kind] >= EACH for kind in kinds)
