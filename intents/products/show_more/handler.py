"""The next of what was listed."""

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.reply import Reply
from intents.dialogue.turn import MOST_OF_A_KIND, Turn
from intents.products.listing import departments_said, list_departments, say_page
from intents.products.named_product import products_by_id


class ShowMore(Intent):
    """ "More." "What else is there?" """

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        if turn.is_shop_empty:
            return turn.say("shared.nothing_to_sell")
        count = departments_said(turn)
        if count or not turn.listed:
            return list_departments(turn, count)
        products = products_by_id(turn, turn.listed, MOST_OF_A_KIND)
        begin = turn.listed_count
        page = products[begin : begin + MOST_ITEMS]
        if not page:
            return say_page(turn, products[-MOST_ITEMS:], "show_more.no_more")
        turn.listed_count = begin + len(page)
        is_last = turn.listed_count >= len(products)
        return say_page(turn, page, "show_more.last" if is_last else "show_more.next")
