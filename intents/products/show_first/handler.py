"""The first of what was listed, once more."""

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.reply import Reply
from intents.dialogue.turn import MOST_OF_A_KIND, Turn
from intents.products.listing import departments_said, list_departments, say_page
from intents.products.named_product import products_by_id


class ShowFirst(Intent):
    """ "Go back to the first ones." """

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        if turn.is_shop_empty:
            return turn.say("shared.nothing_to_sell")
        if departments_said(turn) or not turn.listed:
            return list_departments(turn)
        products = products_by_id(turn, turn.listed, MOST_OF_A_KIND)
        turn.listed_count = MOST_ITEMS
        return say_page(turn, products[:MOST_ITEMS], "show_first.first")
