"""Taking something out of the cart."""

from intents.cart.cart_line import OfCartLine
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.place_order.handler import say_removed
from intents.orders.reorder.handler import Reorder
from intents.products.named_product import named_product
from voice_skill.store import CartLine


class RemoveFromCart(OfCartLine):
    """ "Take the teapot out of my cart." "Remove it." """

    act = "remove"

    def answer(self, turn: Turn) -> Reply:
        return self._not_again(turn) or super().answer(turn)

    def _not_again(self, turn: Turn) -> Reply | None:
        """Reads back a reorder without the product that was named; None if no reorder waits for its yes."""
        pending = turn.pending_question
        if pending is None or pending.intent is not Reorder or "product" not in turn.slots:
            return None
        skus = [variant.sku for variant in named_product(turn).variants]
        removed_skus = pending.slots.get("left_out", Slot("")).ids
        turn.intent, turn.pending_question = Reorder, None
        turn.slots = {**pending.slots, "left_out": Slot("", (*removed_skus, *skus))}
        turn.options = pending.options
        return Reorder().answer(turn)

    def answer_for(self, turn: Turn, line: CartLine) -> Reply:
        turn.store.carts.remove(turn.customer, line.variant)
        return say_removed(turn, "remove_from_cart.removed", product=line.variant)
