"""Asking the shop to delete what it stores about the customer, after a yes. Anybody can speak to a device, so nothing
is deleted before the merchant has made sure who asks."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from voice_skill.store import Customer


class DeleteData(Intent):
    """ "Delete my data." "Forget me." """

    changes = True

    def answer(self, turn: Turn) -> Reply:
        customer = turn.customer
        if not isinstance(customer, Customer):
            return turn.tell("delete_data.nothing")
        if customer.deletion_asked_at is not None:
            return turn.tell("delete_data.asked_before", day=customer.deletion_asked_at)
        if turn.confirmed is None:
            return turn.ask("delete_data.sure", about="commit")
        turn.store.customers.ask_for_deletion(customer)
        return turn.tell("delete_data.asked")

    def answer_no(self, turn: Turn) -> Reply:
        return turn.tell("delete_data.not_asked")
