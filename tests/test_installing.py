"""What `pip install voice-skill` brings without an extra, and with the one for typed words: a wheel is built, and tried
in environments of its own."""

import fcntl
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from local_voice.device import Echo

ROOT = Path(__file__).parent.parent
PATIENCE_S = 300.0
SKILL_ID = "amzn1.ask.skill.1234"
FEED = """id,title,price,availability
m1,Blue Mug,14.00 USD,in stock
t1,Red Teapot,30.00 USD,in stock
"""
# Runs `--help` of every command there is, and prints what was run.
EVERY_HELP = """
import click
from voice_skill.cli import main

def paths(command, path):
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from paths(command.get_command(context, name), [*path, name])

for path in paths(main, []):
    main.main([*path, "--help"], standalone_mode=False)
    print("ran", *path)
"""
# What the page for talking with the shop shows to a merchant who has just signed up.
TALKING_PAGE = """
from voice_skill.app import from_env

client, site = from_env().test_client(), {"base_url": "https://localhost", "headers": {"Referer": "https://localhost"}}
token = client.get("/sign-up", **site).text.partition('name="csrf_token" value="')[2].partition('"')[0]
shop = {"shop": "Larch Yard", "currency": "USD", "locale": "en-US", "email": "ada@larch.example"}
form = {"csrf_token": token, "password": "a few good words", **shop}
assert client.post("/sign-up", data=form, **site).status_code == 303
page = client.get("/try", **site)
print(page.status_code, page.text)
"""
NEEDS = [
    ("understanding", "say", "do you have blue mugs"),
    ("understanding", "understand"),
    ("voice", "demo", "--out", "demo"),
    ("voice", "talk"),
    ("voice", "talk", "--list-devices"),
    ("voice", "hear", "order.wav"),
    ("voice", "models", "lint"),
    ("voice", "say", "--aloud", "do you have blue mugs"),
    ("voice", "serve", "--try-it"),
    ("postgres", "store", "upgrade"),
    ("postgres", "serve"),
    ("postgres", "merchant", "list"),
]


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel and what it needs. home: of a shop, and where its commands run.
    typed: the programs of another one, which lies on it and has the extra for typed words."""

    bin: Path
    home: Path

    @property
    def typed(self) -> "Installed":
        return replace(self, bin=self.bin.parent / "typed" / "bin")

    def environ(self, **more: str) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("VOICE_", "PYTHON"))}
        return ours | {"VOICE_SKILL_HOME": str(self.home), "DATABASE_URL": "", "COLUMNS": "200"} | more

    def run(self, *words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        command = [str(self.bin / words[0]), *words[1:]]
        return subprocess.run(
            command,
            env=self.environ(**environ),
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

    def out(self, *words: str) -> str:
        """What a command that must succeed prints."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def environment(testrun_uid: str) -> Iterator[Path]:
    """The programs of a fresh environment that got the wheel from pip; made once for all test processes of a run, and
    thrown away by the last of them: it takes 500 MB."""
    folder = Path(tempfile.gettempdir()) / f"voice-skill-installed-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    with (folder / "in-use").open("w") as in_use, (folder / "making").open("w") as making:
        fcntl.flock(in_use, fcntl.LOCK_SH)
        fcntl.flock(making, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _install(folder)
        fcntl.flock(making, fcntl.LOCK_UN)
        if why := (folder / "made").read_text():
            pytest.skip(why)
        yield folder / "bin"
        with suppress(BlockingIOError):  # another process still needs it
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)


