"""Interprets a customer's message at this point of the conversation: finds the intent that it is for, and fills it.
Called by channels."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.change_cart.handler import ChangeCart
from intents.cart.remove_from_cart.handler import RemoveFromCart
from intents.cart.swap_product.handler import SwapProduct
from intents.cart.undo.handler import Undo
from intents.conversation.answer.handler import Answer
from intents.conversation.fallback.handler import Fallback
from intents.conversation.no.handler import No
from intents.conversation.yes.handler import Yes
from intents.dialogue.intent import Intent
from intents.dialogue.phrases import is_spoken
from intents.dialogue.question import Question
from intents.dialogue.slots import UNRECOGNIZED, Message, ReadWords, Slot
from intents.dialogue.turn import Turn
from intents.orders.cancel_order.handler import CancelOrder
from intents.orders.change_order.handler import ChangeOrder
from intents.orders.complaint.handler import Complaint
from intents.orders.order_before.handler import OrderBefore
from intents.orders.order_contents.handler import OrderContents
from intents.orders.past_order import PastOrder
from intents.orders.reorder.handler import Reorder
from intents.orders.return_order.handler import ReturnOrder
from intents.orders.wrong_charge.handler import WrongCharge
from intents.products.find_product.handler import FindProduct
from intents.products.option_values import named_values
from intents.products.product_price.handler import ProductPrice
from intents.products.variant_options import are_of_one_option, is_size, unknown_option
from intents.products.which_is_cheapest.handler import WhichIsCheapest
from intents.registry import BY_NAME, intent_of
from intents.wording.acts import acts_of
from intents.wording.answer_kinds import calls_off, intent_after, intent_of_change, is_answer
from intents.wording.answer_slots import filling_of, with_number_in_name
from intents.wording.assent import says_yes
from intents.wording.browsing import browsing, narrowing
from intents.wording.meaning import asks_for, puts_in
from intents.wording.order_references import order_reference
from intents.wording.order_talk import order_meant, order_talk
from intents.wording.rewording import reworded, without_courtesy, without_reason
from intents.wording.turn_meaning import meaning_of_turn, without_sizes
from intents.wording.turn_questions import free_question, incomplete_question
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of
from voice_skill.language.amounts.numbers import is_number, with_figures
from voice_skill.language.tables import table
from voice_skill.store import MerchantStore, Product

# Intents that may be about an order that is pointed at.
_OF_ORDERS = (PastOrder, CancelOrder, ChangeOrder, Complaint, OrderBefore, Reorder, ReturnOrder, WrongCharge)
_MOST_WORDS_OF_VALUE = 2  # "seven millimeter"
_CONFIRMED: dict[type[Intent], bool] = {Yes: True, No: False}


def turn_of(
    message: Message, store: MerchantStore, attributes: dict[str, Any], read_words: ReadWords | None = None
) -> Turn:
    """The turn with its intent, slots and options, ready for the handler. attributes: the conversation's state from
    turn to turn, JSON; it is changed in place. read_words: recognizes a part of the words by itself; None where nothing
    can."""
    question = Question.from_session(attributes.get("question"), BY_NAME)
    message = _with_order(message, store, attributes, read_words)
    said, message = message.text, reworded(message, Turn(message, store, dict(attributes), Fallback, BY_NAME))
    is_new = message.intent == UNRECOGNIZED or message.text != said
    message = _recognized(message, store, read_words, is_new=is_new) if read_words else message

    def meant_by(act: Message) -> type[Intent]:
        turn = Turn(act, store, dict(attributes), intent_of(act.intent) or Fallback, BY_NAME)
        _read_words(turn)
        return turn.intent

    *first_acts, last_act = acts_of(message, store, read_words, question, meant_by)
    reports = [_report(act, store, attributes) for act in first_acts]
    turn = _turn_of_act(last_act, store, attributes)
    turn.reports = reports
    return turn


def _with_order(
    message: Message, store: MerchantStore, attributes: dict[str, Any], read_words: ReadWords | None
) -> Message:
    """The message about the order that it points at, which is then the one last spoken of; unchanged if it is about
    something else."""
    turn = Turn(message, store, dict(attributes), Fallback, BY_NAME)
    reference = order_reference(turn)
    if reference is None:
        return message
    topic = turn.order_topic if turn.order_topic and issubclass(turn.order_topic, PastOrder) else OrderContents
    state = {**attributes, "order": reference.number, "order_item": "", "order_topic": topic.__name__}
    if not message.text:
        slots = {"order_number": Slot(reference.number)}
        attributes.update(state)
        return replace(message, intent=topic.__name__, slots=slots)
    about = replace(message, text=reference.text)
    about = _recognized(about, store, read_words, is_new=True) if read_words else about
    meant = Turn(about, store, dict(state), intent_of(about.intent) or Fallback, BY_NAME)
    _read_words(meant)
    if not issubclass(meant.intent, _OF_ORDERS):
        return message
    attributes.update(state)
    return about


def _report(message: Message, store: MerchantStore, attributes: dict[str, Any]) -> Markup:
    """Does one act of several and says so, without the question behind it: what it asks stays open."""
    turn = _turn_of_act(message, store, attributes)
    return turn.intent().reply(turn).statement


def _turn_of_act(message: Message, store: MerchantStore, attributes: dict[str, Any]) -> Turn:
    turn = Turn(message, store, attributes, intent_of(message.intent) or Fallback, BY_NAME)
    _read_words(turn)
    _choose_question(turn)
    if turn.open_question:
        _to_question(turn, turn.open_question)
    if turn.intent is Answer and {"product", "quantity"} <= turn.slots.keys():
        turn.intent = AddToCart  # a quantity of something else is not an answer
    elif turn.intent is Answer and not turn.open_question and _is_of_current_line(turn):
        turn.intent = ChangeCart
    elif turn.intent is Answer and not turn.open_question and _is_of_current_product(turn):
        turn.slots["product"] = Slot("", (turn.product_id or "",))
        turn.intent = AddToCart if puts_in(message.text, message.locale) else FindProduct
    if not is_spoken(turn.intent.folder(), message.locale):
        turn.intent = Fallback
    if not turn.intent.keeps_choosing:
        turn.choosing_question = None
    return turn


def _recognized(message: Message, store: MerchantStore, read_words: ReadWords, *, is_new: bool) -> Message:
    """The message with the intent and slots of its text, if that can be recognized; where its words are not, without
    the politeness around them, "cheers, bye", or the reason behind them, "I'll have that instead, I don't ride much".
    is_new: True if this text was not recognized before."""
    recognized = read_words(message.text, message.locale, store) if is_new else None
    message = replace(message, intent=recognized.intent, slots=recognized.slots) if recognized else message
    if intent_of(message.intent) not in (None, Fallback):
        return message
    text, reasonless = without_courtesy(message.text, message.locale), without_reason(message.text, message.locale)
    bare = read_words(text, message.locale, store) if text else None
    if bare and bare.intent != Fallback.__name__:
        return replace(message, intent=bare.intent, slots=bare.slots)
    bare = read_words(reasonless, message.locale, store) if reasonless else None
    if bare and bare.intent != Fallback.__name__ and not bare.slots:
        return replace(message, intent=bare.intent, slots={}, text=reasonless)
    return message


def _read_words(turn: Turn) -> None:
    """Replaces the recognized intent by the one that the words have in this shop, if the catalogue explains all of
    them."""
    question, text = turn.open_question, turn.message.text
    if question and question.is_yes_or_no and text and says_yes(text, question.intent, turn.phrases.locale):
        turn.intent = turn.recognized_intent = Yes
        turn.slots, turn.options = {}, ()
        return
    is_taken = turn.intent is Undo and puts_in(text, turn.phrases.locale)  # "I'll take that one" takes nothing back
    if is_taken or (turn.intent.changes and _asks_of_thing(turn)):
        turn.intent = turn.recognized_intent = Fallback
        turn.slots, turn.options = {}, ()
    turn.options = _with_whole_sizes(turn)
    turn.order_meant = order_meant(turn)
    meaning = (
        order_talk(turn)
        or browsing(turn)
        or incomplete_question(turn)
        or meaning_of_turn(turn)
        or narrowing(turn)
        or free_question(turn)
    )
    if meaning:
        turn.intent = turn.recognized_intent = meaning.intent
        turn.slots, turn.options = dict(meaning.slots), meaning.options
        current = Slot("", (turn.product_id or "",))
        is_of_current = meaning.intent.asks_about_product and meaning.slots.get("product") == current
        if "product" in meaning.slots and not is_of_current:
            turn.attributes.pop("chosen", None)  # a product that is named is a new topic
    elif "product" in turn.slots and len(turn.slots["product"].ids) != 1:
        _complete_name(turn, turn.slots["product"])


def _asks_of_thing(turn: Turn) -> bool:
    """True for "will the filter take out rust", which takes nothing out of the cart."""
    vocabulary, words = vocabulary_of(turn.phrases.locale), words_of(turn.message.text)
    return (
        vocabulary is not None
        and len(words) > 2
        and words[0] in vocabulary.words["may_ask_of_thing"]
        and words[1] in vocabulary.words["of_thing"]
    )


def _complete_name(turn: Turn, slot: Slot) -> None:
    """Sets the name with the words before it that nothing else explains, if the shop knows it so: "happy fortieth"
    before "birthday banner", "blue" before "cheese" where a cheese is called so. Words that name nothing are no name:
    the "no then" of "no, the cheapest one then"."""
    vocabulary = vocabulary_of(turn.phrases.locale)
    words, name = words_of(turn.message.text), words_of(slot.text)
    if vocabulary is None or not words:
        return
    if all(word in vocabulary.words["light"] | vocabulary.words["kept"] for word in name) and not slot.ids:
        del turn.slots["product"]
        return
    if parts := _with_value(turn, name, vocabulary):
        turn.slots["product"], turn.options = Slot(parts[0]), (parts[1],)
        return
    at = next((at for at in range(len(words)) if words[at : at + len(name)] == name), 0)
    others = [word for each in turn.slots.values() for word in words_of(each.text)]
    start = at
    while start and not _is_explained(words[start - 1], others, vocabulary, turn.phrases.locale):
        start -= 1
    text = " ".join(words[start : at + len(name)])
    result = turn.store.catalogue.find(text) if start < at else None
    if result is None or result.verdict != "sure":
        return
    named = words_of(" ".join(turn.options))
    if set(named) <= set(words[start:at]) and not named_values(text, result.products[0], turn.phrases.locale).one_each:
        turn.options = ()  # they are words of its name
    elif not set(named).isdisjoint(words[start:at]):
        return
    turn.slots["product"] = Slot(text)


def _with_value(turn: Turn, name: Sequence[str], vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The name and the size or color behind it in which the product does not come: "needles in seven millimeter"."""
    at = max((at for at, word in enumerate(name) if word in vocabulary.words["sharing"]), default=0)
    thing, value = " ".join(name[:at]), " ".join(name[at + 1 :])
    if not thing or not value or turn.options or turn.find(" ".join(name)).verdict == "sure":
        return None
    figures = with_figures(name[at + 1 :], turn.phrases.locale)
    is_value = is_size(" ".join(figures), turn.phrases.locale) and len(figures) <= _MOST_WORDS_OF_VALUE
    is_value = is_value or value in table("goods", turn.phrases.locale).get("options", ())
    return (thing, value) if is_value and turn.find(thing).verdict == "sure" else None


