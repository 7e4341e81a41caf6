"""Which of those that were just offered costs the least."""

from intents.products.cheapest_product.handler import CheapestProduct


class WhichIsCheapest(CheapestProduct):
    """ "Which one is the cheapest?" Unlike "the cheapest one" it only asks, so that nothing is put in the cart."""
