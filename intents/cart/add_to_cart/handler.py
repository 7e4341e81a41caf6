"""Putting something in the cart."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import ask_to_order, touched
from intents.products.finding import product_said
from intents.products.picking import quantity_said, variant_said


class AddToCart(Intent):
    """ "Put two blue mugs in my cart." "Yes", when one was offered."""

    changes = True

    def answer(self, turn: Turn) -> Reply:
        product = product_said(turn)
        variant = variant_said(turn, product)
        quantity = quantity_said(turn, variant)
        line = turn.store.carts.add(turn.customer, variant, quantity, sure_of(turn))
        touched(turn, variant.sku, before=(variant.sku, line.quantity - quantity))
        return ask_to_order(turn, "add_to_cart.added", card=product, product=variant, quantity=quantity)

    def turned_down(self, turn: Turn) -> Reply:
        return turn.tell("add_to_cart.not_added")
