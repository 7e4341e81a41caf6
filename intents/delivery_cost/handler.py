"""What delivery and tax cost."""

from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class DeliveryCost(Intent):
    """ "Is that with shipping?" The shop's data tell it nowhere, so that is what is said."""

    def answer(self, turn: Turn) -> Reply:
        return turn.tell("delivery_cost.unknown")
