"""Tells how words relate to the open question: they answer it, change what a yes would do, call it off, or are another
wish. Called by `interpretation`."""

from collections.abc import Mapping

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.change_cart.handler import ChangeCart
from intents.cart.swap_product.handler import SwapProduct
from intents.cart.undo.handler import Undo
from intents.conversation.answer.handler import Answer
from intents.conversation.cancel.handler import Cancel
from intents.conversation.fallback.handler import Fallback
from intents.conversation.no.handler import No
from intents.conversation.not_now.handler import NotNow
from intents.conversation.not_right.handler import NotRight
from intents.conversation.yes.handler import Yes
from intents.dialogue.intent import Intent
from intents.dialogue.question import Question
from intents.dialogue.slots import Slot
from intents.orders.cancel_order.handler import CancelOrder
from intents.orders.change_order.handler import ChangeOrder
from intents.orders.place_order.handler import PlaceOrder
from intents.orders.reorder.handler import Reorder

Slots = Mapping[str, Slot]
Options = tuple[str, ...]

# Words that sound like a yes to a question that moves money or orders, but are none: it is asked again.
_AT_ANY_COMMIT: dict[type[Intent], type[Intent]] = {AddToCart: Fallback}
_AT_A_COMMIT: dict[tuple[type[Intent], type[Intent]], type[Intent]] = {
    (CancelOrder, Cancel): Fallback,
    (CancelOrder, CancelOrder): Fallback,
    (CancelOrder, Undo): Fallback,
    (PlaceOrder, ChangeOrder): NotRight,
    (Reorder, ChangeOrder): NotRight,
    (Reorder, PlaceOrder): Reorder,
}
_PICKS = frozenset({"product", "picked", "ordinal"})


def is_answer(question: Question, intent: type[Intent], slots: Slots, options: Options) -> bool:
    """True if these words answer the question: yes, no, a bare word, "the cheaper one", or "make it two" to an offer.

    A product's bare name after an offer is another wish, and so is "the lighter one" or "the second one".
    """
    if intent in (Yes, No):
        return True
    if question.is_yes_or_no:
        return question.changing_intent is question.intent and _is_change(question, intent, slots, options)
    if intent.by_price:
        return "product" not in slots and question.about in ("product", "option") and len(question.among) > 1
    if question.about in ("quantity", "option") and intent.says_more and "product" not in slots:
        return bool(slots or options)
    return intent is Answer or (question.about == "product" and intent is SwapProduct and "product" in slots)


def intent_of_change(question: Question, intent: type[Intent], slots: Slots, options: Options) -> type[Intent] | None:
    """The intent that changes what a yes would do; None if these words change nothing."""
    if not question.is_yes_or_no or question.changing_intent in (None, question.intent):
        return None
    if intent is Answer and "product" in slots:
        return SwapProduct if question.about == "commit" else None
    is_value = intent is Answer and not {"picked", "ordinal"} & slots.keys()
    return question.changing_intent if is_value or _says_more(intent, slots, options) else None


def _is_change(question: Question, intent: type[Intent], slots: Slots, options: Options) -> bool:
    """An offer is of one product, so another product's name is another wish. Something bought before may be replaced by
    another."""
    if question.about == "confirm":
        return _says_more(intent, slots, options) or (intent is Answer and not _PICKS & slots.keys())
    is_more = _says_more(intent, slots, options) or intent in (Answer, ChangeCart, SwapProduct)
    return bool(slots or options) and is_more


def _says_more(intent: type[Intent], slots: Slots, options: Options) -> bool:
    """True if a whole sentence says a number or an option, and no product."""
    return intent.says_more and slots.keys() <= {"quantity"} and bool(slots or options)


def calls_off(question: Question, intent: type[Intent], slots: Slots) -> bool:
    """True if the words are a no: "cancel that", or "cancel my order" before it is placed. To "Shall I cancel your
    order?" they could be either."""
    if slots or question.intent is CancelOrder:
        return False
    if question.is_choosing:
        return intent in (Cancel, NotNow)
    return question.is_yes_or_no and (
        intent is NotNow or (question.about == "commit" and intent in (Cancel, CancelOrder, Undo))
    )


def intent_after(question: Question, intent: type[Intent], slots: Slots, options: Options) -> type[Intent]:
    """The intent that the words have after this question, where they usually have another."""
    if slots or options:
        return intent
    if question.about == "commit":
        return _AT_A_COMMIT.get((question.intent, intent)) or _AT_ANY_COMMIT.get(intent, intent)
    if question.data.get("placed") and intent in (Cancel, Undo, NotRight):
        return CancelOrder
    is_put = question.intent is PlaceOrder and "token" not in question.data and intent is AddToCart
    return Yes if is_put else intent
