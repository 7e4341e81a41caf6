"""Reads a turn's words as a question about products in free words, where no intent has caught all that is asked. Called
by `interpretation`."""

from functools import cache

from intents.conversation.answer.handler import Answer
from intents.conversation.fallback.handler import Fallback
from intents.dialogue.intent import Intent
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.order_carrier.handler import OrderCarrier
from intents.products.cheapest_product.handler import CheapestProduct
from intents.products.compare_products.handler import CompareProducts
from intents.products.dearest_product.handler import DearestProduct
from intents.products.find_product.handler import FindProduct
from intents.products.kin import kin_of
from intents.products.product_details.handler import ProductDetails
from intents.products.product_feature.handler import ProductFeature
from intents.products.product_material.handler import ProductMaterial
from intents.products.product_origin.handler import ProductOrigin
from intents.products.product_question.handler import ProductQuestion
from intents.products.product_stock.handler import ProductStock
from intents.products.which_is_cheapest.handler import WhichIsCheapest
from intents.products.which_is_more.handler import WhichIsMore
from intents.products.which_is_so.handler import WhichIsSo
from intents.wording.meaning import Meaning
from intents.wording.questions import (
    all_text,
    compared_texts,
    kind_asked_about,
    narrowed,
    question_of,
    second_asked,
    two_questions,
)
from intents.wording.turn_meaning import products_with_ids
from intents.wording.vocabulary import vocabulary_of, words_of
from voice_skill.store import Product
from voice_skill.store.products.facts import MAKER, wording
from voice_skill.store.products.ranking import PRICE
from voice_skill.store.search import words

# Intents that may have caught a question about a product in other words than theirs.
_UNSURE: frozenset[type[Intent]] = frozenset({Answer, Fallback, ProductQuestion})
# Intents that ask about one product, which they may not have found among the words.
_OF_ONE: frozenset[type[Intent]] = frozenset({ProductDetails, ProductFeature, ProductMaterial, ProductOrigin})
# Intents that tell a property by its name.
_OF_PROPERTIES = _OF_ONE | {ProductQuestion}
# Intents that pick one of several products, or of a kind.
_OF_SEVERAL: frozenset[type[Intent]] = frozenset({CheapestProduct, DearestProduct, WhichIsMore, WhichIsSo})


def incomplete_question(turn: Turn) -> Meaning | None:
    """The question if the recognized intent leaves out a part of it; None if that stays."""
    text, locale = turn.message.text, turn.phrases.locale
    if turn.intent is OrderCarrier and text:
        meaning = _question(turn, text)
        return meaning if meaning and _is_of_maker(meaning, locale) else None
    if text and turn.intent.by_price and (meaning := _either_or(turn, text)):
        return meaning
    if not text or not turn.intent.asks_about_product:
        return None
    if questions := two_questions(text, locale):
        first = _question(turn, questions[0])
        return first and Meaning(first.intent, {**first.slots, "also_asked": Slot(second_asked(questions[1], locale))})
    if turn.intent is ProductStock and (meaning := _question(turn, text)) and _counts_parts(turn, meaning):
        return meaning
    is_bare = turn.intent is ProductFeature and turn.slots.keys() <= {"product"}
    is_described = is_bare or (turn.intent is ProductDetails and "attribute" not in turn.slots)
    is_of_property = turn.intent not in _OF_PROPERTIES and wording(locale).names_property(text)
    return _question(turn, text) if is_described or is_of_property else None


def _either_or(turn: Turn, text: str) -> Meaning | None:
    """Which of two products costs less, or more: "which is the cheapest, the soup bowl or the mug"."""
    vocabulary = vocabulary_of(turn.phrases.locale)
    spoken_words = words_of(text)
    places = [at for at, word in enumerate(spoken_words) if vocabulary and word in vocabulary.words["either"]]
    extreme = next((word for word in spoken_words if wording(turn.phrases.locale).compared_by(word)), None)
    if len(places) != 1 or extreme is None:
        return None
    first = " ".join(spoken_words[spoken_words.index(extreme) + 1 : places[0]])
    second = " ".join(spoken_words[places[0] + 1 :])
    if not all(name and turn.store.catalogue.find(name).products for name in (first, second)):
        return None
    return Meaning(WhichIsMore, {"comparative": Slot(extreme), "product": Slot(first), "other_product": Slot(second)})


