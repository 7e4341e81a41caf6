"""Whether search and history know what a real customer buys again. Called by bench_search."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import groupby
from random import Random
from typing import Any

from rich.console import Console
from rich.progress import track

from tests.benchmarks.real_names import Bought, RealShop, Telling
from tests.benchmarks.search_accuracy import share
from voice_skill.store import Customer, MerchantStore, PastLine, Store, Variant, record_past_order

NAMED_HISTORY = "named by two telling words, among what was bought"
NAMED_SEARCH = "named by two telling words, among all products"
NAMED_STRANGER = "the same, asked by a stranger"
USUAL, FREQUENT, RECENT = "the usual X", "most frequent X", "most recent X"


class Clock:
    """What time it is in the shop: that of the order that is being placed."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def measured(
    url: str, merchant: str, real: RealShop, ids: Mapping[str, str], telling: Telling, most: int, console: Console
) -> list[dict[str, Any]]:
    """One row for each way to choose; `most` customers, drawn, their orders one after the other; nothing is kept.

    ids: of the products by name."""
    clock = Clock(real.bought[0].at)
    told: dict[str, list[bool]] = {}
    with closing(Store.open(url, clock=clock)) as store:
        for lines in track(_repeating(real, ids, most), "Reordering", console=console, transient=True):
            with store.for_merchant(merchant) as shop:
                for what, is_right in _replayed(shop, clock, lines, ids, telling):
                    told.setdefault(what, []).append(is_right)
    order = (NAMED_HISTORY, NAMED_SEARCH, NAMED_STRANGER, USUAL, FREQUENT, RECENT)
    return [{"what": what, "n": len(told[what]), "first": share(told[what])} for what in order if what in told]


def _repeating(real: RealShop, ids: Mapping[str, str], most: int) -> list[list[Bought]]:
    """The lines of each of so many customers who came more than once."""
    lines: dict[str, list[Bought]] = {}
    for line in real.bought:
        if line.name in ids:
            lines.setdefault(line.customer, []).append(line)
    came_again = [own for own in lines.values() if len({line.invoice for line in own}) > 1]
    return Random(13).sample(came_again, min(most, len(came_again)))


def _replayed(
    shop: MerchantStore, clock: Clock, lines: Sequence[Bought], ids: Mapping[str, str], telling: Telling
) -> Iterator[tuple[str, bool]]:
    """Before each order is entered, each of its products that was bought before is asked for."""
    customer = shop.customers.add("Ana")
    variants = {name: shop.catalogue.variant(ids[name]) for name in dict.fromkeys(line.name for line in lines)}
    past: list[Bought] = []
    for invoice, group in groupby(lines, key=lambda line: line.invoice):
        order = {line.name: line for line in group}
        clock.now = next(iter(order.values())).at
        known = {line.name for line in past}
        for name in (name for name in order if name in known):
            yield from _named(shop, customer, name, telling.pair(name)[0], _bought(past, variants))
            yield from _usual(shop, customer, name, past)
        own = [PastLine(variants[name], line.quantity) for name, line in order.items()]
        record_past_order(shop, customer, number=invoice, placed_at=clock.now, lines=own)
        past += order.values()


def _bought(past: Sequence[Bought], variants: Mapping[str, Variant]) -> dict[int, float]:
    """How often each product was bought, by its id."""
    return {variants[name].product_id: float(times) for name, times in Counter(line.name for line in past).items()}


def _named(
    shop: MerchantStore, customer: Customer, name: str, words: str, bought: Mapping[int, float]
) -> Iterator[tuple[str, bool]]:
    usual = shop.orders.usual(customer, words)
    yield NAMED_HISTORY, [line.spoken_name for line in usual[:1]] == [name]
    for what, own in ((NAMED_SEARCH, bought), (NAMED_STRANGER, None)):
        found = shop.catalogue.find(words, bought=own)
        yield what, [product.spoken_name for product in found.products[:1]] == [name]


def _usual(shop: MerchantStore, customer: Customer, name: str, past: Sequence[Bought]) -> Iterator[tuple[str, bool]]:
    """ "The usual X", X being the last word of the name, where at least two of the customer's own are an X."""
    word = name.split()[-1]
    own = [line for line in past if word in line.name.split()]
    times = Counter(line.name for line in own)
    if len(times) < 2:
        return
    last = {line.name: line.at for line in own}
    usual = shop.orders.usual(customer, word)
    yield USUAL, [line.spoken_name for line in usual[:1]] == [name]
    yield FREQUENT, max(times, key=lambda one: (times[one], last[one])) == name
    yield RECENT, max(times, key=lambda one: (last[one], times[one])) == name
