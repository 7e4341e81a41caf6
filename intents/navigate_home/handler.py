"""Going back to the home screen."""

from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class NavigateHome(Intent):
    """ "Go home." """

    def answer(self, turn: Turn) -> Reply:
        return turn.end(turn.phrases.fill("navigate_home.goodbye"))
