"""The order before the one last spoken of."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.named_order import named_order
from intents.orders.order_contents.handler import OrderContents
from intents.orders.past_order import PastOrder


class OrderBefore(Intent):
    """ "And the one before that?" Answers for the order before what the last answer said of an order."""

    def answer(self, turn: Turn) -> Reply:
        order = named_order(turn, is_last_spoken_of=True)
        if order is None:
            return turn.say("order_status.no_orders")
        earlier = turn.store.orders.placed_by(turn.customer, before=order)
        if not earlier:
            return turn.tell("order_before.none", day=order.placed_at)
        topic = turn.order_topic
        asked = topic() if topic is not None and issubclass(topic, PastOrder) else OrderContents()
        turn.intent = type(asked)
        turn.speak_of_order(earlier[0].number)
        return asked.answer_about(turn, earlier[0])
