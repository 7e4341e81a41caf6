"""Cancelling an order while that is possible, after a yes."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.named_order import named_order
from intents.orders.order_status.handler import OrderStatus
from intents.products.spoken_forms import spoken_order_lines, spoken_status
from voice_skill.store import CannotCancel, Order


class CancelOrder(Intent):
    """ "Cancel my order." "Cancel order number one oh four two three three." """

    changes = True
    act = "cancel"
    takes_order_number = True

    def answer(self, turn: Turn) -> Reply:
        if turn.confirmed and "number" in turn.data:
            return self._cancel(turn, turn.store.orders.by_number(turn.customer, turn.data["number"]))
        order = named_order(turn, suits=turn.store.orders.can_cancel, otherwise=OrderStatus)
        if order is None:
            return turn.say("order_status.no_orders")
        turn.speak_of_order(order.number)
        if order.status == "cancelled":
            return turn.finish(spoken_status(turn, order))
        if not turn.store.orders.can_cancel(order):
            return turn.tell("cancel_order.too_late", status=spoken_status(turn, order))
        return ask_to_cancel(turn, order, "cancel_order.sure")

    def answer_no(self, turn: Turn) -> Reply:
        return turn.tell("cancel_order.kept")

    def _cancel(self, turn: Turn, order: Order) -> Reply:
        try:
            turn.store.orders.cancel(turn.customer, order)
        except CannotCancel as error:
            return turn.tell("cancel_order.too_late", status=spoken_status(turn, error.order))
        return turn.tell("cancel_order.cancelled", items=spoken_order_lines(turn, order.lines))


def ask_to_cancel(turn: Turn, order: Order, key: str) -> Reply:
    """Asks whether to cancel this order; another product or number said to it means another order."""
    items = spoken_order_lines(turn, order.lines)
    return turn.ask(
        key,
        about="commit",
        intent=CancelOrder,
        is_changeable=True,
        again=turn.phrases.fill("cancel_order.sure", items=items),
        data={"number": order.number},
        items=items,
    )
