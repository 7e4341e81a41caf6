"""A yes that answers no question of yes or no, like the one after "Anything else?"."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.turn import Turn


class Yes(Intent):
    """ "Yes." """

    def answer(self, turn: Turn) -> Response:
        return turn.say("yes.what")
