"""Reads a turn's words as a question about products in free words, where no intent has caught all that is asked. Called
by `interpretation`."""

import json
from collections.abc import Sequence

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.show_cart.handler import ShowCart
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
from intents.products.needs import text_of
from intents.products.option_values import named_values
from intents.products.product_details.handler import ProductDetails
from intents.products.product_feature.handler import ProductFeature
from intents.products.product_material.handler import ProductMaterial
from intents.products.product_origin.handler import ProductOrigin
from intents.products.product_price.handler import ProductPrice
from intents.products.product_question.handler import ProductQuestion
from intents.products.product_stock.handler import ProductStock
from intents.products.variant_options import is_size
from intents.products.which_is_more.handler import WhichIsMore
from intents.products.which_is_so.handler import WhichIsSo
from intents.wording.comparisons import comparison
from intents.wording.meaning import Meaning, puts_in
from intents.wording.questions import (
    asks_for_value,
    asks_of_it,
    compared_texts,
    confirms_amount,
    having,
    is_of_price,
    kind_and_description,
    kind_asked_about,
    named_before,
    names_price,
    narrowed,
    product_asked_about,
    question_of,
    questions_in,
    topic_and_question,
)
from intents.wording.turn_meaning import products_with_ids
from intents.wording.vocabulary import vocabulary_of, words_of
from voice_skill.language.amounts.numbers import with_figures
from voice_skill.store import Product
from voice_skill.store.products.facts import MAKER, wording
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
    if text and confirms_amount(text, locale):
        is_of_offer = turn.open_question is not None and turn.open_question.intent is AddToCart
        return Meaning(ShowCart if turn.current_line and not is_of_offer else ProductPrice, {})
    if text and (meaning := _of_value(turn, text)):
        return meaning
    if turn.intent is OrderCarrier and text:
        meaning = _question(turn, text)
        return meaning if meaning and _is_of_maker(meaning, locale) else None
    if text and (meaning := comparison(turn, text)):
        return meaning
    if text and turn.intent.changes and (parts := topic_and_question(text, locale)):
        return None if puts_in(parts[1], locale) else _question_after_reason(turn, *parts)
    if text and not turn.intent.changes and (meaning := _whole_question(turn, text)):
        return meaning
    if not text or not turn.intent.asks_about_product:
        return None
    if turn.intent is WhichIsMore and _is_of_listed(turn, text):
        return Meaning(WhichIsMore, {name: slot for name, slot in turn.slots.items() if name != "product"})
    if turn.intent in _OF_ONE and (meaning := _of_part(turn, text) or _of_longer_name(turn, text)):
        return meaning
    if turn.intent is ProductPrice and not names_price(text, locale):
        return _question(turn, text)
    is_of_size = any(is_size(" ".join(with_figures(words_of(each), locale)), locale) for each in turn.options)
    meaning = _question(turn, text) if turn.intent is ProductStock and not is_of_size else None  # "come in a thirteen"
    if meaning and _counts_parts(turn, meaning):
        return meaning
    is_bare = turn.intent is ProductFeature and turn.slots.keys() <= {"product"}
    is_described = is_bare or (turn.intent is ProductDetails and "attribute" not in turn.slots)
    is_of_property = turn.intent not in _OF_PROPERTIES and wording(locale).names_property(text)
    return _question(turn, text) if is_described or is_of_property else None


def _of_value(turn: Turn, text: str) -> Meaning | None:
    """The question if a product comes in a value of its options, in whatever form that is said: "in eight by ten"."""
    locale = turn.phrases.locale
    is_change = turn.open_question is not None and turn.open_question.changing_intent is not None
    if turn.intent.changes or turn.intent is FindProduct or is_change or not asks_for_value(text, locale):
        return None  # "can I have it in green", said to a read-back, changes what is ordered
    topic, question = topic_and_question(text, locale) or ("", text)
    product = (
        named_before(topic, turn.find, _at_hand(turn), locale)
        if topic
        else product_asked_about(question, turn.find, _at_hand(turn), turn.current_product(), locale)
    )
    values = named_values(question, product, locale).one_each if product else ()
    if product is None or not values:
        return None
    is_current = product.external_id == turn.product_id  # what was chosen of it stays chosen
    if is_current and turn.intent is ProductStock and {*values} == {*turn.options}:
        return None
    return Meaning(ProductStock, {} if is_current else {"product": Slot("", (product.external_id,))}, values)


def _of_longer_name(turn: Turn, text: str) -> Meaning | None:
    """The question about the product whose name goes on in what was taken for the question: "the oil paint set" of
    "is the oil paint set safe"."""
    slot = turn.slots.get("product")
    asked = {word for name, each in turn.slots.items() if name != "product" for word in words(each.text)}
    meaning = _question(turn, text, is_named=True) if slot and len(asked) > 1 else None
    if slot is None or meaning is None or meaning.slots["product"].ids == slot.ids:
        return None
    products = list(products_with_ids(turn.store, meaning.slots["product"].ids))
    own = set(words(slot.text))
    is_longer = any(asked & name and own <= name for name in (set(words(each.title)) for each in products))
    return meaning if is_longer else None


