"""Customers and their past orders in a shop that `invented_shop` filled. Called by the benchmarks."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import joinedload

from voice_skill.store import Customer, MerchantStore, Order, OrderEvent, OrderLine, Variant
from voice_skill.store.tables import AlexaUser

ORDERS_EACH = 4  # of one customer: every 90 days, the last one on its way
AT_ONCE = 2_000
MOST_VARIANTS = 20_000


def user_id(customer: int) -> str:
    """The Alexa user of the customer of that number; real ones are as long."""
    return f"amzn1.ask.account.{customer:0207}"


def add_orders(shop: MerchantStore, orders: int, now: datetime) -> Iterator[int]:
    """Add so many past orders; yields how many there are so far.

    The store's own door checks one order after another and would take minutes, so the rows are written in bulk.
    """
    random, session = Random(orders), shop.session
    mine = select(Variant).where(Variant.merchant_id == shop.merchant.id).limit(MOST_VARIANTS)
    sold = session.scalars(mine.options(joinedload(Variant.product))).all()
    session.expunge_all()
    for first in range(0, orders, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, orders))
        _write(shop, numbers, [random.choices(sold, k=random.choice((1, 1, 2, 3))) for _ in numbers], now)
        yield numbers.stop
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))


def _write(shop: MerchantStore, numbers: range, bought: Sequence[Sequence[Variant]], now: datetime) -> None:
    mine = {"merchant_id": shop.merchant.id}
    customers = sorted({number // ORDERS_EACH for number in numbers})
    ids = _inserted(shop, Customer, [mine | {"created_at": now} for _ in customers])
    of_customer = dict(zip(customers, ids, strict=True))
    users = [mine | {"user_id": user_id(number), "customer_id": of_customer[number]} for number in customers]
    shop.session.execute(insert(AlexaUser), users)
    orders = [_order(number, variants, now) for number, variants in zip(numbers, bought, strict=True)]
    owned = [
        mine | order | {"customer_id": of_customer[number // ORDERS_EACH]}
        for number, order in zip(numbers, orders, strict=True)
    ]
    lines, events = [], []
    for order, order_id, variants in zip(orders, _inserted(shop, Order, owned), bought, strict=True):
        of_order = mine | {"order_id": order_id}
        lines += [of_order | _line(variant, order["status"]) for variant in variants]
        events += [of_order | _event(kind, order["placed_at"]) for kind in ("placed", "processing", order["status"])]
    shop.session.execute(insert(OrderLine), lines)
    shop.session.execute(insert(OrderEvent), events)


def _inserted(shop: MerchantStore, table: type[Customer | Order], rows: list[dict[str, Any]]) -> list[int]:
    return list(shop.session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows))


def _order(number: int, bought: Sequence[Variant], now: datetime) -> dict[str, Any]:
    age = ORDERS_EACH - 1 - number % ORDERS_EACH
    placed_at = now - timedelta(days=2 + 90 * age)
    return {
        "number": str(100_000 + number),
        "status": "delivered" if age else "shipped",
        "payment": "paid",
        "currency": "USD",
        "total_minor": sum(variant.price_minor for variant in bought),
        "placed_at": placed_at,
        "expected_at": placed_at + timedelta(days=3),
    }


def _line(variant: Variant, status: str) -> dict[str, Any]:
    return {
        "variant_id": variant.id,
        "sku": variant.sku,
        "title": variant.product.title,
        "spoken_name": variant.product.spoken_name,
        "spoken_plural": variant.product.spoken_plural,
        "options": variant.options,
        "currency": variant.currency,
        "unit_minor": variant.price_minor,
        "ordered": 1,
        "shipped": 1,
        "delivered": int(status == "delivered"),
    }


def _event(kind: str, at: datetime) -> dict[str, Any]:
    return {"kind": kind, "at": at, "recorded_at": at, "by": "merchant", "data": {"to": kind}}
