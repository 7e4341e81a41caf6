"""Two products side by side."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import MOST_ITEMS, Values
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.compared_products import MOST_WORDS, ask_which, named_products, sentences_that_fit
from intents.products.find_product.handler import FindProduct
from intents.products.spoken_facts import differing_data, facts_of, spoken_fact_of
from intents.products.spoken_forms import prices_today
from voice_skill.store import Product

MOST_WORDS_OF_PURPOSE = 12


class CompareProducts(Intent):
    """ "What's the difference between the house blend coffee and the dark roast coffee?" "… between the two?" """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        if not turn.is_shop_empty and (said := _words_for_no_product(turn)):
            return turn.say("compare_products.not_products", said=said[0], other=said[1], is_miss=True)
        purpose = turn.slots.pop("asked", None)
        product, other = named_products(turn)[:2]
        if purpose and (told := _told_for(turn, (product, other), purpose.text)):
            return ask_which(turn, (product, other), told)
        price, other_price = (prices_today(turn, each.variants)[0] for each in (product, other))
        phrase_values: Values = {"product": product, "other": other, "price": price, "other_price": other_price}
        key = "same_price" if price == other_price else "prices"
        word_count = len(turn.phrases.fill(f"compare_products.{key}", **phrase_values).split())
        most_facts = MOST_ITEMS if price == other_price else MOST_ITEMS - 1
        differences = sentences_that_fit(_differences(turn, product, other), most_facts, MOST_WORDS - word_count)
        if differences:
            phrase_values["differences"] = Markup(" ").join(differences)
            key += "_differ"
        turn.slots.clear()
        ids = [product.external_id, other.external_id]
        return turn.ask(
            f"compare_products.{key}", intent=FindProduct, about="product", among=ids, card=product, **phrase_values
        )


def _told_for(turn: Turn, products: Sequence[Product], purpose: str) -> list[Markup]:
    """The statements of the products about what they shall be better for."""
    judgments = [(product, facts_of(turn, product).answering(purpose)) for product in products]
    return [
        spoken_fact_of(turn, product, judgment.fact, MOST_WORDS_OF_PURPOSE)
        for product, judgment in judgments
        if judgment.fact and judgment.verdict != "related"
    ]


def _words_for_no_product(turn: Turn) -> tuple[str, ...]:
    """The two texts that are compared, if no product is either: "LCD and LED"."""
    slots = [turn.slots[name] for name in ("product", "other_product") if name in turn.slots]
    catalogue = turn.store.catalogue
    is_known = any(
        slot.ids or catalogue.find(slot.text).verdict == "sure" or catalogue.of_kind(slot.text, limit=1)
        for slot in slots
    )
    return () if is_known or len(slots) < 2 else tuple(slot.text for slot in slots)


def _differences(turn: Turn, product: Product, other: Product) -> Iterator[Markup]:
    for name, values, other_values in differing_data(product, other):
        value, other_value = turn.phrases.spoken_list(values), turn.phrases.spoken_list(other_values)
        yield turn.phrases.fill("compare_products.difference", attribute=name, value=value, other_value=other_value)
