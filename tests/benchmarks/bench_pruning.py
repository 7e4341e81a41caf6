"""What is left of those who only look around: after many turns no more than after few. Run by `make bench-pruning`.

    python -m tests.benchmarks.bench_pruning [--quick] [--database sqlite|postgresql] [--json]

Strangers open the skill, ask for products and wish for what is sold out, each in a conversation of their own, by the
application in process; signatures are not looked at. Two hours later by the shop's clock it is pruned as
`voice-skill serve` does, 2 s at a time. Exits with 1 when more rows are left after ten times the turns.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import click
from flask import Flask
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Shown
from sqlalchemy import func, select

from tests.benchmarks.shops import Shop, fill, postgresql
from tests.benchmarks.turns import APPLICATION, MERCHANT, telling_names
from tests.channels.alexa.alexa_requests import intent, request
from voice_skill.app import create_app
from voice_skill.cli.watching import PRUNE_FOR_S
from voice_skill.config import Config
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store
from voice_skill.store.tables import Table

PRODUCTS = 1_000
FULL, QUICK = (10_000, 100_000), (1_000, 10_000)
LATER = timedelta(hours=2)
SOLD_OUT = "copper kettle"
DATABASES = ("SQLite", "PostgreSQL")
PHONE = "amzn1.ask.account.stranger"


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Pruned:
    """before, after: rows of all tables, two hours later; took_s: of pruning alone; size_mb: of the database then."""

    database: str
    turns: int
    before: int
    after: int
    took_s: float
    size_mb: float


@click.command()
@click.option("--quick", is_flag=True, help="A tenth of the turns.")
@click.option("--database", type=click.Choice(DATABASES, case_sensitive=False), help="One of the two.")
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON object per line instead of a table.")
def main(quick: bool, database: str | None, json_lines: bool) -> None:
    """Count the rows that strangers leave behind."""
    wanted = [database] if database else DATABASES
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"SQLite": f"sqlite:///{folder}/shop.db"}
        if "PostgreSQL" in wanted:
            urls["PostgreSQL"] = stack.enter_context(postgresql())(PRODUCTS)
        shops = [Shop(name, PRODUCTS, urls[name]) for name in wanted]
        rows = []
        for pruned in chain.from_iterable(_measured(shop, QUICK if quick else FULL) for shop in shops):
            rows.append(pruned)
            if json_lines:
                click.echo(json.dumps(asdict(pruned)))
    if not json_lines:
        Console(width=110).print(_shown(rows))
    sys.exit(any(few.after < many.after for few, many in zip(rows[::2], rows[1::2], strict=True)))


def _measured(shop: Shop, turns: Sequence[int]) -> Iterator[Pruned]:
    console, clock = Console(stderr=True), Clock(datetime.now(UTC))
    fill(shop, clock.now, console)
    with closing(Store.open(shop.url, clock=clock)) as store, Progress(console=console, transient=True) as bars:
        with store.for_merchant(MERCHANT) as opened:
            variants = [CatalogueVariant("kettle", Money(4_900, "USD"), stock=0)]
            opened.catalogue.put_one(CatalogueItem("kettle", "Kettle", SOLD_OUT, f"{SOLD_OUT}s", variants))
            opened.commit()
        settings = {"VOICE_SKILL_VERIFY_REQUESTS": "off", "VOICE_SKILL_LOG_LEVEL": "WARNING"}
        app = create_app(Config.from_env(settings), store=store)
        names = [name.spoken_name for name in telling_names(store, 50)]
        _prune(store)
        done = 0
        for many in turns:
            for number in bars.track(range(done, many), description=f"{shop.database}, {many:,} turns"):
                _turn(app, number, names[number % len(names)], clock.now)
            done = many
            clock.now += LATER
            before = sum(_rows(store).values())
            started = time.perf_counter()
            _prune(store)
            took_s = time.perf_counter() - started
            yield Pruned(shop.database, many, before, sum(_rows(store).values()), took_s, _size_mb(store))


def _turn(app: Flask, number: int, name: str, now: datetime) -> None:
    """Opens the skill; asks for something; asks what it costs; every tenth wishes for what is sold out."""
    user, request_id = f"{PHONE}-{number}", f"amzn1.echo-api.request.{number}"
    about = {"application": APPLICATION, "user": user, "requestId": request_id}
    match number % 10:
        case 0:
            asked = intent("AddToCartIntent", now, {"product": SOLD_OUT}, **about)
            words = "out of stock"
        case 1 | 2 | 3:
            asked, words = request("LaunchRequest", now, **about), "Welcome"
        case 4 | 5 | 6:
            asked, words = intent("FindProductIntent", now, {"product": name}, **about), name
        case _:
            asked, words = intent("ProductPriceIntent", now, {"product": name}, **about), name
    answer = app.test_client().post("/alexa", json=asked)
    if answer.status_code != 200 or words not in answer.text:
        raise RuntimeError(f"{words!r} is not in the answer: {answer.text[:1000]}")


def _prune(store: Store) -> None:
    while not store.prune(PRUNE_FOR_S).is_done:
        pass


def _rows(store: Store) -> Mapping[str, int]:
    """How many each table has."""
    with store.for_merchant(MERCHANT) as shop:
        counts = {table.name: select(func.count()).select_from(table) for table in Table.metadata.sorted_tables}
        return {name: shop.connection.scalar(count) or 0 for name, count in counts.items()}


def _size_mb(store: Store) -> float:
    with store.for_merchant(MERCHANT) as shop:
        if shop.connection.dialect.name == "sqlite":
            query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        else:
            query = "SELECT pg_database_size(current_database())"
        return int(shop.connection.exec_driver_sql(query).scalar_one()) / 1e6


def _shown(rows: Sequence[Pruned]) -> Shown:
    table = Shown(title="Strangers who only look around, two hours later", title_justify="left")
    for heading in ("Database", "Turns", "Rows before pruning", "Rows after", "Pruned in", "Database's size"):
        table.add_column(heading, justify="left" if heading == "Database" else "right")
    for row in rows:
        figures = (
            f"{row.turns:,}",
            f"{row.before:,}",
            f"{row.after:,}",
            f"{row.took_s:.2f} s",
            f"{row.size_mb:.1f} MB",
        )
        table.add_row(row.database, *figures)
    return table


if __name__ == "__main__":
    main()
