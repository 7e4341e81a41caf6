"""Changing how many of something lie in the cart."""

from ask_sdk_model import Response

from intents.cart_line import OfCartLine
from intents.picking import quantity_said
from intents.turn import Turn, Unclear
from voice_skill.store import CartLine


class ChangeCart(OfCartLine):
    """ "Make it three." "Change the blue mugs to two." """

    def answer_for(self, turn: Turn, line: CartLine) -> Response:
        if "quantity" not in turn.slots:
            raise Unclear("shared.which_quantity", "quantity", slot="quantity")
        quantity = quantity_said(turn)
        turn.store.carts.change(turn.customer, line.variant, quantity)
        if quantity == 0:
            return turn.tell("remove_from_cart.removed", product=line.variant)
        return turn.ask("change_cart.changed", intent="PlaceOrder", product=line.variant, quantity=quantity)
