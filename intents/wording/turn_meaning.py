"""Reads a turn's words again by what the shop sells and what the conversation is about. Called by `interpretation`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache

from intents.conversation.answer.handler import Answer
from intents.conversation.fallback.handler import Fallback
from intents.dialogue.intent import Intent
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.reorder.handler import Reorder
from intents.products.product_details.handler import ProductDetails
from intents.products.product_feature.handler import ProductFeature
from intents.products.product_material.handler import ProductMaterial
from intents.products.product_origin.handler import ProductOrigin
from intents.products.product_question.handler import ProductQuestion
from intents.products.which_is_more.handler import WhichIsMore
from intents.products.which_is_so.handler import WhichIsSo
from intents.wording.item_search import Context, Search
from intents.wording.meaning import Meaning, State, is_of_bought, may_be_read, meaning_of
from intents.wording.questions import kind_asked_about, question_of
from voice_skill.store import MerchantStore, Product, UnknownProduct

# Intents that may have caught a question about a product in other words than theirs.
_UNSURE: frozenset[type[Intent]] = frozenset({Answer, Fallback, ProductQuestion})
# Intents that ask about one product, which they may not have found among the words.
_OF_ONE: frozenset[type[Intent]] = frozenset({ProductDetails, ProductFeature, ProductMaterial, ProductOrigin})
# Intents that pick one of several products, or of a kind.
_OF_SEVERAL: frozenset[type[Intent]] = frozenset({WhichIsMore, WhichIsSo})
_MOST_AT_HAND = 16  # products that are matched besides those that search finds


def meaning_of_turn(turn: Turn) -> Meaning | None:
    """Returns None if the recognized intent stays."""
    if not may_be_read(turn.message, turn.intent, turn.phrases.locale):
        return None
    question, locale = turn.open_question, turn.phrases.locale
    current_product = (turn.product(question.product_id) if question else None) or turn.current_product()
    lines = turn.store.carts.of(turn.customer).lines
    line = next((each for each in lines if each.variant.sku == turn.attributes.get("line")), None)
    purchases = _purchases(turn)
    context = Context(
        current_product,
        tuple(_products_by_id(turn.store, question.among if question and question.about == "product" else ())),
        (*_products_by_id(turn.store, (each.variant.product.external_id for each in lines)), *purchases),
        tuple(_products_by_id(turn.store, turn.last_list)),
        tuple(_products_by_id(turn.store, turn.last_products)),
        tuple(line.variant.options.values()) if line else (),
        question.among if question and question.about == "option" else (),
    )
    state = State(
        question,
        current_product,
        line if line and line.variant.product.external_id == turn.product_id else None,
        tuple(each.variant.product_id for each in lines),
        frozenset(product.id for product in purchases),
        turn.last_products,
        turn.last_list,
        Meaning(*turn.last_question) if turn.last_question else None,
    )
    return meaning_of(
        turn.message, turn.intent, state, Search(cache(turn.store.catalogue.find), context, locale), locale
    )


def question_of_turn(turn: Turn, *, is_sure: bool = False) -> Meaning | None:
    """A question about a product in free words; None if the recognized intent stays. is_sure: only where the recognized
    intent leaves out what is asked."""
    text, intent = turn.message.text, turn.intent
    is_described = intent is ProductDetails and "attribute" not in turn.slots
    if not text or (is_sure and not is_described):
        return None
    if intent in _OF_SEVERAL and not {"product", "other_product"} & turn.slots.keys():
        kind = kind_asked_about(text, [slot.text for slot in turn.slots.values()], turn.phrases.locale)
        return Meaning(intent, {**turn.slots, "product": Slot(kind)}) if kind else None
    is_nameless = intent in _OF_ONE and "product" not in turn.slots
    if not (intent in _UNSURE or is_described or is_nameless):
        return None
    question = turn.open_question
    among = question.among if question and question.about == "product" else ()
    current_product = None if is_nameless else turn.current_product()
    at_hand = (*([current_product] if current_product else ()), *_products_by_id(turn.store, among))
    find = cache(turn.store.catalogue.find)
    return question_of(text, find, at_hand, current_product, turn.phrases.locale)


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
