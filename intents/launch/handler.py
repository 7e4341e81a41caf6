"""Opening the skill without a wish."""

from intents.describing import status_said
from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class Launch(Intent):
    """ "Alexa, open Juniper Lane." """

    def answer(self, turn: Turn) -> Reply:
        shop, name = turn.store.merchant.title, turn.customer.given_name
        if not name:
            return turn.say("launch.new", shop=shop)
        order = turn.store.orders.latest(turn.customer)
        if order is None:
            return turn.say("launch.known", shop=shop, name=name)
        return turn.say("launch.known_order", shop=shop, name=name, status=status_said(turn, order))
