"""Never mind."""

from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class Cancel(Intent):
    """ "Cancel." """

    def answer(self, turn: Turn) -> Reply:
        return turn.end(turn.phrases.fill("cancel.goodbye"))
