"""Whether the product that was said is found, and what that costs. Run by `make bench-search`.

    python tests/benchmarks/bench_search.py --data ORDERS.csv.gz [--n N] [--half odd] [--only PART] [--full] [--json]

ORDERS are the order lines of a real shop, UCI's Online Retail as CSV. Names are spoken and heard once and kept.
"""

import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import click
from rich.console import Console

from tests.benchmarks import search_accuracy, search_reorders, search_speed
from tests.benchmarks.heard_names import Transcripts, voices
from tests.benchmarks.real_names import ONE_OTHER_WORD, TWO_HALVES, RealShop, Telling
from tests.benchmarks.search_accuracy import ALL, FEW_NAMES, PAIRS, SLIPS, TYPED
from tests.benchmarks.search_tables import show
from tests.benchmarks.shops import postgresql
from voice_skill.store import Store

MERCHANT = "juniper"
PARTS = ("accuracy", "reorders", "speed")
SIZES, FULL_SIZES = (1_000, 10_000, 50_000, 100_000), (1_000_000,)
MERCHANTS, FULL_MERCHANTS = 100, 1_000
MOST_QUESTIONS = 500
WIDTH = 180

told = Console(stderr=True)


@dataclass(frozen=True)
class Plan:
    """What is measured. names: of the largest catalogue. drawn: names before they are halved, and customers.

    sample: the names that are asked for."""

    real: RealShop
    names: list[str]
    products: int
    sample: list[str]
    drawn: int
    full: bool

    @cached_property
    def catalogue(self) -> list[str]:
        """In a drawn order, so that who finds many alike and takes the first of them is not helped by it."""
        return Random(3).sample(self.names[: self.products], self.products)

    @cached_property
    def telling(self) -> Telling:
        return Telling(self.catalogue)


