"""`voice-skill store prune`: what cron runs where no server of this machine deletes what is outdated."""

import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import Shell, keep_requests, kept_requests


def test_says_what_was_deleted_of_each_table(shop_shell: Shell) -> None:
    keep_requests(shop_shell, 3, hours_ago=2)
    keep_requests(shop_shell, 2, hours_ago=0)
    orders = shop_shell.json("orders", "list")

    table = shop_shell.out("store", "prune")

    assert [line.split() for line in table.splitlines() if "seen_requests" in line] == [["seen_requests", "3"]]
    assert table.split()[:2] == ["table", "deleted"]
    assert kept_requests(shop_shell) == 2
    assert shop_shell.json("orders", "list") == orders


def test_as_json_it_prints_an_object_for_each_table(shop_shell: Shell) -> None:
    keep_requests(shop_shell, 1_200, hours_ago=2)
    with closing(sqlite3.connect(shop_shell.home / "shop.db")) as database, database:
        old = "2026-01-01 00:00:00.000000"
        database.execute("INSERT INTO attempts (key, tries, open_at, forget_at) VALUES ('a', 1, ?, ?)", (old, old))

    assert shop_shell.json("store", "prune") == [
        {"table": "attempts", "deleted": 1},
        {"table": "seen_requests", "deleted": 1_200},
    ]


def test_where_nothing_is_outdated_it_says_so(shop_shell: Shell) -> None:
    assert shop_shell.out("store", "prune") == "There was nothing to delete.\n"
    assert shop_shell.json("store", "prune") == []


def test_what_is_left_when_its_time_is_over_is_said_and_deleted_by_the_next(shop_shell: Shell) -> None:
    keep_requests(shop_shell, 60_000, hours_ago=2)  # a second is for 50,000 at most

    first = shop_shell.run("store", "prune", "--within", "1", "--json")

    assert first.exit_code == 0
    assert first.stderr == "Stopped after 1 s before the end. Run it again, or with a longer --within.\n"
    assert 0 < kept_requests(shop_shell) < 60_000
    assert shop_shell.run("store", "prune").stderr == ""
    assert kept_requests(shop_shell) == 0


@pytest.mark.parametrize("seconds", ["0", "-1", "86401", "soon"])
def test_a_time_that_will_not_do_is_refused(shop_shell: Shell, seconds: str) -> None:
    assert shop_shell.run("store", "prune", "--within", seconds).exit_code == 2


def test_while_somebody_else_writes_for_long_it_says_so_and_fails(shop_shell: Shell) -> None:
    keep_requests(shop_shell, 1, hours_ago=2)
    with closing(sqlite3.connect(shop_shell.home / "shop.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert shop_shell.refused("store", "prune").startswith("Error: ")

    assert kept_requests(shop_shell) == 1
