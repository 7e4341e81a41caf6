"""Read back, yes, ordered: what placing the cart and reordering have in common."""

from abc import abstractmethod
from typing import Any

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.dialogue.unusual import ask_whether_meant, sure_of
from intents.products.describing import changes_said, lines_said
from voice_skill.store import (
    ConfirmationExpired,
    OutOfStock,
    PriceChanged,
    Summary,
    UnusualQuantity,
    UnusualTotal,
)


class Ordering(Intent):
    """Reads back what would be ordered and places it on a yes.

    The confirmation token made at the read-back is the order's idempotency key: a second yes, or the same request
    sent again, finds the order that is there already.
    """

    changes = True
    not_placed: str  # the phrase that answers a no
    changed_by: str  # the intent that a size, colour, number or product said to the read-back is for

    @abstractmethod
    def read_back(self, turn: Turn) -> Summary:
        """Today's prices and stock of what would be ordered."""

    def answer(self, turn: Turn) -> Reply:
        try:
            if turn.confirmed and "token" in turn.data:
                return self._placed(turn)
            said_again = turn.pending is not None and turn.pending.intent == turn.intent
            summary = self.read_back(turn)
            response = "changed" if summary.changes else "just_yes" if said_again else "read_back"
            return self.ask(turn, summary, response)
        except PriceChanged as error:
            return self.ask(turn, error.summary, "changed")
        except ConfirmationExpired:
            return self.ask(turn, self.read_back(turn), "expired")
        except OutOfStock as error:
            return turn.say("shared.gone", product=error.variant)

    def turned_down(self, turn: Turn) -> Reply:
        if turn.data.get("placed"):
            return turn.end(turn.phrases.fill("shared.enjoy"))
        if "token" in turn.data:
            turn.store.carts.turn_down(turn.customer, turn.data["token"])
        return turn.tell(self.not_placed)

    def ask(self, turn: Turn, summary: Summary, response: str) -> Reply:
        return ask_for_yes(turn, summary, response, intent=turn.intent, changed_by=self.changed_by)

    def _placed(self, turn: Turn) -> Reply:
        order = turn.store.orders.place(turn.customer, turn.data["token"])
        return turn.ask(
            "shared.placed_before" if turn.data.get("placed") else "shared.placed",
            data={**turn.data, "placed": True},
            changed_by="",
            card=turn.store.merchant.title,
            total=order.total,
            number=turn.phrases.digits(order.number),
        )


def ask_for_yes(turn: Turn, summary: Summary, response: str, *, intent: str, changed_by: str) -> Reply:
    """Reads back what would be ordered and asks for the yes that places it."""
    items = lines_said(turn, summary.lines)
    return turn.ask(
        f"shared.{response}",
        about="commit",
        intent=intent,
        changed_by=changed_by,
        again=turn.phrases.fill("shared.place_it", items=items, total=summary.total),
        data={"token": summary.token},
        card=turn.store.merchant.title,
        items=items,
        total=summary.total,
        changes=changes_said(turn, summary.changes),
    )


def ask_to_order(turn: Turn, key: str, **values: Any) -> Reply:
    """Says what changed in the cart and asks whether to order; what was about to be ordered is read back anew."""
    is_ordered = turn.pending is None and "at_once" in turn.slots
    if not is_ordered and (turn.pending is None or turn.pending.intent != "PlaceOrder"):
        return turn.ask(key, intent="PlaceOrder", changed_by="ChangeCart", **values)
    turn.pending = None
    turn.slots.pop("at_once", None)
    # A stranger is a customer since something was put in the cart.
    customer = turn.store.customers.recognise(turn.message.user_id)
    try:
        summary = turn.store.carts.read_back(customer, sure_of(turn))
    except (UnusualQuantity, UnusualTotal) as error:
        return ask_whether_meant(turn, error, "PlaceOrder")
    return ask_for_yes(
        turn,
        summary,
        "changed" if summary.changes else "read_back" if is_ordered else "read_anew",
        intent="PlaceOrder",
        changed_by="ChangeCart",
    )


def tell_of_cart(turn: Turn, key: str, **values: Any) -> Reply:
    """Says what left the cart; what is left of what was about to be ordered is read back anew."""
    if turn.pending is None or turn.pending.intent != "PlaceOrder":
        return turn.tell(key, **values)
    if turn.store.carts.of(turn.customer).lines:
        return ask_to_order(turn, key, **values)
    turn.pending = None
    return turn.tell(key, **values)


def touched(turn: Turn, sku: str, *, before: tuple[str, int]) -> None:
    """Keeps which line of the cart was put in or changed last, which "make it two" means, and for "undo that" the
    variant and quantity that it was before."""
    turn.attributes |= {"line": sku, "before": before}
