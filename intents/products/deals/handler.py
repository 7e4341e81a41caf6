"""What is on sale."""

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.find_product.handler import FindProduct
from intents.products.spoken_forms import spoken_price

_MOST_NAMED = 3


class Deals(Intent):
    """ "What are the deals?" "Is anything on sale?" """

    def answer(self, turn: Turn) -> Reply:
        variants = turn.store.catalogue.on_sale(_MOST_NAMED)
        if not variants:
            return turn.tell("deals.none")
        if len(variants) == 1:
            _, values = spoken_price(turn, variants[0])
            return offer(turn, "deals.one", card=variants[0].product, **values)
        ids = [variant.product.external_id for variant in variants]
        items = [
            turn.phrases.fill("deals.item", product=variant.product, price=variant.price(turn.store.now))
            for variant in variants
        ]
        return turn.ask("deals.several", about="product", among=ids, intent=FindProduct, items=items)
