"""Offers one of a product. Called by the intents that speak about products."""

from typing import Any

from markupsafe import Markup

from intents.cart.add_to_cart.handler import AddToCart
from intents.dialogue.phrases import is_pair
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.place_order.handler import PlaceOrder
from voice_skill.store import Product, Variant


def offer(turn: Turn, key: str, product: Product | Variant, *, spoken_name: str | None = None, **values: Any) -> Reply:
    """Says a phrase that offers one of `product`, whose question is left out where it is no use: a product is offered
    once, and not after a complaint, or when it was declined or is in the cart. A yes adds it; if it was just added, a
    yes orders, as long as that was asked. spoken_name: its name, where the phrase needs a longer one."""
    if turn.is_complaint_open:
        card = values.pop("card", None)
        sentences = turn.phrases.sentences(key, product=spoken_name or product, **values)
        return turn.finish(Markup(" ").join(each for each in sentences if not each.endswith("?")), card)
    turn.slots.pop("quantity", None)
    values["product"] = spoken_name or product
    item = product.product if isinstance(product, Variant) else product
    if isinstance(product, Variant):
        line = turn.current_line
        if turn.pending_question is None and line and line.variant.sku == product.sku and _is_asked(turn):
            turn.pending_question = turn.open_question
        turn.slots["product"] = Slot("", (item.external_id,))
        turn.options = tuple(product.options.values())
    if turn.pending_question is None and _is_settled(turn, product):
        return turn.say(key, closing=turn.phrases.fill("shared.else_to_know"), **values)
    offered = turn.recall("offered")
    is_open = turn.open_question is not None and turn.open_question.intent is AddToCart
    turn.note("offered", item.external_id)
    is_over = item.external_id in offered and not is_open
    closing = None
    if is_over:
        closing = turn.phrases.fill("shared.else_to_know")
    elif is_pair(item, turn.phrases.locale):
        closing = turn.phrases.fill("shared.offer_pair")
    elif offered:
        closing = turn.phrases.fill("shared.offer", product=product)
    return turn.ask(key, intent=AddToCart, is_changeable=True, closing=closing, **values)


def _is_asked(turn: Turn) -> bool:
    """True if the open question is whether to order the cart."""
    return turn.open_question is not None and turn.open_question.intent is PlaceOrder


def _is_settled(turn: Turn, product: Product | Variant) -> bool:
    """True if the customer has decided about the product: it is in the cart, or was declined."""
    variants = [line.variant for line in turn.store.carts.of(turn.customer).lines]
    if isinstance(product, Variant):
        return product.sku in {each.sku for each in variants} or _is_declined(turn, product.product)
    return product.id in {each.product_id for each in variants} or _is_declined(turn, product)


def _is_declined(turn: Turn, product: Product) -> bool:
    return product.external_id in turn.recall("declined")
