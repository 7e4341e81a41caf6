"""Ordering what is in the cart."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import Ordering
from voice_skill.store import EmptyCart, Summary


class PlaceOrder(Ordering):
    """ "Place my order." "Yes." """

    not_placed = "place_order.not_placed"
    changed_by = "ChangeCart"

    def read_back(self, turn: Turn) -> Summary:
        return turn.store.carts.read_back(turn.customer, sure_of(turn))

    def answer(self, turn: Turn) -> Reply:
        try:
            return super().answer(turn)
        except EmptyCart:
            return turn.say("place_order.empty")
