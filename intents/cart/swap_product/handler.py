"""Something else instead of the line that was just added."""

from intents.cart.named_line import latest_line, old_line
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import remember_line
from intents.orders.place_order.handler import ask_to_order
from intents.products.find_product.handler import FindProduct
from intents.products.named_product import named_product
from intents.products.named_variant import named_quantity, named_variant
from intents.products.variant_options import options_of
from voice_skill.store import Product, Variant


class SwapProduct(FindProduct):
    """ "No, I meant the soup bowl." Where nothing was put in the cart, it is what was looked for."""

    changes = True
    act = "change"
    leads_to = None

    def answer(self, turn: Turn) -> Reply:
        line = old_line(turn) or latest_line(turn)
        if line is None:
            return super().answer(turn)
        product = named_product(turn)
        if product.external_id != line.variant.product.external_id:
            turn.options = turn.options or _same_options(line.variant, product)
        variant = named_variant(turn, product)
        quantity = named_quantity(turn, variant, line.quantity)
        before = line.variant.sku, line.quantity
        turn.store.carts.exchange(turn.customer, line.variant, variant, quantity, sure_of(turn))
        remember_line(turn, variant.sku, before=before)
        return ask_to_order(turn, "swap_product.swapped", product=variant, quantity=quantity, other=line.variant)


def _same_options(variant: Variant, product: Product) -> tuple[str, ...]:
    """The sizes and colors of what is in the cart in which the other product comes as well."""
    values = [value for values in options_of(product.variants).values() for value in values]
    return tuple(value for value in variant.options.values() if value in values)
