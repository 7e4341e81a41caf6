"""Orders from before the shop could be spoken with, brought along by the merchant. Called by imports and the sample."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from voice_skill.store.errors import BadOrderNumber, BadQuantity, EmptyCart, OrderExists, UnknownOrder
from voice_skill.store.money import Money
from voice_skill.store.sales.order_rows import order_line
from voice_skill.store.statuses import STATUSES
from voice_skill.store.tables import Customer, Order, OrderEvent, OrderLine, Variant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

MAX_NUMBER_DIGITS = 16
# What both databases can count to.
MAX_QUANTITY = 2**31 - 1
BY_IMPORT = "import"


class PastLine(NamedTuple):
    """So many of a variant (its product loaded) at the price of that day, or at today's when nobody knows."""

    variant: Variant
    quantity: int
    unit: Money | None = None


def record_past_order(
    store: "MerchantStore",
    customer: Customer | None,
    *,
    number: str,
    placed_at: datetime,
    lines: Sequence[PastLine],
    status: str = "delivered",
    status_at: datetime | None = None,
    expected_at: datetime | None = None,
) -> Order:
    """Enter an order under the merchant's own number, all digits; once more gives the order that is there.

    No stock is taken: it left long ago. status_at: when it got there, as long as that is known.
    Raises OrderExists when another order has the number, BadOrderNumber, BadQuantity, EmptyCart, MixedCurrency.
    """
    store.begin_write(customer)
    if not (number.isascii() and number.isdecimal() and len(number) <= MAX_NUMBER_DIGITS):
        raise BadOrderNumber(number)
    customer_id = customer.id if customer else None
    try:
        known = store.orders.get(number)
    except UnknownOrder:
        return _enter(store, customer_id, number, lines, _events(placed_at, status, status_at), expected_at)
    if (known.customer_id, known.placed_at) != (customer_id, placed_at):
        raise OrderExists(number)
    return known


def _events(placed_at: datetime, status: str, status_at: datetime | None) -> list[OrderEvent]:
    """The events that are known to have happened, oldest first."""
    told = [OrderEvent(kind="placed", at=placed_at, by=BY_IMPORT, data={"to": "placed"})]
    if status != "placed":
        data = {"from": "placed", "to": status}
        told.append(OrderEvent(kind=status, at=status_at or placed_at, by=BY_IMPORT, data=data))
    return told


def _enter(
    store: "MerchantStore",
    customer_id: int | None,
    number: str,
    lines: Sequence[PastLine],
    told: Sequence[OrderEvent],
    expected_at: datetime | None,
) -> Order:
    if not lines:
        raise EmptyCart
    for line in lines:
        if not 0 < line.quantity <= MAX_QUANTITY:
            raise BadQuantity(line.quantity, MAX_QUANTITY)
    entered = [_order_line(line, told[-1].kind, store.now) for line in lines]
    total = reduce(add, (line.unit * line.ordered for line in entered))
    for event in told:
        event.merchant_id, event.recorded_at = store.merchant.id, store.now
    order = Order(
        merchant_id=store.merchant.id,
        customer_id=customer_id,
        number=number,
        status=told[-1].kind,
        payment="paid",
        currency=total.currency,
        total_minor=total.amount_minor,
        placed_at=told[0].at,
        expected_at=expected_at,
        lines=entered,
        events=list(told),
    )
    store.session.add(order)
    store.session.flush()
    return order


def _order_line(line: PastLine, status: str, now: datetime) -> OrderLine:
    unit = line.unit or line.variant.price(now)
    whole = dict.fromkeys(STATUSES[status].whole, line.quantity)
    price = {"currency": unit.currency, "unit_minor": unit.amount_minor}
    return order_line(line.variant, **price, ordered=line.quantity, **whole)
