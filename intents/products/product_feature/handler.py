"""Questions of yes or no about a product: the answer is yes or no only if the merchant says so."""

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.product_details.handler import offer_the_rest, say_fact
from intents.products.spoken_facts import facts_of, spoken_fact, spoken_value

ASKED = ("feature", "part", "content", "place", "made_of")
MOST_WORDS = 12  # of the merchant's own words after a yes or no
MOST_WORDS_BESIDE = 8  # of the merchant's words about something related


class ProductFeature(Intent):
    """ "Is the rain jacket waterproof?" "Does it have a lid?" "Can I put it in the dishwasher?" """

    asks_about_product = True
    answers_each = True

    def answer(self, turn: Turn) -> Reply:
        product = named_product(turn)
        slot = next((name for name in ASKED if name in turn.slots), None)
        if slot is None:
            return turn.say("product_feature.which", product=product, is_miss=True)
        text = turn.slots[slot].text
        claim = turn.phrases.fill(f"product_feature.{slot}", product=product, said=text.casefold())
        facts = facts_of(turn, product)
        is_choice = facts.is_choice(turn.message.text)
        judgment = facts.bearing(turn.message.text) if is_choice else facts.whether(text)
        if judgment.verdict == "unknown":
            judgment = facts.answering(text)
        if judgment.fact is None or judgment.verdict == "unknown":
            return offer_the_rest(turn, product, turn.phrases.fill("product_feature.unknown", claim=claim))
        if judgment.verdict == "told":
            return say_fact(turn, product, judgment.fact, "product_feature.unknown")
        if judgment.verdict == "related":
            sentence = spoken_fact(turn, product, judgment.fact, MOST_WORDS_BESIDE)
            return turn.say("product_feature.related", claim=claim, told=sentence, card=product)
        if judgment.verdict in ("yes", "no") and facts.is_avoided(turn.message.text, text):
            key = "product_question.no" if judgment.verdict == "yes" else "product_details.attribute"
            return turn.say(key, told=spoken_fact(turn, product, judgment.fact, MOST_WORDS), card=product)
        value = spoken_value(turn, judgment.fact, MOST_WORDS)
        is_more = value.casefold() not in ("", text.casefold())
        key = f"product_feature.{judgment.verdict}" if is_more else f"product_feature.{judgment.verdict}_only"
        return turn.say(key, claim=claim, value=value, card=product)
