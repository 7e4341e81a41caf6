"""The command line as a developer's shell has it: an environment of its own, and the sample shop when asked for."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from voice_skill.cli import main


class Shell:
    """Runs `voice-skill` commands against a home of this test's own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environ = {"VOICE_SKILL_HOME": str(home), "DATABASE_URL": "", "COLUMNS": "200"}

    def run(self, *words: str, stdin: str | None = None) -> Result:
        return CliRunner(env=self.environ).invoke(main, words, input=stdin)

    def out(self, *words: str, stdin: str | None = None) -> str:
        """What a command that must succeed prints."""
        result = self.run(*words, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *words: str, stdin: str | None = None) -> list[dict[str, Any]]:
        """The lines of a command that must succeed, each a JSON object."""
        return [json.loads(line) for line in self.out(*words, "--json", stdin=stdin).splitlines()]

    def refused(self, *words: str, stdin: str | None = None) -> str:
        """The one line in which a command that must fail says why."""
        result = self.run(*words, stdin=stdin)
        assert result.exit_code == 1, result.output
        assert isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        assert len(result.stderr.strip().splitlines()) == 1
        return result.stderr.strip()


def keep_requests(shell: Shell, count: int, *, hours_ago: int) -> None:
    """So many requests in the shop's database that changed something then."""
    seen_at = (datetime.now(UTC) - timedelta(hours=hours_ago)).strftime("%Y-%m-%d %H:%M:%S.%f")
    rows = ((f"request {hours_ago} {number}", seen_at) for number in range(count))
    with closing(sqlite3.connect(shell.home / "shop.db")) as database, database:
        database.executemany("INSERT INTO seen_requests (merchant_id, request_id, seen_at) VALUES (1, ?, ?)", rows)


def kept_requests(shell: Shell) -> int:
    with closing(sqlite3.connect(shell.home / "shop.db")) as database:
        return int(database.execute("SELECT count(*) FROM seen_requests").fetchone()[0])


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home")


@pytest.fixture
def shop_shell(shell: Shell) -> Shell:
    """With Juniper Lane in the store."""
    shell.out("sample-shop")
    return shell


@pytest.fixture
def catalogue_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a catalogue of products with these names, a dollar each."""

    def write(*names: str) -> Path:
        variants = [{"price": "1.00", "stock": 5}]
        products = [
            {"id": name, "title": name.title(), "variants": [{"sku": name, **variant} for variant in variants]}
            for name in names
        ]
        path = tmp_path / "catalogue.json"
        path.write_text(json.dumps({"products": products}), encoding="utf-8")
        return path

    return write
