"""The one of a kind that costs the least today."""

from collections.abc import Sequence

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import MOST_OF_A_KIND, Turn, Unclear
from intents.products.kin import kin_of
from intents.products.named_product import by_price, named_product, products_by_id
from intents.products.named_variant import named_variants
from intents.products.spoken_forms import prices_today
from voice_skill.store import Product, Variant


class CheapestProduct(Intent):
    """ "What's your cheapest mug?" "The cheaper one": of what was just offered, answers the question instead."""

    by_price = 1
    phrase_key = "cheapest_product.one"

    def answer(self, turn: Turn) -> Reply:
        product = _of_whole_shop(turn) if turn.slots.pop("of_all", None) else None
        if "product" not in turn.slots and (product := product or _cheapest_beside(turn)):
            turn.slots["product"] = Slot("", (product.external_id,))
        if "product" not in turn.slots:
            raise Unclear("cheapest_product.of_what", "product", is_miss=turn.answered_question is not None)
        product = named_product(turn)
        fitting = named_variants(turn, product)
        if not fitting[0].can_sell(1):
            return turn.say("find_product.sold_out", product=product, card=product)
        values: Values = {"card": product, "price": prices_today(turn, fitting)[0]}
        turn.options = _shared_options(fitting)
        name = " ".join([*turn.options, product.spoken_name])
        return offer(turn, self.phrase_key, product, spoken_name=name, **values)


def _of_whole_shop(turn: Turn) -> Product | None:
    """What costs the least, or the most, of all that can be had."""
    return by_price(turn, turn.store.browsing.by_price(MOST_OF_A_KIND, dearest=turn.by_price < 0))


def _cheapest_beside(turn: Turn) -> Product | None:
    """The cheapest, or the most expensive, of those listed last; else of the kind of the product last spoken of."""
    current = turn.current_product()
    if current is None:
        return None
    listed = turn.listed if current.external_id in turn.listed else ()
    products = products_by_id(turn, listed, MOST_OF_A_KIND)
    if len(products) < 2:
        products = [current, *kin_of(current, turn.of_kind, turn.phrases.locale)]
    if len(products) < 2 and len({variant.price(turn.store.now) for variant in current.variants}) > 1:
        turn.attributes.pop("chosen", None)  # of the large one, the small one may be cheaper
        return current
    if len(products) < 2:
        products = products_by_id(turn, turn.last_products)  # "the cheaper of the two"
    return by_price(turn, products) if len(products) > 1 else None


def _shared_options(variants: Sequence[Variant]) -> tuple[str, ...]:
    """The options that all of them have: "small" if only the small ones are the cheapest."""
    options = variants[0].options.items()
    return tuple(value for name, value in options if all(each.options.get(name) == value for each in variants))
