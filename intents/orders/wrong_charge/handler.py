"""Being charged twice, or too much."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.named_order import complained_order


class WrongCharge(Intent):
    """ "I was charged twice for my order." """

    def answer(self, turn: Turn) -> Reply:
        turn.is_complaint_open = True
        order = complained_order(turn)
        if order is None:
            return turn.tell("wrong_charge.of_nothing")
        turn.speak_of_order(order.number)
        return turn.tell("wrong_charge.of_order", total=order.total, number=turn.phrases.digits(order.number))
