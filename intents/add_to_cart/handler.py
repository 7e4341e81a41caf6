"""Putting something in the cart."""

from ask_sdk_model import Response

from intents.finding import product_said
from intents.intent import Intent
from intents.picking import quantity_said, variant_said
from intents.turn import Turn


class AddToCart(Intent):
    """ "Put two blue mugs in my cart." "Yes", when one was offered."""

    def answer(self, turn: Turn) -> Response:
        product = product_said(turn)
        variant, quantity = variant_said(turn, product), quantity_said(turn)
        turn.store.carts.add(turn.customer, variant, quantity)
        return turn.ask("add_to_cart.added", intent="PlaceOrder", card=product, product=variant, quantity=quantity)

    def turned_down(self, turn: Turn) -> Response:
        return turn.tell("add_to_cart.not_added")
