"""Reads a wish for something that is not named: for a need, for somebody, without something, for less than another
thing, the smallest of a kind. Called by `interpretation`, with all of the words or with those of a thing's slot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.remove_from_cart.handler import RemoveFromCart
from intents.conversation.answer.handler import Answer
from intents.conversation.fallback.handler import Fallback, price_limit
from intents.conversation.not_right.handler import NotRight
from intents.dialogue.intent import Intent
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.reorder.handler import Reorder
from intents.products.browse.handler import Browse
from intents.products.cheapest_product.handler import CheapestProduct
from intents.products.dearest_product.handler import DearestProduct
from intents.products.find_product.handler import FindProduct
from intents.products.needs import age_in, guide_of, is_made_for, meeting, needs_in, people_in
from intents.products.product_details.handler import ProductDetails
from intents.products.product_feature.handler import ProductFeature
from intents.products.product_material.handler import ProductMaterial
from intents.products.product_options.handler import ProductOptions
from intents.products.product_question.handler import ProductQuestion
from intents.products.product_stock.handler import ProductStock
from intents.products.which_is_more.handler import WhichIsMore
from intents.products.which_is_so.handler import WhichIsSo
from intents.wording.meaning import Meaning, puts_in
from intents.wording.vocabulary import Phrase, places_of, vocabulary_of, word_lists, words_of
from voice_skill.store.products.facts import wording
from voice_skill.store.products.ranking import PRICE

# Intents that such a wish may have been taken for.
_MAY_BROWSE: frozenset[type[Intent]] = frozenset(
    {
        Answer,
        AddToCart,
        Browse,
        CheapestProduct,
        DearestProduct,
        Fallback,
        FindProduct,
        NotRight,
        ProductDetails,
        ProductFeature,
        ProductMaterial,
        ProductOptions,
        ProductQuestion,
        ProductStock,
        RemoveFromCart,
        Reorder,
        WhichIsMore,
        WhichIsSo,
    }
)
# Intents that wish for a thing, and ask nothing about one: "is the soap vegan".
_WISHING: frozenset[type[Intent]] = frozenset({Answer, AddToCart, Browse, Fallback, FindProduct})
_FEWEST_OF_KIND = 2
_MOST_EXCLUDED = 4  # words
_MOST_TOLD = 3
_FEWEST_TOLD = 2  # words of a trouble that one description must have


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a language's table: single ones, and phrases."""

    framing: frozenset[str]
    anything: frozenset[str]
    seeking: frozenset[str]
    purpose: frozenset[str]
    leading_to: frozenset[str]
    doing: frozenset[str]
    excluding_briefly: frozenset[str]
    beside_excluded: frozenset[str]
    comparing: frozenset[str]
    small: frozenset[str]
    big: frozenset[str]
    telling: frozenset[str]
    best: frozenset[str]
    asking_again: frozenset[str]
    wishing: frozenset[str]
    selling: frozenset[str]
    described: frozenset[str]
    pointing: frozenset[str]
    beside_need: frozenset[str]
    behind_price: frozenset[str]
    gifts: frozenset[Phrase]
    excluding: frozenset[Phrase]
    intolerant: frozenset[Phrase]
    features: frozenset[Phrase]
    whole_shop: frozenset[Phrase]


_OF_PHRASES = frozenset({"gifts", "excluding", "intolerant", "features", "whole_shop"})


@dataclass(frozen=True, slots=True)
class _Wish:
    """thing: the words for a kind of thing; empty if anything will do. need: what it is for. without: what it must not
    have. feature: what it must be. limit: words for a price. framed: the words around the thing."""

    thing: tuple[str, ...]
    framed: frozenset[str]
    need: str = ""
    without: str = ""
    feature: str = ""
    limit: str = ""
    purpose: str = ""
    is_gift: bool = False

    @property
    def kind(self) -> str:
        return " ".join(self.thing)


