"""Reads back an order, waits for the yes and places it: the base of placing the cart and of reordering."""

from abc import abstractmethod

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.spoken_forms import spoken_changes, spoken_lines
from voice_skill.store import (
    ConfirmationExpired,
    OutOfStock,
    PriceChanged,
    Summary,
)


class Ordering(Intent):
    """Reads back the order and places it on a yes.

    The confirmation token made at the read-back is the order's idempotency key: a second yes, or the same request
    sent again, finds the order that is there already.
    """

    changes = True
    not_placed: str  # the phrase that answers a no

    @abstractmethod
    def read_back(self, turn: Turn) -> Summary:
        """Today's prices and stock of the order."""

    def answer(self, turn: Turn) -> Reply:
        try:
            if turn.confirmed and "token" in turn.data:
                return self._place(turn)
            is_repeat = turn.pending_question is not None and turn.pending_question.intent is type(self)
            summary = self.read_back(turn)
            response = "changed" if summary.changes else "just_yes" if is_repeat else "read_back"
            return self.ask(turn, summary, response)
        except PriceChanged as error:
            return self.ask(turn, error.summary, "changed")
        except ConfirmationExpired:
            return self.ask(turn, self.read_back(turn), "expired")
        except OutOfStock as error:
            return turn.say("shared.gone", product=error.variant)

    def answer_no(self, turn: Turn) -> Reply:
        if turn.data.get("placed"):
            return turn.end(turn.phrases.fill("shared.enjoy"))
        turn.attributes["order_declined"] = turn.attributes.get("line", "")
        if "token" in turn.data:
            turn.store.carts.turn_down(turn.customer, turn.data["token"])
        return turn.tell(self.not_placed)

    def ask(self, turn: Turn, summary: Summary, response: str) -> Reply:
        return ask_for_yes(turn, summary, response, type(self))

    def _place(self, turn: Turn) -> Reply:
        order = turn.store.orders.place(turn.customer, turn.data["token"])
        turn.speak_of_order(order.number)
        return turn.ask(
            "shared.placed_before" if turn.data.get("placed") else "shared.placed",
            data={**turn.data, "placed": True},
            is_changeable=False,
            card=turn.store.merchant.title,
            total=order.total,
            number=turn.phrases.digits(order.number),
        )


def ask_for_yes(turn: Turn, summary: Summary, response: str, intent: type[Intent]) -> Reply:
    """Reads back the order and asks for the yes that places it."""
    items = spoken_lines(turn, summary.lines)
    return turn.ask(
        f"shared.{response}",
        about="commit",
        intent=intent,
        is_changeable=True,
        again=turn.phrases.fill("shared.place_it", items=items, total=summary.total),
        data={"token": summary.token},
        card=turn.store.merchant.title,
        items=items,
        total=summary.total,
        changes=spoken_changes(turn, summary.changes),
    )


def remember_line(turn: Turn, sku: str, *, before: tuple[str, int]) -> None:
    """Stores which line of the cart was added or changed last, for "make it two"; and for "undo that" its variant and
    quantity before."""
    turn.attributes |= {"line": sku, "before": before}
