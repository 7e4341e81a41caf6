"""Putting things in the cart, one or several that were said in one sentence. Called by handlers."""

import json
from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from intents.dialogue.intent import HINDRANCES, answer_hindrance
from intents.dialogue.reply import Reply
from intents.dialogue.slots import MORE_THINGS, Slot
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import remember_line
from intents.products.named_product import named_product
from intents.products.named_variant import named_quantity, named_variant
from voice_skill.store import Variant

Additions = list[tuple[Variant, int]]


def put(turn: Turn) -> tuple[Variant, int]:
    """Puts what was said in the cart, and how many of it. Raises HINDRANCES."""
    variant = named_variant(turn, named_product(turn))
    quantity = named_quantity(turn, variant)
    line = turn.store.carts.add(turn.customer, variant, quantity, sure_of(turn))
    remember_line(turn, variant.sku, before=(variant.sku, line.quantity - quantity))
    return variant, quantity


def put_others(turn: Turn, added: Additions) -> Reply | None:
    """Puts in the cart what waits behind the first thing, and adds it to `added`; a reply where one of them has to be
    asked about first: what was put in is told before."""
    for _ in _others(turn):
        try:
            added.append(put(turn))
        except HINDRANCES as hindrance:
            reply = answer_hindrance(turn, hindrance)
            told = turn.phrases.fill("add_to_cart.so_far", items=spoken_additions(turn, added))
            return replace(reply, speech=Markup(" ").join([told, reply.speech]))
    return None


def spoken_additions(turn: Turn, added: Additions) -> Markup:
    """ "2 blue mugs and one red teapot"."""
    return turn.phrases.spoken_list([turn.phrases.spoken_count(variant, quantity) for variant, quantity in added])


def _others(turn: Turn) -> Iterator[None]:
    """The turn as if the next of them were all that was said, one after the other."""
    waiting = turn.slots.pop(MORE_THINGS, None)
    things = json.loads(waiting.text) if waiting else []
    for at, (ids, quantity, marks, options) in enumerate(things):
        turn.attributes.pop("chosen", None)
        turn.slots = {"product": Slot("", tuple(ids))}
        if quantity:
            turn.slots["quantity"] = Slot(quantity, tuple(marks))
        if things[at + 1 :]:
            turn.slots[MORE_THINGS] = Slot(json.dumps(things[at + 1 :]))
        turn.options = tuple(options)
        yield
