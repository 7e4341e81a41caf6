"""Whether what was chosen is ordered already."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.order_status.handler import OrderStatus
from intents.orders.place_order.handler import PlaceOrder
from intents.products.spoken_forms import spoken_lines


class OrderPlaced(Intent):
    """ "Is that ordered now?" It is not while it is in the cart; else the latest order is meant."""

    def answer(self, turn: Turn) -> Reply:
        cart = turn.store.carts.of(turn.customer)
        is_of_cart = "line" in turn.attributes or turn.store.orders.latest(turn.customer) is None
        if not cart.lines or not is_of_cart:
            turn.intent = OrderStatus
            return OrderStatus().answer(turn)
        items = spoken_lines(turn, cart.lines)
        return turn.ask("order_placed.not_yet", intent=PlaceOrder, items=items, total=cart.total)
