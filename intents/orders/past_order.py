"""A fact about one of the customer's orders: the base of the intents that ask for one."""

from abc import abstractmethod

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.named_order import named_order
from voice_skill.store import Order


class PastOrder(Intent):
    """Answers a question about an order; "and the soap?" and "and the one before that?" ask it of another one.

    is_last_spoken_of: True if it asks about the order last spoken of unless another is named.
    """

    is_last_spoken_of = True

    def answer(self, turn: Turn) -> Reply:
        suits = was_kept if self.is_last_spoken_of and "product" in turn.slots else None
        order = named_order(turn, suits=suits, is_last_spoken_of=self.is_last_spoken_of)
        if order is None:
            return turn.say("order_status.no_orders")
        turn.speak_of_order(order.number)
        return self.answer_about(turn, order)

    @abstractmethod
    def answer_about(self, turn: Turn, order: Order) -> Reply:
        """Answers the question about this order."""


def was_kept(order: Order) -> bool:
    """True if the order was not cancelled."""
    return order.status != "cancelled"
