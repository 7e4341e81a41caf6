"""Something to buy, for a customer who leaves the choice to the shop."""

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import MOST_OF_A_KIND, Turn
from intents.products.named_product import MOST_OF_ALL
from intents.products.needs import can_be_had
from intents.products.spoken_forms import prices_today
from voice_skill.store import Product


class Surprise(Intent):
    """ "Surprise me." "Pick something for me." Each time it is something else."""

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        product = _not_offered_yet(turn)
        if product is None:
            return turn.say("shared.nothing_to_sell")
        turn.speak_of(product.external_id)
        price = prices_today(turn, product.variants)[0]
        return offer(turn, "surprise.offer", product, price=price, card=product)


def _not_offered_yet(turn: Turn) -> Product | None:
    """A product that many order, else any: the day's, so that tomorrow's is another."""
    products = can_be_had(turn.store.browsing.popular(MOST_OF_A_KIND))
    products = products or can_be_had(turn.store.catalogue.products(limit=MOST_OF_ALL))
    known = {*turn.recall("offered"), *turn.recall("declined")}
    products = [product for product in products if product.external_id not in known] or products
    return products[turn.store.now.toordinal() % len(products)] if products else None
