"""Where an order is."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.describing import status_said
from intents.products.picking import order_said


class OrderStatus(Intent):
    """ "Where is my order?" "Where are my mugs?" "What about order one oh four two three three?" """

    def answer(self, turn: Turn) -> Reply:
        order = order_said(turn)
        if order is None:
            return turn.say("order_status.no_orders")
        return turn.finish(status_said(turn, order), card=turn.store.merchant.title)
