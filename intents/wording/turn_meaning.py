"""Reads a turn's words again by what the shop sells and what the conversation is about. Called by `interpretation`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache

from intents.dialogue.turn import Turn
from intents.orders.reorder.handler import Reorder
from intents.wording.item_search import Context, Search
from intents.wording.meaning import Meaning, State, is_of_bought, may_be_read, meaning_of
from voice_skill.store import MerchantStore, Product, UnknownProduct

_MOST_AT_HAND = 16  # products that are matched besides those that search finds


def meaning_of_turn(turn: Turn) -> Meaning | None:
    """Returns None if the recognized intent stays."""
    if not may_be_read(turn.message, turn.intent):
        return None
    question, current_product, locale = turn.open_question, turn.current_product(), turn.phrases.locale
    lines = turn.store.carts.of(turn.customer).lines
    line = next((each for each in lines if each.variant.sku == turn.attributes.get("line")), None)
    purchases = _purchases(turn)
    context = Context(
        current_product,
        tuple(_products_by_id(turn.store, question.among if question and question.about == "product" else ())),
        (*_products_by_id(turn.store, (each.variant.product.external_id for each in lines)), *purchases),
        tuple(line.variant.options.values()) if line else (),
        question.among if question and question.about == "option" else (),
    )
    state = State(
        question,
        current_product,
        line if line and line.variant.product.external_id == turn.product_id else None,
        tuple(each.variant.product_id for each in lines),
        frozenset(product.id for product in purchases),
        tuple(each for each in (turn.attributes.get("product_before"), turn.product_id) if isinstance(each, str)),
    )
    return meaning_of(
        turn.message, turn.intent, state, Search(cache(turn.store.catalogue.find), context, locale), locale
    )


def _purchases(turn: Turn) -> list[Product]:
    """The products bought before, if the words are about them."""
    is_again = turn.open_question is not None and turn.open_question.intent is Reorder
    if not (is_again or is_of_bought(turn.message, turn.intent, turn.phrases.locale)):
        return []
    products: dict[int, Product] = {}
    for line in turn.store.orders.usual(turn.customer, None):
        with suppress(UnknownProduct):
            product = turn.store.catalogue.variant(line.sku).product
            products[product.id] = turn.store.catalogue.product(product.external_id)
    return list(products.values())


def _products_by_id(store: MerchantStore, ids: Iterable[str]) -> Iterator[Product]:
    """The products with these ids that are still sold."""
    for external_id in list(ids)[:_MOST_AT_HAND]:
        with suppress(UnknownProduct):
            yield store.catalogue.product(external_id)
