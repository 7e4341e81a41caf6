"""What lies in VOICE_SKILL_HOME is its owner's alone, from the start and after an upgrade."""

import os
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.faults import run, run_python
from voice_skill.home import OTHERS, close_to_others

VOICE_SKILL = str(Path(sys.executable).with_name("voice-skill"))
LAX = 0o022


def be_lax() -> None:
    os.umask(LAX)


def readable_by_others(home: Path) -> list[str]:
    """What others of this machine may do anything with, and how."""
    paths = [home, *home.rglob("*")]
    return sorted(
        f"{stat.filemode(path.lstat().st_mode)} {path.relative_to(home)}"
        for path in paths
        if not path.is_symlink() and path.lstat().st_mode & OTHERS
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def environ(home: Path) -> Iterator[dict[str, str]]:
    """With a port that is taken, so that `serve` begins and ends."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        yield {"VOICE_SKILL_HOME": str(home), "DATABASE_URL": "", "VOICE_SKILL_PORT": port}


def test_whatever_commands_make_is_its_owners_alone(home: Path, environ: dict[str, str]) -> None:
    for words in (("sample-shop",), ("say", "put two blue mugs in my cart"), ("serve", "--no-try-it")):
        run([VOICE_SKILL, *words], environ, begin=be_lax)

    assert {"shop.db", "cache", "secret-key"} <= {path.name for path in home.iterdir()}
    assert readable_by_others(home) == []


SERVE = """
import os, stat, sys
from pathlib import Path
from voice_skill.app import from_env

home = Path(sys.argv[1])
os.environ |= {"VOICE_SKILL_HOME": str(home), "DATABASE_URL": ""}
os.umask(0o022)
client = from_env().test_client()
assert client.get("/health").status_code == 200
(home / "uploads").mkdir()
(home / "uploads" / "feed").write_text("")
print(*sorted(f"{stat.filemode(path.stat().st_mode)} {path.name}" for path in home.rglob("*")), sep="\\n")
"""


def test_whatever_a_server_makes_is_its_owners_alone(home: Path) -> None:
    home.mkdir(0o755)

    ended = run_python(SERVE, home)

    modes = dict(line.split()[::-1] for line in ended.stdout.splitlines())
    assert modes == {
        "feed": "-rw-------",
        "secret-key": "-rw-------",
        "shop.db": "-rw-------",
        "shop.db-shm": "-rw-------",
        "shop.db-wal": "-rw-------",
        "uploads": "drwx------",
    }


def loosen(home: Path) -> None:
    """As an older version under a usual umask left it."""
    for name in ("uploads/1/a.feed", "cache/hearing/graph", "models/small/am/final.mdl", "shop.db-journal"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"")
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("words", [("merchant", "list"), ("models", "list"), ("serve", "--no-try-it")])
def test_what_an_older_version_left_open_is_closed_and_that_is_said_once(
    shop_home: Path, environ: dict[str, str], words: tuple[str, ...]
) -> None:
    loosen(shop_home)
    (shop_home / "shop.db-journal").unlink()

    first = run([VOICE_SKILL, *words], environ, begin=be_lax)
    again = run([VOICE_SKILL, *words], environ, begin=be_lax)

    assert readable_by_others(shop_home) == []
    said = [line for line in first.stderr.splitlines() if "to other users of this machine" in line]
    assert len(said) == 1
    assert str(shop_home) in said[0]
    assert "to other users" not in again.stderr


@pytest.fixture
def shop_home(home: Path) -> Path:
    Shell(home).out("sample-shop")
    return home


def test_a_database_that_lies_elsewhere_is_closed_and_what_is_beside_it_is_left(tmp_path: Path, home: Path) -> None:
    (tmp_path / "elsewhere").mkdir(0o755)
    shell = Shell(home)
    shell.environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/elsewhere/orders.db"
    shell.out("sample-shop")
    (tmp_path / "elsewhere" / "orders.db").chmod(0o644)
    (tmp_path / "elsewhere" / "readme").touch(0o644)

    shell.out("merchant", "list")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "elsewhere").iterdir()}
    assert (modes["orders.db"], modes["readme"]) == (0o600, 0o644)
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o755


def test_what_is_not_ours_is_left_as_it_is(tmp_path: Path, home: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "final.mdl").touch()
    home.mkdir()
    (home / "notes").mkdir()
    (home / "notes" / "of the merchant").touch()
    (home / "models").symlink_to(tmp_path / "model")
    (home / "cache").mkdir()
    (home / "cache" / "link").symlink_to(tmp_path / "model" / "final.mdl")
    theirs = [tmp_path / "model", tmp_path / "model/final.mdl", home / "notes", home / "notes" / "of the merchant"]
    for path in theirs:
        path.chmod(0o755)

    close_to_others(home)

    assert {stat.S_IMODE(path.stat().st_mode) for path in theirs} == {0o755}


def test_a_folder_that_others_need_is_not_closed_when_it_is_named_by_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, own = tmp_path / "shared", tmp_path / "own"
    for folder, mode in ((shared, 0o1777), (own, 0o755)):
        folder.mkdir()
        folder.chmod(mode)
        (folder / "shop.db").touch(0o644)
    monkeypatch.setenv("HOME", str(own))

    for folder, mode in ((shared, 0o1777), (own, 0o755)):
        close_to_others(folder)
        assert stat.S_IMODE(folder.stat().st_mode) == mode
        assert stat.S_IMODE((folder / "shop.db").stat().st_mode) == 0o600
