"""The cheapest of the products that were just offered."""

from intents.products.cheapest_product.handler import CheapestProduct


class WhichIsCheapest(CheapestProduct):
    """ "Which one is the cheapest?" Unlike "the cheapest one" it only asks, so that nothing is put in the cart."""
