"""Changing how many, or taking something out."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.picking import product_said, quantity_said
from intents.turn import Turn, Unclear
from voice_skill.store import CartLine


class ChangeCart(Intent):
    """ "Make it three." "Take the teapot out of my cart." """

    def answer(self, turn: Turn) -> Response:
        lines = turn.store.carts.of(turn.customer).lines
        if not lines:
            return turn.say("change_cart.empty")
        line = _line_said(turn, lines)
        if line is None:
            return turn.tell("change_cart.not_in_cart", product=product_said(turn))
        quantity = quantity_said(turn, default=0)
        turn.store.carts.change(turn.customer, line.variant, quantity)
        if quantity == 0:
            return turn.tell("change_cart.removed", product=line.variant)
        return turn.ask("change_cart.changed", intent="PlaceOrder", product=line.variant, quantity=quantity)


def _line_said(turn: Turn, lines: list[CartLine]) -> CartLine | None:
    """The line of the product that was said; with nothing said, the only line or the one last spoken of."""
    if "product" not in turn.slots and len(lines) == 1:
        return lines[0]
    product = product_said(turn)
    fitting = [line for line in lines if line.variant.product_id == product.id]
    for option in turn.options:
        fitting = [line for line in fitting if option in line.variant.options.values()] or fitting
    if len(fitting) > 1:
        values = [" ".join(line.variant.options.values()) for line in fitting]
        either = turn.phrases.listed(values, style="or")
        raise Unclear("shared.which_option", "option", among=values, product=product, option="kind", values=either)
    return fitting[0] if fitting else None
