"""Reads what is compared with what, where no sample sentence has it all: "your two drills", "floor pump or mini pump,
what's the difference", "is the set cheaper than the pan and the lid". Called by `turn_questions`."""

import json
from collections.abc import Sequence

from intents.conversation.fallback.handler import Fallback
from intents.dialogue.intent import Intent
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.products.cheapest_product.handler import CheapestProduct
from intents.products.compare_products.handler import CompareProducts
from intents.products.dearest_product.handler import DearestProduct
from intents.products.kin import kin_of
from intents.products.option_values import named_values
from intents.products.product_price.handler import ProductPrice
from intents.products.spoken_forms import lowest_price_today
from intents.products.which_is_cheapest.handler import WhichIsCheapest
from intents.products.which_is_more.handler import WhichIsMore
from intents.wording.clauses import things
from intents.wording.meaning import Meaning
from intents.wording.questions import (
    compared_texts,
    comparing_words,
    having,
    named_before,
    purpose_of,
    topic_and_question,
)
from intents.wording.vocabulary import vocabulary_of, words_of
from voice_skill.store import Product
from voice_skill.store.products.facts import wording
from voice_skill.store.products.ranking import PRICE

# Intents that compare, and those that a comparison may have been taken for.
_MAY_COMPARE: frozenset[type[Intent]] = frozenset(
    {Fallback, CompareProducts, WhichIsMore, CheapestProduct, WhichIsCheapest, DearestProduct, ProductPrice}
)
_FEWEST_COMPARED = 2


def comparison(turn: Turn, text: str) -> Meaning | None:
    """Returns None if the words compare nothing, or if the recognized intent has both that are compared."""
    locale = turn.phrases.locale
    has_both = {"product", "other_product"} <= turn.slots.keys()
    if turn.intent not in _MAY_COMPARE:
        return None
    if comparing_words(text, locale) is None:
        return _cheaper(turn, text)
    words, purpose = words_of(text), purpose_of(text, locale)
    comparative = next((word for word in words if wording(locale).compared_by(word)), "")
    if meaning := _of_variants(turn, text, comparative) or (comparative and _with_several(turn, words, comparative)):
        return meaning
    if has_both:
        is_purpose = purpose and turn.intent is CompareProducts
        return Meaning(CompareProducts, {**turn.slots, "asked": Slot(purpose)}) if is_purpose else None
    if comparative and (sides := _sides_of(turn, words, comparative)):
        vocabulary = vocabulary_of(locale)
        is_claim = vocabulary is not None and not vocabulary.words["than"].isdisjoint(words)
        return Meaning(WhichIsMore, {"claimed" if is_claim else "comparative": Slot(comparative), **sides})
    texts = compared_texts(text.replace(purpose, "") if purpose else text, locale)
    if not comparative and texts and (sides := _sides(turn, *texts)):
        return Meaning(CompareProducts, {**sides, **({"asked": Slot(purpose)} if purpose else {})})
    if meaning := _cheaper(turn, text):
        return meaning
    kind = _counted_kind(turn, words)
    slots = {name: slot for name, slot in turn.slots.items() if name in ("comparative", "attribute")}
    intent = WhichIsMore if comparative else CompareProducts
    return Meaning(intent, {**slots, "product": Slot(kind)}) if kind else None


def _of_variants(turn: Turn, text: str, comparative: str) -> Meaning | None:
    """Two sizes of one product: "how much more is the large one than the small one"."""
    locale = turn.phrases.locale
    product = named_before(text, turn.find, _current(turn), locale) or turn.current_product()
    values = named_values(text, product, locale) if product else None
    if product is None or values is None:
        return None
    compared = next((each for each in values.by_option.values() if len(each) == _FEWEST_COMPARED), None)
    others = set(words_of(" ".join(values.rest))) - (comparing_words(text, locale) or frozenset())
    if compared is None or others - {comparative}:
        return None
    in_order = dict.fromkeys(value for each in product.variants for value in each.options.values() if value in compared)
    slots = {"product": Slot("", (product.external_id,)), "compared_values": Slot(json.dumps(list(in_order)))}
    return Meaning(WhichIsMore, {**slots, "comparative": Slot(comparative)})


def _current(turn: Turn) -> list[Product]:
    product = turn.current_product()
    return [product] if product else []


