"""Taking back the request to delete what the shop stores about the customer."""

from intents.conversation.delete_data.handler import DeleteData
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from voice_skill.store import Customer


class KeepData(Intent):
    """ "Never mind, keep my data." """

    changes = True

    def answer(self, turn: Turn) -> Reply:
        customer = turn.customer
        if turn.pending_question and turn.pending_question.intent is DeleteData:
            turn.pending_question = None
            return turn.tell("delete_data.not_asked")
        if not isinstance(customer, Customer) or customer.deletion_asked_at is None:
            return turn.tell("keep_data.not_asked")
        turn.store.customers.take_back_deletion(customer)
        return turn.tell("keep_data.taken_back")
