"""The rows of orders: lines as they are written, and orders read with lines and events, to be told and not changed.
Called by Orders and past_orders."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from voice_skill.store.tables import Order, OrderEvent, OrderLine, Variant

NEWEST_FIRST = (Order.placed_at.desc(), Order.id.desc())
# Rows of an order and one of its lines each, of the merchant `merchant_id`; to be narrowed and loaded.
ORDERS: Select[Order, OrderLine] = (
    select(Order, OrderLine)
    .join(OrderLine, and_(OrderLine.merchant_id == Order.merchant_id, OrderLine.order_id == Order.id))
    .where(Order.merchant_id == bindparam("merchant_id"))
    .order_by(*NEWEST_FIRST, OrderLine.id)
)
_EVENTS = (
    select(OrderEvent)
    .where(OrderEvent.merchant_id == bindparam("merchant_id"))
    .where(OrderEvent.order_id.in_(bindparam("ids", expanding=True)))
    .order_by(OrderEvent.id)
)
_LINE = len(Order.__table__.columns)


def load(connection: Connection, statement: Select[Order, OrderLine], **values: object) -> list[Order]:
    """The orders of such rows, in their order, each with its lines and events."""
    orders: dict[int, Order] = {}
    rows: Iterable[Any] = connection.execute(statement, values)
    for row in rows:
        order = orders.get(row[0])
        if order is None:
            order = orders[row[0]] = Order.of_row(row[:_LINE], lines=[], events=[])
        order.lines.append(OrderLine.of_row(row[_LINE:]))
    happened = connection.execute(_EVENTS, values | {"ids": list(orders)}) if orders else ()
    for row in happened:
        event = OrderEvent.of_row(row)
        orders[event.order_id].events.append(event)
    return list(orders.values())


def order_line(variant: Variant, **facts: Any) -> OrderLine:
    """Makes an order line, in the product's words of that day. facts: currency, unit_minor, ordered, and what became of
    it."""
    product = variant.product
    return OrderLine(
        merchant_id=variant.merchant_id,
        variant_id=variant.id,
        sku=variant.sku,
        title=product.title,
        spoken_name=product.spoken_name,
        spoken_plural=product.spoken_plural,
        options=variant.options,
        **facts,
    )
