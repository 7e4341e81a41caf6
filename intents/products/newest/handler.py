"""What came into the shop last."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import MOST_OF_A_KIND, Turn
from intents.products.listing import list_all
from intents.products.needs import can_be_had


class Newest(Intent):
    """ "Anything new?" """

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        products = can_be_had(turn.store.browsing.newest(MOST_OF_A_KIND))
        return list_all(turn, products, "newest.latest") if products else turn.say("shared.nothing_to_sell")
