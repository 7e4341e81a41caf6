"""The meaning of a turn's own words: the intent, slots and options that they amount to in this shop and at this point
of the conversation. Called by `turn_meaning`, with all of the words where a channel has them, else with those in
Alexa's slots."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from intents.cart.add_more.handler import AddMore
from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.change_cart.handler import ChangeCart
from intents.cart.remove_from_cart.handler import RemoveFromCart
from intents.cart.swap_product.handler import SwapProduct
from intents.cart.take_off.handler import TakeOff
from intents.conversation.answer.handler import Answer
from intents.conversation.cancel.handler import Cancel
from intents.conversation.fallback.handler import Fallback
from intents.conversation.not_right.handler import NotRight
from intents.conversation.small_talk.handler import SmallTalk
from intents.conversation.yes.handler import Yes
from intents.dialogue.intent import Intent
from intents.dialogue.question import Question
from intents.dialogue.slots import MISSING, MORE_THINGS, OLD_PRODUCT, OPTION_SLOTS, SETTLED, THINGS, Message, Slot
from intents.orders.cancel_order.handler import CancelOrder
from intents.orders.place_order.handler import PlaceOrder
from intents.orders.reorder.handler import Reorder
from intents.products.find_product.handler import FindProduct
from intents.products.option_values import named_values
from intents.products.product_options.handler import ProductOptions
from intents.products.product_price.handler import ProductPrice
from intents.products.variant_options import is_size, options_of
from intents.wording.clauses import denials, exchanges, shorter, things, without_total
from intents.wording.item_search import Item, Search
from intents.wording.sentences import sentences_of
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of
from voice_skill.language.amounts.numbers import is_number, with_figures
from voice_skill.language.tables import table
from voice_skill.store import CartLine, Product

# Intents that Amazon fills with nothing but a thing and its kind.
_OF_CART: frozenset[type[Intent]] = frozenset(
    {Answer, AddToCart, AddMore, ChangeCart, TakeOff, RemoveFromCart, SwapProduct}
)
# Intents whose words may mean something else by themselves.
_UNSURE: frozenset[type[Intent]] = frozenset({Answer, AddToCart, NotRight, Fallback})
# Intents whose questions are about a purchase.
_BUYING: frozenset[type[Intent]] = frozenset({AddToCart, ChangeCart, SwapProduct, PlaceOrder, Reorder, CancelOrder})
# The first of these among the words counts.
_STRONGEST = ("cancel", "into", "remove", "fewer", "reorder", "more", "instead", "order", "add", "change", "want")
# These add something to the cart; an order is read back at once.
_PUTTING = frozenset({"into", "order", "add"})
_MOST_THINGS = 5  # in one sentence
_MOST_WORDS_BEHIND = 2  # the things asked about: "what do the mug and the bowl weigh"
_MOST_WORDS_PUT = 6  # of a thing that goes into the cart
_MOST_WORDS_OF_NAME = 3  # of a thing that the shop does not have
_MOST_WORDS_IN_ROW = 10  # of several things without "and" between them
_OF_THINGS = frozenset(name for slots in THINGS for name in slots)
_SHORTEST_ORDER_NUMBER = 4  # digits; a shorter number may be a quantity

Slots = dict[str, Slot]


@dataclass(frozen=True, slots=True)
class Meaning:
    """An intent with its slots and options."""

    intent: type[Intent]
    slots: Mapping[str, Slot]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """The state of the conversation. line: the cart line of the current product. lines: all of the cart. purchased_ids:
    those of the products bought before that the words may be about. last_products: the ids of the last two products
    that were spoken of. last_list: the ids of the products that were last listed, while one of them is the current one.
    last_question: what was last asked about a product, with its slots; None if something else was said since.
    has_last_line: True if the line that was added or changed last is still in the cart."""

    question: Question | None
    current_product: Product | None
    line: CartLine | None
    lines: tuple[CartLine, ...]
    purchased_ids: frozenset[int]
    last_products: tuple[str, ...]
    last_list: tuple[str, ...]
    last_question: Meaning | None
    has_last_line: bool

    @property
    def is_offer(self) -> bool:
        """True if it was just asked whether something shall go into the cart."""
        question = self.question
        return question is not None and question.about == "confirm" and question.intent is AddToCart

    @property
    def in_cart(self) -> tuple[int, ...]:
        """The ids of the products in the cart, one for each line."""
        return tuple(line.variant.product_id for line in self.lines)


def may_be_read(message: Message, intent: type[Intent], locale: str) -> bool:
    """True if the words may ask for a product, or about one. Words in slots with a number are not read, because Amazon
    may have split it from a size, unless they name several things."""
    if not message.text and len(_things_in_slots(message, locale)) < 2:
        return (intent in _OF_CART or intent.asks_about_product) and "quantity" not in message.slots
    is_small_talk = intent is SmallTalk and len(message.text.split()) > 1  # "no sorry, the green one"
    return intent.act is not None or intent.asks_about_product or is_small_talk or is_multiple(message.text, locale)


def is_multiple(text: str, locale: str) -> bool:
    """True for "double it" and the like, whatever it was taken for."""
    return any(way.multiple for way in sentences_of(text, locale)[:1])


def is_of_bought(message: Message, intent: type[Intent], locale: str) -> bool:
    """True if the words may be about earlier purchases: "the usual", "cancel the mugs"."""
    acts = {act for way in sentences_of(message.text, locale)[:1] for act in way.acts.values()}
    return intent.act in ("reorder", "cancel") or not acts.isdisjoint(("reorder", "cancel"))


def asks_for(text: str, locale: str) -> bool:
    """True if the words ask to have something, and correct nothing; "have you got a smaller one" only asks."""
    vocabulary = vocabulary_of(locale)
    if vocabulary is None or any(vocabulary.places_of("asking_for", text.casefold().split())):
        return False
    acts = {act for way in sentences_of(text, locale)[:1] for act in way.acts.values()}
    return not acts.isdisjoint((*_PUTTING, "want")) and "change" not in acts


def puts_in(text: str, locale: str) -> bool:
    """True if the words say to put something in the cart, to order it, or that it is taken."""
    vocabulary = vocabulary_of(locale)
    is_taken = vocabulary is not None and any(vocabulary.places_of("taking", text.casefold().split()))
    return is_taken or any(not _PUTTING.isdisjoint(way.acts.values()) for way in sentences_of(text, locale)[:1])


def meaning_of(message: Message, intent: type[Intent], state: State, search: Search, locale: str) -> Meaning | None:
    """Returns None if not every word is explained: then the recognized intent stays."""
    vocabulary = vocabulary_of(locale)
    return _Reader(message, intent, state, search, vocabulary, locale).meaning() if vocabulary else None


@dataclass(frozen=True, slots=True)
class _Reader:
    message: Message
    intent: type[Intent]
    state: State
    search: Search
    vocabulary: Vocabulary
    locale: str

    def meaning(self) -> Meaning | None:
        text = self.message.text
        parts = [] if text else _things_in_slots(self.message, self.locale)
        if len(parts) > 1 and (in_slots := self._of_parts(parts)):
            return in_slots
        first_ways = (
            self._of_denied,
            self._several_asked_about,
            self._all_asked_about,
            self._of_what_about,
            self._price_asked,
            self._of_multiple,
        )
        if meaning := next((meaning for way in first_ways if (meaning := way(text))), None):
            return meaning
        if self.intent.asks_about_product:
            is_wish = self.state.question or not _PUTTING.isdisjoint(self._acts(text))
            return (self._meaning_of_wish(text) if text and is_wish else None) or self._meaning_of_question()
        return self._meaning_of_wish(without_total(text, self.vocabulary, self.locale) or _slots_text(self.message))

    def _meaning_of_wish(self, text: str) -> Meaning | None:
        if self.state.question and self.state.question.about == "order_number":
            return None
        if not text or self.vocabulary.is_question(text.casefold().split()):
            return None
        if number := self._order_number(text):
            return Meaning(Reorder, {"order_number": Slot(number)})
        if meaning := self._of_all(text):
            return meaning
        option = self._option_of_others(text) if self.state.question and self.state.question.changing_intent else ""
        if option and is_size(option, self.locale):
            return Meaning(Answer, {}, (option,))
        for way, omitted in ((text, []), *(shorter(text, self.vocabulary) if self.message.text else ())):
            ways = (self._other, self._item, self._item_instead)
            in_order = (self._item_instead, self._other, self._item) if self._is_exchange(way) else ways
            item = next((item for read in in_order if (item := read(way))), None)
            parts = things(way, self.vocabulary)
            is_tried = len(parts) > 1 or item is None  # one part that is one thing was just read
            items = self._items([part.split() for part in parts]) if is_tried and len(parts) <= _MOST_THINGS else []
            if item and self._are_more(items, item):
                item = None  # "a jug and a bowl" is more than a bowl
            is_new = item is not None and self.intent is Fallback and not _PUTTING.isdisjoint(item.acts)
            if item and len(item.products) > 1 and item.count is None and not (item.options or is_new):
                return None  # that is no more than was recognized
            meaning = self._of(item, way) if item else self._of_several(items, parts) or self._of_some(parts)
            if meaning is None and not item and self.intent in _UNSURE:
                meaning = self._of_nothing(way)
            if (item or meaning) and not any(self._is_added(clause) for clause in omitted):
                return meaning
        if self.intent not in _UNSURE:
            return None
        is_unknown = self.intent is Fallback
        return self._choice(text) or (self._put_thing(text) or self._unknown_thing(text) if is_unknown else None)

    def _is_added(self, text: str) -> bool:
        """True if the words name another thing that the shop sells: "oh and a trowel", "put in a trowel"."""
        is_more = self._is_more(text) or not _PUTTING.isdisjoint(self._acts(text))
        item = self._item(text) if is_more else None
        return item is not None and item.is_named

    def _choice(self, text: str) -> Meaning | None:
        """The one of the choices that is named among words that say nothing else: "my daughter takes a large", "that
        dark one sounds right for him"."""
        question, words = self.state.question, text.casefold().split()
        if question is None or not self.vocabulary.words["kept"].isdisjoint(words):
            return None
        product = self.state.current_product
        if question.changing_intent and product and (option := self._option_of_others(text)):
            return Meaning(Answer, {}, (option,))
        if question.about == "option" and product:
            values = [each for each in named_values(text, product, self.locale).by_option.values() if each]
            if not values and (option := self._option_of_others(text)):
                among = {value.casefold(): value for value in question.among}
                alike = get_close_matches(option, among, 1)  # "grey" of gray
                return Meaning(Answer, {}, (among[alike[0]] if alike else option,))
            is_one = len(values) == 1 and len(values[0]) == 1
            return Meaning(Answer, {}, tuple(values[0])) if is_one else None
        if (
            question.about == "product"
            and product
            and product.external_id in question.among
            and self._says_nothing(text)
        ):
            return Meaning(Answer, {"product": Slot("", (product.external_id,))})
        return None

    def _price_asked(self, text: str) -> Meaning | None:
        """The price of what no slot holds: "how much is the big one"."""
        words = list(words_of(text))
        while words and words[0] in self.vocabulary.words["light"]:
            words = words[1:]
        begin = max((end for start, end in self.vocabulary.places_of("price", words) if start == 0), default=0)
        if not begin or self.intent is ProductPrice:
            return None
        end = next((at for at, word in enumerate(words) if word in self.vocabulary.words["costing"]), len(words))
        if words[1:2] not in (["much"], ["price"]) and end == len(words):
            return None  # "what does it weigh"
        item = self._item(" ".join(words[begin:end]))
        if item is None or item.count is not None or item.acts:
            return None
        return Meaning(ProductPrice, {"product": _product_slot(item)} if item.is_named else {}, item.options)

    def _meaning_of_question(self) -> Meaning | None:
        """A question about a product as the shop knows it: "what does the thirty meter one cost"."""
        slots = self.message.slots
        slot = slots.get("product")
        item = self._item(_slots_text(self.message)) if slot and not slot.ids and "quantity" not in slots else None
        if item is None or len(item.products) > 1 or item.count is not None:
            return None
        others = {name: value for name, value in slots.items() if name not in ("product", *OPTION_SLOTS)}
        product_slots = {"product": _product_slot(item)} if item.is_named else {}
        intent = FindProduct if self.intent is ProductOptions and item.options else self.intent
        return Meaning(intent, {**others, **product_slots}, item.options)

    def _of_all(self, text: str) -> Meaning | None:
        """ "Both", "all three of them": all that was offered, or the last two products."""
        words, question = text.casefold().split(), self.state.question
        if not any(self.vocabulary.places_of("all", words)) or (
            question and question.about not in ("confirm", "product")
        ):
            return None
        ids = question.among if question and question.about == "product" else self.state.last_products
        way = sentences_of(text, self.locale)[0]
        kinds = [word for at, word in enumerate(way.words) if at not in way.free]
        kinds = [word for word in kinds if word not in ("both", "all", "each", "1", str(len(ids)))]
        if len(ids) < 2 or ("both" in words and len(ids) > 2) or len(ids) > _MOST_THINGS:
            return None
        if _strongest(self._acts(text)) not in ("", "into", "order", "add", "want"):
            return None
        options = [self._options_of_all(each, " ".join(kinds)) for each in ids]
        if any(each is None for each in options):
            return None
        waiting = [[[each], "", [], of_one] for each, of_one in zip(ids[1:], options[1:], strict=True)]
        slots = {"product": Slot("", (ids[0],)), MORE_THINGS: Slot(json.dumps(waiting))}
        return Meaning(AddToCart, slots, tuple(options[0] or ()))

    def _options_of_all(self, product_id: str, text: str) -> list[str] | None:
        """The size or color that was said of all, of this product; None if it does not come in that."""
        product = self.search.listed(product_id) if text else None
        values = named_values(text, product, self.locale) if product else None
        if text and (values is None or values.rest or not values.by_option):
            return None
        return [" ".join(each) for each in values.by_option.values()] if values else []

    def _several_asked_about(self, text: str) -> Meaning | None:
        """A question about several products: "how much are the mug and the bowl"."""
        slot = self.message.slots.get("product")
        is_asked = self.intent.asks_about_product or self.vocabulary.is_question(text.casefold().split())
        if not (slot and is_asked and self.intent.answers_each):
            return None
        parts = [part.split() for part in things(text or slot.text, self.vocabulary)]
        if not 2 <= len(parts) <= _MOST_THINGS:
            return None
        first, *between, last = parts
        ends = range(len(last), max(0, len(last) - _MOST_WORDS_BEHIND - 1), -1)
        ways = (self._items([first[start:], *between, last[:end]]) for end in ends for start in range(len(first)))
        return self._asking_about(next((items for items in ways if items), []))

    def _all_asked_about(self, text: str) -> Meaning | None:
        """A question about all that was offered: "what do they cost"."""
        question, words = self.state.question, text.casefold().split()
        is_all = question is not None and question.about == "product" and 2 <= len(question.among) <= _MOST_THINGS
        is_plural = not self.vocabulary.words["plural"].isdisjoint(words) and "product" not in self.message.slots
        if question is None or not (
            is_all and is_plural and self.intent.asks_about_product and self.intent.answers_each
        ):
            return None
        waiting = [[[each], "", [], []] for each in question.among[1:]]
        slots = {**self.message.slots, "product": Slot("", question.among[:1]), MORE_THINGS: Slot(json.dumps(waiting))}
        return Meaning(self.intent, slots)

    def _asking_about(self, items: Sequence[Item]) -> Meaning | None:
        """The intent's question about each of several products."""
        if len(items) < 2 or not all(item.is_named and item.count is None for item in items):
            return None
        slots = {name: value for name, value in self.message.slots.items() if name not in _OF_THINGS}
        slots |= {"product": _product_slot(items[0]), **_waiting(items[1:])}
        return Meaning(self.intent, slots, items[0].options)

    def _option_of_others(self, text: str) -> str:
        """The size or color of other products, if the words name nothing else: "black"."""
        way = sentences_of(text, self.locale)[0]
        name = " ".join(word for at, word in enumerate(way.words) if at not in way.free)
        return name if name in table("goods", self.locale).get("options", ()) else ""

    def _put_thing(self, text: str) -> Meaning | None:
        """A thing that was not recognized, to be put in the cart: "add the happy fortieth banner to my cart"."""
        way = sentences_of(text, self.locale)[0]
        named = [at for at in range(len(way.words)) if at not in way.free]
        is_put = way.acts.get(0) == "add" and "into" in way.acts.values()
        if not (is_put and named and named[-1] - named[0] < _MOST_WORDS_PUT):
            return None
        return Meaning(AddToCart, {"product": Slot(" ".join(way.words[named[0] : named[-1] + 1]))})

    def _unknown_thing(self, text: str) -> Meaning | None:
        """A wish for a thing that was not recognized: "I want the light up shoes", "find me purple umbrellas"."""
        words = text.casefold().split()
        sought = max((end for start, end in self.vocabulary.places_of("seeking", words) if start == 0), default=0)
        if sought and 0 < len(name := words[sought:]) <= _MOST_WORDS_OF_NAME:
            return Meaning(FindProduct, {"product": Slot(" ".join(name))})
        end = max((end for start, end in self.vocabulary.places_of("wish", words) if start == 0), default=0)
        name = words[end + 1 :]
        is_thing = end and words[end : end + 1] and words[end] in self.vocabulary.words["counting"]
        return Meaning(FindProduct, {"product": Slot(" ".join(name))}) if is_thing and 0 < len(name) <= 4 else None

    def _of_denied(self, text: str) -> Meaning | None:
        """ "Not the foam one", "anything but the foam one", "not that one, the other": those that are left of what was
        listed, or of its kind. "Not the saddle, just the cape", of two things in the cart, takes the saddle out."""
        question = self.state.question
        if question and question.about not in ("product", "option", "confirm"):
            return None
        for denied, meant in sorted(denials(text, self.vocabulary), key=lambda each: not each[1]):
            old = self._item(denied) or self._pointed_at(denied)
            if old is None or old.acts or old.count is not None:
                continue
            new = self._item(meant) if meant and not self._is_other(meant) else None
            if new and self._are_two_in_cart(old, new):
                return Meaning(RemoveFromCart, {"product": _product_slot(old)}, old.options)
            if new and new.is_named and {each.id for each in new.products}.isdisjoint(each.id for each in old.products):
                return replace(self._of_remaining(new.products), options=new.options)
            if not meant and question and question.about == "option":
                values = [value for value in question.among if value not in old.options]
                return Meaning(Answer, {}, tuple(values)) if len(values) == 1 and old.options else None
            if (not meant or self._is_other(meant)) and (remaining := self._remaining(old)):
                return self._of_remaining(remaining)
        return None

    def _are_two_in_cart(self, one: Item, other: Item) -> bool:
        ids = [{product.id for product in item.products} for item in (one, other)]
        return (
            one.is_named and other.is_named and ids[0].isdisjoint(ids[1]) and ids[0] | ids[1] <= {*self.state.in_cart}
        )

    def _pointed_at(self, text: str, kind: str = "asked_of") -> Item | None:
        """The current product, of words that point at it and name nothing: "that one". kind: of the words."""
        product = self.state.current_product
        is_it = not self.vocabulary.words[kind].isdisjoint(text.split()) and self._says_nothing(text)
        return Item((product,), (), None, False, False, 0, ()) if product and is_it else None

    def _some_pointed_at(self, words: Sequence[str]) -> Item | None:
        """The current product, of "I'll take it" and "two of those"."""
        text = " ".join(words)
        figures = with_figures(words, self.locale)
        number = int(figures[0]) if figures and figures[0].isdecimal() else None
        pointed = self._pointed_at(" ".join(figures[1:]) if number else text, "of_it")
        question, product = self.state.question, self.state.current_product
        if (
            pointed is None
            and product
            and self.state.is_offer
            and puts_in(text, self.locale)
            and self._says_nothing(text)
        ):
            pointed = Item((product,), (), None, False, False, 0, ())  # "put one in"
        if pointed is None:
            return None
        acts = ("add",) if number or puts_in(text, self.locale) else tuple(self._acts(text))
        options = question.options if question and self.state.is_offer else ()
        return replace(pointed, count=number, options=options, is_named=True, is_head=True, weight=1, acts=acts)

    def _is_other(self, text: str) -> bool:
        return not self.vocabulary.words["other"].isdisjoint(text.split()) and self._says_nothing(text)

    def _remaining(self, old: Item) -> list[Product]:
        """Those that were listed last, or of the kind of the current product, without the ones denied."""
        state, question = self.state, self.state.question
        ids = question.among if question and question.about == "product" else state.last_list
        listed = [product for each in ids if (product := self.search.listed(each))]
        denied = {product.id for product in old.products}
        if not denied.isdisjoint(each.id for each in listed):
            return [each for each in listed if each.id not in denied]
        current = state.current_product
        if current and question and question.about == "confirm" and not old.options and current.id not in denied:
            return [current]
        if current is None or current.id not in denied or old.options:
            return []
        return [each for each in self.search.kin(current) if each.id not in denied]

    def _of_remaining(self, products: Sequence[Product]) -> Meaning:
        question, line = self.state.question, self.state.line
        slots = {"product": Slot("", tuple(each.external_id for each in products[:_MOST_THINGS]))}
        if list(products) == [self.state.current_product]:
            return Meaning(ProductPrice, slots)  # it was offered, and is not what was denied
        is_of_line = line is not None and (question is None or question.intent in _BUYING)
        return Meaning(SwapProduct if is_of_line else FindProduct, slots)

    def _of_multiple(self, text: str) -> Meaning | None:
        """ "Double it", "half of that": a multiple of what was just put in the cart, or is about to be ordered; "double
        the bowls", of what is in the cart."""
        question, line = self.state.question, self.state.line
        asked = question.slots.get("quantity") if question else None
        quantity = int(asked.text) if asked and asked.text.isdecimal() else line.quantity if line else 0
        factor = next((way.multiple for way in sentences_of(text, self.locale)[:1]), None)
        if quantity and factor and quantity * factor >= 1:
            slots = {"quantity": Slot(str(int(quantity * factor)), (SETTLED,))}
            return Meaning(ChangeCart if line and not asked else Answer, slots)
        return None if factor else self._of_multiple_of_line(text)

    def _of_multiple_of_line(self, text: str) -> Meaning | None:
        words = words_of(text)
        leads = {
            len(phrase.split()): factor
            for phrase, factor in self.vocabulary.multiples.items()
            if text.casefold().startswith(f"{phrase} ")
        }
        length = max(leads, default=0)
        item = self._item(" ".join(words[length:])) if leads else None
        ids = [product.id for product in item.products] if item and item.is_named and item.count is None else []
        lines = [line for line in self.state.lines if line.variant.product_id in ids]
        if item is None or len(lines) != 1 or (quantity := int(lines[0].quantity * leads[length])) < 1:
            return None
        slots = {"product": Slot("", (lines[0].variant.product.external_id,))}
        return Meaning(ChangeCart, {**slots, "quantity": Slot(str(quantity), (SETTLED,))})

    def _of_what_about(self, text: str) -> Meaning | None:
        """ "What about the bowl?", "and the bowl?": what was last asked, of another product."""
        words = text.casefold().split()
        is_lead = self.vocabulary.words["light"].issuperset
        leads = [
            (start, end) for start, end in self.vocabulary.places_of("what_about", words) if is_lead(words[:start])
        ]
        start, lead = max(leads, key=lambda place: place[1], default=(0, 0))
        is_about = lead - start > 1 and words[lead - 1] not in self.vocabulary.words["joining"]
        asked = self.state.last_question or (Meaning(FindProduct, {}) if is_about else None)
        rest = " ".join(words[lead:])
        is_added = self.state.line is not None and self._is_more(rest)  # "and the bowl too"
        if asked is None or not rest or not lead or is_added:
            return None
        item = self._other(rest) or self._item(rest)
        if item is None or item.acts or item.count is not None or len(item.products) > 1 or not item.is_named:
            return None
        return Meaning(asked.intent, {**asked.slots, "product": _product_slot(item)}, item.options)

    def _other(self, text: str) -> Item | None:
        """ "The other one": of two that were listed, or the one spoken of before."""
        state, current = self.state, self.state.current_product
        for way in sentences_of(text, self.locale)[:1]:
            named = {word for at, word in enumerate(way.words) if at not in way.free and word != "1"}
            is_other = not named and not self.vocabulary.words["other"].isdisjoint(way.words)
            ids = state.last_list if len(state.last_list) == 2 else state.last_products
            other_ids = [each for each in ids if current and each != current.external_id]
            product = self.search.listed(other_ids[0]) if is_other and len(other_ids) == 1 else None
            if product:
                return Item((product,), (), None, False, True, 1, tuple(way.acts.values()))
            if is_other and state.line and current and (value := _other_value(state.line, current)):
                return Item((current,), (value,), None, False, False, 1, tuple(way.acts.values()))
        return None

    def _acts(self, text: str) -> Collection[str]:
        return [act for way in sentences_of(text, self.locale)[:1] for act in way.acts.values()]

    def _order_number(self, text: str) -> str:
        """The number of the order to buy again; empty if there is none."""
        for way in sentences_of(text, self.locale)[:1]:
            digits = {at for at, word in enumerate(way.words) if word.isdecimal()}
            beside = {at for at, word in enumerate(way.words) if word in self.vocabulary.words["order"]}
            number = "".join(way.words[at] for at in sorted(digits))
            is_whole = len(digits | beside | way.free) == len(way.words)
            if "reorder" in way.acts.values() and len(number) >= _SHORTEST_ORDER_NUMBER and is_whole:
                return number
        return ""

    def _item(self, text: str) -> Item | None:
        return self.search.item(sentences_of(text, self.locale))

    def _item_instead(self, text: str) -> Item | None:
        """The new thing in an exchange."""
        for old, new, is_by_verb in exchanges(text, self.vocabulary):
            item, other = self._item(new), self._item(old)
            if item is None or not (other or (is_by_verb and self._says_nothing(old))):
                continue
            item = _without(item, other) if other and len(item.products) > 1 else item
            is_put = not _PUTTING.isdisjoint(item.acts)
            return item if is_put and not is_by_verb else replace(item, acts=("change",))
        return None

    def _is_exchange(self, text: str) -> bool:
        """True if the words say instead of what: "a jug instead of the mug"."""
        words = text.casefold().split()
        places = self.vocabulary.places_of("to_old", words)
        return any(words[start] not in self.vocabulary.words["denial"] for start, _ in places)

    def _says_nothing(self, text: str) -> bool:
        """True if there are only words that name nothing: "it", "that one"."""
        ways = sentences_of(text, self.locale)[:1]
        return all(at in way.free or word == "1" for way in ways for at, word in enumerate(way.words))

    def _are_more(self, items: Sequence[Item], item: Item) -> bool:
        """True if several things explain more of the words than one does."""
        are_named = all(each.is_named for each in items) and "change" not in item.acts
        return are_named and sum(each.weight for each in items) > item.weight

    def _of_several(self, items: Sequence[Item], parts: Sequence[str]) -> Meaning | None:
        """Several things in one sentence: the first of them, with the others in a slot of ours."""
        if not 2 <= len(items) <= _MOST_THINGS:
            return None
        acts = tuple(act for item in items for act in item.acts)
        if _strongest(acts) in ("cancel", "remove", "fewer", "reorder"):
            return None
        is_asked_for = bool(acts or self.state.question or self.intent.act)
        if not is_asked_for and not all(item.is_head or not item.is_named for item in items):
            return None  # "I'm going camping with two kids" asks for no camping stove
        first = self._of(replace(items[0], acts=acts), parts[0])
        if first is None or first.intent not in (AddToCart, Answer, ChangeCart, FindProduct):
            return None
        intent = AddToCart if items[0].is_named and first.intent is not ChangeCart else first.intent
        slots = {"product": _product_slot(items[0]), **first.slots} if items[0].is_named else dict(first.slots)
        return Meaning(intent, {**slots, **_waiting(items[1:])}, first.options)

    def _of_parts(self, parts: Sequence[str]) -> Meaning | None:
        """Several things in slots, which say nothing of what is to be done with them: that is the intent's."""
        slot = self.message.slots.get("product")
        whole = (
            self._item(_slots_text(self.message))
            if slot and len(parts) == len(things(slot.text, self.vocabulary))
            else None
        )
        items = self._items([part.split() for part in parts])
        if whole and not self._are_more(items, whole):
            return None  # "salt and pepper" is one thing
        if self.intent.answers_each:
            return self._asking_about(items)
        act = self.intent.act or ""
        acting = [replace(item, acts=(*item.acts, act)) for item in items]
        meaning = self._of_several(acting, parts) or self._of_some(parts, act)
        return meaning or Meaning(self.intent, {"product": Slot(" and ".join(parts))})

    def _of_some(self, parts: Sequence[str], act: str = "") -> Meaning | None:
        """Several things of which the shop does not have all: those that it has, with the names of the others. act: the
        action, where the words do not say it."""
        items = {part: self._item_about(part.split(), None) for part in parts if not self._says_nothing(part)}
        known = [item for item in items.values() if item and item.is_named]
        missing = [part for part, item in items.items() if item is None]
        if not (1 <= len(known) <= _MOST_THINGS and missing and len(known) + len(missing) == len(items)):
            return None
        acts = (act, *(act for item in known for act in item.acts))
        names = [self._name_alone(part) for part in missing]
        if not all(names) or {*_PUTTING, "want"}.isdisjoint(acts):
            return None
        meaning = _put_meaning(known[0], _strongest(acts))
        more = _waiting(known[1:]) if known[1:] else {}
        return replace(meaning, slots={**meaning.slots, **more, MISSING: Slot(", ".join(names))})

    def _name_alone(self, text: str) -> str:
        """The words for a thing that the shop does not have, without "a" and "in my cart"; empty where they may say
        more."""
        way = sentences_of(text, self.locale)[0]
        named = [at for at, word in enumerate(way.words) if at not in way.free and not is_number(word, self.locale)]
        end = next((at for at in named[1:] if self.vocabulary.words["purpose"] & {*way.words[named[0] : at]}), None)
        named = [at for at in named if end is None or at < end]  # "a baby seat for the back"
        words = way.words[named[0] : named[-1] + 1] if named else ()
        is_said = self.vocabulary.words["kept"].isdisjoint(words)  # "I don't think I need it" names nothing
        is_name = is_said and not self.vocabulary.is_question(text.casefold().split())
        is_name = is_name and len(words) <= _MOST_WORDS_OF_NAME
        return " ".join(words) if is_name and set(way.acts.values()) <= {*_PUTTING, "want"} else ""

    def _items(self, parts: Sequence[Sequence[str]]) -> list[Item]:
        """The things that the parts ask for, in their order; empty if a part is not explained. A number or a kind alone
        is about the thing before it, or at the beginning about the thing after it."""
        items: list[Item] = []
        kind: Sequence[str] = ()  # words that may be a kind of the next thing: "a white and a black thread"
        named: list[Item] = []  # what they name otherwise
        for words in parts:
            if not items and len(parts) > 1 and (pointed := self._some_pointed_at(words)):
                items.append(pointed)
                continue
            if not items and len(parts) > 1 and self._says_nothing(" ".join(words)):
                continue  # "lovely, a mug and a bowl"
            found = self._items_in_row(words, items[-1] if items else None, is_list=len(parts) > 1)
            is_kind = not found or not any(each.is_head or each.acts for each in found)
            if is_kind and not items and not kind and len(parts) > 1:
                kind, named = words, found
                continue
            if not found:
                return []
            if kind:
                first = self._item_about(kind, found[0])
                is_of_next = first is not None and not first.is_named
                items += [replace(first, is_named=True, is_head=True)] if first and is_of_next else named
                kind = ()
                if not items:
                    return []
            items += found
        return _with_kinds(_completed(items))

    def _items_in_row(self, words: Sequence[str], before: Item | None, *, is_list: bool) -> list[Item]:
        """One thing, or several without "and" between them: "2 mugs 1 teapot", in a list also "milk eggs". Empty if
        the words are not explained. before: the thing said before them."""
        item = self._item_about(words, before)
        if item:
            return [item]
        if len(words) > _MOST_WORDS_IN_ROW:
            return []
        for end in self._ends(words, is_list=is_list):
            first = self._item_about(words[:end], before)
            if first and first.is_named:
                others = self._items_in_row(words[end:], first, is_list=is_list)
                is_counted = self._begins_thing(words[end])
                are_things = all(each.is_named and (is_counted or each.is_head) for each in (first, *others))
                are_kinds = is_counted and all(each.options and each.count for each in (first, *others))
                if others and (are_things or are_kinds):
                    return [first, *others]
        return []

    def _ends(self, words: Sequence[str], *, is_list: bool) -> Iterator[int]:
        """The places at which one thing may end and the next begin: before a number or an article, then, in a list,
        anywhere, the longest thing first."""
        light = self.vocabulary.words["light"]
        places = [at for at in range(1, len(words)) if words[at - 1] not in light]  # not after "a box of"
        counted = [at for at in places if self._begins_thing(words[at])]
        yield from reversed(counted)
        if is_list:
            yield from (at for at in reversed(places) if at not in counted)

    def _begins_thing(self, word: str) -> bool:
        return word in self.vocabulary.words["counting"] or is_number(word, self.locale)

    def _item_about(self, words: Sequence[str], before: Item | None) -> Item | None:
        search = self.search.about(before.products[0]) if before else self.search
        return search.item(sentences_of(" ".join(words), self.locale))

    def _of_nothing(self, text: str) -> Meaning | None:
        """The action on the current product in words that name nothing: "take them out", "in the cart please"."""
        if not self._says_nothing(text):
            return None
        acts, question = self._acts(text), self.state.question
        act = _strongest(acts)
        if act == "remove" and self.state.line:
            return Meaning(RemoveFromCart, {})
        if act == "cancel":
            return Meaning(Cancel, {})
        is_denied = "change" in acts or not self.vocabulary.words["kept"].isdisjoint(text.casefold().split())
        if act in (*_PUTTING, "want") and self.state.is_offer and not is_denied:
            return Meaning(Yes, {})
        is_taken = puts_in(text, self.locale) and not is_denied and self.state.line is None
        product = self.state.current_product if is_taken and (question is None or question.about == "confirm") else None
        return Meaning(AddToCart, {"product": Slot("", (product.external_id,))}) if product else None

    def _of(self, item: Item, text: str) -> Meaning | None:
        """The action on the thing that was said."""
        act = _strongest(item.acts) or self._act_understood()
        act = "change" if act == "instead" else "add" if act == "into" else act
        if act in ("cancel", "reorder"):
            return self._of_bought(item, act)
        if act in ("remove", "fewer"):
            intent = TakeOff if item.count is not None or act == "fewer" else RemoveFromCart
            slots = _slots(item)
            return Meaning(intent, slots if item.is_named else _quantity(slots), item.options)
        is_of_it = not item.is_named or (self.state.question is not None and self._is_current(item))
        return self._of_it(item, act, text) if is_of_it else self._of_named(item, act, text)

    def _act_understood(self) -> str:
        """The action where the words contain none: a thing and a quantity alone may as well be a change."""
        act = self.intent.act or ""
        return "" if act == "add" and self.message.text else act

    def _of_bought(self, item: Item, act: str) -> Meaning | None:
        """Cancelling an order, or buying again, of something bought before, if that was not recognized."""
        if self.intent is AddToCart or "product" in self.message.slots:
            return None
        if not item.is_named or len(item.products) > 1 or item.products[0].id not in self.state.purchased_ids:
            return None
        if act == "cancel":
            return Meaning(CancelOrder, {"product": Slot(item.products[0].spoken_name)})
        return Meaning(Reorder, _slots(item), item.options)

    def _is_current(self, item: Item) -> bool:
        current_product = self.state.current_product
        return current_product is not None and [product.id for product in item.products] == [current_product.id]

    def _of_it(self, item: Item, act: str, text: str) -> Meaning | None:
        """An action on the current product: another kind of it, a quantity, or more of it."""
        line, question, slots = self.state.line, self.state.question, _slots(item)
        is_put = not _PUTTING.isdisjoint(item.acts) and question is not None and question.intent not in _BUYING
        is_other = line is not None and not set(item.options) <= set(line.variant.options.values())
        is_beside = is_other and (self._is_more(text) or act == "more")
        if is_put or is_beside:
            return _put_meaning(item, act)
        if item.is_named and not item.options and self.state.in_cart.count(item.products[0].id) > 1:
            return Meaning(ChangeCart, slots)  # asks which of them
        if item.is_named and act in _PUTTING:
            return _put_meaning(item, act)
        if act == "more" and line and not is_other and self.intent in _UNSURE:
            return Meaning(AddMore, _quantity(slots))
        if (act == "more" and not is_other) or (item.count is None and not item.options):
            return None
        quantity = {name: Slot(slot.text, (SETTLED,)) for name, slot in _quantity(slots).items()}
        if question and question.about == "product" and item.products[0].external_id in question.among:
            return Meaning(Answer, {"product": slots["product"], **quantity}, item.options)  # "that one in large"
        return Meaning(Answer, quantity if line or question else _quantity(slots), item.options)

    def _of_named(self, item: Item, act: str, text: str) -> Meaning | None:
        """An action on another product than the current one."""
        question, slots, intent = self.state.question, _slots(item), self.intent
        if question and question.about == "option" and not act and item.count is None:
            return None  # "blue" is then an unknown color, whatever else has that name
        if act == "more":
            return Meaning(AddMore, slots, item.options)
        if question and question.about == "product" and set(question.among) & set(slots["product"].ids):
            return Meaning(Answer, slots, item.options)
        is_more = self._is_more(text)
        if question and question.intent is Reorder and item.products[0].id in self.state.purchased_ids and not is_more:
            return Meaning(Answer, slots, item.options)
        if act == "change" and not is_more:
            return self._meaning_of_change(item)
        is_polite = not self.vocabulary.words["polite"].isdisjoint(text.casefold().split())
        is_wanted = act == "want" and (item.count is not None or intent is Fallback or is_polite)
        if act in _PUTTING or is_more or is_wanted:
            return _put_meaning(item, act)
        if intent in _UNSURE and not (question or act or item.is_head):
            return None  # "I'm going camping with two kids" asks for no camping stove
        return Meaning(Answer if intent is Fallback else intent, slots, item.options)

    def _meaning_of_change(self, item: Item) -> Meaning | None:
        """A change of the product's cart line in quantity or kind; or the product instead of the one there."""
        if not self.state.has_last_line and puts_in(self.message.text, self.locale):
            return _put_meaning(item, "add")  # what it shall replace is out already
        if item.products[0].id not in self.state.in_cart:
            old = {name: slot for name, slot in self.message.slots.items() if name == OLD_PRODUCT}
            return Meaning(SwapProduct, {**_slots(item), **old}, item.options)
        is_change = item.count is not None or item.options
        return Meaning(ChangeCart, _slots(item), item.options) if is_change else None

    def _is_more(self, text: str) -> bool:
        """True if it is wanted in addition to the things before: "and a spade", "a spade too"."""
        words = [word.strip(",.!?") for word in text.casefold().split()]
        kinds = self.vocabulary.words
        if any(self.vocabulary.places_of("setting", words)) or not kinds["not_adding"].isdisjoint(words):
            return False
        is_behind = not kinds["adding_behind"].isdisjoint(words[-1:])
        return is_behind or not kinds["leading"].isdisjoint(words[:2]) or not kinds["adding"].isdisjoint(words)


