"""Read back, yes, ordered: what placing the cart and reordering have in common."""

from abc import abstractmethod

from ask_sdk_model import Response

from intents.describing import changes_said, lines_said
from intents.intent import Intent
from intents.turn import Turn
from voice_skill.store import ConfirmationExpired, OutOfStock, PriceChanged, Summary


class Ordering(Intent):
    """Reads back what would be ordered and places it on a yes.

    The confirmation token made at the read-back is the order's idempotency key: a second yes, or the same request
    sent again, finds the order that is there already.
    """

    not_placed: str  # the phrase that answers a no

    @abstractmethod
    def read_back(self, turn: Turn) -> Summary:
        """Today's prices and stock of what would be ordered."""

    def answer(self, turn: Turn) -> Response:
        try:
            if turn.confirmed and "token" in turn.data:
                return self._placed(turn)
            summary = self.read_back(turn)
            return self._ask(turn, summary, "changed" if summary.changes else "read_back")
        except PriceChanged as error:
            return self._ask(turn, error.summary, "changed")
        except ConfirmationExpired:
            return self._ask(turn, self.read_back(turn), "expired")
        except OutOfStock as error:
            return turn.say("shared.gone", product=error.product)

    def turned_down(self, turn: Turn) -> Response:
        if turn.data.get("placed"):
            return turn.end(turn.phrases.fill("shared.enjoy"))
        if "token" in turn.data:
            turn.store.carts.turn_down(turn.customer, turn.data["token"])
        return turn.tell(self.not_placed)

    def _ask(self, turn: Turn, summary: Summary, response: str) -> Response:
        return turn.ask(
            f"shared.{response}",
            data={"token": summary.token},
            card=turn.store.merchant.title,
            items=lines_said(turn, summary.lines),
            total=summary.total,
            changes=changes_said(turn, summary.changes),
        )

    def _placed(self, turn: Turn) -> Response:
        order = turn.store.orders.place(turn.customer, turn.data["token"])
        return turn.ask(
            "shared.placed_before" if turn.data.get("placed") else "shared.placed",
            data={**turn.data, "placed": True},
            card=turn.store.merchant.title,
            total=order.total,
            number=turn.phrases.digits(order.number),
        )
