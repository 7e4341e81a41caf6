"""Returning something for a refund."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.cancel_order.handler import ask_to_cancel
from intents.orders.delivery_contents.handler import has_arrived
from intents.orders.named_order import named_order
from intents.orders.order_status.handler import OrderStatus
from intents.orders.product_lines import product_lines
from intents.products.spoken_forms import spoken_order_lines


class ReturnOrder(Intent):
    """ "I want my money back." "Can I return the mugs?" """

    def answer(self, turn: Turn) -> Reply:
        order = named_order(turn, suits=has_arrived, is_last_spoken_of=True, otherwise=OrderStatus)
        if order is None:
            return turn.say("order_status.no_orders")
        turn.speak_of_order(order.number)
        if turn.store.orders.can_cancel(order):
            return ask_to_cancel(turn, order, "return_order.cancel_instead")
        items, number = spoken_order_lines(turn, product_lines(turn, order)), turn.phrases.digits(order.number)
        return turn.tell("return_order.by_the_shop", items=items, number=number)
