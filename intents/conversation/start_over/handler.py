"""Forgetting what was talked about; the cart stays."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class StartOver(Intent):
    """ "Start over." """

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        turn.attributes.clear()
        turn.open_question = turn.pending_question = None
        return turn.say("start_over.again")
