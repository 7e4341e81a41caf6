"""What is in the cart."""

from intents.describing import lines_said
from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class ShowCart(Intent):
    """ "What's in my cart?" """

    def answer(self, turn: Turn) -> Reply:
        cart = turn.store.carts.of(turn.customer)
        if not cart.lines:
            return turn.say("show_cart.empty")
        items = lines_said(turn, cart.lines)
        shop = turn.store.merchant.title
        return turn.ask("show_cart.lines", intent="PlaceOrder", card=shop, items=items, total=cart.total)
