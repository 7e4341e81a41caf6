"""What docs/deploy gives operators: files that their tools accept, and no command or setting that is not there."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import click
import pytest

from tests.benchmarks.servers import free_port, is_well
from tests.cli.test_serve import PATIENCE_S, VOICE_SKILL, wait_until
from voice_skill.cli import main
from voice_skill.config import Config

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNIT, ENV, CONTAINER, README = (
    DEPLOY / name for name in ("voice-skill.service", "voice-skill.env", "Containerfile", "README.md")
)
SETTINGS = {field.metadata["variable"] for field in fields(Config)}
INSTALLED = "/opt/voice-skill/bin/voice-skill"
ANALYZE = shutil.which("systemd-analyze")
# Of 10; without the hardening it is 9.2.
MOST_EXPOSURE = 2.0

needs_systemd = pytest.mark.skipif(
    ANALYZE is None, reason="there is no systemd-analyze; on Debian: apt install systemd"
)


def unit() -> dict[str, str]:
    """The last value of each of its directives."""
    return dict(re.findall(r"^([A-Za-z]+)=(.*)$", UNIT.read_text(), re.MULTILINE))


def instructions() -> list[tuple[str, str]]:
    """Those of the Containerfile, continued lines joined."""
    text = CONTAINER.read_text().replace("\\\n", " ")
    return re.findall(r"^([A-Z]+) (.*)$", text, re.MULTILINE)


def written_settings(text: str) -> dict[str, str]:
    """Of the file of settings, also those that are commented out."""
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text, re.MULTILINE))


def parsed(words: list[str]) -> click.Context:
    """As the command line takes them; nothing is run. Raises click's errors."""
    context = main.make_context("voice-skill", list(words))
    command: click.Command = main
    while isinstance(command, click.Group):
        name, sub, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert name is not None
        assert sub is not None
        context, command = sub.make_context(name, rest, parent=context), sub
    return context


@pytest.mark.parametrize("words", [shlex.split(unit()["ExecStart"])[1:], json.loads(dict(instructions())["CMD"])[1:]])
def test_what_is_started_is_a_command_of_ours(words: list[str]) -> None:
    assert parsed(words).info_name == "serve"


def test_every_command_of_the_page_is_one_of_ours() -> None:
    text = README.read_text()
    blocks = (
        "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)) + "\n" + "\n".join(re.findall(r"`[^`\n]+`", text))
    )
    found = re.findall(r"voice-skill ((?:store|merchant|serve)\b[^`\n]*)", blocks)

    assert len(found) >= 5
    for command in found:
        parsed(shlex.split(command))


@pytest.mark.parametrize("path", [UNIT, ENV, CONTAINER, README], ids=lambda path: path.name)
def test_every_setting_that_is_named_is_there(path: Path) -> None:
    named = set(re.findall(r"\bVOICE_SKILL_[A-Z_]+\b|\bDATABASE_URL\b", path.read_text()))

    assert named
    assert named <= SETTINGS


def test_every_value_of_the_file_of_settings_is_one_that_the_server_takes(tmp_path: Path) -> None:
    settings = written_settings(ENV.read_text()) | {"VOICE_SKILL_HOME": str(tmp_path)}

    config = Config.from_env({**settings, "VOICE_SKILL_SECRET_KEY": "0123456789abcdef" * 4})

    assert config.database_url == settings["DATABASE_URL"]


def test_the_page_names_every_file_beside_it_and_the_index_the_page() -> None:
    assert "(deploy/README.md)" in (ROOT / "docs" / "README.md").read_text()
    for path in (UNIT, ENV, CONTAINER):
        assert f"({path.name})" in README.read_text()


def test_what_goes_into_the_container_is_there() -> None:
    copied = [words.split()[:-1] for name, words in instructions() if name == "COPY" and "--from" not in words]

    assert len(copied) >= 4
    assert all((ROOT / source).exists() for sources in copied for source in sources)


@needs_systemd
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    ours = tmp_path / UNIT.name
    ours.write_text(UNIT.read_text().replace(INSTALLED, VOICE_SKILL))

    verified = subprocess.run(
        [str(ANALYZE), "verify", "--recursive-errors=no", str(ours)], capture_output=True, text=True, check=False
    )

    assert (verified.returncode, [line for line in verified.stderr.splitlines() if UNIT.name in line]) == (0, [])


@needs_systemd
def test_the_unit_is_closed_to_what_the_server_does_not_need() -> None:
    judged = subprocess.run(
        [str(ANALYZE), "security", "--offline=yes", f"--threshold={MOST_EXPOSURE * 10:.0f}", str(UNIT)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode == 0, judged.stdout[-500:] + judged.stderr


@contextmanager
def started(words: list[str], environ: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(words, env={"PATH": os.environ["PATH"], **environ}) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def test_what_the_unit_starts_serves_with_those_settings_and_stops_in_time(tmp_path: Path) -> None:
    port = free_port()
    enabled = dict(re.findall(r"^([A-Z_]+)=(.*)$", ENV.read_text(), re.MULTILINE))
    settings = enabled | {"VOICE_SKILL_HOME": str(tmp_path / "state"), "VOICE_SKILL_PORT": str(port)}

    with started([VOICE_SKILL, *shlex.split(unit()["ExecStart"])[1:]], settings) as process:
        wait_until(lambda: is_well(port) or process.poll() is not None)
        assert is_well(port)

        process.terminate()
        assert process.wait(PATIENCE_S) == 0
    assert (tmp_path / "state" / "shop.db").stat().st_mode & 0o077 == 0


def test_the_containers_health_check_tells_a_server_that_is_well(tmp_path: Path) -> None:
    port, asked = free_port(), dict(instructions())["HEALTHCHECK"]
    check = [sys.executable, *json.loads(asked.partition("CMD ")[2])[1:]]
    settings = {"VOICE_SKILL_HOME": str(tmp_path), "VOICE_SKILL_PORT": str(port), "VOICE_SKILL_TRY_IT": "off"}

    assert subprocess.run(check, env=settings, stderr=subprocess.DEVNULL, check=False).returncode != 0
    with started([VOICE_SKILL, *json.loads(dict(instructions())["CMD"])[1:]], settings):
        wait_until(lambda: subprocess.run(check, env=settings, stderr=subprocess.DEVNULL, check=False).returncode == 0)
