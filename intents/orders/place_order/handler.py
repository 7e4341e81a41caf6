"""Ordering the cart."""

from typing import Any

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import ask_about_unusual, sure_of
from intents.orders.ordering import Ordering, ask_for_yes
from voice_skill.store import EmptyCart, Summary, UnusualQuantity, UnusualTotal


class PlaceOrder(Ordering):
    """ "Place my order." "Yes." """

    is_of_line = False
    not_placed = "place_order.not_placed"

    def read_back(self, turn: Turn) -> Summary:
        return turn.store.carts.read_back(turn.customer, sure_of(turn))

    def answer(self, turn: Turn) -> Reply:
        try:
            return super().answer(turn)
        except EmptyCart:
            return turn.say("place_order.empty")

    def answer_no(self, turn: Turn) -> Reply:
        return turn.say("place_order.what_else") if turn.data.get("more") else super().answer_no(turn)


def answer_that_is_all(turn: Turn) -> Reply:
    """Reads back the cart for its order to a customer who needs nothing else; goodbye if it is empty, or if they do not
    want to order."""
    declined = turn.attributes.get("order_declined")
    if not turn.store.carts.of(turn.customer).lines or declined == turn.attributes.get("line"):
        return turn.end(turn.phrases.fill("no.goodbye"))
    turn.intent, turn.slots, turn.options = PlaceOrder, {}, ()
    return PlaceOrder().answer(turn)


def ask_to_order(turn: Turn, key: str, **values: Any) -> Reply:
    """Says what changed in the cart and asks whether to order, after the first time whether that is all; an order that
    waits for its yes is read back again."""
    is_ordered = turn.pending_question is None and "at_once" in turn.slots
    if turn.choosing_question and turn.reports and not is_ordered and turn.pending_question is None:
        return turn.say(key, **values)  # what was asked before in the same sentence comes first
    if not is_ordered and (turn.pending_question is None or turn.pending_question.intent is not PlaceOrder):
        is_offered = turn.attributes.get("order_offered") is True
        turn.attributes["order_offered"] = True
        again = turn.phrases.fill("shared.is_that_all")
        closing, data = (again, {"more": True}) if is_offered else (None, {})
        return turn.ask(key, intent=PlaceOrder, is_changeable=True, closing=closing, again=again, data=data, **values)
    turn.pending_question = None
    turn.slots.pop("at_once", None)
    # A new speaker has become a customer by adding something to the cart.
    customer = turn.store.customers.recognise(turn.message.user_id)
    try:
        summary = turn.store.carts.read_back(customer, sure_of(turn))
    except (UnusualQuantity, UnusualTotal) as error:
        return ask_about_unusual(turn, error, PlaceOrder)
    response = "changed" if summary.changes else "read_back" if is_ordered else "read_anew"
    return ask_for_yes(turn, summary, response, PlaceOrder)


def say_removed(turn: Turn, key: str, **values: Any) -> Reply:
    """Says what left the cart; if an order was about to be placed, reads back the rest of it."""
    if turn.pending_question is None or turn.pending_question.intent is not PlaceOrder:
        return turn.tell(key, **values)
    if turn.store.carts.of(turn.customer).lines:
        return ask_to_order(turn, key, **values)
    turn.pending_question = None
    return turn.tell(key, **values)
