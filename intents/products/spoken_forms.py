"""Puts prices, cart lines, orders and changes into words. Called by handlers."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from intents.dialogue.phrases import MOST_ITEMS, Values
from intents.dialogue.turn import Turn
from voice_skill.store import CartLine, Change, Money, Order, OrderLine, Product, SummaryLine, Variant
from voice_skill.store.statuses import STATUSES

_ENDS = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")


def as_sentence(text: str) -> str:
    """A merchant's words with a full stop, so that the next sentence does not run into them."""
    bare = text.rstrip(" ,;:–—-")
    return bare if not bare or _ENDS.search(bare) else f"{bare}."


def prices_today(turn: Turn, variants: Iterable[Variant]) -> list[Money]:
    """Today's prices of these variants, lowest first."""
    return sorted((variant.price(turn.store.now) for variant in variants), key=lambda price: price.amount_minor)


def lowest_price_today(turn: Turn, product: Product) -> int:
    """The lowest price of its variants today, in minor units."""
    return prices_today(turn, product.variants)[0].amount_minor


def spoken_price(turn: Turn, variant: Variant) -> tuple[str, Values]:
    """The response ("one", or "on_sale" with the regular price) and its values for one variant's price today."""
    price, regular = variant.price(turn.store.now), Money(variant.price_minor, variant.currency)
    if price.amount_minor < regular.amount_minor:
        return "on_sale", {"product": variant, "price": price, "regular": regular}
    return "one", {"product": variant, "price": price}


def spoken_lines(turn: Turn, lines: Sequence[CartLine | SummaryLine]) -> Markup:
    """ "2 blue mugs and one red teapot"; at most three are named."""
    return turn.phrases.spoken_list([turn.phrases.spoken_count(line.variant, line.quantity) for line in lines])


def spoken_order_lines(turn: Turn, lines: Sequence[OrderLine]) -> Markup:
    """The same of an order: the lines as they were called then."""
    return turn.phrases.spoken_list([turn.phrases.spoken_count(line, line.ordered) for line in lines])


def spoken_status(turn: Turn, order: Order) -> Markup:
    """The status of an order, in one sentence."""
    if order.partly_shipped:
        shipped = [turn.phrases.spoken_count(line, line.shipped) for line in order.lines if line.shipped]
        waiting = [turn.phrases.spoken_count(line, line.to_ship) for line in order.lines if line.to_ship]
        parts: Values = {"shipped": turn.phrases.spoken_list(shipped), "waiting": turn.phrases.spoken_list(waiting)}
        return turn.phrases.fill("order_status.partly_shipped", **parts)
    return turn.phrases.fill(
        f"order_status.{_response(turn, order)}",
        items=spoken_order_lines(turn, order.lines),
        placed=order.placed_at,
        expected=order.expected_at,
        delivered=order.reached_at("delivered") or order.placed_at,
    )


def _response(turn: Turn, order: Order) -> str:
    if order.late(turn.store.now):
        return "late"
    if order.expected_at and STATUSES[order.status].tells_day:
        return f"{order.status}_expected"
    return order.status


def spoken_changes(turn: Turn, changes: Sequence[Change]) -> Markup:
    """The first three changes since the read-back or the purchase, a sentence each."""
    return Markup(" ").join(_spoken_change(turn, change) for change in changes[:MOST_ITEMS])


def _spoken_change(turn: Turn, change: Change) -> Markup:
    if change.kind == "less":
        return turn.phrases.fill("shared.change_less", product=change, quantity=change.after)
    return turn.phrases.fill(f"shared.change_{change.kind}", product=change, before=change.before, after=change.after)
