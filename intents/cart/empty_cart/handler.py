"""Taking everything out of the cart, after a yes."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class EmptyCart(Intent):
    """ "Empty my cart." """

    changes = True

    def answer(self, turn: Turn) -> Reply:
        if not turn.store.carts.of(turn.customer).lines:
            return turn.tell("empty_cart.empty")
        if turn.confirmed is None:
            return turn.ask("empty_cart.sure", about="commit")
        turn.store.carts.empty(turn.customer)
        return turn.tell("empty_cart.emptied")

    def answer_no(self, turn: Turn) -> Reply:
        return turn.tell("empty_cart.kept")
