"""Reads questions about past orders in free words: what is asked, which order is meant, and of which thing in it.
Called by `order_talk` and `acts`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from intents.cart.show_cart.handler import ShowCart
from intents.dialogue.intent import Intent
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.delivery_contents.handler import DeliveryContents
from intents.orders.money_spent.handler import MoneySpent
from intents.orders.number_bought.handler import NumberBought
from intents.orders.on_the_way.handler import OnTheWay
from intents.orders.order_contents.handler import OrderContents
from intents.orders.order_list.handler import OrderList
from intents.orders.order_number.handler import OrderNumber
from intents.orders.order_status.handler import OrderStatus
from intents.orders.order_time.handler import OrderTime
from intents.orders.order_total.handler import OrderTotal
from intents.orders.ordered_item.handler import OrderedItem
from intents.wording.meaning import Meaning
from intents.wording.vocabulary import Phrase, phrases_of, places_of, vocabulary_of, words_of
from voice_skill.language.amounts.numbers import is_number
from voice_skill.language.tables import table
from voice_skill.store.search import words as stems_of

_ANSWERS: dict[str, type[Intent]] = {
    intent.__name__: intent for intent in (OrderNumber, OrderTime, OrderTotal, OrderedItem, OrderStatus, OrderContents)
}
# Questions that may be about all orders of some time.
_OF_PERIODS: frozenset[type[Intent]] = frozenset({NumberBought, MoneySpent})
_CAUGHT: frozenset[type[Intent]] = frozenset({OrderList, OrderTotal, OrderedItem, *_OF_PERIODS})
_MOST_WORDS = 24
_MOST_WORDS_OF_ELLIPSIS = 4  # "and how many locks"


@dataclass(frozen=True, slots=True)
class OrderWords:
    """The table of a language's questions about orders."""

    words: dict[str, frozenset[str]]
    phrases: dict[str, frozenset[Phrase]]
    asked: dict[type[Intent], frozenset[Phrase]]
    statuses: dict[str, frozenset[Phrase]]
    awaited: frozenset[Phrase]
    that_order: Phrase


def asked_of_order(text: str, locale: str, *, is_follow_up: bool) -> type[Intent] | None:
    """The intent that answers a question about a past order; None if the words are none. is_follow_up: True if an order
    was just spoken of."""
    asking = order_words(locale)
    words = _question_words(text, asking) if asking else ()
    if not words or asking is None:
        return None
    if _statuses_asked(words, asking):
        return OrderList
    if _is_of_awaited(words, asking):
        return OnTheWay
    intent = _asked(words, asking)
    if intent is None:
        return None
    if _is_statement(words, asking):
        return intent if intent is OrderStatus and (is_follow_up or _has(words, asking.phrases["own"])) else None
    is_of_thing = intent is OrderedItem and not asking.words["past"].isdisjoint(words)  # "what color was the towel"
    of_last = is_follow_up and (is_of_thing or _is_of_last(words, asking))
    return intent if of_last or _is_of_own(words, intent, asking) else None


def order_question(turn: Turn) -> Meaning | None:
    """The question about past orders in the turn's words, with the thing and the order that they name; None if they
    are none."""
    text, locale = turn.message.text, turn.phrases.locale
    intent = asked_of_order(text, locale, is_follow_up=turn.order_topic is not None)
    asking = order_words(locale)
    if intent is None or asking is None or "order_number" in turn.slots:
        return None
    if "date" in turn.slots:
        return Meaning(intent, turn.slots) if intent in _OF_PERIODS and turn.intent in _CAUGHT else None
    vocabulary = vocabulary_of(locale)
    names_cart = vocabulary is not None and not vocabulary.words["cart"].isdisjoint(words_of(text))
    is_of_cart = turn.intent is ShowCart and (turn.order_topic is None or names_cart)
    if intent is OrderContents and (turn.intent is DeliveryContents or is_of_cart):
        return None
    if (
        intent is OrderContents
        and turn.current_line
        and turn.order_topic is None
        and not _has(words_of(text), asking.phrases["own"])
    ):
        return Meaning(ShowCart, {})  # "remind me what's in there"
    words = _question_words(text, asking)
    if intent is OrderList:
        return Meaning(OrderList, {"status": Slot(" ".join(_statuses_asked(words, asking)))})
    if intent is OnTheWay:
        return Meaning(OnTheWay, {})
    item, mark = _named(turn, words, asking)
    if intent is NumberBought and (turn.order_meant == "latest" or not (item or name_meant(turn))):
        intent = OrderedItem
    if intent in _OF_PERIODS and not item and not asking.words["pronouns"].isdisjoint(words):
        item = turn.order_item
    if not item and not mark and intent is turn.intent and "product" in turn.slots:
        return None
    if not item and not mark:
        item = name_meant(turn)
    slots = {name: Slot(name_words) for name, name_words in (("product", item), ("other_product", mark)) if name_words}
    return Meaning(intent, slots)


