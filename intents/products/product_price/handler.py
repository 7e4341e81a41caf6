"""The price of a product."""

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.named_variant import named_quantity, named_variants
from intents.products.spoken_forms import prices_today, spoken_price
from intents.products.variant_options import options_of
from voice_skill.store import Variant


class ProductPrice(Intent):
    """ "How much is the red teapot?" "What does it cost in large?" """

    asks_about_product = True
    answers_each = True

    def answer(self, turn: Turn) -> Reply:
        product = named_product(turn)
        fitting = named_variants(turn, product)
        if not any(variant.can_sell(1) for variant in fitting):
            price = prices_today(turn, fitting)[0]
            sold_out = fitting[0] if len(fitting) == 1 else product
            return turn.say("product_price.sold_out", product=sold_out, price=price, card=product)
        if len(fitting) == 1 and (quantity := named_quantity(turn, fitting[0])) > 1:
            return turn.ask(
                "product_price.several",
                intent=AddToCart,
                card=product,
                product=fitting[0],
                quantity=quantity,
                price=fitting[0].price(turn.store.now) * quantity,
            )
        if len(fitting) == 1:
            key, values = spoken_price(turn, fitting[0])
            return offer(turn, f"product_price.{key}", card=product, **values)
        prices = prices_today(turn, fitting)
        option, choices = _deciding_option(turn, fitting)
        either = turn.phrases.spoken_options(choices, style="or")
        return turn.ask(
            "product_price.same" if prices[0] == prices[-1] else "product_price.range",
            about="option",
            among=choices,
            again=turn.phrases.fill("shared.which_option", product=product, option=option, values=either),
            card=product,
            product=product,
            option=option,
            values=either,
            price=prices[0],
            highest=prices[-1],
        )


def _deciding_option(turn: Turn, variants: list[Variant]) -> tuple[str, list[str]]:
    """The option that the price depends on, with its values; the first one if it depends on none."""
    options = options_of(variants)
    for name, values in options.items():
        prices = {
            value: {v.price(turn.store.now) for v in variants if v.options.get(name) == value} for value in values
        }
        if any(value_prices != prices[values[0]] for value_prices in prices.values()):
            return name, values
    return next(iter(options.items()))
