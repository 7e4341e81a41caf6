"""The things in the last order that arrived."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.named_order import newest_order
from intents.orders.order_contents.handler import OrderContents
from voice_skill.store import Order


class DeliveryContents(Intent):
    """ "What was in my last delivery?" Something newer may still be on its way."""

    def answer(self, turn: Turn) -> Reply:
        order = newest_order(turn, suits=has_arrived)
        if order is None:
            return turn.say("order_status.no_orders")
        turn.intent = OrderContents
        turn.speak_of_order(order.number)
        return OrderContents().answer_about(turn, order)


def has_arrived(order: Order) -> bool:
    """True if it was delivered, even if it has gone back since."""
    return order.reached_at("delivered") is not None
