"""What many customers ordered lately."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import MOST_OF_A_KIND, Turn
from intents.products.listing import list_all
from intents.products.needs import can_be_had


class Popular(Intent):
    """ "What's popular?" "What do other people buy?" """

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        if turn.is_shop_empty:
            return turn.say("shared.nothing_to_sell")
        products = can_be_had(turn.store.browsing.popular(MOST_OF_A_KIND))
        return list_all(turn, products, "popular.most_ordered") if products else turn.say("popular.none")
