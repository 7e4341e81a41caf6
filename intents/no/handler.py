"""A no that answers no question of yes or no, like the one after "Anything else?"."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.turn import Turn


class No(Intent):
    """ "No." """

    def answer(self, turn: Turn) -> Response:
        return turn.end(turn.phrases.fill("no.goodbye"))