def _strongest(acts: Collection[str]) -> str:
    return next((each for each in _STRONGEST if each in acts), "")


def _put_meaning(item: Item, act: str) -> Meaning:
    """Adds the thing to the cart; for "order" the read-back follows at once."""
    at_once = {"at_once": Slot(act)} if act == "order" else {}
    return Meaning(AddToCart, {**_slots(item), **at_once}, item.options)


def _other_value(line: CartLine, product: Product) -> str:
    """The other one of two kinds of a product in the cart; empty if it comes in more, or in one."""
    values = [value for values in options_of(product.variants).values() for value in values]
    others = [value for value in values if value not in line.variant.options.values()]
    return others[0] if len(values) == len(others) + 1 == 2 else ""


def _completed(items: list[Item]) -> list[Item]:
    """ "A cup and a bib, the bib in coral" are two things: what names one of them again only says its kind, as "two
    glue sticks, the small ones" does."""
    things: list[Item] = []
    for item in items:
        same = (at for at, each in enumerate(things) if _are_same(each, item) and not (each.options and item.options))
        at = next(same, None)
        if at is None or item.count is not None:
            things.append(item)
        else:
            things[at] = replace(things[at], options=item.options or things[at].options)
    return things


def _are_same(one: Item, other: Item) -> bool:
    return [product.id for product in one.products] == [product.id for product in other.products]


