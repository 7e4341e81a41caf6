"""Ordering what is in the cart."""

from intents.ordering import Ordering
from intents.reply import Reply
from intents.turn import Turn
from intents.unusual import sure_of
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