def browsing(turn: Turn) -> Meaning | None:
    """Returns None if the words name what they are about, or wish for nothing."""
    locale = turn.phrases.locale
    words, text = _words(locale), turn.message.text or _slot_text(turn)
    question = turn.open_question
    is_awaited = question is not None and question.about in ("commit", "order_number", "quantity")
    if words is None or not text or is_awaited or turn.intent not in _MAY_BROWSE or puts_in(text, locale):
        return None
    wish = _wish(text, words, locale)
    if _asks_of_one(turn, wish, text):
        return None
    ways = (
        _department,
        _of_whole_shop,
        _than,
        _without,
        _with_feature,
        _gift,
        _for_anything,
        _kind_for,
        _sized,
        _within_price,
        _kind_asked_for,
        _told,
    )
    return next((meaning for way in ways if (meaning := way(turn, wish, text, words))), None)


def _asks_of_one(turn: Turn, wish: _Wish, text: str) -> bool:
    """True for "he can't have wheat, is the finger paint safe", which asks about the one product that it names."""
    vocabulary, spoken = vocabulary_of(turn.phrases.locale), words_of(text)
    if vocabulary is None or not wish.thing:
        return False
    asking = vocabulary.words["auxiliary"] | vocabulary.words["may_ask"]
    is_question = any(word in asking and after in vocabulary.words["of_thing"] for word, after in pairwise(spoken))
    return is_question and turn.find(wish.kind).verdict == "sure"


def narrowing(turn: Turn) -> Meaning | None:
    """ "Not wool", "for a ten year old", "under ten dollars": those of what was listed."""
    locale = turn.phrases.locale
    words, text, question = _words(locale), turn.message.text, turn.open_question
    is_listed = question is not None and question.about == "product" and len(turn.listed) > 1
    if words is None or not text or not is_listed or turn.intent not in _MAY_BROWSE:
        return None
    wish = _wish(text, words, locale, is_brief=True)
    is_question = bool(wish.feature) and turn.intent not in _WISHING  # "which one is waterproof"
    if is_question or wish.thing or not (wish.need or wish.without or wish.limit or wish.feature):
        return None
    return Meaning(Browse, {**_slots(wish), "among": Slot("", tuple(turn.listed))})


def _slot_text(turn: Turn) -> str:
    """What Alexa caught as a thing that it does not know, to be found."""
    slot = turn.slots.get("product")
    return slot.text if slot and not slot.ids and (turn.intent is FindProduct or turn.intent.by_price) else ""


