"""A question about a product in free words: answered by what its data say about it, or said to be unsaid."""

import json
from dataclasses import replace

from markupsafe import Markup

from intents.cart.offering import offer
from intents.dialogue.intent import Intent
from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.products.named_product import named_product
from intents.products.product_details.handler import offer_the_rest, say_fact
from intents.products.product_price.handler import ProductPrice
from intents.products.spoken_facts import facts_of, spoken_fact, spoken_fact_of
from intents.products.spoken_forms import prices_today
from voice_skill.store import Product
from voice_skill.store.products.facts import Judged

MOST_WORDS = 12  # of the merchant's own words after a yes or no
MOST_WORDS_BESIDE = 8  # of the merchant's words about something related


class ProductQuestion(Intent):
    """ "Does the frying pan work on induction?" "Who makes it?" "How many cups does the teapot hold?"

    Its slots are those of `wording.questions`: asked; counted, the noun of "how many"; sized, that of "how big a dog";
    included, for what comes with it; other, a second product that it may go with; reason, what was said before the
    question; and also_asked, JSON, the slots of more questions about the same product, none for its price.
    """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        others = json.loads(turn.slots.pop("also_asked").text) if "also_asked" in turn.slots else []
        reply = self._answer_one(turn)
        for slots in others:
            turn.attributes.pop("question", None)
            turn.slots = {"product": turn.slots["product"]} | {name: Slot(text) for name, text in slots.items()}
            following = self._answer_one(turn) if slots else ProductPrice().answer(turn)
            reply = replace(following, speech=Markup(" ").join([reply.statement, following.speech]))
        return reply

    def _answer_one(self, turn: Turn) -> Reply:
        product = named_product(turn)
        asked = turn.slots.pop("asked").text if "asked" in turn.slots else ""
        counted = turn.slots.pop("counted").text if "counted" in turn.slots else ""
        sized = turn.slots.pop("sized").text if "sized" in turn.slots else None
        reason = turn.slots.pop("reason").text if "reason" in turn.slots else ""
        other = turn.product(next(iter(turn.slots.pop("other").ids), None)) if "other" in turn.slots else None
        is_included = turn.slots.pop("included", None) is not None
        if other and (told := _of_fit(turn, product, other)):
            return turn.say("product_details.attribute", told=told, card=product)
        if not (asked or counted or sized or reason):
            return turn.say("product_feature.which", product=product, is_miss=True)
        facts = facts_of(turn, product)
        if counted and (number := facts.counting(counted, asked)):
            return say_fact(turn, product, number, "product_question.unknown")
        if sized is not None and (size := facts.sized(sized, asked)):
            return say_fact(turn, product, size, "product_question.unknown")
        judgment = facts.including(asked) if is_included else Judged("unknown")
        if judgment.fact is None:
            judgment = facts.answering(f"{counted} {asked}", reason)
        if judgment.fact is None or judgment.verdict == "unknown":
            return offer_the_rest(turn, product, turn.phrases.fill("product_question.unknown", product=product))
        is_avoided = facts.is_avoided(turn.message.text, asked) and not is_included
        if judgment.verdict == "told" or (reason and judgment.verdict != "related") or is_avoided:
            return say_fact(turn, product, judgment.fact, "product_question.unknown")
        if judgment.verdict == "related":
            sentence = spoken_fact(turn, product, judgment.fact, MOST_WORDS_BESIDE)
            return turn.say("product_question.related", told=sentence, card=product)
        if not judgment.fact.value:
            return turn.say(f"product_question.{judgment.verdict}_only", card=product)
        sentence = spoken_fact(turn, product, judgment.fact, MOST_WORDS)
        if is_included and judgment.verdict == "no" and (separate := _sold_separately(turn, product, asked)):
            price = prices_today(turn, separate.variants)[0]
            turn.speak_of(separate.external_id)
            turn.slots = {"product": Slot("", (separate.external_id,))}
            values: Values = {"told": sentence, "price": price, "card": separate}
            return offer(turn, "product_question.separate", separate, **values)
        return turn.say(f"product_question.{judgment.verdict}", told=sentence, card=product)


def _of_fit(turn: Turn, product: Product, other: Product) -> Markup | None:
    """What the data of either of two products say about going together."""
    for one, with_ in ((product, other), (other, product)):
        if fact := facts_of(turn, one).fitting(facts_of(turn, with_)):
            return spoken_fact_of(turn, one, fact, MOST_WORDS)
    return None


def _sold_separately(turn: Turn, product: Product, asked: str) -> Product | None:
    """The product that does not come with this one, if the shop sells it for itself."""
    result = turn.store.catalogue.find(asked)
    found = result.products[0] if result.verdict == "sure" and result.products else None
    is_other = found is not None and found.id != product.id and found.can_be_had
    return found if is_other else None
