"""Offers one of a product. Called by the intents that speak about products."""

from typing import Any

from markupsafe import Markup

from intents.cart.add_to_cart.handler import AddToCart
from intents.dialogue.question import Question
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.place_order.handler import PlaceOrder
from voice_skill.store import Product, Variant


def offer(turn: Turn, key: str, product: Product | Variant, *, spoken_name: str | None = None, **values: Any) -> Reply:
    """Says a phrase that offers one of `product`; a yes adds it to the cart. If it was just added, asks whether to
    order instead; after a complaint, offers nothing. spoken_name: its name, where the phrase needs a longer one."""
    if turn.is_complaint_open:
        card = values.pop("card", None)
        sentences = turn.phrases.sentences(key, product=spoken_name or product, **values)
        return turn.finish(Markup(" ").join(each for each in sentences if not each.endswith("?")), card)
    turn.slots.pop("quantity", None)
    if isinstance(product, Variant):
        if turn.pending_question is None and turn.is_latest_line(product.sku):
            again = str(turn.phrases.fill("shared.order_now"))
            turn.pending_question = Question(PlaceOrder, is_changeable=True, again=again)
        turn.slots["product"] = Slot("", (product.product.external_id,))
        turn.options = tuple(product.options.values())
    return turn.ask(key, intent=AddToCart, is_changeable=True, product=spoken_name or product, **values)
