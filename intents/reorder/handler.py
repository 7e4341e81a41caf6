"""Buying again what was bought before, at today's prices."""

from collections.abc import Sequence

from ask_sdk_model import Response

from intents.ordering import Ordering
from intents.turn import Turn, Unclear
from voice_skill.store import NothingToReorder, OrderLine, Summary


class Reorder(Ordering):
    """ "Reorder my last order." "Order my usual coffee." """

    not_placed = "reorder.not_placed"

    def read_back(self, turn: Turn) -> Summary:
        return turn.store.carts.read_back_again(turn.customer, _past(turn))

    def answer(self, turn: Turn) -> Response:
        if turn.store.orders.latest(turn.customer) is None:
            return turn.say("reorder.nothing")
        try:
            return super().answer(turn)
        except NothingToReorder:
            return turn.say("reorder.all_gone")


def _past(turn: Turn) -> Sequence[OrderLine]:
    """What was named, of what this customer bought; or all of the latest order. Raises Unclear."""
    said = turn.slots.get("product")
    if said is None:
        latest = turn.store.orders.latest(turn.customer)
        return latest.lines if latest else ()
    bought = turn.store.orders.usual(turn.customer, said.text or None)
    fitting = [line for line in bought if line.sku in said.ids] or bought
    if not fitting:
        raise Unclear("reorder.never_bought", "confirm", intent="FindProduct", slot="", product=said.text)
    if len({line.spoken_name for line in fitting}) == 1:
        return fitting[:1]
    names = turn.phrases.listed([turn.phrases.fill("shared.the", product=line) for line in fitting], style="or")
    raise Unclear("reorder.which", "product", among=[line.sku for line in fitting], products=names)
