"""More of what is in the cart."""

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.cart_line import line_counted
from intents.cart.change_cart.handler import ChangeCart
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.picking import quantity_said


class AddMore(ChangeCart):
    """ "One more." "Another two of those." Of what is not in the cart yet, so many are put in."""

    act = "more"
    says_more = False

    def answer(self, turn: Turn) -> Reply:
        line = line_counted(turn)
        if line is None:
            turn.intent = AddToCart
            return AddToCart().answer(turn)
        return self.answer_in_all(turn, line, line.quantity + quantity_said(turn, line.variant))
