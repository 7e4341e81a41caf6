"""Changing how many of something lie in the cart."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.picking import line_said, product_said, quantity_said
from intents.turn import Turn, Unclear


class ChangeCart(Intent):
    """ "Make it three." "Change the blue mugs to two." """

    def answer(self, turn: Turn) -> Response:
        if not turn.store.carts.of(turn.customer).lines:
            return turn.say("change_cart.empty")
        line = line_said(turn)
        if line is None:
            return turn.tell("change_cart.not_in_cart", product=product_said(turn))
        if "quantity" not in turn.slots:
            raise Unclear("shared.which_quantity", "quantity", slot="quantity")
        quantity = quantity_said(turn)
        turn.store.carts.change(turn.customer, line.variant, quantity)
        if quantity == 0:
            return turn.tell("remove_from_cart.removed", product=line.variant)
        return turn.ask("change_cart.changed", intent="PlaceOrder", product=line.variant, quantity=quantity)
