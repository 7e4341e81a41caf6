"""Buying the same things again, at today's prices."""

import json
from collections.abc import Sequence
from typing import Any

from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn, Unclear
from intents.dialogue.unusual import sure_of
from intents.orders.named_order import named_order
from intents.orders.order_status.handler import OrderStatus
from intents.orders.ordering import Ordering, ask_for_yes, remember_line
from intents.orders.place_order.handler import PlaceOrder
from intents.products.find_product.handler import FindProduct
from intents.products.named_product import products_by_id
from intents.products.named_variant import named_quantity, named_variant, named_variant_instead
from voice_skill.store import NothingToReorder, OrderLine, Product, Summary, UnknownProduct, Variant


class Reorder(Ordering):
    """ "Reorder my last order." "Order my usual coffee." """

    not_placed = "reorder.not_placed"
    act = "reorder"
    is_by_sku = True

    def read_back(self, turn: Turn) -> Summary:
        past = _without_removed(turn, _past_lines(turn))
        if len(past) == 1:
            _speak_of(turn, past[0])
        if "quantity" in turn.slots or turn.options:
            _change(turn, _only(turn, past))
        return turn.store.carts.read_back_again(turn.customer, past, instead=_instead(turn), sure=sure_of(turn))

    def answer(self, turn: Turn) -> Reply:
        if turn.store.orders.latest(turn.customer) is None:
            return turn.say("shared.nothing_to_sell" if turn.is_shop_empty else "reorder.nothing")
        try:
            return super().answer(turn)
        except NothingToReorder:
            return turn.say("reorder.all_gone")
        except _OtherProduct as wanted:
            return self._other(turn, wanted.product)

    def _other(self, turn: Turn, product: Product) -> Reply:
        """Reads back something that was not bought before, instead of the reorder."""
        try:
            variant = named_variant(turn, product)
        except Unclear as unclear:
            unclear.slot = ""  # the product stays named while its size is asked for
            raise
        quantity = named_quantity(turn, variant)
        line = turn.store.carts.add(turn.customer, variant, quantity, sure_of(turn))
        remember_line(turn, variant.sku, before=(variant.sku, line.quantity - quantity))
        turn.speak_of(product.external_id)
        summary = turn.store.carts.read_back(turn.customer, sure_of(turn))
        return ask_for_yes(turn, summary, "read_anew", PlaceOrder)


class _OtherProduct(Exception):
    """The answer to the question about buying again named something else."""

    def __init__(self, product: Product):
        super().__init__(product.external_id)
        self.product = product


def _only(turn: Turn, past: Sequence[OrderLine]) -> OrderLine:
    """The line that a number, size or color is for. Raises Unclear."""
    if len(past) > 1:
        raise _which(turn, past)
    return past[0]


def _change(turn: Turn, line: OrderLine) -> None:
    """Stores the size and the quantity wanted of a line this time, in the slot "instead", which is ours. Raises
    Unclear."""
    variant = _variant(turn, line)
    quantity = named_quantity(turn, variant, line.ordered)
    changes = _changes(turn) | {line.sku: [variant.sku if variant else line.sku, quantity]}
    turn.slots["instead"] = Slot(json.dumps(changes))


def _changes(turn: Turn) -> dict[str, list[Any]]:
    slot = turn.slots.get("instead")
    return dict(json.loads(slot.text)) if slot else {}


def _instead(turn: Turn) -> dict[str, tuple[Variant | None, int | None]]:
    """The variant and quantity wanted of each line instead of those bought before."""
    return {
        sku: (None if sku == other else turn.store.catalogue.variant(other), quantity)
        for sku, (other, quantity) in _changes(turn).items()
    }


