"""What delivery and tax cost."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class DeliveryCost(Intent):
    """ "Is that with shipping?" The shop's data tell it nowhere, so that is what is said."""

    def answer(self, turn: Turn) -> Reply:
        return turn.tell("delivery_cost.unknown")
