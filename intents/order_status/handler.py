"""Where an order is."""

from ask_sdk_model import Response

from intents.describing import status_said
from intents.intent import Intent
from intents.picking import order_said
from intents.turn import Turn


class OrderStatus(Intent):
    """ "Where is my order?" "Where are my mugs?" "What about order one oh four two three three?" """

    def answer(self, turn: Turn) -> Response:
        order = order_said(turn)
        if order is None:
            return turn.say("order_status.no_orders")
        return turn.finish(status_said(turn, order), card=turn.store.merchant.title)
