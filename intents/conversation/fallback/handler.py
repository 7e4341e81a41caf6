"""Answers what was not understood: says what can be done here, and after the second time offers something concrete."""

from markupsafe import Markup

from intents.cart.show_cart.handler import ShowCart
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.orders.order_status.handler import OrderStatus
from intents.products.find_product.handler import FindProduct
from intents.products.spoken_forms import spoken_order_lines


class Fallback(Intent):
    """Anything that no other intent answers: "What's the weather on Mars?" """

    act = ""

    def answer(self, turn: Turn) -> Reply:
        if turn.pending_question:
            return turn.say("fallback.to_commit", is_miss=True)
        question = turn.attributes.get("asked")
        if turn.open_question and not turn.answered_question and question:
            return self._ask_again(turn, Markup(question))  # noqa: S704  (our own words, from our own session)
        if turn.is_shop_empty:
            return turn.say("shared.nothing_to_sell", is_miss=True)
        if turn.misses == 0:
            return turn.say("fallback.what_i_do", is_miss=True)
        return self._offer(turn)

    def _ask_again(self, turn: Turn, question: Markup) -> Reply:
        turn.keep_question()
        confirm = turn.open_question and turn.open_question.is_yes_or_no
        return turn.say(f"fallback.{'to_yes_or_no' if confirm else 'to_question'}", is_miss=True, asked=question)

    def _offer(self, turn: Turn) -> Reply:
        order = turn.store.orders.latest(turn.customer)
        if order:
            items = spoken_order_lines(turn, order.lines)
            return turn.ask("fallback.offer_order", intent=OrderStatus, is_miss=True, items=items)
        if turn.store.carts.of(turn.customer).lines:
            return turn.ask("fallback.offer_cart", intent=ShowCart, is_miss=True)
        name = turn.store.catalogue.example()
        if name is None:
            return turn.say("fallback.what_i_do", is_miss=True)
        turn.slots = {"product": Slot(name.spoken_name, (name.external_id,))}
        return turn.ask("fallback.offer_product", intent=FindProduct, is_miss=True, product=name.spoken_name)
