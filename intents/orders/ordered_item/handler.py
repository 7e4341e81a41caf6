"""The number, size and color of something in an order."""

from intents.cart.show_cart.handler import ShowCart
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.past_order import PastOrder
from intents.orders.product_lines import product_lines
from intents.products.product_options.handler import ProductOptions
from intents.products.spoken_forms import spoken_order_lines
from voice_skill.store import Order


class OrderedItem(PastOrder):
    """ "How many locks were in it?" "What color was it?" A line is called by its number, size and color."""

    def answer(self, turn: Turn) -> Reply:
        if not turn.slots and turn.order_topic is None and turn.current_product():  # said of what is for sale
            is_in_cart = "line" in turn.attributes and bool(turn.store.carts.of(turn.customer).lines)
            return ShowCart().answer(turn) if is_in_cart else ProductOptions().answer(turn)
        return super().answer(turn)

    def answer_about(self, turn: Turn, order: Order) -> Reply:
        items = spoken_order_lines(turn, product_lines(turn, order, is_of_topic=True))
        return turn.tell("ordered_item.of_order", items=items, day=order.placed_at)
