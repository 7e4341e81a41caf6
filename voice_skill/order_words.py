"""The words by which merchants know an order's statuses, for pages and the command line.

They lie beside the store, which knows no words, and apart from the pages, since the command line needs no pages. In the
order of the buttons on an order's page, likeliest first.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class OrderWords:
    """shown: after "The order is". badge: how it is colored, "" for not at all.
    button, verb, help: on the page, as a command of `voice-skill orders`, and its help; "" where nobody reports it.
    is_asked: the button asks once more."""

    shown: str
    badge: Literal["good", "warn", "bad", ""] = ""
    button: str = ""
    verb: str = ""
    help: str = ""
    is_asked: bool = False


ORDER_WORDS = {
    "placed": OrderWords("placed", "warn"),
    "processing": OrderWords(
        "being packed",
        button="It is being packed",
        verb="process",
        help="The order is being packed.",
    ),
    "shipped": OrderWords(
        "shipped",
        button="It was shipped",
        verb="ship",
        help="The order has left the shop.",
    ),
    "out_for_delivery": OrderWords(
        "out for delivery",
        button="It is out for delivery",
        verb="out-for-delivery",
        help="The carrier delivers the order today.",
    ),
    "ready_for_pickup": OrderWords(
        "ready for pickup",
        button="It can be picked up",
        verb="ready",
        help="The customer can pick the order up.",
    ),
    "delivered": OrderWords(
        "delivered",
        "good",
        button="It was delivered",
        verb="deliver",
        help="The customer has received the order.",
    ),
    "on_hold": OrderWords(
        "on hold",
        "warn",
        button="Hold it",
        verb="hold",
        help="The order is waiting, for a payment for example.",
    ),
    "problem": OrderWords(
        "has a problem",
        "bad",
        button="There is a problem",
        verb="problem",
        help="Something went wrong during delivery.",
    ),
    "return_requested": OrderWords(
        "return requested",
        "warn",
        button="The customer wants to return it",
        verb="return-requested",
        help="The customer wants to return the order.",
    ),
    "returned": OrderWords(
        "returned",
        button="It came back",
        verb="return",
        help="The order was returned.",
    ),
    "cancelled": OrderWords(
        "cancelled",
        "bad",
        button="Cancel it",
        verb="cancel",
        help="The order will not be shipped; its stock is available again.",
        is_asked=True,
    ),
}