def _is_explained(word: str, others: Collection[str], vocabulary: Vocabulary, locale: str) -> bool:
    """True if the word is in another slot, is a number, or says nothing of a thing."""
    is_small = word in vocabulary.words["light"] or (word,) in vocabulary.acts
    return is_small or word in others or is_number(word, locale)


def _choose_question(turn: Turn) -> None:
    """Returns to the choice that waits, if the words pick one of it and nothing of what was asked since."""
    question, choosing = turn.open_question, turn.choosing_question
    if choosing is None or (question and question.about == "commit") or turn.intent is not Answer:
        return
    parts = turn.slots, turn.options
    is_choice = choosing.has_choice(*parts) or _has_value(turn, choosing) or _picks(turn, choosing)
    if not is_choice or (question and _is_of_question(turn, question)):
        return
    turn.open_question, turn.choosing_question = choosing, question if question and question.is_choosing else None


def _picks(turn: Turn, question: Question) -> bool:
    """True if one of the products that the question offers is named."""
    slot = turn.slots.get("product")
    return question.about == "product" and slot is not None and len(slot.ids) == 1 and slot.ids[0] in question.among


def _has_value(turn: Turn, question: Question) -> bool:
    """True if the words name one of the values that the question offers, in whatever form: "fifteen meters"."""
    product = turn.product(question.product_id) if question.about == "option" else None
    values = named_values(turn.message.text, product, turn.phrases.locale).one_each if product else ()
    return not set(values).isdisjoint(question.among)


