"""Fewer of what is in the cart."""

from intents.cart.cart_line import line_counted
from intents.cart.change_cart.handler import ChangeCart
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.finding import product_said
from intents.products.picking import quantity_said


class TakeOff(ChangeCart):
    """ "One less." "Take two of those off." With the last one the line leaves the cart."""

    act = "fewer"
    says_more = False

    def answer(self, turn: Turn) -> Reply:
        line = line_counted(turn)
        if line is None and not turn.store.carts.of(turn.customer).lines:
            return turn.say("change_cart.empty")
        if line is None:
            return turn.tell("change_cart.not_in_cart", product=product_said(turn))
        return self.answer_in_all(turn, line, max(0, line.quantity - quantity_said(turn, line.variant)))
