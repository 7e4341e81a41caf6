"""`make bench-fire` as a test: its customers hold conversations, and its reckoning finds what is wrong in the books."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.benchmarks.fire.books import Books, reckon
from tests.benchmarks.fire.counts import Counts
from tests.benchmarks.fire.customer import Customer
from tests.benchmarks.fire.replies import Replies
from tests.benchmarks.fire.shop import Sold, assortment, open_shop
from tests.benchmarks.fire.told import DOUBLED, KINDS, LOST, OVERSOLD, UNASKED, WRONG, Told
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import Store

ROOT = Path(__file__).parents[2]
PATIENCE_S = 900  # a quiet machine needs less than a minute
SEEDS = (3, 4)  # of those who leave something in the cart, the second after a no to a read-back


@dataclass
class Shop:
    """A shop whose customers have held their conversations in one process, where nothing goes wrong."""

    url: str
    goods: list[Sold]
    customers: list[Customer]

    @property
    def told(self) -> list[Told]:
        return [customer.told for customer in self.customers]

    def faults(self) -> list[tuple[str, str]]:
        return [(fault.kind, fault.text) for fault in reckon(Books.read(self.url), self.told, self.goods)]

    def change(self, statement: str, **values: object) -> None:
        """Changes the books behind the shop's back."""
        url = make_url(self.url)
        engine = create_engine(url.set(drivername="postgresql+psycopg") if "postgres" in url.drivername else url)
        with engine.begin() as connection:
            assert connection.execute(text(statement), values).rowcount == 1
        engine.dispose()


@pytest.fixture
def shop(bare_database_url: str, tmp_path: Path) -> Iterator[Shop]:
    goods, counts = assortment(scarce_pieces=6), Counts()
    open_shop(bare_database_url, goods)
    config = Config.from_env({"VOICE_SKILL_HOME": str(tmp_path), "VOICE_SKILL_VERIFY_REQUESTS": "off"})
    with closing(Store.open(bare_database_url)) as store:
        app = create_app(config, store=store)
        customers = [
            Customer(number, goods, Replies(goods), Random(seed), counts, lambda told_otherwise: app)
            for number, seed in enumerate(SEEDS)
        ]
        for customer in customers:
            customer.talk()
        yield Shop(bare_database_url, goods, customers)


def test_whole_conversations_are_understood_and_are_in_the_books(shop: Shop) -> None:
    assert [fault for customer in shop.customers for fault in customer.faults] == []
    assert shop.faults() == []
    assert all(told.orders for told in shop.told)
    assert all(told.cart for told in shop.told)
    assert any(order.is_cancelled for told in shop.told for order in told.orders)


def test_finds_an_order_that_was_lost(shop: Shop) -> None:
    number = shop.told[0].orders[0].number

    shop.told[0].orders[0].number = "1"

    assert shop.faults() == [
        (LOST, "order 1 was told as placed and is not in the books"),
        (DOUBLED, f"order {number} is in the books and was never told as placed"),
    ]


@pytest.mark.parametrize(("by", "kind"), [(2, DOUBLED), (-1, LOST)])
def test_finds_more_or_fewer_pieces_in_a_cart_than_were_asked_for(shop: Shop, by: int, kind: str) -> None:
    told = next(told for told in shop.told if told.cart)
    sku = next(iter(told.cart))

    told.cart[sku] -= by

    assert shop.faults() == [
        (kind, f"the cart has {told.cart[sku] + by} {sku}, asked for and told were {told.cart[sku]}")
    ]


def test_finds_a_cancellation_that_was_told_and_not_made_and_the_other_way_round(shop: Shop) -> None:
    orders = [order for told in shop.told for order in told.orders]
    cancelled = next(order for order in orders if order.is_cancelled)
    placed = next(order for order in orders if not order.is_cancelled)

    cancelled.is_cancelled, placed.is_cancelled = False, True

    assert sorted(shop.faults()) == sorted(
        [
            (UNASKED, f"order {cancelled.number} was told as placed and is cancelled"),
            (LOST, f"order {placed.number} was told as cancelled and is placed"),
        ]
    )


def test_finds_stock_that_does_not_fit_what_was_sold(shop: Shop) -> None:
    scarce = shop.goods[-1]
    shop.change("UPDATE variants SET stock = stock + 1 WHERE sku = :sku", sku=scarce.sku)

    assert [kind for kind, _ in shop.faults()] == [OVERSOLD]


def test_finds_a_total_that_is_not_the_cost_of_the_lines(shop: Shop) -> None:
    number = shop.told[0].orders[0].number
    shop.change("UPDATE orders SET total_minor = total_minor + 1 WHERE number = :number", number=number)

    assert [kind for kind, _ in shop.faults()] == [WRONG]


def test_nothing_is_lost_doubled_or_oversold_under_fire() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.bench_fire", "--quick", "--database", "sqlite", "--json"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert {kind: outcome[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)
    assert outcome["conversations"] == 20
    assert outcome["told"]["orders"] > 20
    assert outcome["kills: worker"] > 0
    assert all(outcome[f"resends: {way}"] > 0 for way in ("at once", "after the answer", "answer lost"))
    assert outcome["beside"]["unanswered"] == 0
