"""Saying goodbye."""

from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class Stop(Intent):
    """ "Stop." """

    def answer(self, turn: Turn) -> Reply:
        return turn.end(turn.phrases.fill("stop.goodbye"))
