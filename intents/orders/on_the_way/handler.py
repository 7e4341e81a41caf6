"""The orders that have not arrived yet."""

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.order_status.handler import OrderStatus
from intents.products.spoken_forms import spoken_status
from voice_skill.store.statuses import STATUSES

_MOST_ORDERS = 2  # a status is a whole sentence


class OnTheWay(Intent):
    """ "Is anything still on the way?" """

    def answer(self, turn: Turn) -> Reply:
        orders = turn.store.orders.placed_by(turn.customer)
        if not orders:
            return turn.say("order_status.no_orders")
        coming = [order for order in orders if STATUSES[order.status].is_awaited]
        turn.intent = OrderStatus
        if not coming:
            turn.speak_of_order(orders[0].number)
            return turn.tell("on_the_way.none", status=spoken_status(turn, orders[0]))
        coming.sort(key=lambda order: STATUSES[order.status].is_in_shop)  # first what has left the shop
        turn.speak_of_order(coming[0].number)
        turn.list_orders([order.number for order in coming[:_MOST_ORDERS]])
        statuses = [spoken_status(turn, order) for order in coming[:_MOST_ORDERS]]
        if len(coming) > _MOST_ORDERS:
            statuses.append(turn.phrases.fill("on_the_way.more", quantity=len(coming) - _MOST_ORDERS))
        return turn.finish(Markup(" ").join(statuses))
