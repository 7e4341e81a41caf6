"""The day on which something was ordered."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.past_order import PastOrder
from intents.orders.product_lines import product_lines
from intents.products.spoken_forms import spoken_order_lines
from voice_skill.store import Order


class OrderTime(PastOrder):
    """ "When did I last buy coffee?" "When did I order that?" """

    def answer_about(self, turn: Turn, order: Order) -> Reply:
        lines = product_lines(turn, order, is_of_topic=True)
        return turn.tell("order_time.of_order", items=spoken_order_lines(turn, lines), day=order.placed_at)
