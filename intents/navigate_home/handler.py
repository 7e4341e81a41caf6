"""Going back to the home screen."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.turn import Turn


class NavigateHome(Intent):
    """ "Go home." """

    def answer(self, turn: Turn) -> Response:
        return turn.end(turn.phrases.fill("navigate_home.goodbye"))
