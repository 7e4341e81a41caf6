"""A question about a product in free words: answered by what its data say about it, or said to be unsaid."""

from dataclasses import replace

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.product_details.handler import offer_the_rest, say_fact
from intents.products.product_price.handler import ProductPrice
from intents.products.spoken_facts import facts_of, spoken_fact

MOST_WORDS = 12  # of the merchant's own words after a yes or no
MOST_WORDS_BESIDE = 8  # of the merchant's words about something related


class ProductQuestion(Intent):
    """ "Does the frying pan work on induction?" "Who makes it?" "How many cups does the teapot hold?"

    Its slots are those of `wording.questions`: asked and counted, and also_asked, a second question about the same
    product, empty if that asks for the price.
    """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        second_slot = turn.slots.pop("also_asked", None)
        reply = self._answer_one(turn)
        if second_slot is None:
            return reply
        turn.attributes.pop("question", None)
        turn.slots |= {"asked": second_slot} if second_slot.text else {}
        second = self._answer_one(turn) if second_slot.text else ProductPrice().answer(turn)
        return replace(second, speech=Markup(" ").join([reply.statement, second.speech]))

    def _answer_one(self, turn: Turn) -> Reply:
        product = named_product(turn)
        asked = turn.slots.pop("asked").text if "asked" in turn.slots else ""
        counted = turn.slots.pop("counted").text if "counted" in turn.slots else ""
        if not (asked or counted):
            return turn.say("product_feature.which", product=product, is_miss=True)
        facts = facts_of(turn, product)
        if counted and (number := facts.counting(counted, asked)):
            return say_fact(turn, product, number, "product_question.unknown")
        judgment = facts.answering(f"{counted} {asked}")
        if judgment.fact is None or judgment.verdict == "unknown":
            return offer_the_rest(turn, product, turn.phrases.fill("product_question.unknown", product=product))
        if judgment.verdict == "told":
            return say_fact(turn, product, judgment.fact, "product_question.unknown")
        if judgment.verdict == "related":
            sentence = spoken_fact(turn, product, judgment.fact, MOST_WORDS_BESIDE)
            return turn.say("product_question.related", told=sentence, card=product)
        if not judgment.fact.value:
            return turn.say(f"product_question.{judgment.verdict}_only", card=product)
        sentence = spoken_fact(turn, product, judgment.fact, MOST_WORDS)
        return turn.say(f"product_question.{judgment.verdict}", told=sentence, card=product)