def _is_of_question(turn: Turn, question: Question) -> bool:
    """True if the open question's own product comes in what was said."""
    product = turn.current_product()
    if question.has_choice(turn.slots, turn.options) or product is None:
        return True
    return bool(turn.options) and all(unknown_option([option], product) is None for option in turn.options)


def _with_whole_sizes(turn: Turn) -> tuple[str, ...]:
    """The options, with "extra small" for a "small" that was heard of it."""
    sizes = without_sizes(turn.message.text, turn.phrases.locale)[1]
    return tuple(next((size for size in sizes if option in size.split()), option) for option in turn.options)


def _to_question(turn: Turn, question: Question) -> None:
    """Reads the words as an answer to the open question, as a change of what a yes would do, or as another wish."""
    product = turn.product(question.product_id or turn.product_id) if question.is_of_product else None
    if product is not None:
        _keep_number_in_name(turn, question, product)
        _keep_number_in_size(turn, product)
        filling = filling_of(question, turn.intent, turn.slots, turn.options, product, turn.phrases.locale)
        turn.slots, turn.options = filling.slots, filling.options
        question = _with_other_kind(turn, question, product)
    is_of_one = question.about == "product" and len(question.among) == 1
    if (
        is_of_one and turn.intent is AddToCart and "product" not in turn.slots
    ):  # "do you mean the blue mug?", "I'll take it"
        turn.slots["product"] = Slot("", (question.among[0],))
    if calls_off(question, turn.intent, turn.slots) or _turns_down(turn, question):
        turn.intent = No
    message_parts = turn.intent, turn.slots, turn.options
    if is_answer(question, *message_parts):
        _answer(turn, question)
        return
    turn.intent = intent_of_change(question, *message_parts) or intent_after(question, *message_parts)
    if turn.intent is Yes:
        _answer(turn, question)
    elif question.about == "commit":
        turn.pending_question = question
    elif question.is_choosing and not (turn.intent.changes and _is_of_choice(turn, question)):
        turn.choosing_question = question


