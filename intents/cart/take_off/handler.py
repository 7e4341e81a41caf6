"""Fewer of something that is in the cart."""

from intents.cart.cart_line import named_cart_line
from intents.cart.change_cart.handler import ChangeCart
from intents.dialogue.reply import Reply
from intents.dialogue.slots import SETTLED, Slot
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.named_variant import named_quantity


class TakeOff(ChangeCart):
    """ "One less." "Take two of those off." With the last one the line leaves the cart."""

    act = "fewer"
    says_more = False

    def answer(self, turn: Turn) -> Reply:
        line = named_cart_line(turn)
        if line is None and not turn.store.carts.of(turn.customer).lines:
            return turn.say("change_cart.empty")
        if line is None:
            return turn.tell("change_cart.not_in_cart", product=named_product(turn))
        if "quantity" in turn.slots:  # of what is in the cart, not of what a pack of it holds
            turn.slots["quantity"] = Slot(turn.slots["quantity"].text, (SETTLED,))
        return self.answer_total(turn, line, max(0, line.quantity - named_quantity(turn, line.variant)))