def _variant(turn: Turn, line: OrderLine) -> Variant | None:
    """The variant in the size or color that was said, otherwise like the one bought before. Raises Unclear."""
    if not turn.options:
        return None
    try:
        variant_then = turn.store.catalogue.variant(line.sku)
    except UnknownProduct:
        return None  # it is gone, as the read-back says
    variant = named_variant_instead(turn, variant_then)
    if variant is None:
        options, product = turn.phrases.spoken_list(list(turn.options)), variant_then.product
        turn.options = ()
        raise Unclear("reorder.one_kind", "confirm", product=product, said=options)
    return None if variant.sku == line.sku else variant


def _with_one_changed(turn: Turn, slot: Slot) -> Sequence[OrderLine]:
    """All of the latest order, if one line of it was named to be changed; otherwise the lines that were named. Raises
    Unclear."""
    del turn.slots["product"]
    latest = _past_lines(turn)
    skus = {variant.sku for product in products_by_id(turn, slot.ids) for variant in product.variants}
    matches = [line for line in latest if line.sku in skus]
    if len(matches) != 1 or len(latest) < 2 or not ("quantity" in turn.slots or turn.options):
        turn.slots["product"] = slot
        return _lines_by_name(turn, slot)
    _change(turn, matches[0])
    turn.slots.pop("quantity", None)
    turn.options = ()
    return latest


def _without_removed(turn: Turn, past: Sequence[OrderLine]) -> Sequence[OrderLine]:
    """The lines without those that the customer did not want again."""
    removed_skus = turn.slots.get("left_out", Slot("")).ids
    return [line for line in past if line.sku not in removed_skus]


def _speak_of(turn: Turn, line: OrderLine) -> None:
    """Makes the line's product the current one, for a size or a number that is said next."""
    try:
        turn.speak_of(turn.store.catalogue.variant(line.sku).product.external_id)
    except UnknownProduct:
        return  # it is gone, as the read-back says


def _which(turn: Turn, lines: Sequence[OrderLine]) -> Unclear:
    names = turn.phrases.spoken_list([turn.phrases.fill("shared.the", product=line) for line in lines], style="or")
    return Unclear("reorder.which", "product", among=[line.sku for line in lines[:MOST_ITEMS]], products=names)


def _past_lines(turn: Turn) -> Sequence[OrderLine]:
    """The lines that were named, of all that this customer bought; or all of the latest order. Raises Unclear."""
    slot = turn.slots.get("product")
    if (
        slot
        and turn.answered_question
        and turn.answered_question.intent is Reorder
        and "product" not in turn.answered_question.slots
    ):
        return _with_one_changed(turn, slot)
    is_of_spoken = turn.order_topic is not None and turn.order_meant == "last_spoken_of"  # "buy that order again"
    if slot is None and is_of_spoken and turn.order_number:
        turn.slots.setdefault("order_number", Slot(turn.order_number))
    if slot is None and "order_number" in turn.slots:
        order = named_order(turn, otherwise=OrderStatus)
        return order.lines if order else ()
    if slot is None:
        latest = turn.store.orders.latest(turn.customer)
        return latest.lines if latest else ()
    return _lines_by_name(turn, slot)


def _lines_by_name(turn: Turn, slot: Slot) -> Sequence[OrderLine]:
    """The lines that go by the name, of all that this customer bought. Raises Unclear."""
    purchased_lines = turn.store.orders.usual(turn.customer, slot.text or None)
    products = products_by_id(turn, slot.ids)
    skus = {variant.sku for product in products for variant in product.variants}
    fitting = [line for line in purchased_lines if line.sku in {*slot.ids, *skus}] or (
        [] if products else purchased_lines
    )
    if not fitting and len(products) == 1 and turn.answered_question and turn.answered_question.intent is Reorder:
        raise _OtherProduct(products[0])
    if not fitting:
        name = products[0] if products else slot.text
        raise Unclear("reorder.never_bought", "confirm", intent=FindProduct, slot="", product=name)
    if len({line.spoken_name for line in fitting}) == 1:
        return fitting[:1]
    raise _which(turn, fitting)