def _turns_down(turn: Turn, question: Question) -> bool:
    """True for "I don't want it", said of what was offered."""
    is_offer = question.about == "confirm" and question.intent is AddToCart
    return is_offer and turn.intent is RemoveFromCart and not turn.slots and not turn.options


def _is_of_choice(turn: Turn, question: Question) -> bool:
    """True if what is to be done is about what was to be chosen."""
    slot = turn.slots.get("product")
    choices = question.among if question.about == "product" else (question.product_id,)
    return slot is None or not set(slot.ids).isdisjoint(choices)


def _with_other_kind(turn: Turn, question: Question, product: Product) -> Question:
    """The offer of the size or color that was said instead of the one offered; a question about it buys nothing."""
    remaining = tuple(
        option
        for option in question.options
        if not any(are_of_one_option(option, other, product) for other in turn.options)
    )
    if question.about != "confirm" or remaining == question.options:
        return question
    turn.attributes.pop("chosen", None)
    is_wish = "quantity" in turn.slots or asks_for(turn.message.text, turn.phrases.locale)
    is_offer = question.intent is AddToCart and not is_wish
    return replace(question, options=remaining, intent=FindProduct if is_offer else question.intent)


def _keep_number_in_name(turn: Turn, question: Question, product: Product) -> None:
    """Reads a number that is part of a product's name as the product, not as a quantity."""
    if turn.intent not in (Answer, ChangeCart, SwapProduct) or not question.is_yes_or_no:
        return
    find = turn.store.catalogue.find
    slots = with_number_in_name(
        turn.slots, turn.options, product, lambda text: find(text).products, turn.phrases.locale
    )
    if slots:
        turn.slots, turn.options = slots, ()
        turn.intent = SwapProduct if turn.intent is ChangeCart else turn.intent


def _keep_number_in_size(turn: Turn, product: Product) -> None:
    """Reads a number that is part of a size as the size, not as a quantity: "nine to forty two"."""
    quantity = turn.slots.get("quantity")
    values = named_values(turn.message.text, product, turn.phrases.locale) if quantity else None
    if quantity and values and values.one_each and quantity.text not in values.numbers:
        turn.slots = {name: slot for name, slot in turn.slots.items() if name != "quantity"}
        turn.options = tuple(dict.fromkeys([*turn.options, *values.one_each]))


def _is_of_current_line(turn: Turn) -> bool:
    """True if a size or a number, said while no question is open, is about a line of the cart."""
    is_value = turn.slots.keys() <= {"quantity"} and bool(turn.slots or turn.options)
    return is_value and turn.current_line is not None


def _is_of_current_product(turn: Turn) -> bool:
    """True if a size or color, said while no question is open, is one that the current product comes in."""
    product = turn.current_product()
    is_value = not turn.slots.keys() - {"quantity"} and bool(turn.options)
    return product is not None and is_value and all(unknown_option([each], product) is None for each in turn.options)


def _answer(turn: Turn, question: Question) -> None:
    """Returns to the intent that asked, with everything said so far."""
    if question.product_id:
        turn.return_to(question.product_id)
    turn.answered_question, turn.confirmed = question, _CONFIRMED.get(turn.intent)
    turn.slots, turn.options = question.merge_answer(turn.slots, turn.options, turn.confirmed)
    turn.intent = question.intent
    is_choice = turn.intent in (FindProduct, ProductPrice) and question.about in ("product", "option")
    if is_choice and puts_in(turn.message.text, turn.phrases.locale):
        turn.intent = AddToCart
    if question.about == "option" and turn.pending_question and turn.pending_question.changing_intent is ChangeCart:
        turn.intent = _of_side_question(turn, question.intent)
    if turn.intent is AddToCart and turn.recognized_intent is WhichIsCheapest:
        turn.intent = FindProduct  # a question buys nothing


def _of_side_question(turn: Turn, intent: type[Intent]) -> type[Intent]:
    """The intent that a size or color belongs to, as the answer to a side question about what is to be ordered."""
    return ChangeCart if turn.current_line and intent not in (AddToCart, SwapProduct, ChangeCart) else intent
