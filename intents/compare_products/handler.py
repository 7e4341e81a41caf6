"""Two products side by side."""

from ask_sdk_model import Response

from intents.describing import prices_today
from intents.intent import Intent
from intents.phrases import Values
from intents.picking import product_said
from intents.turn import Turn


class CompareProducts(Intent):
    """ "What's the difference between the house blend coffee and the dark roast coffee?" """

    def answer(self, turn: Turn) -> Response:
        product, other = product_said(turn), product_said(turn, "other_product")
        if product.external_id == other.external_id:
            return turn.ask("compare_products.same_product", about="product", slot="other_product", product=product)
        price, other_price = (prices_today(turn, each.variants)[0] for each in (product, other))
        differing = [name for name, value in product.attributes.items() if other.attributes.get(name, value) != value]
        told: Values = {"product": product, "other": other, "price": price, "other_price": other_price}
        key = "same_price" if price == other_price else "prices"
        if differing:
            name = differing[0]
            told |= {"attribute": name, "value": product.attributes[name], "other_value": other.attributes[name]}
            key = "same_price_differ" if price == other_price else "differ"
        turn.slots.clear()
        ids = [product.external_id, other.external_id]
        return turn.ask(
            f"compare_products.{key}", intent="FindProduct", about="product", among=ids, card=product, **told
        )
