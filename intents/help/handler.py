"""What can be asked here."""

from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class Help(Intent):
    """ "Help." """

    def answer(self, turn: Turn) -> Reply:
        return turn.say("help.help")