def name_meant(turn: Turn) -> str:
    """The name of the product for sale that a question about a purchase means by "it" or "one"; empty if none."""
    asking = order_words(turn.phrases.locale)
    product = turn.current_product() if turn.order_topic is None else None
    if asking is None or product is None:
        return ""
    words = words_of(turn.message.text)
    is_of_product = not asking.words["pronouns"].isdisjoint(words) and _has(words, asking.phrases["own"])
    return product.spoken_name if is_of_product and not _is_of_many(words, asking) else ""


def _asked(words: Sequence[str], asking: OrderWords) -> type[Intent] | None:
    """The intent that answers what the words ask first."""
    places = {
        intent: min((start for start, _ in places_of(words, phrases)), default=len(words))
        for intent, phrases in asking.asked.items()
    }
    intent = min(places, key=places.__getitem__)
    if places[intent] == len(words):
        is_of_either = not asking.words["either"].isdisjoint(words) and not asking.words["past"].isdisjoint(words)
        return OrderedItem if is_of_either else None  # "did I order the large or the small"
    is_of_own = _has(words, asking.phrases["own"]) and asking.words["not_counted"].isdisjoint(words)
    if intent is OrderedItem and is_of_own and _has(words, asking.phrases["counted"]) and not _is_marked(words, asking):
        return NumberBought
    is_spent = is_of_own and not asking.words["spending"].isdisjoint(words)
    if intent is OrderTotal and is_spent and _has(words, asking.phrases["in_all"]):
        return MoneySpent
    is_of_arrival = intent is OrderTime and places[OrderStatus] < len(words)  # "when was it delivered"
    return OrderStatus if is_of_arrival else intent


def name_of_bought(words: Sequence[str], locale: str) -> str:
    """The words that may name something bought: those that say nothing else in a question about it."""
    vocabulary, asking = vocabulary_of(locale), order_words(locale)
    if vocabulary is None or asking is None:
        return ""
    not_names = vocabulary.words["light"] | vocabulary.words["of_past"] | asking.words["beside"] | asking.words["head"]
    return " ".join(word for word in words if word not in not_names and not is_number(word, locale))


def says_latest_order(words: Sequence[str], locale: str) -> bool:
    """True for "my latest order", "the most recent one"."""
    vocabulary, asking = vocabulary_of(locale), order_words(locale)
    if vocabulary is None or asking is None:
        return False
    nouns = asking.words["one_order"] | vocabulary.words["one_of"]
    return any(word in vocabulary.words["latest"] and noun in nouns for word, noun in pairwise(words))


def _is_of_own(words: Sequence[str], intent: type[Intent], asking: OrderWords) -> bool:
    """True if the words by themselves are about something that was bought."""
    is_own = not asking.words["own"].isdisjoint(words)
    is_of_order = not asking.words["one_order"].isdisjoint(words)
    if intent in _OF_PERIODS:
        return True
    if intent is OrderStatus:
        return is_own or _has(words, asking.phrases["own"])
    if intent is OrderNumber and (is_of_order or _is_of_many(words, asking)):
        return True
    is_past = not asking.words["past"].isdisjoint(words)
    if intent is OrderedItem and asking.words["not_counted"].isdisjoint(words):
        is_marked = is_of_order or _has(words, asking.phrases["known_by"]) or _has(words, asking.asked[OrderStatus])
        return is_marked or (is_past and _has(words, asking.phrases["own"]))
    return intent is not OrderedItem and is_past and (is_of_order or _has(words, asking.phrases["own"]))


