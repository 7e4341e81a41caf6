"""Picks the line of the cart that the words name; raises Unclear with the question to ask. Called by handlers."""

from collections.abc import Sequence

from intents.dialogue.phrases import Values
from intents.dialogue.slots import OLD_PRODUCT
from intents.dialogue.turn import Turn, Unclear
from intents.products.named_product import named_product
from intents.products.variant_options import is_made_of, values_in
from voice_skill.store import CartLine
from voice_skill.store.search import words


def latest_line(turn: Turn) -> CartLine | None:
    """The line of the cart that was added or changed last in this conversation, while it is there."""
    sku = turn.attributes.get("line")
    lines = turn.store.carts.of(turn.customer).lines if sku else []
    return next((line for line in lines if line.variant.sku == sku), None)


def old_line(turn: Turn) -> CartLine | None:
    """The line of the cart that something else is to be put in place of, if it was named."""
    slot = turn.slots.pop(OLD_PRODUCT, None)
    name_words = set(words(slot.text)) if slot else set()
    lines = turn.store.carts.of(turn.customer).lines if name_words else []
    fitting = [line for line in lines if name_words <= set(words(line.variant.product.spoken_name))]
    return fitting[0] if len(fitting) == 1 else None


def named_line(turn: Turn, lines: Sequence[CartLine]) -> CartLine | None:
    """The line of the cart that was said, also by its place, or for "it" the current or the only one. None if it is not
    in the cart.

    Raises Unclear. A line is known by its name even if the shop no longer sells the product.
    """
    slot, ordinal = turn.slots.get("product"), turn.slots.get("ordinal")
    if ordinal and ordinal.text.isdecimal() and 1 <= int(ordinal.text) <= len(lines):
        return lines[int(ordinal.text) - 1]
    lines_of_current = [line for line in lines if turn.product_id in (None, line.variant.product.external_id)]
    latest = [line for line in lines_of_current if line.variant.sku == turn.attributes.get("line")]
    if slot is None and (latest or len(lines) == len(lines_of_current) == 1):
        return (latest or lines_of_current)[0]
    name_words = set(words(slot.text)) if slot else set()
    fitting = [line for line in lines if name_words and name_words <= set(words(line.variant.product.spoken_name))]
    if not fitting:
        product = named_product(turn)
        fitting = [line for line in lines if line.variant.product_id == product.id]
    return _one_line(turn, fitting) if fitting else None


def _one_line(turn: Turn, lines: Sequence[CartLine]) -> CartLine:
    kinds = {" ".join(line.variant.options.values()): line for line in lines}
    spoken_options = " ".join(turn.options)
    matches = [line for kind, line in kinds.items() if is_made_of(kind, spoken_options.split())] or [
        line for line in lines if spoken_options and values_in(" ".join(line.variant.options.values()), turn.options)
    ]
    if len(matches) == 1 or len(kinds) == 1:
        return (matches or list(lines))[0]
    values: Values = {
        "product": lines[0].variant.product,
        "values": turn.phrases.spoken_options(list(kinds), style="or"),
    }
    raise Unclear("shared.which_line", "option", among=list(kinds), is_miss=bool(spoken_options), **values)
