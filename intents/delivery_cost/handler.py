"""What delivery and tax cost."""

from ask_sdk_model import Response

from intents.intent import Intent
from intents.turn import Turn


class DeliveryCost(Intent):
    """ "Is that with shipping?" The shop's data tell it nowhere, so that is what is said."""

    def answer(self, turn: Turn) -> Response:
        return turn.tell("delivery_cost.unknown")
