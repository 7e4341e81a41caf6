"""Opening the skill without a request."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.spoken_forms import spoken_status


class Launch(Intent):
    """ "Alexa, open Juniper Lane." """

    def answer(self, turn: Turn) -> Reply:
        shop, name = turn.store.merchant.title, turn.customer.given_name
        if not name:
            return turn.say("launch.new", shop=shop)
        order = turn.store.orders.latest(turn.customer)
        if order is None:
            return turn.say("launch.known", shop=shop, name=name)
        turn.speak_of_order(order.number)
        return turn.say("launch.known_order", shop=shop, name=name, status=spoken_status(turn, order))
