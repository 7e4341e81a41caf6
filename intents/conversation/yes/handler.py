"""A yes that answers no question of yes or no, like the one after "Anything else?"."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class Yes(Intent):
    """ "Yes." """

    def answer(self, turn: Turn) -> Reply:
        return turn.say("yes.what")
