"""The material of a product, or its ingredients."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.product_details.handler import say_fact
from intents.products.spoken_facts import facts_of
from voice_skill.store.products.facts import wording


class ProductMaterial(Intent):
    """ "What is the blue mug made of?" "What's in the lavender soap?" """

    asks_about_product = True
    answers_each = True

    def answer(self, turn: Turn) -> Reply:
        product = named_product(turn)
        facts = facts_of(turn, product)
        fact = facts.of_part(turn.message.text) or facts.of("material")
        fact = fact or facts.bearing("material").told
        if fact is None and _asks_what_is_in(turn):
            fact = facts.of("contents") or facts.of("allergens") or facts.first()
        return say_fact(turn, product, fact, "product_material.unknown")


def _asks_what_is_in(turn: Turn) -> bool:
    """True for "what's in the kit", which may be answered by what it holds."""
    said = set(wording(turn.phrases.locale).stems(turn.message.text))
    return not wording(turn.phrases.locale).set("inside").isdisjoint(said)
