"""The shop's rules for returns and refunds."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class ReturnPolicy(Intent):
    """ "What's your return policy?" A question about a rule: it touches no order. The shop's data have no rules."""

    def answer(self, turn: Turn) -> Reply:
        return turn.tell("return_policy.unknown")
