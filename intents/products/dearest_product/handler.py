"""The one of a kind that costs the most today."""

from intents.products.cheapest_product.handler import CheapestProduct


class DearestProduct(CheapestProduct):
    """ "What's your most expensive mug?" "The more expensive one." """

    by_price = -1
    phrase_key = "dearest_product.one"
