"""Something else instead of what was just put in the cart."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import touched
from intents.orders.place_order.handler import ask_to_order
from intents.products.find_product.handler import FindProduct
from intents.products.finding import product_said
from intents.products.picking import line_last_touched, quantity_said, variant_said


class SwapProduct(FindProduct):
    """ "No, I meant the soup bowl." Where nothing was put in the cart, it is what was looked for."""

    changes = True
    act = "change"
    leads_to = None

    def answer(self, turn: Turn) -> Reply:
        line = line_last_touched(turn)
        if line is None:
            return super().answer(turn)
        product = product_said(turn)
        variant = variant_said(turn, product)
        quantity = quantity_said(turn, variant, line.quantity)
        before = line.variant.sku, line.quantity
        turn.store.carts.exchange(turn.customer, line.variant, variant, quantity, sure_of(turn))
        touched(turn, variant.sku, before=before)
        return ask_to_order(turn, "swap_product.swapped", product=variant, quantity=quantity, other=line.variant)
