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
        help="It is being packed.",
    ),
    "shipped": OrderWords(
        "shipped",
        button="It was shipped",
        verb="ship",
        help="It has left the shop.",
    ),
    "out_for_delivery": OrderWords(
        "out for delivery",
        button="It is out for delivery",
        verb="out-for-delivery",
        help="The carrier brings it today.",
    ),
    "ready_for_pickup": OrderWords(
        "ready for pickup",
        button="It can be picked up",
        verb="ready",
        help="The customer can pick it up.",
    ),
    "delivered": OrderWords(
        "delivered",
        "good",
        button="It was delivered",
        verb="deliver",
        help="The customer has it.",
    ),
    "on_hold": OrderWords(
        "on hold",
        "warn",
        button="Hold it",
        verb="hold",
        help="It waits for something, like a payment.",
    ),
    "problem": OrderWords(
        "has a problem",
        "bad",
        button="There is a problem",
        verb="problem",
        help="Something went wrong on the way.",
    ),
    "return_requested": OrderWords(
        "return requested",
        "warn",
        button="The customer wants to return it",
        verb="return-requested",
        help="The customer wants to send it back.",
    ),
    "returned": OrderWords(
        "returned",
        button="It came back",
        verb="return",
        help="It came back.",
    ),
    "cancelled": OrderWords(
        "cancelled",
        "bad",
        button="Cancel it",
        verb="cancel",
        help="It will not be sent; its stock is free again.",
        is_asked=True,
    ),
}
