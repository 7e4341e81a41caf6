"""Not now, or not for that price: the offer or the order is dropped."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class NotNow(Intent):
    """ "I'll do it tomorrow." "That's too expensive." A no where something was asked, and no goodbye elsewhere."""

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        return turn.say("not_now.all_right")
