"""The lines of an order that the customer's words name. Called by handlers."""

from collections.abc import Sequence

from intents.dialogue.turn import Turn
from voice_skill.store import Order, OrderLine


def product_lines(turn: Turn, order: Order) -> Sequence[OrderLine]:
    """The lines with the product that was named, else all of them."""
    product = turn.slots.get("product")
    lines = turn.store.orders.lines_named(order, product.text) if product else ()
    return lines or order.lines
