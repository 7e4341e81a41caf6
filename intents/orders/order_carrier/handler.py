"""The carrier of an order."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.past_order import PastOrder
from intents.products.spoken_forms import spoken_status
from voice_skill.store import Order


class OrderCarrier(PastOrder):
    """ "Who's delivering it?" The shop's data do not say, and the answer says so."""

    def answer_about(self, turn: Turn, order: Order) -> Reply:
        return turn.tell("order_carrier.unknown", status=spoken_status(turn, order))
