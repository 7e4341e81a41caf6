"""The transitions between order statuses, and the number of items a report moves. Called by Orders."""

from collections.abc import Mapping
from datetime import datetime

from voice_skill.store.errors import BadQuantity, IllegalTransition, UnknownProduct
from voice_skill.store.statuses import STATUSES
from voice_skill.store.tables import Order

CARRIER = "carrier"
# The way of a parcel, and the part of it outside the shop.
PARCEL = tuple(status.name for status in STATUSES.values() if status.is_of_parcel)
SENT = tuple(status.name for status in STATUSES.values() if status.has_left)
CARRIER_REPORTS = frozenset(status.name for status in STATUSES.values() if status.is_of_carrier)


def next_status(order: Order, target: str, *, by: str, at: datetime, part: bool) -> str:
    """The order's status once every item has reached that one; raises IllegalTransition. part: it is of some items."""
    if by == CARRIER and target in CARRIER_REPORTS:
        return target if _leads_on(order, target, at) else order.status
    if target == order.status:
        return target
    if order.partly_shipped and (target == "delivered" or (target == "cancelled" and part)):
        return order.status  # that is of what left the shop, or of what did not
    if target not in STATUSES[order.status].leads_to or (order.partly_shipped and target != "shipped"):
        raise IllegalTransition(order.status, target)
    return target


def _leads_on(order: Order, target: str, at: datetime) -> bool:
    """True if a carrier's report is news. A parcel only goes forward, and may skip what was not reported."""
    if order.status in PARCEL and target in PARCEL:
        return PARCEL.index(target) > PARCEL.index(order.status)
    if order.status == "return_requested" or target not in STATUSES[order.status].leads_to:
        return False
    since = order.reached_at(order.status)
    return since is None or since <= at


def count(order: Order, status: str, quantities: Mapping[str, int] | None) -> dict[str, int]:
    """Count these items of these skus, or all that there are, as shipped, delivered …; returns what was counted.

    Raises BadQuantity for more than there are, UnknownProduct for a sku that is not in the order.
    """
    untold = not any(line.shipped for line in order.lines)
    if status == "out_for_delivery" and untold:
        status = "shipped"  # the carrier was faster than the merchant
    handed_over = status == "delivered" and untold
    countable = STATUSES["shipped" if handed_over else status].countable
    if countable is None:
        if quantities is not None:
            raise ValueError(f"no items are counted as {status}")
        return {}
    possible = {line.sku: countable(line) for line in order.lines}
    counted = {sku: n for sku, n in possible.items() if n} if quantities is None else dict(quantities)
    _check(counted, possible)
    for line in order.lines:
        line.shipped += line.to_ship if handed_over else 0
        setattr(line, status, getattr(line, status) + counted.get(line.sku, 0))
    return counted


def _check(counted: Mapping[str, int], possible: Mapping[str, int]) -> None:
    for sku, quantity in counted.items():
        if sku not in possible:
            raise UnknownProduct(sku)
        if not 0 < quantity <= possible[sku]:
            raise BadQuantity(quantity, possible[sku])


def reached(order: Order, target: str) -> str:
    """The order's status now that its items are counted: it is only as far as its last item."""
    lines = order.lines
    coming = any(line.to_ship for line in lines)
    if (
        (target in SENT and coming)
        or (target == "delivered" and any(line.delivered < line.shipped for line in lines))
        or (target == "returned" and any(line.returned < line.shipped for line in lines))
        or (target == "cancelled" and coming)
    ):
        target = order.status
    if target == "processing" and not coming and any(line.shipped for line in lines):
        # What was still to come has been called off.
        return "shipped" if any(line.delivered < line.shipped for line in lines) else "delivered"
    return target
