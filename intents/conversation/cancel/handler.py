"""Never mind."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class Cancel(Intent):
    """ "Cancel." """

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        return turn.end(turn.phrases.fill("cancel.goodbye"))
