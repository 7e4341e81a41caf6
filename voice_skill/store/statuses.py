"""The statuses of an order, a row each: what the tables check, where an order may go, what the API and pages offer.

A new one is a row here, its words for merchants in voice_skill/order_words.py, a sentence for customers in
intents/orders/order_status, and a migration; tests name what is missing. Migrations keep lists of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from voice_skill.store.tables import OrderLine

Quantity = Literal["cancelled", "shipped", "delivered", "returned"]


@dataclass(frozen=True, slots=True)
class Status:
    """A status, and how an order that has it is treated.

    leads_to: the statuses that it may get next.
    countable: of a line, how many items could still get there; None where no items are counted.
    whole: the quantities of a line that are its whole once all of it got there.
    is_awaited: the customer has not got it yet, so that it can be late. is_in_shop: nothing of it has left, so that the
    customer may still think better of it. is_to_do: somebody in the shop has to do something about it.
    is_of_parcel: a parcel gets it on its way, and may skip it. is_of_carrier: carriers report it, late, twice and out
    of order; all of it is kept, none of it is refused.
    is_coming: customers who ask how long delivery takes hear of it. tells_day: its sentence may say the day it is
    expected on.
    """

    name: str
    leads_to: tuple[str, ...]
    countable: "Callable[[OrderLine], int] | None" = None
    whole: tuple[Quantity, ...] = ()
    is_awaited: bool = False
    is_in_shop: bool = False
    is_to_do: bool = False
    is_of_parcel: bool = False
    is_of_carrier: bool = False
    is_coming: bool = False
    tells_day: bool = False

    @property
    def has_left(self) -> bool:
        """True for the way of a parcel outside the shop."""
        return self.is_of_parcel and not self.is_in_shop


# In the order in which orders usually go.
_ROWS = (
    Status(
        "placed",
        leads_to=("processing", "on_hold", "cancelled"),
        is_awaited=True,
        is_in_shop=True,
        is_to_do=True,
        is_of_parcel=True,
        is_coming=True,
    ),
    Status(
        "on_hold",
        leads_to=("processing", "cancelled"),
        is_awaited=True,
        is_in_shop=True,
        is_to_do=True,
        is_of_parcel=True,
    ),
    Status(
        "processing",
        leads_to=("shipped", "ready_for_pickup", "cancelled"),
        is_awaited=True,
        is_in_shop=True,
        is_to_do=True,
        is_of_parcel=True,
        is_coming=True,
        tells_day=True,
    ),
    Status(
        "shipped",
        leads_to=("out_for_delivery", "delivered", "problem"),
        countable=lambda line: line.to_ship,
        whole=("shipped",),
        is_awaited=True,
        is_of_parcel=True,
        is_of_carrier=True,
        is_coming=True,
        tells_day=True,
    ),
    Status(
        "out_for_delivery",
        leads_to=("delivered", "problem"),
        whole=("shipped",),
        is_awaited=True,
        is_of_parcel=True,
        is_of_carrier=True,
    ),
    Status("ready_for_pickup", leads_to=("delivered", "cancelled"), is_awaited=True, is_in_shop=True),
    Status(
        "problem",
        leads_to=("shipped", "delivered", "returned", "cancelled"),
        whole=("shipped",),
        is_awaited=True,
        is_to_do=True,
        is_of_carrier=True,
    ),
    Status(
        "delivered",
        leads_to=("return_requested",),
        countable=lambda line: line.shipped - line.delivered,
        whole=("shipped", "delivered"),
        is_of_parcel=True,
        is_of_carrier=True,
    ),
    Status("return_requested", leads_to=("returned", "delivered"), whole=("shipped", "delivered")),
    Status(
        "returned",
        leads_to=(),
        countable=lambda line: line.shipped - line.returned,  # from the customer, or undelivered by the carrier
        whole=("shipped", "delivered", "returned"),
    ),
    Status("cancelled", leads_to=(), countable=lambda line: line.to_ship, whole=("cancelled",)),
)
STATUSES = {status.name: status for status in _ROWS}
ORDER_STATUSES = tuple(STATUSES)
# An order begins with the first; all others are reported.
REPORTED = ORDER_STATUSES[1:]


def ways_on(name: str) -> list[str]:
    """The statuses an order may go to from this one, in the order in which orders usually go."""
    return [target for target in ORDER_STATUSES if target in STATUSES[name].leads_to]
