"""The one of a kind that costs the least today."""

from collections.abc import Sequence

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn, Unclear
from intents.products.named_product import named_product
from intents.products.named_variant import named_variants
from intents.products.spoken_forms import prices_today
from voice_skill.store import Variant


class CheapestProduct(Intent):
    """ "What's your cheapest mug?" "The cheaper one": of what was just offered, answers the question instead."""

    by_price = 1
    phrase_key = "cheapest_product.one"

    def answer(self, turn: Turn) -> Reply:
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


def _shared_options(variants: Sequence[Variant]) -> tuple[str, ...]:
    """The options that all of them have: "small" if only the small ones are the cheapest."""
    options = variants[0].options.items()
    return tuple(value for name, value in options if all(each.options.get(name) == value for each in variants))
