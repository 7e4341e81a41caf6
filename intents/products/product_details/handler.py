"""Describes a product in the merchant's own words."""

import re

from markupsafe import Markup

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.spoken_facts import facts_of, spoken_fact
from intents.products.spoken_forms import as_sentence, prices_today
from voice_skill.store import Product
from voice_skill.store.products.facts import Fact
from voice_skill.store.products.merchant_text import plain

MOST_WORDS = 20  # with the price and the question about thirty, one breath
MOST_WORDS_BEHIND = 27  # of what is not said and what is; five more stand around them


class ProductDetails(Intent):
    """ "Tell me more about the wool blanket." "How heavy is it?" "What's the weight of the honey?" """

    asks_about_product = True
    answers_each = True

    def answer(self, turn: Turn) -> Reply:
        product = named_product(turn)
        if "attribute" in turn.slots:
            return self._attribute(turn, product, turn.slots["attribute"].text.casefold())
        phrase_values: Values = {"product": product, "price": prices_today(turn, product.variants)[0], "card": product}
        excerpt = _first_words(plain(product.description, turn.phrases.locale))
        description = as_sentence(excerpt) or _spoken_attributes(turn, product)
        if not product.can_be_had:
            key = "product_details.described_sold_out" if description else "product_price.sold_out"
            return turn.say(key, description=description, **phrase_values)
        if not description:
            return offer(turn, "product_details.plain", **phrase_values)
        return offer(turn, "product_details.described", description=description, **phrase_values)

    def _attribute(self, turn: Turn, product: Product, name: str) -> Reply:
        facts = facts_of(turn, product)
        fact = facts.about(name) or facts.answering(turn.message.text or name).told
        if fact and fact.kind == "option":
            fact = facts.by_value(fact.values) or fact
        return say_fact(turn, product, fact, "product_details.no_attribute", attribute=facts.called(name))


def say_fact(turn: Turn, product: Product, fact: Fact | None, unknown: str, **values: str) -> Reply:
    """Says the fact; or that the shop doesn't say it, with an offer of what it does say."""
    if fact is not None:
        key = "product_details.sentence" if fact.kind == "sentence" else "product_details.attribute"
        return turn.say(key, told=spoken_fact(turn, product, fact), card=product)
    phrase_values: Values = {"product": product, **values}
    unsaid = turn.phrases.fill(unknown, **phrase_values)
    return offer_the_rest(turn, product, unsaid)


def offer_the_rest(turn: Turn, product: Product, unsaid: Markup) -> Reply:
    """Says what is not known, and at once what is, if it is short; otherwise offers it."""
    if facts_of(turn, product).is_silent:
        return turn.say("product_details.silent", unsaid=unsaid, card=product)
    if summary := _short_summary(turn, product, MOST_WORDS_BEHIND - len(unsaid.split())):
        return turn.say("product_details.unsaid_but", unsaid=unsaid, told=summary, card=product)
    turn.slots = {name: slot for name, slot in turn.slots.items() if name == "product"}
    return turn.ask("product_details.unsaid", intent=ProductDetails, unsaid=unsaid, card=product)


def _short_summary(turn: Turn, product: Product, words_left: int) -> Markup:
    """All of the description and what attributes there is breath for; empty if the description alone is too long."""
    description = as_sentence(plain(product.description, turn.phrases.locale))
    words_left -= len(description.split())
    if words_left < 0:
        return Markup("")
    sentences = [turn.phrases.fill("product_details.does_say", value=description)] if description else []
    attributes = _spoken_attributes(turn, product, words_left)
    if attributes and len(attributes.split()) <= words_left:
        sentences.append(attributes)
    return Markup(" ").join(sentences)


def _first_words(text: str) -> str:
    """The first sentences of a text, up to one breath; whole sentences where possible."""
    excerpt = ""
    for sentence in re.split(r"(?<=[.!?])\s+", text.strip()):
        if excerpt and len(f"{excerpt} {sentence}".split()) > MOST_WORDS:
            break
        excerpt = f"{excerpt} {sentence}".strip()
    words = excerpt.split()
    return excerpt if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + " …"


def _spoken_attributes(turn: Turn, product: Product, words_left: int = MOST_WORDS) -> Markup:
    """The first attributes of a product, up to one breath, but at least one."""
    sentences: list[Markup] = []
    for fact in facts_of(turn, product).attributes():
        sentence = spoken_fact(turn, product, fact)
        words_left -= len(sentence.split())
        if sentences and words_left < 0:
            break
        sentences.append(sentence)
    return Markup(" ").join(sentences)
