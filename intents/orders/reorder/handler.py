"""Buying again what was bought before, at today's prices."""

from collections.abc import Sequence

from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn, Unclear
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import Ordering
from intents.products.picking import quantity_said, variant_instead
from voice_skill.store import NothingToReorder, OrderLine, Summary, UnknownProduct, Variant


class Reorder(Ordering):
    """ "Reorder my last order." "Order my usual coffee." """

    not_placed = "reorder.not_placed"
    changed_by = "Reorder"

    def read_back(self, turn: Turn) -> Summary:
        past = _past(turn)
        if "quantity" not in turn.slots and not turn.options:
            return turn.store.carts.read_back_again(turn.customer, past, sure=sure_of(turn))
        line = _only(turn, past)
        variant = _variant(turn, line)
        return turn.store.carts.read_back_again(
            turn.customer,
            [line],
            variant=variant,
            quantity=quantity_said(turn, variant, line.ordered),
            sure=sure_of(turn),
        )

    def answer(self, turn: Turn) -> Reply:
        if turn.store.orders.latest(turn.customer) is None:
            return turn.say("shared.nothing_to_sell" if turn.is_shop_empty else "reorder.nothing")
        try:
            return super().answer(turn)
        except NothingToReorder:
            return turn.say("reorder.all_gone")


def _only(turn: Turn, past: Sequence[OrderLine]) -> OrderLine:
    """The line that a number, size or colour is for. Raises Unclear."""
    if len(past) > 1:
        raise _which(turn, past)
    return past[0]


def _variant(turn: Turn, line: OrderLine) -> Variant | None:
    """The variant in the size or colour that was said, else like what was bought then. Raises Unclear."""
    if not turn.options:
        return None
    try:
        bought = turn.store.catalogue.variant(line.sku)
    except UnknownProduct:
        return None  # it is gone, as the read-back says
    variant = variant_instead(turn, bought)
    if variant is None:
        said, product = turn.phrases.listed(list(turn.options)), bought.product
        turn.options = ()
        raise Unclear("reorder.one_kind", "confirm", product=product, said=said)
    return None if variant.sku == line.sku else variant


def _which(turn: Turn, lines: Sequence[OrderLine]) -> Unclear:
    names = turn.phrases.listed([turn.phrases.fill("shared.the", product=line) for line in lines], style="or")
    return Unclear("reorder.which", "product", among=[line.sku for line in lines[:MOST_ITEMS]], products=names)


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
    raise _which(turn, fitting)
