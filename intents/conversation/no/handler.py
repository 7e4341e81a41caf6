"""A no that answers no question of yes or no, like the one after "Anything else?"."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.place_order.handler import answer_that_is_all


class No(Intent):
    """ "No." """

    changes = True

    def answer(self, turn: Turn) -> Reply:
        return answer_that_is_all(turn)