def _with_several(turn: Turn, words: Sequence[str], comparative: str) -> Meaning | None:
    """One thing and several others together: "is the set cheaper than the pan and the lid on their own"."""
    locale, vocabulary = turn.phrases.locale, vocabulary_of(turn.phrases.locale)
    at = words.index(comparative)
    if vocabulary is None or PRICE not in dict(wording(locale).compared_by(comparative)) or at + 1 >= len(words):
        return None
    find = turn.find
    parts = things(" ".join(words[at + 1 :]), vocabulary)
    others = [named_before(part, find, (), locale) for part in parts]
    one = named_before(" ".join(words[1:at]), find, _current(turn), locale) or turn.current_product()
    products = [each for each in others if each]
    if one is None or len(products) < max(len(parts), _FEWEST_COMPARED) or one.id in {each.id for each in products}:
        return None
    ids = tuple(each.external_id for each in products)
    slots = {"product": Slot("", (one.external_id,)), "together": Slot(json.dumps(ids))}
    return Meaning(WhichIsMore, {**slots, "claimed": Slot(comparative)})


def _sides_of(turn: Turn, words: Sequence[str], comparative: str) -> dict[str, Slot] | None:
    """What is before and behind "or" or "than": "which is cheaper, the soup bowl or the mug"."""
    vocabulary = vocabulary_of(turn.phrases.locale)
    between = (vocabulary.words["either"] | vocabulary.words["than"]) if vocabulary else frozenset()
    places = [at for at, word in enumerate(words) if word in between]
    if len(places) != 1:
        return None
    at, compared = places[0], words.index(comparative)
    parts = topic_and_question(" ".join(words), turn.phrases.locale) if at < compared else None
    if parts and at < len(words_of(parts[0])):  # "the scissors or the shears, which are longer"
        return _sides(turn, " ".join(words[:at]), " ".join(words_of(parts[0])[at + 1 :]))
    before = words[compared + 1 : at] if at - compared > 1 else words[1:compared]
    return _sides(turn, " ".join(before), " ".join(words[at + 1 :])) if before and words[at + 1 :] else None


def _sides(turn: Turn, first: str, second: str) -> dict[str, Slot] | None:
    """Both things that are compared, with the kind that they share: "the adult and the puppy food", "the rope lead or
    the long one". None if the shop does not know one of them."""
    one, other = _named_with(turn, first, second), _named_with(turn, second, first)
    return {"product": one, "other_product": other} if one and other else None


def _named_with(turn: Turn, text: str, beside: str) -> Slot | None:
    find = turn.find
    vocabulary = vocabulary_of(turn.phrases.locale)
    light = vocabulary.words["light"] if vocabulary else frozenset()
    words = [word for word in words_of(text) if word not in light]
    if not words:
        return None
    tail = [word for word in words_of(beside) if word not in light]
    ways = [words, *([*words, *tail[start:]] for start in range(1, len(tail)))]
    for way in ways:
        result = find(" ".join(way))
        if result.verdict == "sure":
            return Slot(" ".join(way), (result.products[0].external_id,))
    return Slot(" ".join(words)) if find(" ".join(words)).verdict == "ask" else None


def _cheaper(turn: Turn, text: str) -> Meaning | None:
    """The cheapest of the current product's kind that costs less and has the words: "got anything cheaper", "a cheaper
    one with chicken". None among several that were listed, of which one is the cheapest."""
    current, locale = turn.current_product(), turn.phrases.locale
    facts, vocabulary = wording(locale), vocabulary_of(locale)
    is_less = (PRICE, -1) in facts.compared_by(text)
    if current is None or vocabulary is None or not is_less or "product" in turn.slots:
        return None
    is_one_of_several = len(turn.listed) > 1 and current.external_id in turn.listed
    if is_one_of_several or not (turn.intent is Fallback or turn.intent.by_price > 0):
        return None
    light = vocabulary.words["light"] | vocabulary.words["around_cheaper"]
    light |= {word for phrase in facts.comparatives[PRICE]["less"] for word in phrase.split()}
    wishes = " ".join(word for word in words_of(text) if word not in light)
    products = having(kin_of(current, turn.of_kind, locale), wishes, locale)
    prices = {each.id: lowest_price_today(turn, each) for each in (current, *products)}
    cheaper = [each for each in products if prices[each.id] < prices[current.id] and each.can_be_had]
    product = min(cheaper, key=lambda each: prices[each.id], default=None)
    return Meaning(ProductPrice, {"product": Slot("", (product.external_id,))}) if product else None


def _counted_kind(turn: Turn, words: Sequence[str]) -> str:
    """The kind of "your two drills"; empty if the shop has fewer of it."""
    vocabulary = vocabulary_of(turn.phrases.locale)
    comparing = comparing_words(" ".join(words), turn.phrases.locale) or frozenset()
    places = [at for at, word in enumerate(words) if vocabulary and word in vocabulary.words["counted"]]
    kind = " ".join(word for word in words[places[0] + 1 :] if word not in comparing) if places else ""
    is_known = kind and len(turn.of_kind(kind)) >= _FEWEST_COMPARED
    return kind if is_known else ""
