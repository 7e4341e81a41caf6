"""Forgetting what was talked about; the cart stays."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.turn import Turn


class StartOver(Intent):
    """ "Start over." """

    def answer(self, turn: Turn) -> Response:
        turn.attributes.clear()
        turn.pending = None
        return turn.say("start_over.again")
