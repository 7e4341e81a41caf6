"""The status of an order."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn, Unclear
from intents.products.spoken_forms import spoken_status
from voice_skill.store import Order, UnknownOrder


class OrderStatus(Intent):
    """ "Where is my order?" "Where are my mugs?" "What about order one oh four two three three?" """

    act = ""

    def answer(self, turn: Turn) -> Reply:
        order = named_order(turn)
        if order is None:
            return turn.say("order_status.no_orders")
        return turn.finish(spoken_status(turn, order), card=turn.store.merchant.title)


def named_order(turn: Turn) -> Order | None:
    """The order of that number or one like it, else the newest with that product, else the latest. None if the customer
    has never ordered.

    Raises Unclear. The answer to another customer's number is the same as to a number that does not exist.
    """
    number, product = turn.slots.get("order_number"), turn.slots.get("product")
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
    latest = turn.store.orders.latest(turn.customer)
    if product is None or latest is None:
        return latest
    orders = turn.store.orders.containing(turn.customer, product.text)
    if not orders:
        raise Unclear("order_status.not_ordered", "confirm", intent=OrderStatus, product=product.text)
    return orders[0]


def _order_of_number(turn: Turn, number: str) -> Order:
    """The customer's own order of that number, or of the number that it was likely misheard for; the answer shows
    which. Raises Unclear."""
    try:
        return turn.store.orders.by_number(turn.customer, number)
    except UnknownOrder:
        alike = turn.store.orders.sounding_like(turn.customer, number)
        if alike is not None:
            return alike
        digits = turn.phrases.digits(number)
        raise Unclear(
            "order_status.unknown_number", "order_number", slot="order_number", is_miss=True, number=digits
        ) from None
