"""Picks the products that are waterproof, made of glass or have a lid, by the merchant's statements only."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.compared_products import ask_which, named_products, with_articles
from intents.products.product_feature.handler import ASKED
from intents.products.spoken_facts import facts_of, spoken_fact_of, spoken_value
from voice_skill.store import Product
from voice_skill.store.products.facts import Fact, Judged

MOST_WORDS = 8  # of the merchant's own about each

Judgments = Sequence[tuple[Product, Judged]]


class WhichIsSo(Intent):
    """ "Which one is waterproof?" "Which of the two is made of glass?" "Which has a lid, the teapot or the jug?" """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        slot = next((name for name in ASKED if name in turn.slots), None)
        if slot is None:
            return turn.say("shared.nothing_to_sell" if turn.is_shop_empty else "which_is_so.what", is_miss=True)
        products = named_products(turn)
        judgments = [(product, _judgment(turn, product, slot)) for product in products]
        confirmed = _confirmed(judgments)
        return ask_which(turn, products, _sentences(turn, judgments), confirmed[0] if len(confirmed) == 1 else None)


def _judgment(turn: Turn, product: Product, slot: str) -> Judged:
    """The judgment of a product; if it is made of something else, the answer says of what."""
    facts = facts_of(turn, product)
    judgment = facts.whether(turn.slots[slot].text)
    if judgment.fact is None and slot == "made_of" and (material := facts.of("material")):
        return Judged("related", material)
    return judgment


def _confirmed(judgments: Judgments) -> list[Product]:
    return [product for product, each in judgments if each.verdict == "yes"]


def _sentences(turn: Turn, judgments: Judgments) -> Iterator[Markup]:
    """The products of which it is true, then what is known about the others."""
    if confirmed := _confirmed(judgments):
        yield turn.phrases.fill("which_is_so.so", products=with_articles(turn, confirmed))
    for product, each in judgments:
        if each.fact and each.verdict == "no":
            yield _denied(turn, product, each.fact)
        elif each.fact and each.verdict != "yes":
            yield spoken_fact_of(turn, product, each.fact, MOST_WORDS)
    unknown = [product for product, each in judgments if each.fact is None]
    if unknown:
        yield turn.phrases.fill("which_is_so.unsaid", products=with_articles(turn, unknown))


def _denied(turn: Turn, product: Product, fact: Fact) -> Markup:
    if not fact.value:
        return turn.phrases.fill("which_is_so.denied_only", product=product)
    return turn.phrases.fill("which_is_so.denied", product=product, value=spoken_value(turn, fact, MOST_WORDS))
