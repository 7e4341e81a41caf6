"""Corrections: something that was said or done is not what the customer meant."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.cancel_order.handler import CancelOrder


class NotRight(Intent):
    """ "That isn't right." "Wrong one." Nothing is done yet; the customer is asked what should be different."""

    keeps_choosing = False
    act = ""

    def answer(self, turn: Turn) -> Reply:
        question = turn.open_question
        if question is None:
            return turn.say("not_right.what", is_miss=True)
        if question.intent is CancelOrder and question.about == "commit":
            turn.pending_question = None
            return turn.ask("not_right.not_cancelled", about="order_number", intent=CancelOrder)
        if "token" in question.data and turn.pending_question:
            return turn.say("not_right.not_ordered")
        turn.slots, turn.options = {}, ()
        return turn.say("not_right.instead" if question.is_yes_or_no else "not_right.what", is_miss=True)
