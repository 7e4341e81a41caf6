"""Goes through the things of a sentence that names several: "two mugs, a bowl and a jar of honey"."""

import json
from collections.abc import Iterator

from intents.dialogue.slots import MORE_THINGS, Slot
from intents.dialogue.turn import Turn
from voice_skill.store import Product


def waiting_products(turn: Turn) -> list[Product]:
    """The products that wait for the answer to the question just asked; of several alike the first."""
    question = turn.attributes.get("question")
    waiting = question["slots"].get(MORE_THINGS) if isinstance(question, dict) else None
    things = json.loads(waiting["text"]) if waiting else []
    products = (turn.product(ids[0]) for ids, *_ in things if ids)
    return [product for product in products if product is not None]


def other_things(turn: Turn) -> Iterator[None]:
    """Sets the turn to each of the things after the first, in order, as if it were all that was said."""
    waiting = turn.slots.pop(MORE_THINGS, None)
    things = json.loads(waiting.text) if waiting else []
    others = {name: slot for name, slot in turn.slots.items() if name not in ("product", "quantity")}
    for at, (ids, quantity, marks, options) in enumerate(things):
        turn.attributes.pop("chosen", None)
        turn.slots = {**others, "product": Slot("", tuple(ids))}
        if quantity:
            turn.slots["quantity"] = Slot(quantity, tuple(marks))
        if things[at + 1 :]:
            turn.slots[MORE_THINGS] = Slot(json.dumps(things[at + 1 :]))
        turn.options = tuple(options)
        yield