def _question_after_reason(turn: Turn, reason: str, question: str) -> Meaning | None:
    """A question that names its product itself, behind the reason for it: "my cat chews everything, is the fern safe
    for her"."""
    vocabulary = vocabulary_of(turn.phrases.locale)
    acts = {vocabulary.acts.get((word,), "change") for word in reason.split()} if vocabulary else set()
    if acts - {"change", "want"} or asks_of_it(question, turn.phrases.locale):
        return None
    return _question(turn, question, is_named=True, reason=reason)


def _is_of_listed(turn: Turn, text: str) -> bool:
    """True for "which one runs longer" of what was listed: the slot's words are no kind of thing."""
    slot, vocabulary = turn.slots.get("product"), vocabulary_of(turn.phrases.locale)
    is_pointing = vocabulary is not None and not vocabulary.words["one_of"].isdisjoint(words_of(text))
    is_open = slot is not None and not slot.ids and is_pointing and len(turn.listed) > 1
    return slot is not None and is_open and not turn.of_kind(slot.text)


def _of_part(turn: Turn, text: str) -> Meaning | None:
    """A question about a part of the current product, by whose name nothing is sold: "what's the cover made of"."""
    slot, current, locale = turn.slots.get("product"), turn.current_product(), turn.phrases.locale
    if slot is None or slot.ids or current is None or turn.find(slot.text).verdict != "none":
        return None
    is_part = set(wording(locale).telling(slot.text)) <= set(wording(locale).stems(text_of(current)))
    slots = {"product": Slot("", (current.external_id,)), "asked": Slot(text)}
    return Meaning(ProductQuestion, slots) if is_part else None


def _whole_question(turn: Turn, text: str) -> Meaning | None:
    """The question in words that say it by themselves, whatever intent they were taken for: several in one breath, one
    behind what it is about, or one for how big a thing may be or for what comes with the product."""
    locale = turn.phrases.locale
    questions = questions_in(text, locale)
    if len(questions) > 1:
        return _several_questions(turn, questions)
    if parts := topic_and_question(text, locale):
        return _question_behind(turn, *parts)
    meaning = _question(turn, text) if questions else None
    return meaning if meaning and not {"sized", "included"}.isdisjoint(meaning.slots) else None


def _several_questions(turn: Turn, questions: Sequence[str]) -> Meaning | None:
    """All of them about the product of the first; None if one is about something else."""
    first = _question(turn, questions[0])
    products = list(products_with_ids(turn.store, first.slots["product"].ids)) if first else []
    if first is None or len(products) != 1:
        return None
    others = []
    for text in questions[1:]:
        is_price = is_of_price(text, turn.phrases.locale)
        other = None if is_price else _question(turn, text, products[0])
        if not is_price and (other is None or other.slots["product"].ids != first.slots["product"].ids):
            return None
        others.append({name: slot.text for name, slot in other.slots.items() if name != "product"} if other else {})
    return Meaning(first.intent, {**first.slots, "also_asked": Slot(json.dumps(others))})


def _question_behind(turn: Turn, topic: str, question: str) -> Meaning | None:
    """A question behind the name of what it is about."""
    vocabulary, locale = vocabulary_of(turn.phrases.locale), turn.phrases.locale
    acts = {vocabulary.acts.get((word,), "change") for word in topic.split()} if vocabulary else set()
    if meaning := _question_after_reason(turn, topic, question):
        return meaning
    if acts - {"change"}:
        return None
    if product := named_before(topic, turn.find, _at_hand(turn), locale):
        return _question(turn, question, product)
    return _question(turn, question, reason=topic) if turn.current_product() else None


def _at_hand(turn: Turn) -> list[Product]:
    """The current product, and those among which one is to be chosen."""
    question, current = turn.open_question, turn.current_product()
    among = question.among if question and question.about == "product" else ()
    ids = dict.fromkeys((*among, *turn.last_products, *turn.last_list))
    products = [*([current] if current else ()), *products_with_ids(turn.store, ids)]
    return list({product.id: product for product in products}.values())


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
    if intent in _OF_SEVERAL and is_nameless:
        kind = kind_asked_about(text, [slot.text for slot in turn.slots.values()], locale)
        return Meaning(intent, {**turn.slots, "product": Slot(kind)}) if kind else None
    if intent is Fallback and turn.open_question and turn.open_question.about == "product":
        products = narrowed(text, list(products_with_ids(turn.store, turn.listed)), locale)
        if products:
            return Meaning(FindProduct, {"product": Slot("", tuple(each.external_id for each in products))})
    if intent in _OF_ONE and is_nameless:
        return _question(turn, text, is_named=True)
    if intent is Fallback and (product := _described(turn, text)):
        return Meaning(FindProduct, {"product": Slot("", (product.external_id,))})
    return _question(turn, text) if intent in _UNSURE else None


def _described(turn: Turn, text: str) -> Product | None:
    """The one product of a kind of which its data say what stands behind it: "the bag with the stars that glow"."""
    kind, description = kind_and_description(text, turn.phrases.locale)
    products = turn.of_kind(kind) if kind else []
    matches = having(products, description, turn.phrases.locale)
    return matches[0] if len(matches) == 1 and len(products) > 1 else None


def _question(
    turn: Turn, text: str, current: Product | None = None, *, is_named: bool = False, reason: str = ""
) -> Meaning | None:
    """current: the product that "it" is, if not the turn's. is_named: only if the words name a product."""
    at_hand = [current] if current else _at_hand(turn)
    current_product = None if is_named else current or turn.current_product()
    return question_of(text, turn.find, at_hand, current_product, turn.phrases.locale, reason)
