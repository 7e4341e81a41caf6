"""What something is made of, or what is in it."""

from intents.facts import facts_of, tell
from intents.finding import product_said
from intents.intent import Intent
from intents.reply import Reply
from intents.turn import Turn


class ProductMaterial(Intent):
    """ "What is the blue mug made of?" "What's in the lavender soap?" """

    def answer(self, turn: Turn) -> Reply:
        product = product_said(turn)
        return tell(turn, product, facts_of(turn, product).of("material"), "product_material.unknown")
