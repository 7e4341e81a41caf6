"""Picks the order that a turn's words are about. Called by handlers."""

from collections.abc import Callable, Sequence

from intents.dialogue.intent import Intent
from intents.dialogue.turn import Turn, Unclear
from intents.orders.order_period import period_of
from voice_skill.store import Order, UnknownOrder

MOST_DIGITS_OF_ENDING = 5  # an order's number has more
FEWEST_DIGITS_OF_ENDING = 2


def named_order(
    turn: Turn,
    *,
    suits: Callable[[Order], bool] | None = None,
    is_last_spoken_of: bool = False,
    otherwise: type[Intent] | None = None,
) -> Order | None:
    """The order of that number or one like it, else the newest with that product or of that day, else the one last
    spoken of where the words mean it ("it", "that order"), else the newest. None if the customer has never ordered.

    With the slot "other_product", the order is known by that, and "product" is only what is asked about.

    suits: of several orders that may be meant, the newest that suits is. is_last_spoken_of: True if the words mean the
    order last spoken of unless they say "last" or "latest". otherwise: the intent that tells of the latest order if the
    product was never ordered; None: the one that asks. Raises Unclear. The answer to another customer's number is the
    same as to a number that does not exist.
    """
    number = turn.slots.get("order_number")
    product = turn.slots.get("other_product") or turn.slots.get("product")
    is_unanswered = (
        not number
        and not product
        and turn.answered_question is not None
        and turn.answered_question.about == "order_number"
    )
    if is_unanswered or (number and not number.text.isdecimal()):
        raise Unclear("order_status.which_number", "order_number", slot="order_number", is_miss=True)
    if number:
        return _order_of_number(turn, number.text)
    if product:
        orders = _orders_with(turn, product.text, otherwise)
        spoken_of = _order_spoken_of(turn) if is_last_spoken_of and turn.order_topic else None
        is_of_it = spoken_of is not None and turn.order_meant != "latest"
        same = [order for order in orders if is_of_it and spoken_of and order.number == spoken_of.number]
        return _first_suiting([*same, *orders], None if same else suits)
    if "date" in turn.slots and (orders := orders_of_period(turn)):
        return _first_suiting(orders, suits)
    spoken_of = _order_spoken_of(turn)
    is_latest = turn.order_meant == "latest"
    if spoken_of and not is_latest and (is_last_spoken_of or turn.order_meant == "last_spoken_of"):
        return spoken_of
    return newest_order(turn, suits=None if is_latest else suits)


def complained_order(turn: Turn, *, suits: Callable[[Order], bool] | None = None) -> Order | None:
    """The order that a complaint is about: the newest with that product, else the one last spoken of, else the newest,
    as far as it suits. None if there is no such order; which one it was is not asked of who complains."""
    product = turn.slots.get("product")
    if product:
        return _first_suiting(turn.store.orders.containing(turn.customer, product.text), suits)
    orders = turn.store.orders.placed_by(turn.customer)
    spoken_of = _order_spoken_of(turn)
    candidates = [spoken_of, *orders] if spoken_of else orders
    return next((order for order in candidates if suits is None or suits(order)), None)


def newest_order(turn: Turn, *, suits: Callable[[Order], bool] | None = None) -> Order | None:
    """The customer's newest order that suits, else the newest. None if they have never ordered."""
    return _first_suiting(turn.store.orders.placed_by(turn.customer), suits)


def orders_of_period(turn: Turn) -> Sequence[Order]:
    """The newest orders of the time that was named; empty if none was, or one that is no stretch of days."""
    period = period_of(turn)
    return turn.store.orders.placed_by(turn.customer, since=period[0], until=period[1]) if period else ()


def _first_suiting(orders: Sequence[Order], suits: Callable[[Order], bool] | None) -> Order | None:
    suiting = [order for order in orders if suits(order)] if suits else []
    return next(iter([*suiting, *orders]), None)


def _orders_with(turn: Turn, name: str, otherwise: type[Intent] | None) -> Sequence[Order]:
    """The orders with that product, newest first. Raises Unclear."""
    orders = turn.store.orders.containing(turn.customer, name)
    if orders or turn.store.orders.latest(turn.customer) is None:
        return orders
    raise Unclear("order_status.not_ordered", "confirm", intent=otherwise, product=name)


def _order_spoken_of(turn: Turn) -> Order | None:
    try:
        return turn.store.orders.by_number(turn.customer, turn.order_number) if turn.order_number else None
    except UnknownOrder:
        return None


def _order_of_number(turn: Turn, number: str) -> Order:
    """The customer's own order of that number, or that ends in it, or of the number that it was likely misheard for;
    the answer shows which. Raises Unclear."""
    try:
        return turn.store.orders.by_number(turn.customer, number)
    except UnknownOrder:
        is_ending = FEWEST_DIGITS_OF_ENDING <= len(number) <= MOST_DIGITS_OF_ENDING
        ending = turn.store.orders.ending_in(turn.customer, number) if is_ending else None
        order = ending or turn.store.orders.sounding_like(turn.customer, number)
        if order is not None:
            return order
        digits = turn.phrases.digits(number)
        raise Unclear(
            "order_status.unknown_number", "order_number", slot="order_number", is_miss=True, number=digits
        ) from None
