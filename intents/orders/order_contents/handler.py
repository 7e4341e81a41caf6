"""The things in an order."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.past_order import PastOrder, was_kept
from intents.products.spoken_forms import spoken_order_lines
from voice_skill.store import Order


class OrderContents(PastOrder):
    """ "What did I buy last time?" "What was in my last delivery?" "What was in it?" """

    def answer_about(self, turn: Turn, order: Order) -> Reply:
        items = spoken_order_lines(turn, order.lines)
        response = "of_order" if was_kept(order) else "cancelled"
        return turn.tell(f"order_contents.{response}", items=items, day=order.placed_at, total=order.total)
