"""How fast a catalogue is taken in, and who waits for it meanwhile. Run by `make bench-linking`."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import psycopg
from rich.console import Console
from rich.table import Table

from tests.benchmarks.invented_feed import write_feed
from tests.benchmarks.shops import postgresql
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store, StoreUnavailable

MERCHANT = "juniper"
ROWS = 100_000
TABLES = ("products", "variants", "whole_names", "spoken_products", "postings")
COLUMNS = ("database", "what", "s", "cpu s", "peak MB", "longest search ms", "longest cart write ms", "gave up")

told = Console(stderr=True)


@dataclass
class Waits:
    """The longest that a customer waited, and how many carts gave up, since the write lock was held too long."""

    search_ms: float = 0.0
    cart_ms: float = 0.0
    gave_up: int = 0
    _is_over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def measured(self, url: str) -> Iterator[None]:
        with closing(Store.open(url)) as store:
            threads = [threading.Thread(target=call, args=[store]) for call in (self._search, self._fill_cart)]
            for thread in threads:
                thread.start()
            try:
                yield
            finally:
                self._is_over.set()
                for thread in threads:
                    thread.join()

    def _search(self, store: Store) -> None:
        while not self._is_over.wait(0.05):
            started = time.perf_counter()
            with store.for_merchant(MERCHANT) as shop:
                assert shop.catalogue.find("brass door knob").verdict == "sure"
            self.search_ms = max(self.search_ms, (time.perf_counter() - started) * 1000)

    def _fill_cart(self, store: Store) -> None:
        while not self._is_over.wait(0.05):
            started = time.perf_counter()
            try:
                with store.for_merchant(MERCHANT) as shop:
                    customer = shop.customers.recognise("somebody")
                    shop.carts.add(customer, shop.catalogue.variant("knob"), 1)
                    shop.carts.empty(customer)
                    shop.commit()
            except StoreUnavailable:
                self.gave_up += 1
            self.cart_ms = max(self.cart_ms, (time.perf_counter() - started) * 1000)


@click.command()
@click.option("--rows", default=ROWS, show_default=True, help="Rows of the feed.")
@click.option("--database", "only", type=click.Choice(["SQLite", "PostgreSQL"]), help="One of the two.")
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON object per line instead of a table.")
def main(rows: int, only: str | None, json_lines: bool) -> None:
    """Take a feed in by `voice-skill catalogue link`, on SQLite and on PostgreSQL, while customers search and buy."""
    measured: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        create = stack.enter_context(postgresql())
        feed = folder / "feed.txt"
        write_feed(feed, rows)
        places: dict[str, Callable[[int], str]] = {
            "SQLite": lambda number: f"sqlite:///{folder}/{number}.db",
            "PostgreSQL": create,
        }
        for database, make in places.items():
            if only not in (None, database):
                continue
            for row in measure(database, make(1), make(2), feed, rows):
                measured.append(row)
                if json_lines:
                    click.echo(json.dumps(row))
            write_feed(feed, rows)
    if not json_lines:
        show(measured)


def measure(database: str, url: str, other_url: str, feed: Path, rows: int) -> Iterator[dict[str, Any]]:
    """The feed new, the same again, one row of it changed; and the rows that it became, plainly inserted elsewhere."""
    open_shop(url)
    link = ["catalogue", "link", str(feed), "--name", "feed"]
    for what, command in (
        ("new", link),
        ("the same again", ["catalogue", "sync"]),
        ("one row differs", ["catalogue", "sync"]),
    ):
        if what == "one row differs":
            feed.write_text(feed.read_text("utf-8").replace("in_stock", "out_of_stock", 1), "utf-8")
        with told.status(f"{database}: {rows:,} rows, {what}"):
            yield {"database": database, "what": f"{rows:,} rows, {what}"} | run(url, command)
    with told.status(f"{database}: plain inserts"):
        yield {"database": database, "what": "baseline: the same rows by executemany"} | insert_plainly(url, other_url)


def open_shop(url: str) -> None:
    """With something to find and to buy that no feed brings."""
    with closing(Store.open(url)) as store:
        store.upgrade()
        store.add_merchant(MERCHANT, title="Juniper Lane")
        with store.for_merchant(MERCHANT) as shop:
            knob = [CatalogueVariant("knob", Money(1_000, "USD"))]
            shop.catalogue.put([CatalogueItem("knob", "Brass Door Knob", "brass door knob", "brass door knobs", knob)])
            shop.commit()


def run(url: str, command: Sequence[str]) -> dict[str, Any]:
    """A command in a process of its own, while customers search and fill their carts."""
    waits = Waits()
    with waits.measured(url):
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "voice_skill.cli", *command, "--json"],
            env=os.environ | {"DATABASE_URL": url},
            stdout=subprocess.DEVNULL,
        )
        _, status, spent = os.wait4(process.pid, 0)
        took_s = time.perf_counter() - started
    if status:
        raise click.ClickException(f"{' '.join(command)} failed")
    process.returncode = 0
    return {
        "s": round(took_s, 1),
        "cpu s": round(spent.ru_utime + spent.ru_stime, 1),
        "peak MB": round(spent.ru_maxrss / 1024),
        "longest search ms": round(waits.search_ms),
        "longest cart write ms": round(waits.cart_ms),
        "gave up": waits.gave_up,
    }


def insert_plainly(url: str, other_url: str) -> dict[str, Any]:
    """What any import pays at least: the rows of its tables, ready made, in one transaction with no index looked at."""
    with closing(Store.open(other_url)) as store:
        store.upgrade()
        store.add_merchant(MERCHANT, title="Juniper Lane")
    with closing(_connect(url)) as source, closing(_connect(other_url)) as target:
        mark = "?" if url.startswith("sqlite") else "%s"
        started, working = time.perf_counter(), time.process_time()
        for table in TABLES:
            read = source.execute(f"SELECT {_columns(table, url)} FROM {table}")
            names = [column[0] for column in read.description]
            into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"
            with closing(target.cursor()) as cursor:
                while some := read.fetchmany(5_000):
                    cursor.executemany(into, [_without_feed(names, row) for row in some])
        target.commit()
        took_s, worked_s = time.perf_counter() - started, time.process_time() - working
    return {"s": round(took_s, 1), "cpu s": round(worked_s, 1)}


def _connect(url: str) -> Any:
    return sqlite3.connect(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else psycopg.connect(url)


def _columns(table: str, url: str) -> str:
    """psycopg would read JSON, which it cannot write."""
    json_columns = {"products": ("synonyms", "attributes", "images"), "variants": ("options",)}.get(table, ())
    if url.startswith("sqlite") or not json_columns:
        return "*"
    from voice_skill.store.tables import Table as Tables

    names = [column.name for column in Tables.metadata.tables[table].columns]
    return ", ".join(f"{name}::text AS {name}" if name in json_columns else name for name in names)


def _without_feed(names: Sequence[str], row: Sequence[Any]) -> list[Any]:
    return [None if name == "feed_id" else value for name, value in zip(names, row, strict=True)]


def show(measured: Sequence[dict[str, Any]]) -> None:
    title = "Taking a catalogue in, customers searching and buying meanwhile"
    table = Table(box=None, title=title, title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in ("database", "what") else "right")
    for row in measured:
        table.add_row(*(str(row.get(column, "")) for column in COLUMNS))
    Console().print(table)


if __name__ == "__main__":
    main()
