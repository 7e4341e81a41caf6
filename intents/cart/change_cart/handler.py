"""Changing a line of the cart: its quantity, size, color or kind."""

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.adding import add_others, spoken_additions
from intents.cart.cart_line import OfCartLine
from intents.cart.swap_product.handler import SwapProduct
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn, Unclear
from intents.dialogue.unusual import sure_of
from intents.orders.ordering import remember_line
from intents.orders.place_order.handler import PlaceOrder, ask_to_order, say_removed
from intents.products.named_variant import named_quantity, named_variant_instead
from voice_skill.store import CartLine, Product
from voice_skill.store.search import words


class ChangeCart(OfCartLine):
    """ "Make it three." "Change the blue mugs to two." "Large", when a small one was put in the cart."""

    act = "change"
    says_more = True

    def answer_for(self, turn: Turn, line: CartLine) -> Reply:
        if "quantity" not in turn.slots and not turn.options:
            raise Unclear("shared.which_quantity", "quantity", slot="quantity")
        variant = named_variant_instead(turn, line.variant)
        if variant is None and (other := _other_product(turn, line)):
            turn.slots["product"], turn.options = Slot("", (other.external_id,)), ()
            turn.intent = SwapProduct
            return SwapProduct().answer(turn)
        if variant is None:
            options = turn.phrases.spoken_list(list(turn.options))
            turn.pending_question = None  # a yes to this has to be followed by another read-back
            return turn.ask("change_cart.one_kind", intent=PlaceOrder, product=line.variant.product, said=options)
        quantity = named_quantity(turn, variant) if "quantity" in turn.slots else line.quantity
        if quantity == 0:
            turn.store.carts.remove(turn.customer, line.variant)
            return say_removed(turn, "remove_from_cart.removed", product=line.variant)
        before = line.variant.sku, line.quantity
        turn.store.carts.exchange(turn.customer, line.variant, variant, quantity, sure_of(turn))
        remember_line(turn, variant.sku, before=before)
        additions = [(variant, quantity)]
        if question_reply := add_others(turn, additions):
            return question_reply
        if len(additions) > 1:
            return ask_to_order(turn, "add_to_cart.added_all", items=spoken_additions(turn, additions))
        return ask_to_order(turn, "change_cart.changed", product=variant, quantity=quantity)

    def answer_total(self, turn: Turn, line: CartLine, quantity: int) -> Reply:
        """Sets the line's quantity to a total, as an answer to the question that follows will do."""
        turn.intent = ChangeCart
        if turn.pending_question and "unusual" in turn.pending_question.data:
            turn.pending_question = None  # that quantity was not meant
        turn.slots["quantity"] = Slot(str(quantity))
        return self.answer_for(turn, line)


def _other_product(turn: Turn, line: CartLine) -> Product | None:
    """The only other product of the kind that has what was said in its name: "the leather one", of jackets."""
    product = line.variant.product
    spoken, noun = words(" ".join(turn.options)), words(product.spoken_name)[-1:]
    found = turn.store.catalogue.find(" ".join([*spoken, *noun])).products
    names = ((each, set(words(each.spoken_name))) for each in found if each.id != product.id)
    matches = [each for each, name in names if name.issuperset([*spoken, *noun])]
    return matches[0] if len(matches) == 1 else None


AddToCart.total_intent = ChangeCart  # two and two more are four
PlaceOrder.changing_intent = ChangeCart  # "make it three", said to "Would you like to order now?"
