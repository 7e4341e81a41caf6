"""Says what can be asked here."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class Help(Intent):
    """ "Help." """

    def answer(self, turn: Turn) -> Reply:
        return turn.say("help.help")
