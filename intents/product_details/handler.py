"""What a product is like, from the merchant's own words."""

import re

from ask_sdk_model import Response

from intents.describing import prices_today
from intents.intent import Intent
from intents.phrases import Values
from intents.picking import product_said
from intents.turn import Turn
from voice_skill.store import Product

MOST_WORDS = 22  # with the price and the question about thirty, one breath


class ProductDetails(Intent):
    """ "Tell me more about the wool blanket." "What is it made of?" "What's the weight of the honey?" """

    def answer(self, turn: Turn) -> Response:
        product = product_said(turn)
        offer: Values = {"intent": "AddToCart", "card": product, "product": product}
        if "attribute" in turn.slots:
            attribute = turn.slots["attribute"].text.casefold()
            value = product.attributes.get(attribute)
            if value is None:
                return turn.say("product_details.no_attribute", product=product, attribute=attribute, card=product)
            return turn.ask("product_details.attribute", attribute=attribute, value=value, **offer)
        price = prices_today(turn, product.variants)[0]
        description = _first_words(product)
        if not description:
            return turn.ask("product_details.plain", price=price, **offer)
        return turn.ask("product_details.described", description=description, price=price, **offer)


def _first_words(product: Product) -> str:
    """The description's first sentences, as many as one breath holds; whole sentences where that is possible."""
    told = ""
    for sentence in re.split(r"(?<=[.!?])\s+", product.description.strip()):
        if told and len(f"{told} {sentence}".split()) > MOST_WORDS:
            break
        told = f"{told} {sentence}".strip()
    words = told.split()
    return told if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + " …"
