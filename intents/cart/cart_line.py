"""Finding the line of the cart that is meant: what changing it and taking it out have in common."""

from abc import abstractmethod

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
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
