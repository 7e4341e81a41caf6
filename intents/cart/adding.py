"""Putting things in the cart, one or several that were said in one sentence. Called by handlers."""

import json
from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from intents.dialogue.intent import HINDRANCES, hindered
from intents.dialogue.reply import Reply
from intents.dialogue.slots import MORE, Said
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import touched
from intents.products.finding import product_said
from intents.products.picking import quantity_said, variant_said
from voice_skill.store import Variant

Added = list[tuple[Variant, int]]


def put(turn: Turn) -> tuple[Variant, int]:
    """Puts what was said in the cart, and how many of it. Raises HINDRANCES."""
    variant = variant_said(turn, product_said(turn))
    quantity = quantity_said(turn, variant)
    line = turn.store.carts.add(turn.customer, variant, quantity, sure_of(turn))
    touched(turn, variant.sku, before=(variant.sku, line.quantity - quantity))
    return variant, quantity


def put_others(turn: Turn, added: Added) -> Reply | None:
    """Puts in the cart what waits behind the first thing, and adds it to `added`; a reply where one of them has to be
    asked about first: what was put in is told before."""
    for _ in _others(turn):
        try:
            added.append(put(turn))
        except HINDRANCES as hindrance:
            reply = hindered(turn, hindrance)
            told = turn.phrases.fill("add_to_cart.so_far", items=added_said(turn, added))
            return replace(reply, speech=Markup(" ").join([told, reply.speech]))
    return None


def added_said(turn: Turn, added: Added) -> Markup:
    """ "2 blue mugs and one red teapot"."""
    return turn.phrases.listed([turn.phrases.counted(variant, quantity) for variant, quantity in added])


def _others(turn: Turn) -> Iterator[None]:
    """The turn as if the next of them were all that was said, one after the other."""
    waiting = turn.slots.pop(MORE, None)
    things = json.loads(waiting.text) if waiting else []
    for at, (ids, quantity, marks, options) in enumerate(things):
        turn.attributes.pop("chosen", None)
        turn.slots = {"product": Said("", tuple(ids))}
        if quantity:
            turn.slots["quantity"] = Said(quantity, tuple(marks))
        if things[at + 1 :]:
            turn.slots[MORE] = Said(json.dumps(things[at + 1 :]))
        turn.options = tuple(options)
        yield
