"""Which of a few products is waterproof, made of glass, has a lid: said only of what the merchant says it of."""

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

Judgements = Sequence[tuple[Product, Judged]]


class WhichIsSo(Intent):
    """ "Which one is waterproof?" "Which of the two is made of glass?" "Which has a lid, the teapot or the jug?" """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        slot = next((name for name in ASKED if name in turn.slots), None)
        if slot is None:
            return turn.say("shared.nothing_to_sell" if turn.is_shop_empty else "which_is_so.what", is_miss=True)
        products = named_products(turn)
        judged = [(product, _judged(turn, product, slot)) for product in products]
        so = _so(judged)
        return ask_which(turn, products, _told(turn, judged), so[0] if len(so) == 1 else None)


def _judged(turn: Turn, product: Product, slot: str) -> Judged:
    """Of what is made of something else it is told of what."""
    facts = facts_of(turn, product)
    judged = facts.whether(turn.slots[slot].text)
    if judged.fact is None and slot == "made_of" and (material := facts.of("material")):
        return Judged("related", material)
    return judged


def _so(judged: Judgements) -> list[Product]:
    return [product for product, each in judged if each.verdict == "yes"]


def _told(turn: Turn, judged: Judgements) -> Iterator[Markup]:
    """Those that are so, then what is said of the others."""
    if so := _so(judged):
        yield turn.phrases.fill("which_is_so.so", products=with_articles(turn, so))
    for product, each in judged:
        if each.fact and each.verdict == "no":
            yield _denied(turn, product, each.fact)
        elif each.fact and each.verdict != "yes":
            yield spoken_fact_of(turn, product, each.fact, MOST_WORDS)
    unknown = [product for product, each in judged if each.fact is None]
    if unknown:
        yield turn.phrases.fill("which_is_so.unsaid", products=with_articles(turn, unknown))


def _denied(turn: Turn, product: Product, fact: Fact) -> Markup:
    if not fact.value:
        return turn.phrases.fill("which_is_so.denied_only", product=product)
    return turn.phrases.fill("which_is_so.denied", product=product, value=spoken_value(turn, fact, MOST_WORDS))
