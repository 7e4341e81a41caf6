"""What a product is like, from the merchant's own words."""

import re

from ask_sdk_model import Response

from intents.describing import prices_today
from intents.intent import Intent
from intents.phrases import Values
from intents.picking import product_said
from intents.turn import Turn
from voice_skill.store import Product

MOST_WORDS = 20  # with the price and the question about thirty, one breath


class ProductDetails(Intent):
    """ "Tell me more about the wool blanket." "What is it made of?" "What's the weight of the honey?" """

    def answer(self, turn: Turn) -> Response:
        product = product_said(turn)
        if "attribute" in turn.slots:
            return self._attribute(turn, product, turn.slots["attribute"].text.casefold())
        told: Values = {"product": product, "price": prices_today(turn, product.variants)[0], "card": product}
        if not any(variant.can_sell(1) for variant in product.variants):
            return turn.say("product_price.sold_out", **told)
        description = _first_words(product.description)
        if not description:
            return turn.offer("product_details.plain", **told)
        return turn.offer("product_details.described", description=description, **told)

    def _attribute(self, turn: Turn, product: Product, attribute: str) -> Response:
        value = product.attributes.get(attribute)
        if value is None:
            return turn.say("product_details.no_attribute", product=product, attribute=attribute, card=product)
        told: Values = {"product": product, "attribute": attribute, "value": _first_words(value), "card": product}
        return turn.say("product_details.attribute", **told)


def _first_words(text: str) -> str:
    """The first sentences, as many as one breath holds; whole sentences where that is possible."""
    told = ""
    for sentence in re.split(r"(?<=[.!?])\s+", text.strip()):
        if told and len(f"{told} {sentence}".split()) > MOST_WORDS:
            break
        told = f"{told} {sentence}".strip()
    words = told.split()
    return told if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + " …"
