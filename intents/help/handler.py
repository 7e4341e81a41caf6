"""What can be asked here."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.turn import Turn


class Help(Intent):
    """ "Help." """

    def answer(self, turn: Turn) -> Response:
        return turn.say("help.help")
