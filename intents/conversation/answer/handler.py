"""A bare answer: "the second one", "blue", "three"."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.find_product.handler import FindProduct


class Answer(FindProduct):
    """Called only while no question is open: a product's bare name then asks for it."""

    act = ""
    says_more = False

    def answer(self, turn: Turn) -> Reply:
        if "product" not in turn.slots and turn.pending_question:
            return turn.say("answer.to_yes_or_no", is_miss=True)
        if "product" not in turn.slots:
            return turn.say("answer.to_nothing", is_miss=True)
        return super().answer(turn)
