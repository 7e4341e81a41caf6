"""Finding the line of the cart that is meant: what changing it and taking it out have in common."""

from abc import abstractmethod

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn, Unclear
from intents.orders.reorder.handler import Reorder
from intents.products.finding import product_said
from intents.products.picking import line_said
from voice_skill.store import CartLine


class OfCartLine(Intent):
    """Does something with one line of the cart, and says when there is none."""

    changes = True

    @abstractmethod
    def answer_for(self, turn: Turn, line: CartLine) -> Reply:
        """What is done with the line, and said."""

    def answer(self, turn: Turn) -> Reply:
        lines = turn.store.carts.of(turn.customer).lines
        if not lines:
            return turn.say("change_cart.empty")
        line = line_said(turn, lines)
        if line is None:
            return turn.tell("change_cart.not_in_cart", product=product_said(turn))
        return self.answer_for(turn, line)


def line_counted(turn: Turn) -> CartLine | None:
    """The line of the cart that more or fewer are wanted of; None where it is not in the cart. Raises Unclear: of what
    is bought again it is asked how many."""
    if turn.pending and turn.pending.intent is Reorder and "product" not in turn.slots:
        turn.slots, turn.options = dict(turn.pending.slots), turn.pending.options
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", intent=Reorder)
    lines = turn.store.carts.of(turn.customer).lines
    return line_said(turn, lines) if lines else None
