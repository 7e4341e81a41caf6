"""Two products side by side."""

from collections.abc import Iterator

from ask_sdk_model import Response
from markupsafe import Markup

from intents.describing import prices_today
from intents.facts import different
from intents.finding import product_said
from intents.intent import Intent
from intents.phrases import MOST_ITEMS, Values
from intents.slots import Said
from intents.turn import Turn
from voice_skill.store import Product

MOST_WORDS = 30  # of all that is said


class CompareProducts(Intent):
    """ "What's the difference between the house blend coffee and the dark roast coffee?" "… between the two?" """

    def answer(self, turn: Turn) -> Response:
        _name_offered(turn)
        product, other = product_said(turn), product_said(turn, "other_product")
        if product.external_id == other.external_id:
            return turn.ask("compare_products.same_product", about="product", slot="other_product", product=product)
        price, other_price = (prices_today(turn, each.variants)[0] for each in (product, other))
        told: Values = {"product": product, "other": other, "price": price, "other_price": other_price}
        key = "same_price" if price == other_price else "prices"
        first = len(turn.phrases.fill(f"compare_products.{key}", **told).split())
        most_facts = MOST_ITEMS if price == other_price else MOST_ITEMS - 1
        differences = _fitting(_differences(turn, product, other), most_facts, MOST_WORDS - first)
        if differences:
            told["differences"] = Markup(" ").join(differences)
            key += "_differ"
        turn.slots.clear()
        ids = [product.external_id, other.external_id]
        return turn.ask(
            f"compare_products.{key}", intent="FindProduct", about="product", among=ids, card=product, **told
        )


def _name_offered(turn: Turn) -> None:
    """ "The two" are the first two of those that were just offered."""
    question = turn.open_question
    if not turn.slots and question and question.about == "product" and len(question.among) > 1:
        for slot, external_id in zip(("product", "other_product"), question.among, strict=False):
            turn.slots[slot] = Said("", (external_id,))


def _differences(turn: Turn, product: Product, other: Product) -> Iterator[Markup]:
    for name, values, other_values in different(product, other):
        value, other_value = turn.phrases.listed(values), turn.phrases.listed(other_values)
        yield turn.phrases.fill("compare_products.difference", attribute=name, value=value, other_value=other_value)


def _fitting(differences: Iterator[Markup], most: int, words: int) -> list[Markup]:
    """The first of them that can be said in so many words."""
    fitting: list[Markup] = []
    for said in differences:
        if len(fitting) < most and len(said.split()) <= words:
            fitting.append(said)
            words -= len(said.split())
    return fitting
