"""Finds the line of the cart that is meant, for the intents that change it or take it out."""

from abc import abstractmethod

from intents.cart.named_line import named_line
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn, Unclear
from intents.orders.reorder.handler import Reorder
from intents.products.named_product import named_product
from voice_skill.store import CartLine


class OfCartLine(Intent):
    """Handles one line of the cart, and says so if there is none."""

    changes = True

    @abstractmethod
    def answer_for(self, turn: Turn, line: CartLine) -> Reply:
        """Does it to the line, and says so."""

    def answer(self, turn: Turn) -> Reply:
        lines = turn.store.carts.of(turn.customer).lines
        if not lines:
            return turn.say("change_cart.empty")
        line = named_line(turn, lines)
        if line is None:
            return turn.tell("change_cart.not_in_cart", product=named_product(turn))
        return self.answer_for(turn, line)


def named_cart_line(turn: Turn) -> CartLine | None:
    """The line of the cart to have more or fewer of; None if the product is not in the cart. Raises Unclear where the
    words are about what is bought again: it asks for the new quantity."""
    if turn.pending_question and turn.pending_question.intent is Reorder and "product" not in turn.slots:
        turn.slots, turn.options = dict(turn.pending_question.slots), turn.pending_question.options
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", intent=Reorder)
    lines = turn.store.carts.of(turn.customer).lines
    return named_line(turn, lines) if lines else None
