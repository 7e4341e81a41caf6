"""One turn of the conversation as a handler sees it: what was said, the shop, and the ways to answer."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup

from intents.dialogue.answering import answer_of, with_number_in_name
from intents.dialogue.phrases import MOST_VALUE_CHARACTERS, Phrases
from intents.dialogue.question import BY_PRICE, Question
from intents.dialogue.reply import Reply
from intents.dialogue.second_reading import meaning_for
from intents.dialogue.slots import OPTION_SLOTS, Message, Said
from intents.wording.assent import says_yes
from voice_skill.store import MerchantStore, Product, Speaker, UnknownProduct, Variant

YES_NO = {"Yes": True, "No": False}
_MOST_AMONG = 100  # of what a question offers is kept in the session, which Alexa limits


class Unclear(Exception):
    """Something has to be asked first: the phrase that asks, and what its answer may pick from."""

    def __init__(
        self,
        key: str,
        about: str,
        *,
        among: Sequence[str] = (),
        slot: str = "product",
        intent: str | None = None,
        missed: bool = False,
        **values: Any,
    ):
        super().__init__(key)
        self.key, self.about, self.among, self.slot = key, about, tuple(among), slot
        self.intent, self.missed, self.values = intent, missed, values


class Turn:
    """What was said, by whom, in which state of the conversation; and the ways to answer.

    When the words answer an open question, `intent` is the one that asked and the slots hold everything said so
    far, so a handler need not know in how many turns it was told. `confirmed` is True or False after a yes or no.
    """

    def __init__(self, message: Message, store: MerchantStore, attributes: dict[str, Any]):
        """attributes: what the conversation keeps from turn to turn, JSON; it is changed in place."""
        self.message, self.store, self.attributes = message, store, attributes
        self.product_id = _text(attributes.get("product"))  # what was last spoken of: "it"
        missed = self.attributes.pop("missed", None)  # the last phrase that said so, and how many in a row
        self._missed: str = missed[0] if _is_count(missed) else ""
        self.misses: int = missed[1] if _is_count(missed) else 0
        self.phrases = Phrases(message.locale, store.merchant.time_zone, store.now)
        self._understand()

    def _understand(self) -> None:
        self.intent = self.said_intent = self.message.intent
        self.slots = dict(self.message.slots)
        self.options = tuple(self.slots.pop(name).text for name in OPTION_SLOTS if name in self.slots)
        self.open_question = Question.from_session(self.attributes.pop("question", None))
        # What waits for its yes while something else is said or asked; it is asked again after that.
        self.pending = Question.from_session(self.attributes.pop("pending", None))
        self.asked: Question | None = None
        self.confirmed: bool | None = None
        self._read_words()
        if self.open_question:
            self._to_question(self.open_question)
        if self.intent == "Answer" and {"product", "quantity"} <= self.slots.keys():
            self.intent = "AddToCart"  # so many of something else are no answer
        elif self.intent == "Answer" and not self.open_question and self._is_of_last_line():
            self.intent = "ChangeCart"

    def _read_words(self) -> None:
        """Takes what was understood for what the words say in this shop, where the catalogue explains all of them."""
        question, text = self.open_question, self.message.text
        if question and question.is_yes_or_no and text and says_yes(text, question.intent, self.phrases.locale):
            self.intent = self.said_intent = "Yes"
            self.slots, self.options = {}, ()
            return
        meaning = meaning_for(self, self._spoken_of())
        if meaning:
            self.intent = self.said_intent = meaning.intent
            self.slots, self.options = dict(meaning.slots), meaning.options
            if "product" in meaning.slots:
                self.attributes.pop("chosen", None)  # a thing that is named is spoken of anew

    def _to_question(self, question: Question) -> None:
        """Reads the words as an answer to the open question, as a change of what a yes would do, or as another wish."""
        product = self._spoken_of() if question.is_of_product else None
        if product is not None:
            locale = self.phrases.locale
            self._keep_number_in_name(question, product)
            answer = answer_of(question, self.intent, self.slots, self.options, product, locale)
            self.slots, self.options = answer.slots, answer.options
        if question.is_called_off_by(self.intent, self.slots):
            self.intent = "No"
        if question.is_answered_by(self.intent, self.slots, self.options):
            self._answers(question)
            return
        change = question.change(self.intent, self.slots, self.options)
        self.intent = change or question.meant_by(self.intent, self.slots, self.options)
        if self.intent == "Yes":
            self._answers(question)
        elif question.about == "commit":
            self.pending = question

    def _keep_number_in_name(self, question: Question, product: Product) -> None:
        """A number that is part of a product's name is not how many: the product is meant."""
        if self.intent not in ("Answer", "ChangeCart", "SwapProduct") or not question.is_yes_or_no:
            return
        find = self.store.catalogue.find
        named = with_number_in_name(
            self.slots, self.options, product, lambda text: find(text).products, self.phrases.locale
        )
        if named:
            self.slots, self.options = named, ()
            self.intent = "SwapProduct" if self.intent == "ChangeCart" else self.intent

    def _is_of_last_line(self) -> bool:
        """Whether a size or so many, said where nothing was asked, are of what was just put in the cart."""
        line = self.attributes.get("line")
        is_value = self.slots.keys() <= {"quantity"} and bool(self.slots or self.options)
        return is_value and isinstance(line, str) and self._was_just_put_in(line)

    def _was_just_put_in(self, sku: str) -> bool:
        """Whether it is the line of the cart that was put in or changed last, and is still spoken of."""
        if sku != self.attributes.get("line"):
            return False
        lines = [line.variant for line in self.store.carts.of(self.customer).lines]
        return any(each.sku == sku and each.product.external_id == self.product_id for each in lines)

    def _spoken_of(self) -> Product | None:
        """What was last spoken of, while it is sold."""
        try:
            return self.store.catalogue.product(self.product_id) if self.product_id else None
        except UnknownProduct:
            return None

    def _answers(self, question: Question) -> None:
        self.asked, self.confirmed = question, YES_NO.get(self.intent)
        self.slots, self.options = question.answered_by(self.slots, self.options, self.confirmed)
        self.intent = question.intent
        if question.about == "option" and self.pending and self.pending.changed_by == "ChangeCart":
            self.intent = self._changing(question.intent)
        if self.intent == "AddToCart" and self.said_intent == "WhichIsCheapest":
            self.intent = "FindProduct"  # a question buys nothing

    def _changing(self, intent: str) -> str:
        """The intent that a size or color is for which answers a side question about what is to be ordered."""
        line = self.attributes.get("line")
        is_of_line = isinstance(line, str) and self._was_just_put_in(line)
        return "ChangeCart" if is_of_line and intent not in ("AddToCart", "SwapProduct", "ChangeCart") else intent

    @property
    def data(self) -> Mapping[str, Any]:
        """What the intent left for itself when it asked: a confirmation token, an order number."""
        return self.asked.data if self.asked else {}

    @property
    def by_price(self) -> int:
        """1 where the cheapest was asked for, of a kind or of what was just offered; -1 the dearest; else 0."""
        return BY_PRICE.get(self.said_intent) or BY_PRICE.get(self.intent, 0)

    @cached_property
    def bought(self) -> Mapping[int, float]:
        """How often the speaker bought each product, by its id."""
        return self.store.orders.products_bought(self.customer)

    @cached_property
    def is_shop_empty(self) -> bool:
        """Whether there is nothing to sell, as before the first feed is linked."""
        return self.store.catalogue.example() is None

    @cached_property
    def customer(self) -> Speaker:
        """Who is speaking; of somebody new nothing is kept before they put something in a cart."""
        return self.store.customers.speaking(self.message.user_id)

    def ask(
        self,
        key: str,
        *,
        about: str = "confirm",
        intent: str | None = None,
        among: Sequence[str] = (),
        slot: str = "product",
        data: Mapping[str, Any] | None = None,
        changed_by: str | None = None,
        again: Markup | None = None,
        card: Product | str | None = None,
        missed: bool = False,
        **values: Any,
    ) -> Reply:
        """Says a phrase that ends in a question; the answer brings `intent` back, or the one that asks.

        changed_by: the intent that a size, colour, number or product said to it is for; of a yes-or-no question about a
        product it is the one that the answer brings back. again: the question in full, else the phrase's last sentence.
        While something waits for its yes, it is asked again instead of any other question of yes or no."""
        intent = intent or self.intent
        if self.pending and about == "confirm":
            return self.say(key, card=card, missed=missed, **values)
        if changed_by is None:
            changed_by = intent if about == "confirm" and "product" in self.slots else ""
        again = again or self.phrases.sentences(key, **values)[-1]
        kept = tuple(each[:MOST_VALUE_CHARACTERS] for each in among[:_MOST_AMONG])
        asked = Question(intent, about, kept, slot, self.slots, self.options, data or {}, changed_by, str(again))
        self.attributes["question"] = asked.to_session()
        if self.pending and about != "commit":
            self.attributes["pending"] = self.pending.to_session()
        self.pending = None
        return self.say(key, card=card, missed=missed, **values)

    def offer(self, key: str, product: Product | Variant, *, called: str | None = None, **values: Any) -> Reply:
        """Says a phrase that offers one of `product`, which is what a yes puts into the cart; of what was just put
        there it asks whether to order. called: its name, where the phrase says more than that."""
        self.slots.pop("quantity", None)
        if isinstance(product, Variant):
            if self.pending is None and self._was_just_put_in(product.sku):
                again = str(self.phrases.fill("shared.order_now"))
                self.pending = Question("PlaceOrder", changed_by="ChangeCart", again=again)
            self.slots["product"] = Said("", (product.product.external_id,))
            self.options = tuple(product.options.values())
        name = called or product
        return self.ask(key, intent="AddToCart", changed_by="AddToCart", product=name, **values)

    def ask_first(self, unclear: Unclear) -> Reply:
        """Asks what has to be known before the intent can go on."""
        self.slots.pop(unclear.slot, None)
        if self.pending and unclear.about == "product" and not unclear.among:
            return self.say(unclear.key, missed=unclear.missed, **unclear.values)
        return self.ask(
            unclear.key,
            about=unclear.about,
            intent=unclear.intent,
            among=unclear.among,
            slot=unclear.slot,
            missed=unclear.missed,
            **unclear.values,
        )

    def say(self, key: str, *, card: Product | str | None = None, missed: bool = False, **values: Any) -> Reply:
        """Says a phrase that ends in an open question and listens for anything; asks instead what waits for its yes.

        missed: counts as a failure to understand; the next failure in a row gets other words.
        """
        attempt = self.misses if key == self._missed else 0
        sentences = self.phrases.sentences(key, attempt=attempt, **values)
        if self.pending:
            sentences = [*[sentence for sentence in sentences if not sentence.endswith("?")], self._asked_again()]
        said = self.attributes.get("said")
        response = self.listen(Markup(" ").join(sentences), sentences[-1], card)
        if missed:
            self.attributes["missed"] = [key, self.misses + 1]
            self.attributes["said"] = said or self.attributes["said"]  # what is worth repeating
        return response

    def tell(self, key: str, *, card: Product | str | None = None, **values: Any) -> Reply:
        """Says a phrase that asks nothing."""
        return self.finish(self.phrases.fill(key, **values), card)

    def finish(self, speech: Markup, card: Product | str | None = None) -> Reply:
        """Speaks; a conversation then goes on with "Anything else?", a question asked in passing is done with."""
        if self.message.is_first and self.said_intent != "Launch":
            return self.end(speech, card)
        question = self._asked_again() if self.pending else self.phrases.fill("shared.anything_else")
        return self.listen(Markup(" ").join([speech, question]), question, card)

    def listen(self, speech: Markup, question: Markup, card: Product | str | None = None) -> Reply:
        """Speaks and listens; `question` is asked again when nothing is heard."""
        self.attributes |= {"said": str(speech), "asked": str(question)}
        return Reply(speech, question, card)

    def end(self, speech: Markup, card: Product | str | None = None) -> Reply:
        """Speaks and ends the conversation."""
        return Reply(speech, card=card)

    def keep_question(self) -> None:
        """Leaves the open question open: these words were no answer to it."""
        if self.open_question:
            self.attributes["question"] = self.open_question.to_session()

    def _asked_again(self) -> Markup:
        """The question that waits for its yes, open again."""
        assert self.pending is not None
        self.attributes["question"] = self.pending.to_session()
        return Markup(self.pending.again)  # noqa: S704  (our own words, from our own session)


def _text(kept: Any) -> str | None:
    """What the session kept, if it is what this version keeps there."""
    return kept if isinstance(kept, str) else None


def _is_count(kept: Any) -> bool:
    return isinstance(kept, list) and [type(each) for each in kept] == [str, int]
