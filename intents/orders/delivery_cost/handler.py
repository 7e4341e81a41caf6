"""The cost of delivery and tax."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class DeliveryCost(Intent):
    """ "Is that with shipping?" The shop's data do not include it, and the answer says so."""

    def answer(self, turn: Turn) -> Reply:
        return turn.tell("delivery_cost.unknown")
