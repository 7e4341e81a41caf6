"""Having everything: what is in the cart is read back and may be ordered, else goodbye."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.place_order.handler import answer_that_is_all


class Done(Intent):
    """ "That's all." "Nothing else." """

    changes = True

    def answer(self, turn: Turn) -> Reply:
        if turn.pending_question:
            return turn.say("fallback.to_commit")
        return answer_that_is_all(turn)
