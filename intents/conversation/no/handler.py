"""A no that answers no question of yes or no, like the one after "Anything else?"."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class No(Intent):
    """ "No." """

    def answer(self, turn: Turn) -> Reply:
        return turn.end(turn.phrases.fill("no.goodbye"))
