"""The origin of a product."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.product_details.handler import say_fact
from intents.products.spoken_facts import facts_of


class ProductOrigin(Intent):
    """ "Where is the honey from?" """

    asks_about_product = True
    answers_each = True

    def answer(self, turn: Turn) -> Reply:
        product = named_product(turn)
        return say_fact(turn, product, facts_of(turn, product).of("origin"), "product_origin.unknown")
