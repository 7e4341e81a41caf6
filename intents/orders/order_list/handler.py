"""The customer's orders so far, or those of some time, of something, or that got somewhere."""

from collections.abc import Sequence

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.order_contents.handler import OrderContents
from intents.orders.order_period import period_of
from intents.orders.order_status.handler import OrderStatus
from intents.orders.past_order import was_kept
from intents.products.spoken_forms import spoken_order_lines, spoken_status
from voice_skill.store import Order

_MOST_STATUSES = 2  # each is a whole sentence
_MOST_ITEMS_EACH = 2  # of each order, where there are several


class OrderList(Intent):
    """ "List my orders." "How many orders do I have?" "What did I buy in October?" "Did I ever buy soap?" "Which
    order was cancelled?" """

    def answer(self, turn: Turn) -> Reply:
        latest = turn.store.orders.latest(turn.customer)
        if latest is None:
            return turn.say("order_status.no_orders")
        if "status" in turn.slots:
            return self._say_statuses(turn, turn.slots["status"].text.split(), latest)
        period, product = period_of(turn), turn.slots.get("product")
        since, until = period or (None, None)
        if product:
            orders = turn.store.orders.containing(turn.customer, product.text)
            orders = [order for order in orders if not period or period[0] <= order.placed_at < period[1]]
            count = len(orders)
        else:
            orders = turn.store.orders.placed_by(turn.customer, since=since, until=until)
            count = turn.store.orders.number_placed_by(turn.customer, since=since, until=until)
        return self._say(turn, orders, count, latest)

    def _say_statuses(self, turn: Turn, statuses: Sequence[str], latest: Order) -> Reply:
        """The orders with these statuses."""
        orders = [order for order in turn.store.orders.placed_by(turn.customer) if order.status in statuses]
        turn.intent = OrderStatus
        turn.speak_of_order((orders or [latest])[0].number)
        if not orders:
            return turn.tell(f"order_list.none_{statuses[0]}")
        turn.list_orders([order.number for order in orders[:_MOST_STATUSES]])
        sentences = [spoken_status(turn, order) for order in orders[:_MOST_STATUSES]]
        if len(orders) > _MOST_STATUSES:
            sentences.append(turn.phrases.fill("order_list.more_such", quantity=len(orders) - _MOST_STATUSES))
        return turn.finish(Markup(" ").join(sentences))

    def _say(self, turn: Turn, orders: Sequence[Order], count: int, latest: Order) -> Reply:
        if not orders and "product" in turn.slots:
            return turn.tell("order_list.never_bought", product=turn.slots["product"].text)
        if not orders:
            turn.speak_of_order(latest.number)
            items = spoken_order_lines(turn, latest.lines)
            return turn.tell("order_list.none_then", items=items, day=latest.placed_at)
        turn.intent = OrderContents  # "and the one before that?" asks what was in it
        if count == 1:
            turn.speak_of_order(orders[0].number)
            return OrderContents().answer_about(turn, orders[0])
        turn.speak_of_order(next(filter(was_kept, orders), orders[0]).number)
        turn.list_orders([order.number for order in orders])
        return turn.tell("order_list.several", quantity=count, orders=_spoken_orders(turn, orders, count))


def _spoken_orders(turn: Turn, orders: Sequence[Order], count: int) -> Markup:
    """The newest orders, each with its day."""
    told = [
        turn.phrases.fill(_response(order), day=order.placed_at, items=_spoken_items(turn, order))
        for order in orders[:MOST_ITEMS]
    ]
    if count > len(told):
        told.append(turn.phrases.fill("shared.more", count=count - len(told)))
    return Markup("; ").join(told)


def _response(order: Order) -> str:
    return "order_list.one_order" if was_kept(order) else "order_list.one_cancelled"


def _spoken_items(turn: Turn, order: Order) -> Markup:
    items = [turn.phrases.spoken_count(line, line.ordered) for line in order.lines[:_MOST_ITEMS_EACH]]
    if len(order.lines) > _MOST_ITEMS_EACH:
        items.append(str(turn.phrases.fill("shared.more", count=len(order.lines) - _MOST_ITEMS_EACH)))
    return turn.phrases.spoken_list(items)
