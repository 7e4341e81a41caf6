"""News for the customer: where their latest order is."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.spoken_forms import spoken_status


class News(Intent):
    """ "What notifications do I have?" "Any news?" The shop keeps no messages, so the latest order is all there is."""

    def answer(self, turn: Turn) -> Reply:
        order = turn.store.orders.latest(turn.customer)
        if order is None:
            return turn.tell("news.none")
        return turn.tell("news.order", status=spoken_status(turn, order))