def _is_of_maker(meaning: Meaning, locale: str) -> bool:
    """True if a question is for who makes something, and not for who brings it."""
    facts = wording(locale)
    return "asked" in meaning.slots and facts.property_of(facts.telling(meaning.slots["asked"].text)) == MAKER


def _counts_parts(turn: Turn, meaning: Meaning) -> bool:
    """True if it asks how many there are in a product, and not how many of it are left."""
    vocabulary = vocabulary_of(turn.phrases.locale)
    if vocabulary and any(vocabulary.places_of("in_each", words_of(turn.message.text))):
        return True
    counted = meaning.slots.get("counted")
    products = products_with_ids(turn.store, meaning.slots["product"].ids)
    names = (name for each in products for name in (each.spoken_name, each.spoken_plural, each.title, *each.synonyms))
    return counted is not None and not any(set(words(counted.text)) & set(words(name)) for name in names)


def free_question(turn: Turn) -> Meaning | None:
    """The question in words that no intent has, or without the product among them; None if the recognized intent
    stays."""
    text, intent, locale = turn.message.text, turn.intent, turn.phrases.locale
    if not text:
        return None
    is_nameless = not {"product", "other_product"} & turn.slots.keys()
    if intent in (Fallback, CompareProducts) and is_nameless and (texts := compared_texts(text, locale)):
        return Meaning(CompareProducts, {"product": Slot(texts[0]), "other_product": Slot(texts[1])})
    is_of_price = intent is Fallback or (intent.by_price > 0 and is_nameless)
    if is_of_price and (meaning := _cheaper(turn, text)):
        return meaning
    if intent in _OF_SEVERAL and is_nameless:
        kind = kind_asked_about(text, [slot.text for slot in turn.slots.values()], locale)
        return Meaning(intent, {**turn.slots, "product": Slot(kind)}) if kind else None
    if intent is Fallback and turn.open_question and turn.open_question.about == "product":
        products = narrowed(text, list(products_with_ids(turn.store, turn.listed)), locale)
        if products:
            return Meaning(FindProduct, {"product": Slot("", tuple(each.external_id for each in products))})
    if intent in _OF_ONE and is_nameless:
        return _question(turn, text, is_named=True)
    return _question(turn, text) if intent in _UNSURE else None


def _cheaper(turn: Turn, text: str) -> Meaning | None:
    """ "Got anything cheaper", "is there a cheaper one with chicken": the cheapest that costs less than the current
    product, is of its kind, and has the words. None among several that were offered, of which one is the cheapest."""
    current, locale = turn.current_product(), turn.phrases.locale
    facts, vocabulary = wording(locale), vocabulary_of(locale)
    is_one_of_several = len(turn.listed) > 1 and current is not None and current.external_id in turn.listed
    if current is None or vocabulary is None or is_one_of_several or (PRICE, -1) not in facts.compared_by(text):
        return None
    light = vocabulary.words["light"] | vocabulary.words["around_cheaper"]
    light |= {word for phrase in facts.comparatives[PRICE]["less"] for word in phrase.split()}
    wanted = {stem for word in words_of(text) if word not in light for stem in facts.stems(word)}
    price, ids = _lowest_price(turn, current), []
    for product in kin_of(current, turn.products_of_kind, locale):
        is_cheaper = _lowest_price(turn, product) < price and any(each.can_sell(1) for each in product.variants)
        if is_cheaper and wanted <= set(facts.stems(all_text(product))):
            ids.append(product.external_id)
    return Meaning(WhichIsCheapest, {"product": Slot("", tuple(ids))}) if ids else None


def _lowest_price(turn: Turn, product: Product) -> int:
    return min(variant.price(turn.store.now).amount_minor for variant in product.variants)


def _question(turn: Turn, text: str, *, is_named: bool = False) -> Meaning | None:
    """is_named: only if the words name a product."""
    question = turn.open_question
    among = question.among if question and question.about == "product" else ()
    current_product = None if is_named else turn.current_product()
    at_hand = (*([current_product] if current_product else ()), *products_with_ids(turn.store, among))
    find = cache(turn.store.catalogue.find)
    return question_of(text, find, at_hand, current_product, turn.phrases.locale)