def _department(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "Clothing", where the departments were just listed; "show me the gifts", where there is such a department."""
    is_listed = turn.open_question is not None and turn.open_question.intent is Browse
    if not (is_listed or wish.is_gift):
        return None
    facts = wording(turn.phrases.locale)
    telling = [word for word in words_of(text) if word not in words.framing]
    for name in turn.store.browsing.departments() if telling else ():
        if [word for word in words_of(name) if word not in words.framing] == telling or facts.stems(name) == telling:
            return Meaning(Browse, {"department": Slot(name.lower())})
    return None


def _of_whole_shop(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "What's the most expensive thing you have"."""
    if turn.intent not in (Fallback, CheapestProduct, DearestProduct, FindProduct):
        return None
    if turn.intent is Fallback and turn.product_id:
        return None  # "got anything cheaper" than that
    sign = dict(wording(turn.phrases.locale).compared_by(text)).get(PRICE, 0) or -turn.intent.by_price
    is_of_all = _phrase_at(words_of(text), words.whole_shop)
    light = words.framing.union(*words.whole_shop)
    is_superlative = sign and not wish.need and is_of_all and light.issuperset(_named(wish, turn))
    return Meaning(DearestProduct if sign > 0 else CheapestProduct, {"of_all": Slot("")}) if is_superlative else None


def _named(wish: _Wish, turn: Turn) -> Sequence[str]:
    """The words for a thing but for those that compare prices."""
    prices = wording(turn.phrases.locale).comparatives.get(PRICE, {})
    comparing = {word for phrases in prices.values() for phrase in phrases for word in phrase.split()}
    return [word for word in wish.thing if word not in comparing]


def _than(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "Anything cheaper than the wool blanket"."""
    spoken = words_of(text)
    at = next((at for at, word in enumerate(spoken) if word in words.comparing), 0)
    before, after = spoken[:at], spoken[at + 1 :]
    is_less = (PRICE, -1) in wording(turn.phrases.locale).compared_by(" ".join(before))
    if not at or not after or not is_less or words.anything.isdisjoint(before) or wish.limit:
        return None
    if words.purpose.isdisjoint(after) and words.pointing.issuperset(after):
        product = turn.current_product()
        return Meaning(Browse, {"than": Slot("", (product.external_id,))}) if product else None
    result = turn.find(" ".join(after))
    product = result.products[0] if result.verdict != "none" and result.products else None
    return Meaning(Browse, {"than": Slot("", (product.external_id,))}) if product else None


def _without(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "A jacket that's not leather", "I'm allergic to milk, what biscuits can I eat"."""
    if not wish.without:
        return None
    if wish.thing:
        is_known = turn.of_kind(wish.kind) or turn.find(wish.kind).verdict != "none"
        return Meaning(Browse, _slots(wish)) if is_known else _of_last_word(turn, wish)
    is_wished = not words.anything.isdisjoint(wish.framed) or _phrase_at(words_of(text), words.intolerant)
    return Meaning(Browse, _slots(wish)) if is_wished else None


def _of_last_word(turn: Turn, wish: _Wish) -> Meaning | None:
    """The kind that the last word says, of which the words before it must be so: "decaf coffee"."""
    kind = wish.thing[-1]
    if len(wish.thing) == 1 or not turn.of_kind(kind):
        return None
    return Meaning(Browse, _slots(replace(wish, thing=(kind,), feature=" ".join(wish.thing[:-1]))))


def _with_feature(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "Gluten free bread", "vegan cheese"."""
    if not wish.feature or wish.is_gift or turn.intent not in _WISHING:
        return None
    if len(wish.thing) > 1 and turn.find(wish.kind).verdict == "sure":
        return None  # "organic house blend coffee" names one
    if not wish.thing:
        is_wished = turn.intent is Fallback and not words.anything.isdisjoint(wish.framed)
        return Meaning(Browse, _slots(wish)) if is_wished else None
    return Meaning(Browse, _slots(wish)) if turn.of_kind(wish.kind) else None


def _gift(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "A present for my sister", "something nice under twenty for my mother"."""
    people = people_in(wish.need, turn.phrases.locale)
    is_nice = not wish.thing and bool(people) and bool(wish.limit) and age_in(wish.need, turn.phrases.locale) is None
    if not (wish.is_gift or is_nice):
        return None
    is_department = not (wish.need or wish.limit) and wording(turn.phrases.locale).stems(
        " ".join(turn.store.browsing.departments())
    )
    if is_department and not guide_of(turn.phrases.locale).gifts.isdisjoint(is_department):
        return None
    if wish.thing and not turn.of_kind(wish.kind):
        return None
    return Meaning(Browse, {**_slots(wish), "gift": Slot("")})


def _for_anything(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "Something for breakfast", "what have you got for women", "what's for dinner"."""
    if wish.thing or not wish.need or not ((words.anything | words.wishing) & wish.framed):
        return None
    locale = turn.phrases.locale
    is_of_somebody = age_in(wish.need, locale) is not None or bool(people_in(wish.need, locale))
    if is_of_somebody or turn.find(wish.need).verdict == "none":
        return Meaning(Browse, _slots(wish))
    names = {name.casefold() for name in turn.store.browsing.departments()}
    is_need = needs_in(wish.need, locale) and not names.intersection(words_of(wish.need))
    return Meaning(Browse, _slots(wish)) if is_need else None


def _kind_for(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "The best camera for a beginner", "a toy for a ten year old"."""
    if not (wish.thing and wish.need):
        return None
    locale = turn.phrases.locale
    is_of_somebody = age_in(wish.need, locale) is not None or bool(people_in(wish.need, locale))
    if len(turn.of_kind(wish.kind)) < (1 if is_of_somebody else _FEWEST_OF_KIND):
        return None
    is_need = is_of_somebody or needs_in(wish.need, locale) or not words.best.isdisjoint(wish.framed)
    if not is_need and turn.find(f"{wish.kind} {wish.need}").verdict != "none":
        return None
    return Meaning(Browse, {**_slots(wish), **_size(wish, words)})


def _sized(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "A small television", of which none is called small."""
    if not wish.thing or not wish.framed & (words.small | words.big) or turn.intent not in (Fallback, FindProduct):
        return None
    size, products = _size(wish, words), turn.of_kind(wish.kind)
    if len(products) < _FEWEST_OF_KIND or not size:
        return None
    values = {value.casefold() for each in products for variant in each.variants for value in variant.options.values()}
    return None if values & (words.small | words.big) else Meaning(Browse, {**_slots(wish), **size})


def _within_price(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "Toys under twenty dollars", "show me everything under ten", where search knew no such name."""
    if not wish.limit or turn.intent not in (Fallback, Browse):
        return None
    is_anything = not wish.thing and not words.anything.isdisjoint(wish.framed)
    return Meaning(Browse, _slots(wish)) if is_anything or (wish.thing and turn.of_kind(wish.kind)) else None


def _kind_asked_for(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "What front lights have you got in", where no sample sentence has it so."""
    spoken = words_of(text)
    is_asked = bool(wish.thing) and spoken[0] in words.anything and not wish.framed.isdisjoint(words.selling)
    if turn.intent is not Fallback or not is_asked or wish.framed | {*wish.thing} != {*spoken}:
        return None
    is_known = bool(turn.of_kind(wish.kind)) or turn.find(wish.kind).verdict != "none"
    return Meaning(FindProduct, {"product": Slot(wish.kind)}) if is_known else None


def _told(turn: Turn, wish: _Wish, text: str, words: _Words) -> Meaning | None:
    """ "I'm hungry", "my tap is dripping": what is not said as a wish, and is no answer."""
    spoken, locale = words_of(text), turn.phrases.locale
    if turn.intent not in (Fallback, Browse) or turn.open_question or not spoken or spoken[0] not in words.telling:
        return None
    telling = " ".join(word for word in spoken if word not in words.framing | words.telling)
    vocabulary = vocabulary_of(locale)
    is_own = vocabulary is not None and spoken[0] not in vocabulary.words["counting"]  # "the moon sings" needs nothing
    if is_own and needs_in(text, locale) and len(telling.split()) <= _MOST_TOLD:
        return Meaning(Browse, {"need": Slot(telling or text)})
    is_trouble = len(telling.split()) >= _FEWEST_TOLD and any(
        is_made_for(product, telling, locale) for product in meeting(turn, telling)
    )
    return Meaning(Browse, {"need": Slot(telling)}) if is_trouble else None


def _size(wish: _Wish, words: _Words) -> dict[str, Slot]:
    """The adjective that asks for the smallest or the biggest."""
    if wish.framed & words.small:
        return {"size": Slot("smaller")}
    return {"size": Slot("bigger")} if wish.framed & words.big else {}


def _slots(wish: _Wish) -> dict[str, Slot]:
    texts = {
        "product": wish.kind,
        "need": wish.need,
        "without": wish.without,
        "feature": wish.feature,
        "limit": wish.limit,
        "purpose": wish.purpose,
    }
    return {name: Slot(text) for name, text in texts.items() if text}


def _wish(text: str, words: _Words, locale: str, *, is_brief: bool = False) -> _Wish:
    """is_brief: the words may begin with "not" or "no"."""
    limit = price_limit(text, locale)
    cut = text.casefold().replace(limit, " ") if limit else text
    # What is behind the price is no part of it: "under thirty dollars for my mother".
    price = limit.split()
    end = next((at for at, word in enumerate(price) if at and word in words.behind_price), len(price))
    limit, cut = " ".join(price[:end]), " ".join([cut, *price[end:]])
    spoken = list(words_of(cut))
    spoken, without = _without_excluded(spoken, words, is_brief=is_brief)
    before, purpose = _parted_by_purpose(spoken, words)
    need = " ".join(word for word in purpose.split()[1:] if word not in words.beside_need)
    is_gift = bool(_phrase_at(before, words.gifts))
    thing = [word for word in _without_phrases(before, words.gifts) if word not in words.framing]
    feature_place = _phrase_at(thing, words.features)
    feature = " ".join(thing[slice(*feature_place)]) if feature_place else ""
    if feature_place:
        thing = thing[: feature_place[0]] + thing[feature_place[1] :]
    while thing and thing[-1] in words.doing:
        thing.pop()
    framed = frozenset(word for word in before if word in words.framing)
    if need and thing and not framed.isdisjoint(words.described) and before[0] not in thing:
        need, thing = " ".join([*thing, need]), []  # "something warm for winter"
    return _Wish(tuple(thing), framed, need, without, feature, limit, purpose, is_gift)


def _without_excluded(spoken: list[str], words: _Words, *, is_brief: bool) -> tuple[list[str], str]:
    """The words without what must not be in a thing, and this."""
    place = _phrase_at(spoken, words.excluding)
    if place is None and is_brief:
        place = next(((at, at + 1) for at, word in enumerate(spoken[:2]) if word in words.excluding_briefly), None)
    if place is None:
        return spoken, ""
    start, end = place
    after = spoken[end:]
    is_intolerant = tuple(spoken[start:end]) in words.intolerant
    ends = words.asking_again if is_intolerant else words.purpose | words.leading_to
    stop = next((at for at, word in enumerate(after) if word in ends and at), len(after))
    excluded = [word for word in after[:stop] if word not in words.beside_excluded]
    rest = ([] if is_intolerant and after[stop:] else spoken[:start]) + after[stop:]
    return (rest, " ".join(excluded)) if 0 < len(excluded) <= _MOST_EXCLUDED else (spoken, "")


def _parted_by_purpose(spoken: Sequence[str], words: _Words) -> tuple[list[str], str]:
    """The words before "for", and those from there; "to wear to a party" is a purpose as well."""
    for at, word in enumerate(spoken):
        is_for = word in words.purpose and not (at and spoken[at - 1] in words.seeking)
        is_doing = word in words.leading_to and at and not words.doing.isdisjoint(spoken[at + 1 : at + 2])
        is_doing = bool(is_doing) and not words.anything.isdisjoint(spoken[:at])
        if (is_for or is_doing) and spoken[at + 1 :]:
            return list(spoken[:at]), " ".join(spoken[at:])
    return list(spoken), ""


def _phrase_at(spoken: Sequence[str], phrases: Iterable[Phrase]) -> tuple[int, int] | None:
    """The place of the first of the phrases, the longest there, the end exclusive."""
    return min(places_of(spoken, phrases), key=lambda place: (place[0], -place[1]), default=None)


def _without_phrases(spoken: Sequence[str], phrases: Iterable[Phrase]) -> Iterator[str]:
    place = _phrase_at(spoken, phrases)
    yield from spoken if place is None else (*spoken[: place[0]], *spoken[place[1] :])


@cache
def _words(locale: str) -> _Words | None:
    """Returns None for a language without a table."""
    return word_lists(_Words, "browsing", locale, _OF_PHRASES)
