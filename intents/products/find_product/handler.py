"""Looking for something to buy."""

from typing import ClassVar

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.named_variant import another_kind, named_variants
from intents.products.spoken_forms import prices_today, spoken_price
from intents.products.variant_options import options_of


class FindProduct(Intent):
    """ "Do you have blue mugs?" "I'm looking for a rain jacket." """

    act = "want"
    answers_each = True
    says_more = True
    leads_to: ClassVar[type[Intent] | None] = AddToCart

    def answer(self, turn: Turn) -> Reply:
        product = named_product(turn, of_a_kind=True)
        fitting = named_variants(turn, product)
        if turn.answered_question and "quantity" in turn.slots:  # a customer who answers with a quantity wants to buy
            turn.intent = AddToCart
            return AddToCart().answer(turn)
        to_be_had = [variant for variant in fitting if variant.can_sell(1)]
        if not to_be_had:
            another = another_kind(turn, fitting[0]) if len(fitting) == 1 else None
            if another:
                raise another
            sold_out = fitting[0] if len(fitting) == 1 else product
            return turn.say("find_product.sold_out", product=sold_out, card=product)
        if len(fitting) == 1:
            key, values = spoken_price(turn, fitting[0])
            return offer(turn, f"find_product.{key}", card=product, **values)
        option, choices = next(iter(options_of(fitting).items()))
        prices = prices_today(turn, to_be_had)
        either = turn.phrases.spoken_list(choices, style="or")
        return turn.ask(
            "find_product.several" if prices[0] == prices[-1] else "find_product.several_from",
            about="option",
            among=choices,
            again=turn.phrases.fill("shared.which_option", product=product, option=option, values=either),
            card=product,
            product=product,
            option=option,
            values=turn.phrases.spoken_options(choices),
            price=prices[0],
        )
