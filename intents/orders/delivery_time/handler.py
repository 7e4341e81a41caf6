"""The time that delivery takes."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.spoken_forms import spoken_status
from voice_skill.store.statuses import STATUSES


class DeliveryTime(Intent):
    """ "How long does delivery take?" The shop knows it only for orders, so the answer is about the latest one."""

    def answer(self, turn: Turn) -> Reply:
        order = turn.store.orders.latest(turn.customer)
        if turn.pending_question or order is None or not STATUSES[order.status].is_coming:
            return turn.say("delivery_time.unknown")
        turn.speak_of_order(order.number)
        return turn.say("delivery_time.of_latest", status=spoken_status(turn, order))
