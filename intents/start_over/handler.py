"""Forgetting what was talked about; the cart stays."""

from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class StartOver(Intent):
    """ "Start over." """

    def answer(self, turn: Turn) -> Reply:
        turn.attributes.clear()
        turn.pending = None
        return turn.say("start_over.again")
