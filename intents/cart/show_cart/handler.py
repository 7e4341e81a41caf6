"""Reads out the cart."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.place_order.handler import PlaceOrder
from intents.products.spoken_forms import spoken_lines


class ShowCart(Intent):
    """ "What's in my cart?" """

    def answer(self, turn: Turn) -> Reply:
        cart = turn.store.carts.of(turn.customer)
        if not cart.lines:
            return turn.say("show_cart.empty")
        items = spoken_lines(turn, cart.lines)
        shop = turn.store.merchant.title
        return turn.ask("show_cart.lines", intent=PlaceOrder, card=shop, items=items, total=cart.total)
