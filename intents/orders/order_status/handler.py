"""The status of an order."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.past_order import PastOrder
from intents.products.spoken_forms import spoken_status
from voice_skill.store import Order


class OrderStatus(PastOrder):
    """ "Where is my order?" "Where are my mugs?" "What about order one oh four two three three?" """

    act = ""
    is_last_spoken_of = False

    def answer_about(self, turn: Turn, order: Order) -> Reply:
        return turn.finish(spoken_status(turn, order), card=turn.store.merchant.title)
