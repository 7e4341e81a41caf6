"""The sum of what the customer spent, in all, in some time, or on something."""

from collections import Counter

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.order_list.handler import OrderList
from intents.orders.order_period import period_of
from intents.orders.order_total.handler import OrderTotal
from voice_skill.store import Money


class MoneySpent(Intent):
    """ "How much have I spent this month?" "How much did I spend on coffee in all?" """

    def answer(self, turn: Turn) -> Reply:
        product, (since, until) = turn.slots.get("product"), period_of(turn) or (None, None)
        name = product.text if product else None
        purchases = turn.store.orders.bought(turn.customer, name, since=since, until=until)
        if not purchases:
            return OrderList().answer(turn)
        turn.intent = OrderTotal
        turn.speak_of_order(purchases[0][0].number)
        if len(purchases) == 1:
            return OrderTotal().answer_about(turn, purchases[0][0])
        minor_by_currency: Counter[str] = Counter()
        for order, lines in purchases:
            kept_minor = order.total_minor - order.amount_refunded_minor
            minor_by_currency[order.currency] += (
                sum(line.unit_minor * line.ordered for line in lines) if name else kept_minor
            )
        return turn.tell(
            "money_spent.several",
            total=[Money(minor, currency) for currency, minor in minor_by_currency.items()],
            quantity=len(purchases),
            day=purchases[-1][0].placed_at,
        )
