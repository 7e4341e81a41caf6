"""Going back to the home screen."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class NavigateHome(Intent):
    """ "Go home." """

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        return turn.end(turn.phrases.fill("navigate_home.goodbye"))
