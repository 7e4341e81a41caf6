"""One turn of the conversation, for a handler: the message, the shop, and the ways to answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from intents.dialogue.phrases import MOST_ITEMS, MOST_VALUE_CHARACTERS, Phrases
from intents.dialogue.question import Question
from intents.dialogue.reply import Reply
from intents.dialogue.slots import OPTION_SLOTS, THINGS, Message, Slot
from voice_skill.store import CartLine, Found, MerchantStore, Product, Speaker, UnknownProduct

if TYPE_CHECKING:
    from intents.dialogue.intent import Intent

MOST_OF_A_KIND = 16  # products that are considered, for a choice and for the cheapest
_MOST_NOTED = 20  # products that are remembered as offered, or as declined
_MOST_TURNS_WAITING = 2  # of a choice, while the customer speaks of something else
_MOST_AMONG = 100  # choices of a question are stored in the session, which Alexa limits


class Unclear(Exception):
    """Something has to be asked first: the phrase that asks, and the choices for its answer."""

    def __init__(
        self,
        key: str,
        about: str,
        *,
        among: Sequence[str] = (),
        slot: str = "product",
        intent: "type[Intent] | None" = None,
        is_miss: bool = False,
        **values: Any,
    ):
        super().__init__(key)
        self.key, self.about, self.among, self.slot = key, about, tuple(among), slot
        self.intent, self.is_miss, self.values = intent, is_miss, values


class Turn:
    """A message, its speaker, the state of the conversation, and the ways to answer.

    When the words answer an open question, that question is `answered_question`, `intent` is the one that asked, and
    the slots hold everything said so far: a handler works alike for one turn or several. `recognized_intent` is the one
    of the words themselves. `pending_question` waits for its yes while something else is said or asked, and is asked
    again after that; so does `choosing_question` for a choice, a size or a number. `confirmed` is True or False after a
    yes or no.
    """

    def __init__(
        self,
        message: Message,
        store: MerchantStore,
        attributes: dict[str, Any],
        intent: "type[Intent]",
        intents: "Mapping[str, type[Intent]]",
    ):
        """attributes: the conversation's state from turn to turn, JSON; it is changed in place. intent: the message's.
        intents: all of them, by name."""
        self.message, self.store, self.attributes = message, store, attributes
        self.product_id = _text(attributes.get("product"))  # the current product: "it"
        misses = attributes.pop("missed", 0)
        self.misses = misses if type(misses) is int else 0  # failures in a row to understand
        topic = attributes.pop("order_topic", None)  # what the last turn said of an order
        self.order_topic: type[Intent] | None = intents.get(topic) if isinstance(topic, str) else None
        self.order_meant: Literal["latest", "last_spoken_of", ""] = ""  # by the customer's words, if they say so
        self.order_number = _text(attributes.get("order"))  # the order last spoken of
        self.order_item = _text(attributes.get("order_item")) or ""  # and what it was asked about by
        self.phrases = Phrases(message.locale, store.merchant.time_zone, store.now, _counts(attributes.get("uses")))
        self.intent = self.recognized_intent = intent
        others = {name for slots in THINGS[1:] for name in slots}
        self.slots = {name: slot for name, slot in message.slots.items() if name not in others}
        self.options = tuple(self.slots.pop(name).text for name in OPTION_SLOTS if name in self.slots)
        self.open_question = Question.from_session(attributes.pop("question", None), intents)
        # Waits for its yes while something else is said or asked, and is asked again after that.
        self.pending_question = Question.from_session(attributes.pop("pending", None), intents)
        # Waits for its value while something else is said; asked again as soon as nothing else is asked.
        self._choosing_turns, state = _waiting_question(attributes.pop("choosing", None))
        self.choosing_question = Question.from_session(state, intents)
        self.last_question = _last_question(attributes.pop("about", None), intents)
        self.reports: list[Markup] = []  # what was said to the acts before this one of the same sentence
        self.answered_question: Question | None = None
        self.confirmed: bool | None = None

    @property
    def last_products(self) -> tuple[str, ...]:
        """The ids of the last two products that were spoken of."""
        return tuple(each for each in (self.attributes.get("product_before"), self.product_id) if isinstance(each, str))

    @property
    def last_list(self) -> tuple[str, ...]:
        """The ids of the products that were last listed, while one of them is the current product."""
        ids = self.attributes.get("list")
        return tuple(ids) if isinstance(ids, list) and self.product_id in ids else ()

    @property
    def current_line(self) -> CartLine | None:
        """The line of the cart that "make it three" is about."""
        return self.current_line_of(self.store.carts.of(self.customer).lines)

    def current_line_of(self, lines: Sequence[CartLine]) -> CartLine | None:
        """Of the lines of the current product, the one that was added or changed last, or the only one."""
        lines = [line for line in lines if line.variant.product.external_id == self.product_id]
        latest = [line for line in lines if line.variant.sku == self.attributes.get("line")]
        return latest[0] if latest else lines[0] if len(lines) == 1 else None

    def speak_of(self, product_id: str) -> None:
        """Makes this the current product, which "it" means, and keeps the one before it, for "both"."""
        current = self.attributes.get("product")
        if current != product_id:
            self.attributes |= {"product": product_id, "product_before": current}

    def list_products(self, product_ids: Sequence[str]) -> None:
        """Makes these the products that "the second one" and "which is the warmest" choose from."""
        self.attributes |= {"listed": list(product_ids), "listed_count": min(len(product_ids), MOST_ITEMS)}
        self.attributes.pop("departments", None)
        self.attributes.pop("orders", None)

    @property
    def listed(self) -> Sequence[str]:
        """The ids of the products that were listed last, also those for which there was no breath."""
        return self.recall("listed")

    @property
    def listed_count(self) -> int:
        """The number of these that were said."""
        count = self.attributes.get("listed_count")
        return count if type(count) is int else MOST_ITEMS

    @listed_count.setter
    def listed_count(self, count: int) -> None:
        self.attributes["listed_count"] = count

    def speak_of_order(self, number: str) -> None:
        """Makes this the order that "it" and "that order" mean, and what was said of it askable of another: "and the
        soap?" """
        if "product" in self.slots or number != self.order_number:
            self.order_item = self.slots["product"].text if "product" in self.slots else ""
        self.order_number = number
        self.attributes |= {"order": number, "order_item": self.order_item, "order_topic": self.intent.__name__}

    def list_orders(self, numbers: Sequence[str]) -> None:
        """Makes these, in the order in which they are said, the orders that "the second one" chooses from; "the last
        one" is the last of as many as are said in a breath."""
        self.attributes["orders"] = list(numbers)

    @property
    def listed_orders(self) -> Sequence[str]:
        """The numbers of the orders that were said last, until products are listed."""
        return self.recall("orders")

    def return_to(self, product_id: str) -> None:
        """Makes this the current product again, in the middle of a turn."""
        self.speak_of(product_id)
        self.product_id = product_id

    @property
    def is_complaint_open(self) -> bool:
        """True after a complaint: nothing is offered for sale unasked in the rest of the talk."""
        return bool(self.attributes.get("complaint"))

    @is_complaint_open.setter
    def is_complaint_open(self, is_open: bool) -> None:
        self.attributes["complaint"] = is_open

    def current_product(self) -> Product | None:
        """The product last spoken of ("it"), while it is sold."""
        return self.product(self.product_id)

    def product(self, product_id: str | None) -> Product | None:
        """The product with this id, while it is sold."""
        try:
            return self.store.catalogue.product(product_id) if product_id else None
        except UnknownProduct:
            return None

    @cached_property
    def find(self) -> Callable[[str], Found]:
        """Searches the catalogue, for each text once."""
        return cache(self.store.catalogue.find)

    @cached_property
    def of_kind(self) -> Callable[[str], list[Product]]:
        """Finds the products that are of a kind, "laptops", for each kind once."""
        return cache(partial(self.store.catalogue.of_kind, limit=MOST_OF_A_KIND))

    def recall(self, name: str) -> list[str]:
        """The ids that this conversation noted under a name, such as the products that were offered."""
        ids = self.attributes.get(name)
        return [each for each in ids if isinstance(each, str)] if isinstance(ids, list) else []

    def note(self, name: str, product_id: str) -> None:
        """Notes an id under a name; the oldest are forgotten."""
        ids = [each for each in self.recall(name) if each != product_id]
        self.attributes[name] = [*ids, product_id][-_MOST_NOTED:]

    @property
    def data(self) -> Mapping[str, Any]:
        """The intent's own notes from when it asked: a confirmation token, an order number."""
        return self.answered_question.data if self.answered_question else {}

    @property
    def by_price(self) -> int:
        """1 if the cheapest was asked for, of a kind or of those just offered; -1 if the most expensive; else 0."""
        return self.recognized_intent.by_price or self.intent.by_price

    @cached_property
    def purchases(self) -> Mapping[int, float]:
        """The number of times the speaker bought each product, by its id."""
        return self.store.orders.products_bought(self.customer)

    @cached_property
    def is_shop_empty(self) -> bool:
        """True if there is nothing to sell, as before the first feed is linked."""
        return self.store.catalogue.example() is None

    @cached_property
    def customer(self) -> Speaker:
        """The speaker. Nothing is stored about a new one before they put something in a cart."""
        return self.store.customers.speaking(self.message.user_id)

    def remember_question(self, slots: Mapping[str, Slot]) -> None:
        """Keeps what was asked about a product, for "and the bowl?". slots: without the product."""
        texts = {name: slot.text for name, slot in slots.items() if name != "product"}
        self.attributes["about"] = [self.intent.__name__, texts]

    def ask(
        self,
        key: str,
        *,
        about: str = "confirm",
        intent: "type[Intent] | None" = None,
        among: Sequence[str] = (),
        slot: str = "product",
        data: Mapping[str, Any] | None = None,
        is_changeable: bool | None = None,
        again: Markup | None = None,
        closing: Markup | None = None,
        card: Product | str | None = None,
        is_miss: bool = False,
        **values: Any,
    ) -> Reply:
        """Says a phrase that ends in a question, or in `closing` instead; the answer returns to `intent`, or to the one
        that asks.

        is_changeable: True if a size, color, number or product said to it changes what a yes does; None: True for a
        question of yes or no about a product. again: the question in full, else the phrase's last sentence. While
        another question waits for its yes, it is asked again instead of a new question of yes or no.
        """
        intent = intent or self.intent
        if self.pending_question and about == "confirm":
            return self.say(key, closing=closing, card=card, is_miss=is_miss, **values)
        if is_changeable is None:
            is_changeable = about == "confirm" and "product" in self.slots
        again = again or closing or self.phrases.sentences(key, **values)[-1]
        if about == "product":
            self.attributes.pop("orders", None)
        if about == "product" and len(among) > 1 and not set(among) <= set(self.listed):
            self.list_products(among)
        choices = tuple(each[:MOST_VALUE_CHARACTERS] for each in among[:_MOST_AMONG])
        question = Question(
            intent,
            about,
            choices,
            slot,
            self.slots,
            self.options,
            data or {},
            is_changeable,
            str(again),
            _text(self.attributes.get("product")) if about in ("option", "quantity") else None,
        )
        if self.choosing_question and self.choosing_question.is_asked_again_by(question):
            question = replace(self.choosing_question, among=choices, again=str(again))  # a side question's own choice
        self.attributes["question"] = question.to_session()
        if about == "product" and len(choices) > 1:
            self.attributes["list"] = list(choices)
        if self.pending_question and about != "commit":
            self.attributes["pending"] = self.pending_question.to_session()
        self.pending_question = None
        if self.choosing_question and (question.is_yes_or_no or self.reports):
            turns = 0 if self.reports else self._choosing_turns + 1
            self.attributes["choosing"] = [turns, self.choosing_question.to_session()]
        return self.say(key, closing=closing, card=card, is_miss=is_miss, **values)

    def ask_first(self, unclear: Unclear) -> Reply:
        """Asks for what the intent needs to continue."""
        self.slots.pop(unclear.slot, None)
        if self.pending_question and unclear.about == "product" and not unclear.among:
            return self.say(unclear.key, is_miss=unclear.is_miss, **unclear.values)
        return self.ask(
            unclear.key,
            about=unclear.about,
            intent=unclear.intent,
            among=unclear.among,
            slot=unclear.slot,
            is_miss=unclear.is_miss,
            **unclear.values,
        )

    def say(
        self,
        key: str,
        *,
        closing: Markup | None = None,
        card: Product | str | None = None,
        is_miss: bool = False,
        **values: Any,
    ) -> Reply:
        """Says a phrase that ends in an open question, or in `closing` instead, and listens for anything; a question
        that waits for its yes is asked instead.

        is_miss: counts as a failure to understand.
        """
        sentences = self.phrases.sentences(key, **values)
        if self._is_waiting:
            closing = self._repeat_waiting_question()
        elif closing is None and not is_miss and "question" not in self.attributes:
            closing = self._ask_again()
        if closing is not None:
            sentences = [*(sentences[:-1] if sentences[-1].endswith("?") else sentences), closing]
        last_speech = self.attributes.get("said")
        response = self.listen(Markup(" ").join(sentences), sentences[-1], card)
        if is_miss:
            self.attributes["missed"] = self.misses + 1
            # "What did you say" repeats the answer before the failure.
            self.attributes["said"] = last_speech or self.attributes["said"]
        return response

    def tell(self, key: str, *, card: Product | str | None = None, **values: Any) -> Reply:
        """Says a phrase that asks nothing."""
        return self.finish(self.phrases.fill(key, **values), card)

    def finish(self, speech: Markup, card: Product | str | None = None) -> Reply:
        """Speaks and asks "Anything else?", or again the question that waits for its yes. After a first message
        nothing is asked: a smart speaker is done, while whoever types goes on as they like."""
        if self.message.is_first and not self._is_waiting:
            return self.listen(speech, None, card) if self.message.has_all_words else self.end(speech, card)
        if self._is_waiting:
            question = self._repeat_waiting_question()
        else:
            question = self._ask_again() or self.phrases.fill("shared.anything_else")
        return self.listen(Markup(" ").join([speech, question]), question, card)

    def listen(self, speech: Markup, question: Markup | None, card: Product | str | None = None) -> Reply:
        """Speaks and listens; `question` is asked again when nothing is heard."""
        self.attributes |= {"said": str(speech), "asked": str(question or "")}
        if self.phrases.used:
            self.attributes["uses"] = {**self.phrases.uses, **self.phrases.used}
        return Reply(speech, question, card)

    def end(self, speech: Markup, card: Product | str | None = None) -> Reply:
        """Speaks and ends the conversation."""
        return Reply(speech, card=card, ends=True)

    def keep_question(self) -> None:
        """Keeps the open question open: these words did not answer it."""
        if self.open_question:
            self.attributes["question"] = self.open_question.to_session()

    @property
    def _is_waiting(self) -> bool:
        """True if a question waits, and this turn asked none of its own."""
        return self.pending_question is not None or (
            self.choosing_question is not None and "question" not in self.attributes
        )

    def _repeat_waiting_question(self) -> Markup:
        """Reopens the question that waits for its yes or its value, and returns its words."""
        question = self.pending_question or self.choosing_question
        assert question is not None
        self.attributes["question"] = question.to_session()
        return Markup(question.again)  # noqa: S704  (our own words, from our own session)

    def _ask_again(self) -> Markup | None:
        """Keeps an open question that something was asked in between, and returns its words; None if there is none, or
        if these words changed something, answered it, or are about something else."""
        question = self.open_question
        is_aside = self.intent is not None and not self.intent.changes and self.answered_question is None
        if question is None or question.about == "commit" or not is_aside or not question.again:
            return None
        if self.attributes.get("product") != self.product_id:
            return None
        self.keep_question()
        return Markup(question.again)  # noqa: S704  (our own words, from our own session)


def _waiting_question(state: Any) -> tuple[int, Any]:
    """The turns for which a choice has waited, and its question; a choice that waited longer was given up."""
    match state:
        case [int(turns), question] if turns < _MOST_TURNS_WAITING:
            return turns, question
    return 0, None


def _text(value: Any) -> str | None:
    """The session's value, if it is a text, as this version stores it."""
    return value if isinstance(value, str) else None


def _last_question(state: Any, intents: "Mapping[str, type[Intent]]") -> "tuple[type[Intent], dict[str, Slot]] | None":
    """The session's last question about a product, as `remember_question` keeps it."""
    match state:
        case [str(name), dict(texts)] if name in intents:
            return intents[name], {slot: Slot(str(text)) for slot, text in texts.items()}
    return None


def _counts(value: Any) -> dict[str, int]:
    """The session's counts by name, as far as this version stores them."""
    return {name: count for name, count in value.items() if type(count) is int} if isinstance(value, dict) else {}
