"""The number of something that the customer bought so far."""

from collections.abc import Sequence

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.order_list.handler import OrderList
from intents.orders.order_period import period_of
from intents.orders.ordered_item.handler import OrderedItem
from intents.products.spoken_forms import spoken_order_lines
from voice_skill.store import OrderLine


class NumberBought(Intent):
    """ "How many spatulas did I buy?" "How many bags of clay did I get in October?" """

    def answer(self, turn: Turn) -> Reply:
        product, (since, until) = turn.slots.get("product"), period_of(turn) or (None, None)
        purchases = turn.store.orders.bought(turn.customer, product.text, since=since, until=until) if product else ()
        if not purchases:
            return OrderList().answer(turn)
        turn.intent = OrderedItem
        turn.speak_of_order(purchases[0][0].number)
        if len(purchases) == 1:
            order, lines = purchases[0]
            items = spoken_order_lines(turn, lines)
            return turn.tell("ordered_item.of_order", items=items, day=order.placed_at)
        orders = [
            turn.phrases.fill("order_list.one_order", day=order.placed_at, items=spoken_order_lines(turn, lines))
            for order, lines in purchases[:MOST_ITEMS]
        ]
        if len(purchases) > MOST_ITEMS:
            orders.append(turn.phrases.fill("shared.more", count=len(purchases) - MOST_ITEMS))
        total = _spoken_total(turn, [line for _, lines in purchases for line in lines])
        return turn.tell("number_bought.several", total=total, orders=Markup("; ").join(orders))


def _spoken_total(turn: Turn, lines: Sequence[OrderLine]) -> str:
    """ "5 blue mugs"; of several kinds "5"."""
    count = sum(line.ordered for line in lines)
    is_of_one_kind = len({line.variant_id for line in lines}) == 1
    return turn.phrases.spoken_count(lines[0], count) if is_of_one_kind else str(count)
