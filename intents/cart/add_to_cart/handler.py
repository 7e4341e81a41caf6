"""Putting something in the cart."""

from intents.cart.adding import add_one, add_others, spoken_additions
from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.orders.place_order.handler import ask_to_order


class AddToCart(Intent):
    """ "Put two blue mugs and a teapot in my cart." "Yes", when one was offered."""

    changes = True
    act = "add"
    says_more = True

    def answer(self, turn: Turn) -> Reply:
        additions = [add_one(turn)]
        question_reply = add_others(turn, additions)
        if question_reply:
            return question_reply
        variant, quantity = additions[0]
        if len(additions) > 1:
            return ask_to_order(turn, "add_to_cart.added_all", items=spoken_additions(turn, additions))
        card = variant.product
        return ask_to_order(turn, "add_to_cart.added", card=card, product=variant, quantity=quantity)

    def answer_no(self, turn: Turn) -> Reply:
        for product_id in turn.slots["product"].ids if "product" in turn.slots else ():
            turn.note("declined", product_id)
        return turn.tell("add_to_cart.not_added")
