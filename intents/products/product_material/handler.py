"""What something is made of, or what is in it."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.facts import facts_of
from intents.products.finding import product_said
from intents.products.product_details.handler import tell


class ProductMaterial(Intent):
    """ "What is the blue mug made of?" "What's in the lavender soap?" """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        product = product_said(turn)
        return tell(turn, product, facts_of(turn, product).of("material"), "product_material.unknown")
