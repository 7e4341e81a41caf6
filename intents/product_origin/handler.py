"""Where something comes from."""

from intents.facts import facts_of, tell
from intents.finding import product_said
from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class ProductOrigin(Intent):
    """ "Where is the honey from?" """

    def answer(self, turn: Turn) -> Reply:
        product = product_said(turn)
        return tell(turn, product, facts_of(turn, product).of("origin"), "product_origin.unknown")
