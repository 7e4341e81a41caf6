"""Saying goodbye."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.turn import Turn


class Stop(Intent):
    """ "Stop." """

    def answer(self, turn: Turn) -> Response:
        return turn.end(turn.phrases.fill("stop.goodbye"))
