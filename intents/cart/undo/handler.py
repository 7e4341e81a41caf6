"""Undoing the last change."""

from intents.cart.named_line import latest_line
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import sure_of
from intents.orders.place_order.handler import ask_to_order, say_removed


class Undo(Intent):
    """ "Undo that." The cart is as it was before the last change; see `CancelOrder` for what was just ordered."""

    changes = True

    def answer(self, turn: Turn) -> Reply:
        line, before = latest_line(turn), turn.attributes.pop("before", None)
        if line is None or before is None:
            return turn.say("undo.nothing")
        sku, quantity = before
        if quantity == 0:
            turn.store.carts.remove(turn.customer, line.variant)
            return say_removed(turn, "undo.taken_out", product=line.variant)
        variant = turn.store.catalogue.variant(sku)
        turn.store.carts.exchange(turn.customer, line.variant, variant, quantity, sure_of(turn))
        turn.attributes["line"] = sku
        return ask_to_order(turn, "undo.back", product=variant, quantity=quantity)
