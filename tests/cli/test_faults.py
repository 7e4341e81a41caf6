"""Homes and databases that cannot be used: every command says in one line which one, why and what to do."""

import json
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.faults import let_no_file_grow_beyond, obey_file_modes, run
from voice_skill.store.migrations import HEAD

# Every command that opens the shop.
COMMANDS = (
    ("merchant", "list"),
    ("merchant", "add", "oak", "--title", "Oak Street"),
    ("merchant", "link", "juniper", "amzn1.ask.skill.1"),
    ("login", "add", "ada@juniper.example", "--merchant", "juniper"),
    ("login", "list"),
    ("sample-shop",),
    ("catalogue", "link", "https://shop.example/feed.xml"),
    ("catalogue", "sync"),
    ("catalogue", "sync", "--due", "--asked"),
    ("catalogue", "report"),
    ("catalogue", "feeds"),
    ("catalogue", "show"),
    ("catalogue", "name", "mug", "blue mug"),
    ("catalogue", "webhook", "feed"),
    ("catalogue", "unlink", "feed", "--yes"),
    ("search", "mug"),
    ("orders", "list"),
    ("customers", "list"),
    ("customers", "delete", "1", "--yes"),
    ("token", "list"),
    ("token", "create", "warehouse", "--scope", "orders:read"),
    ("skill-package", "package", "--endpoint", "https://shop.example/alexa"),
    ("store", "upgrade"),
    ("store", "reindex"),
    ("store", "prune"),
    ("say", "hello"),
    ("understand",),
    ("serve", "--no-try-it"),
)
# Enough to see that a fault is named.
SOME = (("merchant", "list"), ("sample-shop",), ("store", "upgrade"), ("say", "hello"), ("serve", "--no-try-it"))
# In one process for all of them, since starting one takes longest.
RUN = """
import json, sys
from click.testing import CliRunner
from voice_skill.cli import main

ended = []
for words in json.loads(sys.argv[1]):
    result = CliRunner().invoke(main, words, input="a long password\\n")
    ended.append([" ".join(words), result.exit_code, result.stderr, type(result.exception).__name__])
print(json.dumps(ended))
"""


@pytest.fixture(scope="module")
def good_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shell = Shell(tmp_path_factory.mktemp("good") / "home")
    shell.out("sample-shop")
    return shell.home


