"""Taking something out of the cart."""

from intents.cart.cart_line import OfCartLine
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.ordering import tell_of_cart
from voice_skill.store import CartLine


class RemoveFromCart(OfCartLine):
    """ "Take the teapot out of my cart." "Remove it." """

    def answer_for(self, turn: Turn, line: CartLine) -> Reply:
        turn.store.carts.remove(turn.customer, line.variant)
        return tell_of_cart(turn, "remove_from_cart.removed", product=line.variant)