def _install(folder: Path) -> None:
    """Leaves in `made` why it could not be tried, or nothing."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [str(folder / "bin" / "pip"), "--quiet", "--disable-pip-version-check"]
    probe = subprocess.run([*pip, "download", "--no-deps", "--dest", folder / "probe", "--retries", "1", "hatchling"])
    if probe.returncode:
        why = "pip reaches no package index, which an installation from nothing needs; give it one with PIP_INDEX_URL"
        (folder / "made").write_text(why)
        return
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder / "wheel", ROOT], check=True)
    (wheel,) = (folder / "wheel").glob("voice_skill-*.whl")
    subprocess.run([*pip, "install", "--no-compile", wheel], check=True)
    _install_understanding(folder, wheel)
    with_shop = Installed(folder / "bin", folder / "shop")
    with_shop.home.mkdir()
    with_shop.out("voice-skill", "sample-shop")
    (folder / "made").write_text("")


def _install_understanding(folder: Path, wheel: Path) -> None:
    """Only what the extra adds: the rest lies in the first environment."""
    subprocess.run([sys.executable, "-m", "venv", folder / "typed"], check=True)
    (below,) = folder.glob("lib/python*/site-packages")
    (folder / "typed" / below.relative_to(folder) / "below.pth").write_text(f"{below}\n")
    pip = [folder / "typed" / "bin" / "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-compile", f"{wheel}[understanding]"], check=True)


@pytest.fixture
def installed(environment: Path, tmp_path: Path) -> Installed:
    return Installed(environment, tmp_path)


def test_every_command_explains_itself(installed: Installed) -> None:
    ran = re.findall(r"^ran (.*)", installed.out("python", "-c", EVERY_HELP), re.MULTILINE)

    assert {"say", "catalogue link", "models fetch", "store upgrade"} <= set(ran)


def test_a_shop_is_served_as_documented(installed: Installed) -> None:
    (installed.home / "feed.csv").write_text(FEED)
    served, said = free_port(), dict[str, str]()

    with ExitStack() as until_the_end:
        for command in documented_commands("Serve your own shop"):
            words = shlex.split(command.replace("https://juniper.example/feed.xml", "feed.csv"), comments=True)
            name = " ".join(words[1:3])
            if words[1] == "serve":
                until_the_end.enter_context(serving(installed, served, *words[1:]))
            elif words[1] == "say":
                said[name] = installed.typed.out("python", "-m", "voice_skill.cli", *words[1:])
            else:
                said[name] = installed.out(*words)
        installed.out("voice-skill", "merchant", "link", "juniper", SKILL_ID)  # what a signed first request does
        greeting = Echo(f"http://127.0.0.1:{served}/alexa", application_id=SKILL_ID).launch().speech

    assert "blue mug" in said["say do you have blue mugs"]
    assert "Juniper Lane" in greeting
    assert (installed.home / "build/skill/skill-package/skill.json").exists()


def test_typed_words_need_one_extra_and_nothing_that_hears(installed: Installed) -> None:
    brought = installed.typed.out("python", "-m", "pip", "list", "--format", "freeze")

    assert re.search("^scikit-learn==", brought, re.MULTILINE)
    assert re.findall(r"^(?:vosk|soxr|sounddevice|websockets|num2words|espeakng-loader)==", brought, re.MULTILINE) == []


def test_the_page_for_talking_says_how_it_is_switched_on(installed: Installed) -> None:
    page = installed.out("python", "-c", TALKING_PAGE)

    assert page.startswith("200 ")
    assert "voice-skill[voice]" in page


@pytest.mark.parametrize("needed", NEEDS, ids=" ".join)
def test_a_command_that_needs_an_extra_names_it(environment: Path, needed: tuple[str, ...]) -> None:
    extra, *words = needed
    installed = Installed(environment, environment.parent / "shop")
    database = "postgresql://shop@127.0.0.1:1/shop" if extra == "postgres" else ""

    done = installed.run("voice-skill", *words, DATABASE_URL=database)

    assert done.returncode == 1, done.stdout
    assert f"pip install 'voice-skill[{extra}]'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def documented_commands(heading: str) -> list[str]:
    """The `voice-skill` commands in the blocks below a heading of docs/operate.md."""
    section = (ROOT / "docs" / "operate.md").read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("voice-skill ")]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(installed: Installed, port: int, *words: str) -> Iterator[None]:
    """Until the block ends, to unsigned requests of this machine."""
    environ = installed.environ(VOICE_SKILL_PORT=str(port), VOICE_SKILL_VERIFY_REQUESTS="off")
    process = subprocess.Popen([installed.bin / "voice-skill", *words], env=environ, cwd=installed.home)
    try:
        until = time.monotonic() + PATIENCE_S
        while not is_well(port):
            assert process.poll() is None, "it has ended"
            assert time.monotonic() < until, "waited in vain"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def is_well(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False