def _with_kinds(items: list[Item]) -> list[Item]:
    """ "Socks, two in large and one in small" are two things, each of its own kind."""
    if len(items) < 3 or items[0].options or items[0].count is not None:
        return items
    first, *kinds = items
    if not all(each.options and not each.is_named for each in kinds):
        return items
    return [replace(kinds[0], is_named=True, is_head=True, acts=(*first.acts, *kinds[0].acts)), *kinds[1:]]


def _without(item: Item, other: Item) -> Item:
    """The item without the other one, which was said not to be meant."""
    remaining = tuple(product for product in item.products if product.id not in {each.id for each in other.products})
    return replace(item, products=remaining or item.products)


def _slots_text(message: Message) -> str:
    """The words in the slots for a thing and its kind; a number after the thing is not a quantity."""
    product = message.slots["product"].text if "product" in message.slots else ""
    options = [message.slots[name].text for name in OPTION_SLOTS if name in message.slots]
    return " ".join([product, *(text for text in options if text not in product)]).strip()


def _things_in_slots(message: Message, locale: str) -> list[str]:
    """The words for each of the things that the slots name: those of "two mugs" and "a bowl", also in one slot."""
    vocabulary = vocabulary_of(locale)
    parts: list[str] = []
    for *before, product in THINGS:
        slot = message.slots.get(product)
        beside = [message.slots[name].text for name in before if name in message.slots]
        text = slot.text if slot else ""
        named = things(text, vocabulary) if vocabulary and slot and not slot.ids else [text]
        parts += [" ".join([*beside, *named[:1]]).strip(), *named[1:]]
    return [part for part in parts if part]


def _product_slot(item: Item) -> Slot:
    return Slot("", tuple(product.external_id for product in item.products))


def _slots(item: Item) -> Slots:
    if item.count is None:
        return {"product": _product_slot(item)}
    return {"product": _product_slot(item), "quantity": Slot(str(item.count), (SETTLED,) if item.is_settled else ())}


def _waiting(items: Sequence[Item]) -> Slots:
    return {MORE_THINGS: Slot(json.dumps([_waiting_item(item) for item in items]))}


def _waiting_item(item: Item) -> list[object]:
    """A thing that waits for the one before it: product ids, quantity, its marks, options."""
    quantity = "" if item.count is None else str(item.count)
    marks = [SETTLED] if item.is_settled else []
    return [[product.external_id for product in item.products], quantity, marks, list(item.options)]


def _quantity(slots: Slots) -> Slots:
    return {name: slot for name, slot in slots.items() if name == "quantity"}
