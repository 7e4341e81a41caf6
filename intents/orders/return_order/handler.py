"""Returning something for a refund."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.cancel_order.handler import ask_to_cancel
from intents.orders.named_order import named_order
from intents.orders.order_status.handler import OrderStatus


class ReturnOrder(Intent):
    """ "I want my money back." "Can I return the mugs?" """

    def answer(self, turn: Turn) -> Reply:
        order = named_order(turn, otherwise=OrderStatus)
        if order is None:
            return turn.say("order_status.no_orders")
        turn.speak_of_order(order.number)
        if turn.store.orders.can_cancel(order):
            return ask_to_cancel(turn, order, "return_order.cancel_instead")
        return turn.tell("return_order.by_the_shop", number=order.number)
