"""Reads words that can only be about an order: a number of several digits, and "and the soap?" after what was said of
one. Called by `interpretation`."""

import re
from collections.abc import Sequence
from typing import Literal

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.change_cart.handler import ChangeCart
from intents.cart.remove_from_cart.handler import RemoveFromCart
from intents.cart.swap_product.handler import SwapProduct
from intents.conversation.answer.handler import Answer
from intents.conversation.cancel.handler import Cancel
from intents.conversation.fallback.handler import Fallback
from intents.conversation.not_right.handler import NotRight
from intents.dialogue.intent import Intent
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.cancel_order.handler import CancelOrder
from intents.orders.complaint.handler import Complaint
from intents.orders.order_contents.handler import OrderContents
from intents.orders.order_list.handler import OrderList
from intents.orders.order_status.handler import OrderStatus
from intents.orders.past_order import PastOrder
from intents.orders.place_order.handler import PlaceOrder
from intents.orders.reorder.handler import Reorder
from intents.orders.return_order.handler import ReturnOrder
from intents.orders.wrong_charge.handler import WrongCharge
from intents.products.find_product.handler import FindProduct
from intents.products.product_details.handler import ProductDetails
from intents.products.product_stock.handler import ProductStock
from intents.wording.meaning import Meaning
from intents.wording.order_questions import is_sold, name_meant, name_of_bought, order_question, says_latest_order
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of
from voice_skill.language.amounts.numbers import is_number
from voice_skill.language.figures import figures
from voice_skill.language.tables import language_code, table
from voice_skill.store import UnknownOrder

_FEWEST_DIGITS = 5  # a shorter number may be a quantity
_FEWEST_DIGITS_OF_ENDING = 2
_MOST_NAME_WORDS = 4
_NAMING: frozenset[type[Intent]] = frozenset({Answer, FindProduct, ProductStock, AddToCart, Fallback})
_BUYING: frozenset[type[Intent]] = frozenset({Answer, FindProduct, AddToCart, ChangeCart, Reorder, Fallback})
# Intents whose questions are about what is just being bought.
_PURCHASES: frozenset[type[Intent]] = frozenset({AddToCart, PlaceOrder, Reorder})
_AFTER_SALE: frozenset[type[Intent]] = frozenset({Complaint, ReturnOrder, WrongCharge})
# What a fault in free words may be taken for.
_SAYABLE_FAULT: frozenset[type[Intent]] = frozenset({*_NAMING, OrderStatus, OrderList, ProductDetails, NotRight})
# Intents that change something, for which a question about an order may be taken.
_ASKABLE: frozenset[type[Intent]] = frozenset({AddToCart, CancelOrder, Reorder})
_BUYING_ACTS = frozenset({"order", "add", "into"})
_MOST_WORDS_OF_COMPLAINT = 16


def order_talk(turn: Turn) -> Meaning | None:
    """The meaning of words that are about an order, whatever was recognized; None if they may not be."""
    vocabulary = vocabulary_of(turn.phrases.locale)
    if vocabulary is None:
        return None
    number = turn.slots.get("order_number")
    digits = _digits(words_of(number.text), turn.phrases.locale) if number else ""
    if 0 < len(digits) < _FEWEST_DIGITS_OF_ENDING:  # "how much was that one"
        turn.slots = {name: slot for name, slot in turn.slots.items() if name != "order_number"}
    _drop_empty_names(turn)
    return (
        _number(turn, vocabulary)
        or _same_of_another(turn, vocabulary)
        or _free_question(turn)
        or _question_of_past(turn, vocabulary)
        or _cancelling(turn, vocabulary)
        or _complaint(turn, vocabulary)
    )


def _drop_empty_names(turn: Turn) -> None:
    """Leaves out of a question about an order what names nothing: the "latest" of "my latest order", or whatever is
    said beside that."""
    if not (turn.intent is OrderList or issubclass(turn.intent, PastOrder)):
        return
    locale, words = turn.phrases.locale, words_of(turn.message.text)
    for name in turn.slots.keys() & {"product", "other_product"}:
        slot = turn.slots[name]
        is_empty = says_latest_order(words, locale) or not name_of_bought(words_of(slot.text), locale)
        if is_empty and not slot.ids and not _has_bought(turn, slot.text):
            turn.slots = {other: each for other, each in turn.slots.items() if other != name}


def order_meant(turn: Turn) -> Literal["latest", "last_spoken_of", ""]:
    """The order that words like "my last order" and "that order" mean."""
    vocabulary, words = vocabulary_of(turn.phrases.locale), words_of(turn.message.text)
    if vocabulary is None:
        return ""
    if not vocabulary.words["latest"].isdisjoint(words):
        return "latest"
    return "" if vocabulary.words["asked_of"].isdisjoint(words) else "last_spoken_of"


