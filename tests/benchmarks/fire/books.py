"""Reckons, in plain SQL, what the books hold against what customers were told. Called by bench_fire."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text

from tests.benchmarks.fire.shop import Sold
from tests.benchmarks.fire.told import DOUBLED, LOST, OVERSOLD, UNASKED, WRONG, Fault, Told, ToldOrder

CARTS = """
SELECT u.user_id, v.sku, l.quantity FROM cart_lines l
JOIN carts c ON c.id = l.cart_id JOIN alexa_users u ON u.customer_id = c.customer_id
JOIN variants v ON v.id = l.variant_id
WHERE c.status IN ('open', 'awaiting_yes') AND NOT c.is_reorder
"""
ORDERS = """
SELECT u.user_id, o.number, o.status, o.total_minor FROM orders o JOIN alexa_users u ON u.customer_id = o.customer_id
"""
LINES = (
    "SELECT o.number, l.sku, l.ordered, l.cancelled, l.unit_minor FROM order_lines l JOIN orders o ON o.id = l.order_id"
)
STOCK = "SELECT sku, stock FROM variants"


@dataclass(frozen=True)
class BookOrder:
    """An order as the books have it."""

    number: str
    status: str
    total_minor: int
    pieces: Mapping[str, int]
    cost_minor: int


@dataclass(frozen=True)
class Books:
    """Everything that customers moved. carts: pieces by user and sku; orders: by user; stock: by sku, as it is now;
    sold: pieces by sku of all orders, less what was called off."""

    carts: Mapping[str, Mapping[str, int]]
    orders: Mapping[str, Sequence[BookOrder]]
    stock: Mapping[str, int | None]
    sold: Mapping[str, int]

    @classmethod
    def read(cls, url: str) -> "Books":
        """The books of the one shop in this database."""
        parsed = make_url(url)
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg") if "postgres" in parsed.drivername else parsed
        )
        try:
            with engine.connect() as connection:
                return cls(_carts(connection), _orders(connection), _stock(connection), _sold(connection))
        finally:
            engine.dispose()


def _carts(connection: Connection) -> dict[str, Counter[str]]:
    carts: dict[str, Counter[str]] = {}
    for user, sku, quantity in connection.execute(text(CARTS)):
        carts.setdefault(user, Counter())[sku] += quantity
    return carts


def _orders(connection: Connection) -> dict[str, list[BookOrder]]:
    lines: dict[str, list[Any]] = {}
    for line in connection.execute(text(LINES)):
        lines.setdefault(line.number, []).append(line)
    orders: dict[str, list[BookOrder]] = {}
    for user, number, status, total_minor in connection.execute(text(ORDERS)):
        pieces: Counter[str] = Counter()
        for line in lines.get(number, ()):
            pieces[line.sku] += line.ordered
        cost_minor = sum(line.ordered * line.unit_minor for line in lines.get(number, ()))
        orders.setdefault(user, []).append(BookOrder(number, status, total_minor, pieces, cost_minor))
    return orders


def _stock(connection: Connection) -> dict[str, int | None]:
    return {row.sku: row.stock for row in connection.execute(text(STOCK))}


def _sold(connection: Connection) -> Counter[str]:
    sold: Counter[str] = Counter()
    for line in connection.execute(text(LINES)):
        sold[line.sku] += line.ordered - line.cancelled
    return sold


def reckon(books: Books, customers: Iterable[Told], goods: Iterable[Sold]) -> Iterator[Fault]:
    """Every difference between the books and what was told, and every piece that was sold twice."""
    for told in customers:
        yield from _of_cart(told, books.carts.get(told.user_id, {}))
        yield from _of_orders(told, books.orders.get(told.user_id, ()))
    for sold in goods:
        yield from _of_stock(sold, books)


def _of_cart(told: Told, cart: Mapping[str, int]) -> Iterator[Fault]:
    yield from _of_pieces(told, "the cart", told.cart, cart)


def _of_pieces(told: Told, where: str, asked: Mapping[str, int], kept: Mapping[str, int]) -> Iterator[Fault]:
    for sku in sorted({*asked, *kept}):
        wanted, found = asked.get(sku, 0), kept.get(sku, 0)
        if wanted != found:
            kind = LOST if found < wanted else DOUBLED
            yield Fault(kind, told.conversation, f"{where} has {found} {sku}, asked for and told were {wanted}")


def _of_orders(told: Told, kept: Sequence[BookOrder]) -> Iterator[Fault]:
    by_number = {order.number: order for order in kept}
    for asked in told.orders:
        order = by_number.pop(asked.number, None)
        if order is None:
            yield Fault(LOST, told.conversation, f"order {asked.number} was told as placed and is not in the books")
        else:
            yield from _of_order(told, asked, order)
    for number in by_number:
        yield Fault(DOUBLED, told.conversation, f"order {number} is in the books and was never told as placed")


def _of_order(told: Told, asked: ToldOrder, order: BookOrder) -> Iterator[Fault]:
    yield from _of_pieces(told, f"order {order.number}", asked.pieces, order.pieces)
    if not asked.total_minor == order.total_minor == order.cost_minor:
        costs = f"{asked.total_minor} cents were told, {order.total_minor} are due, its lines cost {order.cost_minor}"
        yield Fault(WRONG, told.conversation, f"order {order.number}: {costs}")
    status = "cancelled" if asked.is_cancelled else "placed"
    if order.status != status:
        kind = LOST if asked.is_cancelled else UNASKED
        yield Fault(kind, told.conversation, f"order {order.number} was told as {status} and is {order.status}")


def _of_stock(sold: Sold, books: Books) -> Iterator[Fault]:
    if sold.initial is None:
        return
    left, gone = books.stock.get(sold.sku), books.sold.get(sold.sku, 0)
    if gone > sold.initial:
        yield Fault(OVERSOLD, None, f"{gone} {sold.sku} were sold of {sold.initial}")
    if left != sold.initial - gone:
        yield Fault(OVERSOLD, None, f"{left} {sold.sku} are left of {sold.initial}, of which {gone} were sold")
