"""The sizes, colors and kinds that a product comes in."""

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.find_product.handler import FindProduct
from intents.products.named_product import named_product
from intents.products.product_details.handler import say_fact
from intents.products.spoken_facts import facts_of
from intents.products.variant_options import options_of
from voice_skill.store.search import words


class ProductOptions(Intent):
    """ "What sizes does the rain jacket come in?" """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        if _is_kind_of_thing(turn):
            turn.intent, turn.slots["product"] = FindProduct, turn.slots.pop("option_name")
            return FindProduct().answer(turn)
        product = named_product(turn, of_a_kind=True)
        choices = _asked_choices(turn, list(options_of(product.variants).items()))
        if not product.can_be_had:
            return turn.say("find_product.sold_out", product=product, card=product)
        if "option_name" in turn.slots and not _is_option(turn, choices):
            name, facts = turn.slots["option_name"].text, facts_of(turn, product)
            fact = facts.about(name)
            if (fact and fact.kind != "option") or (fact is None and choices):
                return say_fact(turn, product, fact, "product_details.no_attribute", attribute=facts.called(name))
        if not choices:
            price = product.variants[0].price(turn.store.now)
            return offer(turn, "product_options.none", card=product, product=product, price=price)
        (option, values), *others = choices
        phrase_values: Values = {"values": turn.phrases.spoken_options(values)}
        if others:
            phrase_values["other_values"] = turn.phrases.spoken_options(others[0][1])
        return turn.ask(
            "product_options.two" if others else "product_options.one",
            intent=FindProduct,
            about="option",
            among=values,
            card=product,
            product=product,
            option=option,
            **phrase_values,
        )


def _is_kind_of_thing(turn: Turn) -> bool:
    """True if "what clothes do you have" was heard as "what colors do you have"."""
    slot = turn.slots.get("option_name")
    if slot is None or slot.ids or "product" in turn.slots:
        return False
    return turn.store.catalogue.find(slot.text).verdict != "none"


def _is_option(turn: Turn, choices: list[tuple[str, list[str]]]) -> bool:
    """True if the name that was asked for is that of an option."""
    name_words = set(words(turn.slots["option_name"].text))
    return any(name_words == set(words(name)) for name, _ in choices)


def _asked_choices(turn: Turn, choices: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """The sizes only, if sizes were asked for and there are some; otherwise all options."""
    if "option_name" not in turn.slots:
        return choices
    name_words = set(words(turn.slots["option_name"].text))
    return [choice for choice in choices if name_words & set(words(choice[0]))] or choices
