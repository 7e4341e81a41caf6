"""The base of every intent's handler: its answer to a yes or no, and the questions that any of them may ask."""

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import ClassVar

from markupsafe import Markup

from intents.dialogue.phrases import Values
from intents.dialogue.reply import Reply
from intents.dialogue.slots import MISSING, MORE_THINGS
from intents.dialogue.things import other_things, waiting_products
from intents.dialogue.turn import Turn, Unclear
from intents.dialogue.unusual import ask_about_unusual, remember_confirmation
from intents.products.named_variant import another_kind
from voice_skill.store import BadQuantity, OutOfStock, UnusualQuantity, UnusualTotal

HINDRANCES = (Unclear, BadQuantity, OutOfStock, UnusualQuantity, UnusualTotal)
OF_PRODUCTS = ("product", "option")  # questions that are pointless in a shop without products


class Intent(ABC):
    """Answers one intent; the class has the intent's name. A new one only has to define `answer`.

    Its attributes tell the rest of the dialogue how to treat its words and its questions:

    changes: True if it may change something. Its answer is then kept even when it changed nothing, so that a copy of a
    refused request is refused as well, even if it has become possible since.
    act: the action of its words on a product, in the terms of `wording` ("add", "remove"); empty if they contain none,
    None if they are not about products.
    asks_about_product: True if it asks about a product.
    answers_each: True if it answers about each of several products: "how much are the mug and the bowl".
    by_price: 1 if it picks the lowest price, -1 if the highest.
    says_more: True if it says a number or an option in a whole sentence: "I'll take two".
    changing_intent: the intent that changes what its question would do; None: the intent itself.
    leads_to: the intent that a product offered instead of the named one is for; None: the intent itself.
    total_intent: the intent that sets the total quantity of something that is in the cart already.
    is_of_line: True if its question about an unusual quantity is about one product, not about all of the cart.
    is_by_sku: True if it identifies a product by the SKU that was bought, not by its id.
    takes_order_number: True if a number said to its question is an order's.
    keeps_choosing: True if a question of which one, which size or how many that is open is asked again after it.
    """

    changes = False
    act: ClassVar[str | None] = None
    asks_about_product = False
    answers_each = False
    by_price = 0
    says_more = False
    changing_intent: ClassVar["type[Intent] | None"] = None
    leads_to: ClassVar["type[Intent] | None"] = None
    total_intent: ClassVar["type[Intent] | None"] = None
    is_of_line = True
    is_by_sku = False
    takes_order_number = False
    keeps_choosing = True

    @classmethod
    def folder(cls) -> str:
        """The name of the folder in which its handler and texts are."""
        return cls.__module__.split(".")[2]

    @abstractmethod
    def answer(self, turn: Turn) -> Reply:
        """Answers a customer who wants this."""

    def answer_no(self, turn: Turn) -> Reply:
        """Answers a "no" to this intent's question."""
        was_offer = turn.answered_question and turn.answered_question.about not in ("confirm", "order_number")
        return turn.say("shared.none_of_these" if was_offer else "shared.all_right")

    def reply(self, turn: Turn) -> Reply:
        """Answers this turn, also where something keeps the wish from being carried out."""
        missing, slots = turn.slots.pop(MISSING, None), turn.slots
        if (self.asks_about_product or self.act == "want") and turn.confirmed is None:
            turn.remember_question(slots)
        reply = self._answer_or_ask(turn)
        if self.changes:
            turn.store.begin_write()
        sentences = [
            *(each for each in turn.reports if not _says_it(reply.speech, each)),
            *([turn.phrases.fill("shared.not_found", said=missing.text)] if missing else []),
        ]
        if turn.answered_question is None and (waiting := waiting_products(turn)):
            items = turn.phrases.spoken_list([turn.phrases.fill("shared.the", product=each) for each in waiting])
            sentences.append(turn.phrases.fill("shared.next", items=items))
        if not sentences:
            return reply
        speech = Markup(" ").join([*sentences, reply.speech])
        if "said" in turn.attributes:
            turn.attributes["said"] = str(speech)
        return replace(reply, speech=speech)

    def _answer_or_ask(self, turn: Turn) -> Reply:
        try:
            remember_confirmation(turn)
            if turn.confirmed is False:
                return self.answer_no(turn)
            return self._answer_each(turn) if self.answers_each and MORE_THINGS in turn.slots else self.answer(turn)
        except HINDRANCES as hindrance:
            return answer_hindrance(turn, hindrance)

    def _answer_each(self, turn: Turn) -> Reply:
        """Answers a question about several products, and asks which one it shall be."""
        slots = turn.slots
        product_ids: list[str] = []
        turn.slots = {name: slot for name, slot in slots.items() if name != MORE_THINGS}
        answers = [self.answer_about_one(turn, product_ids)]
        turn.slots = slots  # an answer may have dropped what is asked about the next product, too
        for _ in other_things(turn):
            turn.slots.pop(MORE_THINGS, None)
            answers.append(self.answer_about_one(turn, product_ids))
        turn.slots, turn.options = {}, ()
        answer = Markup(" ").join(answers)
        return turn.ask("shared.which_one", about="product", among=product_ids, told=answer)

    def answer_about_one(self, turn: Turn, product_ids: list[str]) -> Markup:
        """The answer without its question. Adds the product to `product_ids`, unless which one is meant is unclear."""
        try:
            reply = self.answer(turn)
        except HINDRANCES as hindrance:
            reply = answer_hindrance(turn, hindrance)
        turn.attributes.pop("question", None)
        product_ids += turn.slots["product"].ids if "product" in turn.slots else ()
        return reply.statement


def _says_it(speech: Markup, report: Markup) -> bool:
    """True if the report has at most one word that the speech does not have: it would be said twice."""
    return len(set(report.casefold().split()) - set(speech.casefold().split())) <= 1


def answer_hindrance(turn: Turn, hindrance: Exception) -> Reply:
    """Answers where one of the HINDRANCES keeps a wish from being carried out."""
    match hindrance:
        case Unclear():
            if hindrance.about in OF_PRODUCTS and turn.is_shop_empty:
                return turn.say("shared.nothing_to_sell")
            return turn.ask_first(hindrance)
        case BadQuantity():
            return turn.ask_first(Unclear("shared.bad_quantity", "quantity", slot="quantity", limit=hindrance.limit))
        case OutOfStock():
            return _too_few(turn, hindrance)
        case UnusualQuantity() | UnusualTotal():
            return ask_about_unusual(turn, hindrance)
        case _:
            raise hindrance


def _too_few(turn: Turn, error: OutOfStock) -> Reply:
    if error.available == 0:
        another = another_kind(turn, error.variant)
        if another:
            return turn.ask_first(another)
        return turn.tell("shared.out_of_stock", product=error.variant)
    few: Values = {"quantity": error.available, "product": error.variant}
    return turn.ask_first(Unclear("shared.too_few", "quantity", slot="quantity", **few))