def _number(turn: Turn, vocabulary: Vocabulary) -> Meaning | None:
    number, is_ending = _spoken_number(turn, vocabulary)
    fewest = _FEWEST_DIGITS_OF_ENDING if is_ending else _FEWEST_DIGITS
    question = turn.open_question
    if len(number) < fewest or (question and question.takes_number and not _is_own(turn, number)):
        return None
    if "reorder" in vocabulary.acts_in(words_of(turn.message.text)).values():
        return Meaning(Reorder, {"order_number": Slot(number)})
    if "order_number" in turn.message.slots:
        return Meaning(turn.intent, {"order_number": Slot(number)})
    if question and (question.about == "order_number" or question.intent.takes_order_number):
        return Meaning(Answer, {"quantity": Slot(number)})
    return Meaning(_topic(turn), {"order_number": Slot(number)})


def _spoken_number(turn: Turn, vocabulary: Vocabulary) -> tuple[str, bool]:
    """The only number in the words, digit by digit or in groups, and True if it is the end of one; empty if the words
    say more."""
    if not turn.message.text:
        is_bare = turn.slots.keys() == {"quantity"} and not turn.options
        return (turn.slots["quantity"].text if is_bare else ""), False
    words = words_of(turn.message.text.replace("-", " "))
    start, end = _longest_number(words, turn.phrases.locale)
    around = {*words[:start], *words[end:]}
    if not around <= vocabulary.words["beside_number"]:
        return "", False
    return _digits(words[start:end], turn.phrases.locale), not around.isdisjoint(vocabulary.words["ending"])


def _longest_number(words: Sequence[str], locale: str) -> tuple[int, int]:
    """The place of the longest row of words that a number may consist of."""
    best = start = 0
    best_end = 0
    for at in range(len(words) + 1):
        if at < len(words) and _is_of_number(words[at], locale):
            continue
        if at - start > best_end - best:
            best, best_end = start, at
        start = at + 1
    return best, best_end


def _is_of_number(word: str, locale: str) -> bool:
    return is_number(word, locale) or word in ("oh", "o") or word in table("numbers", "en")["repeats"]


def _digits(words: Sequence[str], locale: str) -> str:
    """ "One oh four, double two three" as 104223; empty if it is not a row of digits."""
    repeats = table("numbers", "en")["repeats"]
    spelled: list[str] = []
    times = 1
    for word in words:
        if word in repeats:
            times = repeats[word]
            continue
        spelled += [{"oh": "zero", "o": "zero"}.get(word, word)] * times
        times = 1
    digits = figures(" ".join(spelled), language_code(locale)).replace(" ", "")
    return digits if re.fullmatch(r"[0-9]+", digits) else ""


def _is_own(turn: Turn, number: str) -> bool:
    try:
        return bool(turn.store.orders.by_number(turn.customer, number))
    except UnknownOrder:
        return False


def _topic(turn: Turn) -> type[Intent]:
    """The question last answered about an order; else its status."""
    topic = turn.order_topic
    return topic if topic is not None and issubclass(topic, PastOrder) else OrderStatus


def _same_of_another(turn: Turn, vocabulary: Vocabulary) -> Meaning | None:
    """ "And the soap?" after what was said of an order, if the customer has bought some."""
    if turn.order_topic is None or turn.open_question or turn.intent not in _NAMING:
        return None
    words = words_of(turn.message.text)
    lead = next((end for start, end in vocabulary.places_of("same_of_another", words) if start == 0), 0)
    name = words[lead:]
    is_name = lead and 0 < len(name) <= _MOST_NAME_WORDS and name[0] not in vocabulary.words["indefinite"]
    if not is_name or vocabulary.acts_in(name):
        return None
    text = " ".join(name)
    return Meaning(_topic(turn), {"product": Slot(text)}) if _has_bought(turn, text) else None


def _free_question(turn: Turn) -> Meaning | None:
    """A question about an order in words that no intent has, or that another took."""
    if turn.intent.changes and turn.intent not in _ASKABLE:
        return None
    return order_question(turn)


def _question_of_past(turn: Turn, vocabulary: Vocabulary) -> Meaning | None:
    """A question about what was bought, which buys nothing, with the product that it names."""
    words = words_of(turn.message.text)
    is_listed = turn.intent is OrderList or issubclass(turn.intent, PastOrder)
    if is_listed and (plain := _plain_name(turn)):
        return Meaning(turn.intent, {**turn.slots, "product": Slot(plain)})
    is_mistaken = turn.intent in _BUYING and any(vocabulary.places_of("bought", words))
    is_of_past = is_listed
    if not (is_mistaken or is_of_past) or (is_of_past and turn.slots):
        return None
    intent = turn.intent if is_of_past else OrderList
    not_names = vocabulary.words["light"] | vocabulary.words["of_past"]
    name = " ".join(word for word in words if word not in not_names)
    name = name or (name_meant(turn) if intent is OrderList else "")
    if name and (_has_bought(turn, name) or (intent is OrderList and is_sold(turn, name))):
        return Meaning(intent, {"product": Slot(name)})
    is_of_one = vocabulary.words["several_orders"].isdisjoint(words)
    if intent is OrderList and turn.order_meant == "latest" and is_of_one:
        return Meaning(OrderContents, {})
    return Meaning(intent, {}) if is_mistaken else None


