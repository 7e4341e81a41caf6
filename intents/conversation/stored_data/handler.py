"""What the shop stores about the customer: how much of what, and nothing of it aloud but their name."""

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from voice_skill.store import Customer


class StoredData(Intent):
    """ "What do you know about me?" "Do you store my address?" """

    def answer(self, turn: Turn) -> Reply:
        customer = turn.customer
        if not isinstance(customer, Customer):
            return turn.tell("stored_data.nothing")
        values = turn.phrases.spoken_list(_values(turn, customer) or [turn.phrases.fill("stored_data.nothing_else")])
        if customer.given_name is None:
            return turn.tell("stored_data.nameless", values=values)
        return turn.tell("stored_data.named", name=customer.given_name, values=values)


def _values(turn: Turn, customer: Customer) -> list[Markup]:
    """What is stored beside the name, each kind in a few words."""
    fill, orders = turn.phrases.fill, turn.store.customers.held(customer.id).orders
    in_cart = sum(line.quantity for line in turn.store.carts.of(customer).lines)
    return [
        *([fill("stored_data.email")] if customer.email else []),
        *([fill("stored_data.orders", quantity=len(orders))] if orders else []),
        *([fill("stored_data.in_cart", quantity=in_cart)] if in_cart else []),
    ]
