"""The amount of an order, or of one thing in it."""

from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.past_order import PastOrder, was_kept
from intents.orders.product_lines import product_lines
from intents.products.product_price.handler import ProductPrice
from intents.products.spoken_forms import spoken_order_lines
from voice_skill.store import Money, Order


class OrderTotal(PastOrder):
    """ "How much was my last order?" "How much did I pay for the soap?" "How much was it?" """

    def answer(self, turn: Turn) -> Reply:
        if not turn.slots and not turn.order_number and turn.current_product():
            return ProductPrice().answer(turn)  # "how much was it" of what is for sale
        return super().answer(turn)

    def answer_about(self, turn: Turn, order: Order) -> Reply:
        lines = product_lines(turn, order, is_of_topic=True)
        if len(lines) == len(order.lines):
            items, total = spoken_order_lines(turn, order.lines), order.total
        else:
            items = spoken_order_lines(turn, lines)
            total = Money(sum(line.unit_minor * line.ordered for line in lines), order.currency)
        response = "of_order" if was_kept(order) else "cancelled"
        if "product" not in turn.slots and total != order.total and was_kept(order):
            response = "of_item"
        values: Values = {"items": items, "day": order.placed_at, "total": total, "order_total": order.total}
        return turn.tell(f"order_total.{response}", **values)
