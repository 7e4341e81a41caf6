"""Something that came broken, wrong, late or not at all."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.delivery_contents.handler import has_arrived
from intents.orders.named_order import complained_order
from intents.orders.product_lines import product_lines
from intents.products.spoken_forms import spoken_order_lines


class Complaint(Intent):
    """ "The mug arrived broken." "You forgot the bread." Says sorry once; after it nothing is offered."""

    def answer(self, turn: Turn) -> Reply:
        is_again, turn.is_complaint_open = turn.is_complaint_open, True
        order = complained_order(turn, suits=has_arrived)
        if order is None:
            return turn.tell("complaint.again_of_nothing" if is_again else "complaint.of_nothing")
        turn.speak_of_order(order.number)
        number, lines = turn.phrases.digits(order.number), product_lines(turn, order)
        if is_again:
            return turn.tell("complaint.again", number=number, items=spoken_order_lines(turn, lines))
        if "product" in turn.slots and len(lines) == 1:
            return turn.tell(
                "complaint.of_product", number=number, product=turn.phrases.name(lines[0], lines[0].ordered)
            )
        return turn.tell("complaint.of_order", number=number, items=spoken_order_lines(turn, lines))