@click.command()
@click.option("--data", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--n", default=400, show_default=True, help="Names that are asked for, and customers that reorder.")
@click.option("--half", type=click.Choice(["even", "odd"]), help="Every second name: tune on even, report on odd.")
@click.option("--products", default=50_000, show_default=True, help="The catalogue in which names are asked for.")
@click.option("--only", type=click.Choice(PARTS), multiple=True, help="One part; all of them without it.")
@click.option("--full", is_flag=True, help="Speed up to 1,000,000 products and 1,000 merchants too.")
@click.option("--json", "json_lines", is_flag=True, help="One JSON object a line instead of tables.")
def main(
    data: Path, n: int, half: str | None, products: int, only: Sequence[str], full: bool, json_lines: bool
) -> None:
    """Measure how well and how fast products are found."""
    real, parts = RealShop.read(data), only or PARTS
    sample = real.names[:n][half == "odd" :: 2] if half else real.names[:n]
    largest = max([products, *(_sizes(full) if "speed" in parts else ())])
    plan = Plan(real, real.catalogue(largest), products, sample, n, full)
    measure = {"accuracy": accuracy, "reorders": reorders, "speed": speed}
    rows = []
    for part in parts:
        began = time.perf_counter()
        for row in measure[part](plan):
            rows.append({"part": part, **row})
        told.print(f"{part}: {time.perf_counter() - began:,.0f} s")
    if json_lines:
        for row in rows:
            click.echo(json.dumps(row))
    else:
        show(rows, _about(plan), Console(width=WIDTH))


def accuracy(plan: Plan) -> Iterator[dict[str, Any]]:
    """Every way to say a name, first while it is sold, then when it is not."""
    typed = search_accuracy.asked(plan.sample, plan.telling)
    spoken = search_accuracy.spoken(plan.sample, voices())
    there = search_accuracy.expected(plan.sample, plan.catalogue)
    # The other half's names are away as well, so that what was heard serves both.
    gone = set(plan.real.names[: plan.drawn])
    others = {number: name for number, name in enumerate(plan.catalogue) if name not in gone}
    not_there = search_accuracy.expected(plan.sample, list(others.values()))
    with _filled(plan) as (_, store):
        with store.for_merchant(MERCHANT) as shop:
            yield from _with_mean(
                {"table": "sold", **row}
                for row in search_accuracy.measured(shop, plan.catalogue, {**typed, **spoken, **there}, told)
            )
        with store.for_merchant(MERCHANT) as shop:
            shop.catalogue.put(search_speed.items(others.items()))
            yield from _with_mean(
                {"table": "unsold", **row}
                for row in search_accuracy.unsold(shop, {**typed, **spoken, **not_there}, told)
            )


def reorders(plan: Plan) -> Iterator[dict[str, Any]]:
    skus = {name: str(number) for number, name in enumerate(plan.catalogue)}
    with _filled(plan) as (url, _):
        yield from search_reorders.measured(url, MERCHANT, plan.real, skus, plan.telling, plan.drawn, told)


def speed(plan: Plan) -> Iterator[dict[str, Any]]:
    """Ours on both databases, many merchants in one database, and other ways."""
    questions, sizes = _questions(plan), _sizes(plan.full)
    many = FULL_MERCHANTS if plan.full else MERCHANTS
    with tempfile.TemporaryDirectory() as folder, postgresql() as create:
        makes = {"SQLite": lambda size: f"sqlite:///{folder}/{size}.db", "PostgreSQL": create}
        for row in search_speed.measured(makes, plan.names, sizes, questions, told):
            yield {"table": "curve", **row}
    with tempfile.TemporaryDirectory() as folder, postgresql() as create:
        makes = {"SQLite": lambda size: f"sqlite:///{folder}/{size}.db", "PostgreSQL": create}
        for row in search_speed.among_merchants(makes, plan.names, many, questions, told):
            yield {"table": "curve", **row}
    for row in search_speed.rivals(plan.names, sizes, questions, told):
        yield {"table": "rivals", **row}


def _sizes(is_full: bool) -> tuple[int, ...]:
    return SIZES + FULL_SIZES if is_full else SIZES


@contextmanager
def _filled(plan: Plan) -> Iterator[tuple[str, Store]]:
    """A shop with the catalogue, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/shop.db"
        search_speed.fill(url, {MERCHANT: plan.catalogue}, told)
        with closing(Store.open(url)) as store:
            yield url, store


def _questions(plan: Plan) -> list[Transcripts]:
    """As many of each kind: typed, with slips, by two words, heard from a neural and from a robot voice; mixed."""
    typed = search_accuracy.asked(plan.sample, plan.telling)
    kinds = [typed[kind] for kind in (TYPED, SLIPS, PAIRS)]
    kinds += [asked for kind, asked in search_accuracy.spoken(plan.sample, voices()[:2]).items() if kind.endswith(ALL)]
    mixed = [one.heard for together in zip(*kinds, strict=True) for one in together if one.heard]
    return mixed[:MOST_QUESTIONS]


def _with_mean(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows, and after them the mean of the robots."""
    told_rows = list(rows)
    yield from told_rows
    for row in search_accuracy.mean_of_robots(told_rows):
        yield {"table": told_rows[0]["table"], **row}


def _about(plan: Plan) -> str:
    names, products = min(len(plan.real.names), plan.products), plan.products
    other, halves = f"{ONE_OTHER_WORD:.0%}", f"{TWO_HALVES:.0%}"
    shared = [plan.telling.pair(name)[1] for name in plan.sample]
    few = sum(names <= FEW_NAMES for names in shared) / len(shared)
    guessed = sum(min(1.0, FEW_NAMES / names) for names in shared) / len(shared)
    return (
        f"{products:,} products: {names:,} real names and {products - names:,} distractors of their words ({other} a "
        f"real name with one word exchanged, {halves} halves of two real names, the others drawn word by word).\n"
        f"{len(plan.sample):,} names asked for; {few:.0%} have two words that at most {FEW_NAMES} names share; who "
        f"names any three of those that share the two words has the right one {guessed:.1%} of the time. "
        "Shares with their 95 % interval."
    )


if __name__ == "__main__":
    main()