def newer(home: Path) -> None:
    with closing(sqlite3.connect(home / "shop.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'of_next_year'")
        database.commit()


def overwritten(home: Path) -> None:
    content = bytearray((home / "shop.db").read_bytes())
    content[4096:200_000] = bytes(200_000 - 4096)
    (home / "shop.db").write_bytes(content)


def cut_short(home: Path) -> None:
    content = (home / "shop.db").read_bytes()
    (home / "shop.db").write_bytes(content[: len(content) // 2])


def another_programs(home: Path) -> None:
    (home / "shop.db").unlink()
    with closing(sqlite3.connect(home / "shop.db")) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")


def another_programs_of_version(version: str, *tables: str) -> Callable[[Path], None]:
    def replace(home: Path) -> None:
        another_programs(home)
        with closing(sqlite3.connect(home / "shop.db")) as database:
            database.execute("CREATE TABLE alembic_version (version_num TEXT)")
            database.execute("INSERT INTO alembic_version VALUES (?)", [version])
            for table in tables:
                database.execute(f"CREATE TABLE {table} (id INTEGER)")
            database.commit()

    replace.__name__ = f"another_programs_of_version_{version}"
    return replace


def closed_folder(home: Path) -> None:
    home.chmod(0o500)


def empty_and_closed(home: Path) -> None:
    for file in home.iterdir():
        file.unlink()
    home.chmod(0o500)


def closed_file(home: Path) -> None:
    (home / "shop.db").chmod(0o000)


def protected(home: Path) -> None:
    (home / "shop.db").chmod(0o400)
    home.chmod(0o500)


def a_folder_for_a_file(home: Path) -> None:
    (home / "shop.db").unlink()
    (home / "shop.db").mkdir()


def a_file_for_a_folder(home: Path) -> None:
    shutil.rmtree(home)
    home.write_text("no folder")


def below_a_file(home: Path) -> None:
    shutil.rmtree(home.parent)
    home.parent.write_text("no folder")


def below_a_closed_folder(home: Path) -> None:
    shutil.rmtree(home)
    home.parent.chmod(0o500)


def as_it_is(home: Path) -> None:
    pass


Fault = tuple[Callable[[Path], None], Callable[[], None], str, str]
FILE, HOME = "/parent/home/shop.db", "/parent/home"
ELSEWHERE = "another folder with VOICE_SKILL_HOME"
FAULTS: tuple[Fault, ...] = (
    (
        newer,
        obey_file_modes,
        f"{FILE} was written by a newer version .* of version of_next_year",
        "pip install -U voice-skill",
    ),
    (overwritten, obey_file_modes, f"{FILE} is damaged", "Restore it from a backup"),
    (cut_short, obey_file_modes, f"{FILE} is damaged", "Restore it from a backup"),
    *(
        (fault, obey_file_modes, f"{FILE} holds the tables of another program", ELSEWHERE)
        for fault in (
            another_programs,
            another_programs_of_version("a1b2c3d4e5f6", "orders", "customers"),
            another_programs_of_version("0001"),
            another_programs_of_version(HEAD),
        )
    ),
    (closed_folder, obey_file_modes, f"{FILE} cannot be written: its folder is read-only", ELSEWHERE),
    (empty_and_closed, obey_file_modes, f"{FILE} cannot be opened: the folder .*{HOME} is read-only", ELSEWHERE),
    (closed_file, obey_file_modes, f"{FILE} cannot be opened: permission denied", ELSEWHERE),
    (protected, obey_file_modes, f"{FILE} cannot be written: the file is read-only", ELSEWHERE),
    (a_folder_for_a_file, obey_file_modes, f"{FILE} cannot be opened: it is a folder", ELSEWHERE),
    (a_file_for_a_folder, obey_file_modes, f"{HOME} cannot be made: a file has that name", "with VOICE_SKILL_HOME"),
    (below_a_file, obey_file_modes, f"{HOME} cannot be made: Not a directory", "with VOICE_SKILL_HOME"),
    (below_a_closed_folder, obey_file_modes, f"{HOME} cannot be made: Permission denied", "with VOICE_SKILL_HOME"),
    (as_it_is, let_no_file_grow_beyond(100), f"{FILE} .*the disk is full", "Free some space"),
    (shutil.rmtree, let_no_file_grow_beyond(100), f"{FILE} .*the disk is full", "Free some space"),
)


@pytest.mark.parametrize(("fault", "begin", "why", "advice"), FAULTS, ids=[fault[0].__name__ for fault in FAULTS])
def test_every_command_says_in_a_line_what_is_wrong_with_the_home(
    good_home: Path, tmp_path: Path, fault: Callable[[Path], None], begin: Callable[[], None], why: str, advice: str
) -> None:
    home = tmp_path / "parent" / "home"
    shutil.copytree(good_home, home)
    fault(home)
    environ = {"VOICE_SKILL_HOME": str(home), "DATABASE_URL": "", "VOICE_SKILL_SECRET_KEY": "s" * 32}

    commands = COMMANDS if fault in (newer, closed_folder) else SOME
    ended = run([sys.executable, "-c", RUN, json.dumps(commands)], environ, begin=begin)

    (tmp_path / "parent").chmod(0o700)
    if home.is_dir():
        home.chmod(0o700)
    assert ended.returncode == 0, ended.stderr
    for command, code, printed, kind in json.loads(ended.stdout):
        lines = [
            line for line in printed.splitlines() if not line.startswith("Closed ")
        ]  # which is not about the fault
        assert (command, code, kind, len(lines)) == (command, 1, "SystemExit", 1), printed
        assert re.search(why, printed), (command, printed)
        assert advice in printed, (command, printed)
        assert "DATABASE_URL" not in printed, (command, printed)


BROKEN = (os.urandom(5000), b"no database" * 500, b"SQLite format 3\0" + bytes(5000))


@pytest.mark.parametrize("content", BROKEN, ids=["random", "text", "zeroes"])
def test_a_file_that_is_no_database_is_named(shell: Shell, content: bytes) -> None:
    shell.home.mkdir()
    (shell.home / "shop.db").write_bytes(content)

    for words in (("merchant", "list"), ("store", "upgrade"), ("serve",)):
        printed = shell.refused(*words)
        assert f"{shell.home}/shop.db is " in printed
        assert "Restore it from a backup" in printed
        assert "DATABASE_URL" not in printed
    assert (shell.home / "shop.db").read_bytes() == content


def test_a_database_that_was_named_is_advised_on_by_the_variable_that_named_it(shell: Shell, tmp_path: Path) -> None:
    shell.environ["DATABASE_URL"] = f"sqlite:///{tmp_path}/no/such/folder/shop.db"

    printed = shell.refused("merchant", "list")

    assert f"there is no folder {tmp_path}/no/such/folder" in printed
    assert "DATABASE_URL" in printed


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_database_that_another_program_is_writing_to_is_named(shop_shell: Shell, how: str) -> None:
    commands = [("merchant", "add", "oak", "--title", "Oak Street"), ("say", "hello"), ("serve", "--no-try-it")]
    with closing(sqlite3.connect(shop_shell.home / "shop.db", isolation_level=None)) as other:
        if how == "EXCLUSIVE":
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute(f"BEGIN {how}")
        for words in commands:
            assert f"{shop_shell.home}/shop.db is locked" in shop_shell.refused(*words)


def test_a_database_that_can_only_be_read_is_read(shop_shell: Shell) -> None:
    (shop_shell.home / "shop.db").chmod(0o400)
    commands = [("merchant", "list"), ("search", "blue", "mug"), ("serve", "--no-try-it")]

    ended = run([sys.executable, "-c", RUN, json.dumps(commands)], shop_shell.environ)

    outcomes = [(code, printed) for _, code, printed, _ in json.loads(ended.stdout)]
    assert outcomes[:2] == [(0, ""), (0, "")]
    assert outcomes[2][0] == 1
    assert "the file is read-only" in outcomes[2][1]


def test_a_server_that_refuses_is_quoted(shell: Shell, postgresql_url: str) -> None:
    shell.environ["DATABASE_URL"] = "postgresql://shop:secret@127.0.0.1:1/shop"
    away = shell.refused("merchant", "list")
    shell.environ["DATABASE_URL"] = re.sub(r"/[^/?]*(?=\?|$)", "/nowhere", postgresql_url, count=1)
    unknown = shell.refused("merchant", "list") if "/nowhere" in shell.environ["DATABASE_URL"] else 'database "nowhere"'

    assert "The database at 127.0.0.1:1/shop does not answer" in away
    assert "Connection refused" in away
    assert "secret" not in away
    assert 'database "nowhere"' in unknown


@pytest.mark.parametrize("content", ["", "short", "ä" * 40])
def test_a_secret_key_that_was_cut_short_is_named(shop_shell: Shell, content: str) -> None:
    (shop_shell.home / "secret-key").write_text(content)

    assert f"{shop_shell.home}/secret-key: it is empty or cut short" in shop_shell.refused("serve")


def test_a_secret_key_that_may_not_be_read_is_named(shop_shell: Shell) -> None:
    (shop_shell.home / "secret-key").write_text("s" * 32)
    (shop_shell.home / "secret-key").chmod(0)

    ended = run([sys.executable, "-c", RUN, json.dumps([("serve", "--no-try-it")])], shop_shell.environ)

    assert "secret-key cannot be read: Permission denied" in json.loads(ended.stdout)[0][2]


def test_no_room_for_temporary_files_is_named(shop_shell: Shell, tmp_path: Path) -> None:
    rows = "".join(f"{number},Mug {number},1.00 USD,in_stock\n" for number in range(1_000))
    (tmp_path / "feed.csv").write_text(f"id,title,price,availability\n{rows}")
    words = ("catalogue", "link", str(tmp_path / "feed.csv"), "--dry-run")

    ended = run(
        [sys.executable, "-c", RUN, json.dumps([words])],
        shop_shell.environ,
        begin=let_no_file_grow_beyond(40_000),
    )

    _, code, printed, _ = json.loads(ended.stdout)[0]
    assert code == 1
    assert "needs room for temporary files in " in printed
    assert "TMPDIR" in printed
