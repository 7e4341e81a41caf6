"""What was not understood: what can be done here, and after the second time something concrete."""

from markupsafe import Markup

from intents.cart.show_cart.handler import ShowCart
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Said
from intents.dialogue.turn import Turn
from intents.orders.order_status.handler import OrderStatus
from intents.products.describing import ordered_said
from intents.products.find_product.handler import FindProduct


class Fallback(Intent):
    """Anything that is none of ours: "What's the weather on Mars?" """

    act = ""

    def answer(self, turn: Turn) -> Reply:
        if turn.pending:
            return turn.say("fallback.to_commit", missed=True)
        asked = turn.attributes.get("asked")
        if turn.open_question and not turn.asked and asked:
            return self._ask_again(turn, Markup(asked))  # noqa: S704  (our own words, from our own session)
        if turn.is_shop_empty:
            return turn.say("shared.nothing_to_sell", missed=True)
        if turn.misses == 0:
            return turn.say("fallback.what_i_do", missed=True)
        return self._offer(turn)

    def _ask_again(self, turn: Turn, asked: Markup) -> Reply:
        turn.keep_question()
        confirm = turn.open_question and turn.open_question.is_yes_or_no
        return turn.say(f"fallback.{'to_yes_or_no' if confirm else 'to_question'}", missed=True, asked=asked)

    def _offer(self, turn: Turn) -> Reply:
        order = turn.store.orders.latest(turn.customer)
        if order:
            items = ordered_said(turn, order.lines)
            return turn.ask("fallback.offer_order", intent=OrderStatus, missed=True, items=items)
        if turn.store.carts.of(turn.customer).lines:
            return turn.ask("fallback.offer_cart", intent=ShowCart, missed=True)
        name = turn.store.catalogue.example()
        if name is None:
            return turn.say("fallback.what_i_do", missed=True)
        turn.slots = {"product": Said(name.spoken_name, (name.external_id,))}
        return turn.ask("fallback.offer_product", intent=FindProduct, missed=True, product=name.spoken_name)
