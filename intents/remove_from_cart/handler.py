"""Taking something out of the cart."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.picking import line_said, product_said
from intents.turn import Turn


class RemoveFromCart(Intent):
    """ "Take the teapot out of my cart." "Remove it." """

    def answer(self, turn: Turn) -> Response:
        if not turn.store.carts.of(turn.customer).lines:
            return turn.say("change_cart.empty")
        line = line_said(turn)
        if line is None:
            return turn.tell("change_cart.not_in_cart", product=product_said(turn))
        turn.store.carts.remove(turn.customer, line.variant)
        return turn.tell("remove_from_cart.removed", product=line.variant)
