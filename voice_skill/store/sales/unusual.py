"""Quantities and totals far from what is bought here, so that a customer is asked whether they were meant. Called by
Carts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median_low
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from voice_skill.store.errors import UnusualQuantity, UnusualTotal
from voice_skill.store.money import Money
from voice_skill.store.people.customers import Speaker, Stranger
from voice_skill.store.tables import Order, OrderLine, Variant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

# A shop with fewer orders than this has no usual total; of more, so many of the newest are looked at.
FEWEST_ORDERS, MOST_ORDERS = 20, 200
# Of one customer's past, so many lines are looked at.
MOST_LINES = 500

_MINE = (OrderLine.merchant_id == Order.merchant_id) & (OrderLine.order_id == Order.id)
_BOUGHT = (
    select(OrderLine.ordered - OrderLine.cancelled)
    .join(Order, _MINE)
    .join(Variant, (Variant.merchant_id == OrderLine.merchant_id) & (Variant.id == OrderLine.variant_id))
    .where(Order.merchant_id == bindparam("merchant_id"), Order.customer_id == bindparam("customer_id"))
    .where(Variant.product_id == bindparam("product_id"), Order.status != "cancelled")
    .order_by(Order.placed_at.desc(), OrderLine.id.desc())
    .limit(MOST_LINES)
)
_TOTALS = (
    select(Order.total_minor, Order.currency, Order.status)
    .where(Order.merchant_id == bindparam("merchant_id"))
    .order_by(Order.placed_at.desc())
    .limit(MOST_ORDERS)
)


@dataclass(frozen=True)
class Sure:
    """The unusual amounts a customer was asked about and said yes to. quantities: of each sku; total_minor: of an
    order."""

    quantities: Mapping[str, int] = field(default_factory=dict)
    total_minor: int = 0


def ask_about_quantity(
    store: "MerchantStore", customer: Speaker, variant: Variant, quantity: int, sure: Sure, *, in_cart: int = 0
) -> None:
    """Raises UnusualQuantity for more of one thing than the shop's limit, more than this customer ordered of it before
    and than they said yes to. in_cart: so many of them lie in the cart already."""
    most = store.merchant.ask_above_quantity
    if not most or quantity <= max(most, sure.quantities.get(variant.sku, 0)):
        return
    if quantity > _most_ordered(store, customer, variant):
        raise UnusualQuantity(variant, quantity, in_cart)


def _most_ordered(store: "MerchantStore", customer: Speaker, variant: Variant) -> int:
    """The most that this customer has ordered of the product at once, and kept."""
    if isinstance(customer, Stranger):
        return 0
    key = {"merchant_id": store.merchant.id, "customer_id": customer.id, "product_id": variant.product_id}
    return max(store.connection.scalars(_BOUGHT, key), default=0)


def ask_about_total(store: "MerchantStore", total: Money, sure: Sure) -> None:
    """Raises UnusualTotal for so many times what half of the newest orders came to at most."""
    times = store.merchant.ask_above_median
    if not times or total.amount_minor <= sure.total_minor:
        return
    rows = store.connection.execute(_TOTALS, {"merchant_id": store.merchant.id})
    totals = [row[0] for row in rows if row[1] == total.currency and row[2] != "cancelled"]
    if len(totals) >= FEWEST_ORDERS and total.amount_minor > times * median_low(totals):
        raise UnusualTotal(total)


def ask_about_all(store: "MerchantStore", customer: Speaker, lines: Iterable[tuple[Variant, int]], sure: Sure) -> None:
    """Raises UnusualQuantity for the first of an order's lines that is so, else UnusualTotal if that is."""
    positive_lines = [(variant, quantity) for variant, quantity in lines if quantity > 0]
    for variant, quantity in positive_lines:
        ask_about_quantity(store, customer, variant, quantity, sure)
    if positive_lines:
        prices = [(variant.price(store.now), quantity) for variant, quantity in positive_lines]
        total = sum(price.amount_minor * quantity for price, quantity in prices)
        ask_about_total(store, Money(total, prices[0][0].currency), sure)
