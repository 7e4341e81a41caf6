"""A customer's earlier purchases, found by the words they use for them. Called by Orders."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from voice_skill.store.search import words
from voice_skill.store.tables import Merchant, Order, OrderLine, Product, Variant

# An order counts half as much towards "my usual" for every two months that it is ago.
HALF_LIFE = timedelta(days=60)
# Lines looked at, newest first; a few hundred orders.
LOOK_BACK_LINES = 500

_BOUGHT = (
    select(OrderLine.id, OrderLine.order_id, OrderLine.variant_id, Variant.product_id, Order.placed_at, Order.status)
    .join(Order, (Order.merchant_id == OrderLine.merchant_id) & (Order.id == OrderLine.order_id))
    .join(Variant, (Variant.merchant_id == OrderLine.merchant_id) & (Variant.id == OrderLine.variant_id))
    .where(Order.merchant_id == bindparam("merchant_id"), Order.customer_id == bindparam("customer_id"))
    .order_by(Order.placed_at.desc(), OrderLine.id.desc())
    .limit(LOOK_BACK_LINES)
)
_NAMES = (
    select(
        OrderLine.variant_id,
        OrderLine.options,
        OrderLine.title,
        OrderLine.spoken_name,
        Product.brand,
        Product.category,
    )
    .join(Variant, (Variant.merchant_id == OrderLine.merchant_id) & (Variant.id == OrderLine.variant_id))
    .join(Product, (Product.merchant_id == Variant.merchant_id) & (Product.id == Variant.product_id))
    .where(OrderLine.merchant_id == bindparam("merchant_id"), OrderLine.id.in_(bindparam("ids", expanding=True)))
)


class Bought(NamedTuple):
    """A line of a past order."""

    line_id: int
    order_id: int
    variant_id: int
    product_id: int
    placed_at: datetime
    status: str


def purchases_of(connection: Connection, merchant: Merchant, customer_id: int) -> list[Bought]:
    """The customer's past lines, newest first."""
    key = {"merchant_id": merchant.id, "customer_id": customer_id}
    return [Bought(*row) for row in connection.execute(_BOUGHT, key)]


def purchases_named(connection: Connection, merchant: Merchant, past: Sequence[Bought], text: str) -> list[Bought]:
    """The order lines that share the most words with the text, and more than half of its words; of these, those whose
    names end in the text's last word: a "tent" is no tent peg."""
    words = _words(text, merchant.locale)
    last = {line.variant_id: line.line_id for line in reversed(past)}
    names = connection.execute(_NAMES, {"merchant_id": merchant.id, "ids": list(last.values())}).all()
    shared = {
        variant_id: len(words & _words(" ".join([*options.values(), *rest]), merchant.locale))
        for variant_id, options, *rest in names
    }
    most = max(shared.values(), default=0)
    if 2 * most <= len(words):
        return []
    named = [line for line in past if shared[line.variant_id] == most]
    head = _last_word(text, merchant.locale)
    headed = {
        variant_id
        for variant_id, _, title, spoken_name, *_ in names
        if head in (_last_word(title, merchant.locale), _last_word(spoken_name, merchant.locale))
    }
    return [line for line in named if line.variant_id in headed] or named


def usual_first(past: Sequence[Bought], now: datetime) -> list[Bought]:
    """The last line of each variant, first what is bought most often, old orders counting less."""
    last: dict[int, Bought] = {}
    for line in past:
        last.setdefault(line.variant_id, line)
    often = _often(((line.variant_id, line.placed_at) for line in past), now)
    return sorted(last.values(), key=lambda line: -often[line.variant_id])


def products_bought(past: Sequence[Bought], now: datetime) -> dict[int, float]:
    """The number of times each product was bought, by its id, old orders counting less."""
    return _often(((line.product_id, line.placed_at) for line in past), now)


def _often(bought_at: Iterable[tuple[int, datetime]], now: datetime) -> dict[int, float]:
    often: dict[int, float] = {}
    for one, at in bought_at:
        often[one] = often.get(one, 0) + 0.5 ** ((now - at) / HALF_LIFE)
    return often


@lru_cache(maxsize=4096)
def _words(text: str, locale: str) -> frozenset[str]:
    return frozenset(words(text, locale))


def _last_word(text: str, locale: str) -> str:
    return next(reversed(words(text, locale)), "")
