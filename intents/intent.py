"""What every intent's handler has in common: when it is its turn, and the questions that any of them may ask."""

from abc import abstractmethod
from typing import cast

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Response

from intents.phrases import Values
from intents.turn import Turn, Unclear
from intents.unusual import ask_whether_meant, remember_answer
from voice_skill.store import BadQuantity, OutOfStock, UnusualQuantity, UnusualTotal

OF_PRODUCTS = ("product", "option")  # questions that a shop without products cannot be helped by


class Intent(AbstractRequestHandler):
    """Answers one intent; the class has the intent's name. `answer` is all that a new one writes.

    changes: whether it may change something. Then its answer is kept even when it changed nothing this time, so that
    a copy of a refused request is refused as well, whatever has become possible since."""

    changes = False

    @abstractmethod
    def answer(self, turn: Turn) -> Response:
        """What is said to a customer who wants this."""

    def turned_down(self, turn: Turn) -> Response:
        """What a "no" to this intent's question gets."""
        offered = turn.asked and turn.asked.about not in ("confirm", "order_number")
        return turn.say("shared.none_of_these" if offered else "shared.all_right")

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return turn_of(handler_input).intent == type(self).__name__

    def handle(self, handler_input: HandlerInput) -> Response:
        turn = turn_of(handler_input)
        response = self._answered(turn)
        if self.changes:
            turn.store.begin_write()
        return response

    def _answered(self, turn: Turn) -> Response:
        try:
            remember_answer(turn)
            return self.turned_down(turn) if turn.confirmed is False else self.answer(turn)
        except Unclear as unclear:
            if unclear.about in OF_PRODUCTS and turn.is_shop_empty:
                return turn.say("shared.nothing_to_sell")
            return turn.ask_first(unclear)
        except BadQuantity as error:
            return turn.ask_first(Unclear("shared.bad_quantity", "quantity", slot="quantity", limit=error.limit))
        except OutOfStock as error:
            return _too_few(turn, error)
        except (UnusualQuantity, UnusualTotal) as error:
            return ask_whether_meant(turn, error)


def _too_few(turn: Turn, error: OutOfStock) -> Response:
    if error.available == 0:
        return turn.tell("shared.out_of_stock", product=error.variant)
    few: Values = {"quantity": error.available, "product": error.variant}
    return turn.ask_first(Unclear("shared.too_few", "quantity", slot="quantity", **few))


def turn_of(handler_input: HandlerInput) -> Turn:
    """The turn, made once per request: dispatching asks every handler whether it is its own."""
    kept = handler_input.attributes_manager.request_attributes
    if "turn" not in kept:
        kept["turn"] = Turn(handler_input)
    return cast(Turn, kept["turn"])
