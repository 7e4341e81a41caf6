"""More of something that is in the cart."""

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.cart_line import named_cart_line
from intents.cart.change_cart.handler import ChangeCart
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.named_variant import named_quantity


class AddMore(ChangeCart):
    """ "One more." "Another two of those." Of what is not in the cart yet, so many are put in."""

    act = "more"
    says_more = False

    def answer(self, turn: Turn) -> Reply:
        line = named_cart_line(turn)
        if line is None:
            turn.intent = AddToCart
            return AddToCart().answer(turn)
        return self.answer_total(turn, line, line.quantity + named_quantity(turn, line.variant))
