"""What a product is like, from the merchant's own words."""

import re

from markupsafe import Markup

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.describing import as_sentence, prices_today
from intents.products.facts import fact_said, facts_of
from intents.products.finding import product_said
from voice_skill.store import Product
from voice_skill.store.products.facts import Fact
from voice_skill.store.products.merchant_text import plain

MOST_WORDS = 20  # with the price and the question about thirty, one breath


class ProductDetails(Intent):
    """ "Tell me more about the wool blanket." "How heavy is it?" "What's the weight of the honey?" """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        product = product_said(turn)
        if "attribute" in turn.slots:
            return self._attribute(turn, product, turn.slots["attribute"].text.casefold())
        told: Values = {"product": product, "price": prices_today(turn, product.variants)[0], "card": product}
        described = _first_words(plain(product.description, turn.phrases.locale))
        description = as_sentence(described) or _attributes_said(turn, product)
        if not any(variant.can_sell(1) for variant in product.variants):
            key = "product_details.described_sold_out" if description else "product_price.sold_out"
            return turn.say(key, description=description, **told)
        if not description:
            return offer(turn, "product_details.plain", **told)
        return offer(turn, "product_details.described", description=description, **told)

    def _attribute(self, turn: Turn, product: Product, said: str) -> Reply:
        facts = facts_of(turn, product)
        return tell(turn, product, facts.about(said), "product_details.no_attribute", attribute=facts.called(said))


def tell(turn: Turn, product: Product, fact: Fact | None, unknown: str, **values: str) -> Reply:
    """The fact; or that the shop doesn't say, with the offer of what it does say."""
    if fact is not None:
        key = "product_details.sentence" if fact.kind == "sentence" else "product_details.attribute"
        return turn.say(key, told=fact_said(turn, product, fact), card=product)
    told: Values = {"product": product, **values}
    unsaid = turn.phrases.fill(unknown, **told)
    return offer_the_rest(turn, product, unsaid)


def offer_the_rest(turn: Turn, product: Product, unsaid: Markup) -> Reply:
    """Says what is not known, and offers what is."""
    if facts_of(turn, product).is_silent:
        return turn.say("product_details.silent", unsaid=unsaid, card=product)
    turn.slots = {name: said for name, said in turn.slots.items() if name == "product"}
    return turn.ask("product_details.unsaid", intent=ProductDetails, unsaid=unsaid, card=product)


def _first_words(text: str) -> str:
    """The first sentences, as many as one breath holds; whole sentences where that is possible."""
    told = ""
    for sentence in re.split(r"(?<=[.!?])\s+", text.strip()):
        if told and len(f"{told} {sentence}".split()) > MOST_WORDS:
            break
        told = f"{told} {sentence}".strip()
    words = told.split()
    return told if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + " …"


def _attributes_said(turn: Turn, product: Product) -> Markup:
    """For a product without a description: its first attributes, as many as one breath holds."""
    told: list[Markup] = []
    left = MOST_WORDS
    for fact in facts_of(turn, product).attributes():
        said = fact_said(turn, product, fact)
        left -= len(said.split())
        if told and left < 0:
            break
        told.append(said)
    return Markup(" ").join(told)
