"""Changing a placed order: that is not possible, but it can be cancelled until it ships."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.cancel_order.handler import ask_to_cancel
from intents.orders.named_order import named_order
from intents.orders.order_status.handler import OrderStatus
from intents.products.spoken_forms import spoken_status


class ChangeOrder(Intent):
    """ "Can I still change my order?" "I need to change order one oh four two three three." """

    def answer(self, turn: Turn) -> Reply:
        order = named_order(turn, otherwise=OrderStatus)
        if order is None:
            return turn.say("order_status.no_orders")
        turn.speak_of_order(order.number)
        if not turn.store.orders.can_cancel(order):
            return turn.tell("change_order.too_late", status=spoken_status(turn, order))
        return ask_to_cancel(turn, order, "change_order.cancel_instead")
