"""The number of an order."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.past_order import PastOrder
from intents.products.spoken_forms import spoken_order_lines
from voice_skill.store import Order


class OrderNumber(PastOrder):
    """ "What's my order number?" """

    def answer_about(self, turn: Turn, order: Order) -> Reply:
        items, number = spoken_order_lines(turn, order.lines), turn.phrases.digits(order.number)
        return turn.tell("order_number.of_order", items=items, number=number)
