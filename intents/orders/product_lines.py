"""The lines of an order that the customer's words name. Called by handlers."""

from collections.abc import Sequence

from intents.dialogue.turn import Turn
from voice_skill.store import Order, OrderLine


def product_lines(turn: Turn, order: Order, *, is_of_topic: bool = False) -> Sequence[OrderLine]:
    """The lines with the product that was named, else all of them. is_of_topic: True if the product for which the order
    was last spoken of is meant as well."""
    product = turn.slots.get("product")
    names = [product.text] if product else []
    if is_of_topic and turn.order_item:
        names.append(turn.order_item)
    matches = (turn.store.orders.lines_named(order, name) for name in names)
    return next((lines for lines in matches if lines), order.lines)
