"""Customers who order while everything goes wrong, and what the books hold afterwards. Run by `make bench-fire`.

    python -m tests.benchmarks.bench_fire [--quick] [--database sqlite|postgresql] [--seed N] [--json]

Customers hold whole conversations with `voice-skill serve` over HTTP: they fill a cart, change it, order, reorder and
cancel. Their requests arrive twice, at once, late, and again when an answer is lost; workers and the main process are
killed meanwhile, and slow clients hold connections. At the end plain SQL reckons what the books hold against what the
customers were told. Exits with 1 when a promise was broken, and says which customer's and how.
"""

import json
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.benchmarks.fire.beside import quiet_and_beside
from tests.benchmarks.fire.books import Books, reckon
from tests.benchmarks.fire.counts import Counts
from tests.benchmarks.fire.customer import Customer
from tests.benchmarks.fire.delivery import MOST_COPIES, Delivery
from tests.benchmarks.fire.replies import Replies
from tests.benchmarks.fire.serving import Fire, NotServing, Served, trusted
from tests.benchmarks.fire.shop import Sold, assortment, open_shop
from tests.benchmarks.fire.told import KINDS, SERVING, UNANSWERED, Fault
from tests.benchmarks.servers import free_port
from tests.benchmarks.shops import postgresql
from tests.benchmarks.slow_clients import slow_clients
from tests.channels.alexa.signing import Signer

DATABASES = ("SQLite", "PostgreSQL")
MOST_TRANSCRIPTS = 3
MOST_UNANSWERED = 10  # then the others need not be waited for
MOST_RATIO = 2.0


@dataclass(frozen=True)
class Plan:
    """How much is done. scarce: pieces of each scarce thing; each_in_fire, each: slow clients of each kind beside the
    conversations, and beside the turns that are timed, for so many seconds."""

    conversations: int
    at_once: int
    scarce: int
    fire: Fire
    each_in_fire: int
    each: int
    timed_s: float


FULL = Plan(500, at_once=12, scarce=120, fire=Fire((2.0, 5.0), 10, 6), each_in_fire=50, each=500, timed_s=30.0)
QUICK = Plan(20, at_once=6, scarce=8, fire=Fire((1.0, 2.0), 20, 4), each_in_fire=8, each=24, timed_s=4.0)


@dataclass(frozen=True)
class Outcome:
    """What became of one database's customers. beside: the times of turns, quiet and beside slow clients."""

    database: str
    counts: Counts
    told: dict[str, int]
    faults: Sequence[Fault]
    customers: Sequence[Customer]
    beside: dict[str, Any]

    @property
    def broken(self) -> list[str]:
        """What to say of every promise that was not kept, a line each."""
        lines = [f"{fault.kind}, {_who(fault)}: {fault.text}" for fault in self.faults]
        if self.beside["unanswered"]:
            lines.append(f"{self.beside['unanswered']} turns were not answered beside slow clients")
        return lines

    @property
    def broken_by_kind(self) -> dict[str, int]:
        faults = Counter(fault.kind for fault in self.faults)
        return {kind: faults[kind] for kind in KINDS}

    def to_json(self) -> dict[str, Any]:
        counts = {**self.counts.under(""), "told": self.told}
        return {"database": self.database, **counts, **self.broken_by_kind, "beside": self.beside}


def _who(fault: Fault) -> str:
    return "the shop" if fault.conversation is None else f"conversation {fault.conversation}"


