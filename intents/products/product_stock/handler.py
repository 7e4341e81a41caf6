"""The stock of a product."""

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.find_product.handler import FindProduct
from intents.products.named_product import named_product
from intents.products.named_variant import another_kind, named_variants
from intents.products.variant_options import options_of

FEW = 5  # up to here the answer says how many are left


class ProductStock(Intent):
    """ "Is the wool blanket in stock?" "Do you have it in large?" """

    act = "want"
    asks_about_product = True
    answers_each = True

    def answer(self, turn: Turn) -> Reply:
        product = named_product(turn)
        fitting = named_variants(turn, product)
        in_stock = [variant for variant in fitting if variant.can_sell(1)]
        if not in_stock:
            if len(fitting) == 1 and (another := another_kind(turn, fitting[0])):
                turn.intent = FindProduct  # whoever picks another kind, and how many of it, wants to buy
                raise another
            sold_out = fitting[0] if len(fitting) == 1 else product
            return turn.say("product_stock.sold_out", product=sold_out, card=product)
        if len(fitting) > 1:
            option = next(iter(options_of(fitting)))
            values = list(dict.fromkeys(variant.options[option] for variant in in_stock))
            question_values: Values = {
                "product": product,
                "option": option,
                "values": turn.phrases.spoken_options(values),
            }
            key = "product_stock.some"
            if turn.options:
                key, question_values["said"] = "product_stock.some_in", turn.phrases.spoken_options(turn.options)
            return turn.ask(key, about="option", among=values, card=product, **question_values)
        variant = in_stock[0]
        phrase_values: Values = {"card": product, "product": variant}
        if variant.stock is not None and variant.stock <= FEW and variant.availability != "backorder":
            return offer(turn, "product_stock.few", quantity=variant.stock, **phrase_values)
        return offer(turn, "product_stock.in_stock", **phrase_values)