def _plain_name(turn: Turn) -> str:
    """The name of something bought, of one that has more words than that: "pairs of gloves"; empty if it stays."""
    slot = turn.slots.get("product")
    if slot is None or _has_bought(turn, slot.text):
        return ""
    name = name_of_bought(words_of(slot.text), turn.phrases.locale)
    return name if name and _has_bought(turn, name) else ""


def _complaint(turn: Turn, vocabulary: Vocabulary) -> Meaning | None:
    """A statement that something came broken, or what follows one; and the thing that a return is for."""
    words = words_of(turn.message.text)
    if not words:
        return None
    if _is_of_purchase(turn, words, vocabulary):  # "wrong size" is said of what is being bought
        turn.intent = NotRight if turn.intent is Complaint else turn.intent
        return None
    if _wishes(turn, words, vocabulary):  # "my old one broke, I need a kettle"
        turn.intent = Fallback if turn.intent in _AFTER_SALE else turn.intent
        return None
    is_of_fault = not (vocabulary.words["faults"] | vocabulary.words["arrived"]).isdisjoint(words)
    if turn.intent is Complaint and vocabulary.is_question(words) and not is_of_fault:
        turn.intent = Fallback  # "what comes in the box"
        return None
    if turn.intent in _AFTER_SALE:
        name = "" if "product" in turn.slots else _bought_words(turn, words, vocabulary)
        if not name and turn.intent is ReturnOrder and not turn.slots:
            telling = (word for word in words if word not in _not_names(vocabulary))
            name = next((word for word in telling if is_sold(turn, word)), "")
        return Meaning(turn.intent, {**turn.slots, "product": Slot(name)}) if name else None
    is_vague = turn.intent is Fallback or (turn.intent is ProductDetails and not turn.slots)
    if is_vague and not turn.open_question and (turn.is_complaint_open or turn.order_topic is ReturnOrder):
        return Meaning(Complaint if turn.is_complaint_open else ReturnOrder, {})
    is_fault = not vocabulary.words["faults"].isdisjoint(words) or any(vocabulary.places_of("faults", words))
    if not is_fault or vocabulary.is_question(words) or turn.intent not in _SAYABLE_FAULT:
        return None
    if not _BUYING_ACTS.isdisjoint(vocabulary.acts_in(words).values()):
        return None
    name = _bought_words(turn, words, vocabulary)
    return Meaning(Complaint, {"product": Slot(name)} if name else {})


def _is_of_purchase(turn: Turn, words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """True if something is just being bought, and the words do not speak of what has come."""
    question = turn.open_question
    is_buying = question is not None and question.is_yes_or_no and question.intent in _PURCHASES
    return is_buying and vocabulary.words["arrived"].isdisjoint(words)


def _wishes(turn: Turn, words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """True if the words end in a wish for something that the shop sells."""
    wish = max((at for at, word in enumerate(words) if word in vocabulary.words["wishing"]), default=len(words))
    name = " ".join(word for word in words[wish + 1 :] if word not in _not_names(vocabulary))
    return bool(name) and is_sold(turn, name)


def _bought_words(turn: Turn, words: Sequence[str], vocabulary: Vocabulary) -> str:
    """The words that are in the names of what the customer bought, of those that say nothing else."""
    telling = [word for word in words[:_MOST_WORDS_OF_COMPLAINT] if word not in _not_names(vocabulary)]
    return " ".join(word for word in dict.fromkeys(telling) if _has_bought(turn, word))


def _not_names(vocabulary: Vocabulary) -> frozenset[str]:
    return vocabulary.words["light"] | vocabulary.words["of_past"] | vocabulary.words["faults"]


def _cancelling(turn: Turn, vocabulary: Vocabulary) -> Meaning | None:
    """ "Cancel it", after what was said of an order; "cancel the jumper", where the cart is empty."""
    words = words_of(turn.message.text)
    if turn.intent in (RemoveFromCart, SwapProduct) and "cancel" in vocabulary.acts_in(words).values():
        name = "" if turn.store.carts.of(turn.customer).lines else _bought_words(turn, words, vocabulary)
        return Meaning(CancelOrder, {"product": Slot(name)}) if name else None
    is_of_order = turn.order_topic is not None and not turn.open_question and turn.intent is Cancel
    return Meaning(CancelOrder, {}) if is_of_order and not vocabulary.words["asked_of"].isdisjoint(words) else None


def _has_bought(turn: Turn, name: str) -> bool:
    return bool(turn.store.orders.containing(turn.customer, name))