@click.command()
@click.option(
    "--quick", is_flag=True, help="A few customers: shows that everything runs and holds, not how fast it is."
)
@click.option("--database", type=click.Choice(DATABASES, case_sensitive=False), help="Only this one.")
@click.option("--conversations", type=int, help="So many customers on each database.")
@click.option("--seed", default=1, show_default=True, help="Other customers and other accidents.")
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON object per line instead of a table.")
def main(quick: bool, database: str | None, conversations: int | None, seed: int, json_lines: bool) -> None:
    """Hold whole conversations while everything goes wrong, and reckon what the books hold afterwards."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no server is left behind
    plan = QUICK if quick else FULL
    plan = replace(plan, conversations=conversations or plan.conversations)
    outcomes = []
    for name in (database,) if database else DATABASES:
        try:
            outcomes.append(_outcome(name, plan, seed))
        except NotServing as error:
            raise click.ClickException(f"{name}: {error}") from error
        if json_lines:
            click.echo(json.dumps(outcomes[-1].to_json()))
    if not json_lines:
        Console(width=110).print(_table(outcomes))
    for one in outcomes:
        _tell_broken(one)
    too_slow = not quick and any(one.beside["ratio"] > MOST_RATIO for one in outcomes)
    sys.exit(int(too_slow or any(one.broken for one in outcomes)))


def _outcome(database: str, plan: Plan, seed: int) -> Outcome:
    counts, goods, signer = Counts(), assortment(plan.scarce), Signer.create()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        is_sqlite = database == "SQLite"
        url = f"sqlite:///{folder}/shop.db" if is_sqlite else stack.enter_context(postgresql())(len(goods))
        open_shop(url, goods)
        environ = stack.enter_context(trusted(signer, folder))
        environ |= {"DATABASE_URL": url, "VOICE_SKILL_HOME": str(folder), "VOICE_SKILL_LOG_LEVEL": "WARNING"}
        served = stack.enter_context(Served(free_port(), environ, folder / "serve.log"))
        beside = quiet_and_beside(served.port, signer, goods, plan.each, plan.timed_s)
        copies = stack.enter_context(ThreadPoolExecutor(MOST_COPIES * plan.at_once))
        customers = _customers(served.port, signer, goods, seed, counts, plan, copies)
        _talk(customers, served, plan, counts, Random(seed))
        faults = [fault for customer in customers for fault in customer.faults]
        faults += reckon(Books.read(url), [customer.told for customer in customers], goods)
        faults += [Fault(SERVING, None, text) for text in served.faults]
        counts.add("failed turns in the log", served.log.read_text("utf-8").count('outcome="failed"'))
    return Outcome(database, counts, _told(customers), faults, customers, beside)


def _customers(
    port: int, signer: Signer, goods: Sequence[Sold], seed: int, counts: Counts, plan: Plan, copies: ThreadPoolExecutor
) -> list[Customer]:
    replies = Replies(goods)
    customers = []
    for number in range(plan.conversations):
        random = Random(f"{seed} {number}")
        delivery = partial(Delivery, port, signer, random, counts, copies)
        customers.append(Customer(number, goods, replies, random, counts, delivery))
    return customers


def _talk(customers: Sequence[Customer], served: Served, plan: Plan, counts: Counts, random: Random) -> None:
    """All conversations, so many at once, with everything that goes wrong meanwhile."""
    with (
        slow_clients(served.port, plan.each_in_fire) as load,
        plan.fire.on(served, random, counts),
        ThreadPoolExecutor(plan.at_once) as pool,
        Progress(console=Console(stderr=True), transient=True) as bars,
    ):
        talks = [pool.submit(customer.talk) for customer in customers]
        for done in bars.track(as_completed(talks), total=len(talks), description="conversations"):
            done.result()
            if sum(fault.kind == UNANSWERED for customer in customers for fault in customer.faults) >= MOST_UNANSWERED:
                pool.shutdown(cancel_futures=True)
                break
    counts.add("slow clients", sum(load.opened.values()))
    counts.add("longest restart, s", round(max(served.starts_s)))


def _told(customers: Sequence[Customer]) -> dict[str, int]:
    """How much there was to compare."""
    told = [customer.told for customer in customers]
    orders = [order for one in told for order in one.orders]
    return {
        "orders": len(orders),
        "pieces ordered": sum(sum(order.pieces.values()) for order in orders),
        "orders cancelled": sum(order.is_cancelled for order in orders),
        "cart lines": sum(len(one.cart) for one in told),
        "pieces in carts": sum(sum(one.cart.values()) for one in told),
    }


def _table(outcomes: Sequence[Outcome]) -> Table:
    """A row for each thing that was counted, a column for each database."""
    rows = {outcome.database: dict(_figures(outcome)) for outcome in outcomes}
    table = Table("", title="Conversations under fire", title_justify="left", title_style="bold")
    for database in rows:
        table.add_column(database, justify="right")
    for name in dict.fromkeys(name for figures in rows.values() for name in figures):
        table.add_row(name, *(figures.get(name, "0") for figures in rows.values()))
    return table


def _figures(outcome: Outcome) -> Iterator[tuple[str, str]]:
    counted = {**outcome.counts.under(""), **{f"told: {name}": n for name, n in outcome.told.items()}}
    yield from ((name, f"{n:,}") for name, n in sorted(counted.items()))
    yield from ((kind, f"{n:,}") for kind, n in outcome.broken_by_kind.items())
    for name in ("quiet", "beside"):
        yield f"p95 {name}, ms", f"{outcome.beside[name]['p95_ms']:.1f}"
    yield "p95 beside / quiet", f"{outcome.beside['ratio']:.2f}"
    yield "slow clients beside", f"{outcome.beside['slow_clients']:,}"
    yield "turns not answered beside", f"{outcome.beside['unanswered']:,}"


def _tell_broken(outcome: Outcome) -> None:
    """Each broken promise in a line, and what some of those customers said and heard."""
    for line in outcome.broken:
        click.echo(f"{outcome.database}: {line}", err=True)
    failed = dict.fromkeys(fault.conversation for fault in outcome.faults if fault.conversation is not None)
    for number in [*failed][:MOST_TRANSCRIPTS]:
        told = outcome.customers[number].told
        click.echo("\n  ".join([f"{outcome.database}, conversation {number}:", *told.transcript]), err=True)


if __name__ == "__main__":
    main()
