"""Puts things in the cart, one or several that were said in one sentence. Called by handlers."""

from dataclasses import replace

from markupsafe import Markup

from intents.dialogue.intent import HINDRANCES, answer_hindrance
from intents.dialogue.reply import Reply
from intents.dialogue.things import other_things
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import remember_line
from intents.products.named_product import named_product
from intents.products.named_variant import named_quantity, named_variant
from voice_skill.store import Variant

Additions = list[tuple[Variant, int]]


def add_one(turn: Turn) -> tuple[Variant, int]:
    """Puts what was said in the cart, in the quantity that was said. Raises HINDRANCES."""
    variant = named_variant(turn, named_product(turn))
    quantity = named_quantity(turn, variant)
    line = turn.store.carts.add(turn.customer, variant, quantity, sure_of(turn))
    remember_line(turn, variant.sku, before=(variant.sku, line.quantity - quantity))
    return variant, quantity


def add_others(turn: Turn, additions: Additions) -> Reply | None:
    """Puts the other things of the sentence in the cart, and adds them to `additions`. Returns a reply where one of
    them has to be asked about first; it begins with what was put in the cart so far."""
    for _ in other_things(turn):
        try:
            additions.append(add_one(turn))
        except HINDRANCES as hindrance:
            reply = answer_hindrance(turn, hindrance)
            report = turn.phrases.fill("add_to_cart.so_far", items=spoken_additions(turn, additions))
            return replace(reply, speech=Markup(" ").join([report, reply.speech]))
    return None


def spoken_additions(turn: Turn, additions: Additions) -> Markup:
    """ "2 blue mugs and one red teapot"."""
    return turn.phrases.spoken_list([turn.phrases.spoken_count(variant, quantity) for variant, quantity in additions])