def _is_marked(words: Sequence[str], asking: OrderWords) -> bool:
    """True if the words say of which order they ask: "in it", "when I bought the soap"."""
    return _has(words, asking.phrases["known_by"]) or _has(words, asking.phrases["inside"])


def _is_of_last(words: Sequence[str], asking: OrderWords) -> bool:
    """True if the words may be about the order that was just spoken of."""
    if not asking.words["not_counted"].isdisjoint(words):
        return False
    return _has(words, asking.phrases["of_last"]) or len(words) <= _MOST_WORDS_OF_ELLIPSIS


def _is_of_awaited(words: Sequence[str], asking: OrderWords) -> bool:
    return _is_of_many(words, asking) and _has(words, asking.awaited)


def _is_of_many(words: Sequence[str], asking: OrderWords) -> bool:
    return not asking.words["many"].isdisjoint(words) or _has(words, asking.phrases["many"])


def _statuses_asked(words: Sequence[str], asking: OrderWords) -> list[str]:
    """The statuses of the orders that are asked for: "which of my orders were returned"."""
    if not _is_of_many(words, asking) or _is_of_awaited(words, asking):
        return []
    return [status for status, phrases in asking.statuses.items() if _has(words, phrases)]


def _named(turn: Turn, words: Sequence[str], asking: OrderWords) -> tuple[str, str]:
    """The words for the thing that is asked about, and for that by which the order is known; empty without either."""
    places = list(places_of(words, asking.phrases["known_by"]))
    start, end = min(places, default=(len(words), len(words)))
    return _name(turn, words[:start]), _name(turn, words[end:])


def _name(turn: Turn, words: Sequence[str]) -> str:
    """The words that name something bought, or in a first question something that is sold."""
    text = name_of_bought(words, turn.phrases.locale)
    if not text or turn.store.orders.containing(turn.customer, text) or is_sold(turn, text):
        return text
    bought = " ".join(word for word in text.split() if turn.store.orders.containing(turn.customer, word))
    may_be_sold = not turn.order_topic and bool(turn.store.catalogue.find(text).products)
    return bought or (text if may_be_sold else "")


def is_sold(turn: Turn, name: str) -> bool:
    """True if all of these words are in the name of something that the shop sells."""
    return any(
        set(stems_of(name)) <= set(stems_of(f"{product.spoken_name} {product.title}"))
        for product in turn.find(name).products
    )


def _question_words(text: str, asking: OrderWords) -> Sequence[str]:
    """The words of a question without what leads to it; empty if it is none."""
    words: Sequence[str] = words_of(text)
    while lead := max((end for start, end in places_of(words, asking.phrases["lead"]) if start == 0), default=0):
        words = words[lead:]
    words = _without_reason(words, asking)
    is_question = 1 < len(words) <= _MOST_WORDS and (words[0] in asking.words["head"] or _is_statement(words, asking))
    return words if is_question and not any(start == 0 for start, _ in places_of(words, asking.phrases["new"])) else ()


def _without_reason(words: Sequence[str], asking: OrderWords) -> Sequence[str]:
    """The words without the reason behind them: "my order number, I need to write it down"."""
    return words[: min((start for start, _ in places_of(words, asking.phrases["reason"]) if start > 2), default=None)]


def _is_statement(words: Sequence[str], asking: OrderWords) -> bool:
    """True for a question in the form of a statement: "they did turn up, right"."""
    is_tagged = any(end == len(words) > 2 for _, end in places_of(words, asking.phrases["tag"]))
    return is_tagged and words[0] in asking.words["subject"]


def _has(words: Sequence[str], phrases: Iterable[Phrase]) -> bool:
    return any(True for _ in places_of(words, phrases))


@cache
def order_words(locale: str) -> OrderWords | None:
    """Returns None for a language without a table."""
    lists = table("order_questions", locale)
    if not lists:
        return None
    return OrderWords(
        {name: frozenset(text.split()) for name, text in lists["words"].items()},
        {name: phrases_of(text) for name, text in lists["phrases"].items()},
        {_ANSWERS[name]: phrases_of(text) for name, text in lists["asked"].items()},
        {status: phrases_of(text) for status, text in lists["statuses"].items()},
        phrases_of(lists["awaited"]["phrases"]),
        tuple(lists["that_order"].split()),
    )
