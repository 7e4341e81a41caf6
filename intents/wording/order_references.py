"""Reads which order the customer's words point at: "the second one" of those listed, "my very first order", "the
October one". Called by `interpretation`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, takewhile

from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.turn import Turn
from intents.wording.order_questions import OrderWords, asked_of_order, order_words
from intents.wording.vocabulary import Phrase, Vocabulary, places_of, vocabulary_of, words_of
from voice_skill.language.figures import figures
from voice_skill.language.tables import language_code
from voice_skill.store import Order, UnknownOrder
from voice_skill.store.search import words as stems_of

_MOST_WORDS = 5  # of what tells "the … one", and of what stands behind it
# Where a reference begins and ends (exclusive), and what finds its order.
_Place = tuple[int, int, Callable[[], Order | None]]


@dataclass(frozen=True, slots=True)
class OrderReference:
    """An order that is pointed at. text: what was said, with "that order" in its place; the number alone if nothing
    else was said of it."""

    number: str
    text: str


def order_reference(turn: Turn) -> OrderReference | None:
    """The order that the words point at by its place in a list or in time, or by its day, its things or its status."""
    vocabulary, asking = vocabulary_of(turn.phrases.locale), order_words(turn.phrases.locale)
    if vocabulary is None or asking is None or (turn.open_question and turn.open_question.is_choosing):
        return None
    if not turn.message.text:
        return _by_slot(turn)
    pointing = _Pointing(words_of(turn.message.text), turn, vocabulary, asking)
    orders = ((start, end, find()) for start, end, find in pointing.places())
    return next((pointing.reference(start, end, order) for start, end, order in orders if order), None)


def _by_slot(turn: Turn) -> OrderReference | None:
    """The order at the place in the list, on a channel that sends slots only."""
    ordinal = turn.slots.get("ordinal") if turn.slots.keys() == {"ordinal"} else None
    order = _at(turn, int(ordinal.text) - 1) if ordinal and ordinal.text.isdecimal() and ordinal.text != "0" else None
    return OrderReference(order.number, order.number) if order else None


def _at(turn: Turn, place: int) -> Order | None:
    """The order at this place of the list; if it is negative, from the end of what was said of it."""
    numbers = turn.listed_orders if place >= 0 else turn.listed_orders[:MOST_ITEMS]
    try:
        number = numbers[place] if -len(numbers) <= place < len(numbers) else None
        return turn.store.orders.by_number(turn.customer, number) if number else None
    except UnknownOrder:
        return None


@dataclass(frozen=True, slots=True)
class _Pointing:
    """The words of a turn, in which an order may be pointed at."""

    words: Phrase
    turn: Turn
    vocabulary: Vocabulary
    asking: OrderWords

    def reference(self, start: int, end: int, order: Order) -> OrderReference | None:
        """None for "the oldest" where no order was spoken of: it may be one of what is for sale."""
        before, after, locale = self.words[:start], self.words[end:], self.turn.phrases.locale
        text = " ".join([*before, *self.asking.that_order, *after])
        is_bare = self._is_silent([*before, *after]) and not asked_of_order(text, locale, is_follow_up=True)
        is_open = self.turn.order_topic is not None or bool(self.turn.listed_orders)
        if is_bare and not is_open and self.asking.words["one_order"].isdisjoint(self.words[start:end]):
            return None
        return OrderReference(order.number, order.number if is_bare else text)

    def places(self) -> Iterator[_Place]:
        """The references, from the first."""
        orders, ones = self.turn.store.orders, self.vocabulary.words["one_of"]
        nouns = self.asking.words["one_order"] | ones
        for at in range(len(self.words)):
            is_pointing = self._word(at - 1) in self.asking.words["pointing"] | self.asking.words["own"]
            start = at - 1 if is_pointing else at
            if end := self._end_of_extreme(at, "oldest", nouns | self.asking.words["first_nouns"]):
                yield start, end, partial(orders.first, self.turn.customer)
            if end := self._end_of_extreme(at, "newest", ones):
                yield start, end, partial(orders.latest, self.turn.customer)
            place = self._place_said(at)
            if place is not None and (is_pointing or self._word(at) in self.asking.words["numbered"]):
                yield from self._by_place(start, at, place)
            if is_pointing and self.turn.order_topic is not None:
                yield from self._described(start, at, nouns)

    def _end_of_extreme(self, at: int, kind: str, nouns: frozenset[str]) -> int:
        """The end of "the oldest", "the very first one I made", said from here on; 0 if it is not, or of something
        else."""
        length = self._length(at, kind)
        end = at + length + (self._word(at + length) in nouns)
        end += self._length(end, "made")
        return end if length and (end > at + length or end == len(self.words)) else 0

    def _by_place(self, start: int, at: int, place: int) -> Iterator[_Place]:
        """ "The second one", "the last one you mentioned"; "my first order" is the oldest."""
        at += self._word(at) in self.asking.words["numbered"]
        is_own, noun = self._word(start) in self.asking.words["own"], self._word(at + 1)
        is_order, is_one = noun in self.asking.words["one_order"], noun in self.vocabulary.words["one_of"]
        is_noun = is_order or is_one or noun in self.asking.words["first_nouns"]
        end = at + 1 + is_noun
        made, said = self._length(end, "made"), self._length(end, "said")
        if place == 0 and ((is_noun and made) or (is_order and (is_own or not self.turn.listed_orders))):
            yield start, end + made, partial(self.turn.store.orders.first, self.turn.customer)
        is_of_list = said or (place >= 0 and not is_own) or (is_one and not made)
        if is_of_list and (is_one or is_order or said or self._is_silent(self.words[end:])):
            yield start, end + said, partial(_at, self.turn, place)

    def _place_said(self, at: int) -> int | None:
        """The place in a list that "second" or "number two" says: 1; None for other words."""
        if self._word(at) in self.asking.words["numbered"]:
            figure = self._figure(self._word(at + 1))
            return int(figure) - 1 if figure.isdecimal() and figure != "0" else None
        figure = self._figure(self._word(at))
        is_ordinal = figure != self._word(at) and figure[0].isdecimal() and not figure.isdecimal()  # "4th" of "fourth"
        return int(_leading_digits(figure)) - 1 if is_ordinal else self.vocabulary.ordinals.get(self._word(at))

    def _described(self, start: int, at: int, nouns: frozenset[str]) -> Iterator[_Place]:
        """ "The October one", "the one from Saturday", "the order with the soap"."""
        noun = next((place for place in range(at, at + _MOST_WORDS) if self._word(place) in nouns), -1)
        if noun > at:
            yield start, noun + 1, partial(self._order_of, self.words[at:noun])
        elif noun == at and self._word(at + 1) in self.asking.words["linking"]:
            behind = range(at + 2, len(self.words))
            end = next((place for place in behind if self._word(place) in self.asking.words["past"]), len(self.words))
            yield start, end, partial(self._order_of, self.words[at + 2 : end])

    def _order_of(self, inner: Sequence[str]) -> Order | None:
        """The order of which all the words are said, of its day, its things or its status; first of those listed."""
        silent = self.vocabulary.words["light"] | self.vocabulary.words["of_past"] | self.asking.words["linking"]
        telling = {
            _leading_digits(word) or word for word in self._figure(" ".join(inner)).split() if word not in silent
        }
        if not telling:
            return None
        orders = self.turn.store.orders.placed_by(self.turn.customer)
        listed = [order for order in orders if order.number in self.turn.listed_orders]
        return next((order for order in chain(listed, orders) if self._is_so(telling, order)), None)

    def _is_so(self, telling: set[str], order: Order) -> bool:
        """True if each word is of the order's day or status, or of the name of one thing in it."""
        phrases = self.turn.phrases
        status = set(chain.from_iterable(self.asking.statuses.get(order.status, ())))
        name = " ".join(telling - status - phrases.day_words(order.placed_at))
        names = (" ".join([line.title, line.spoken_name, *line.options.values()]) for line in order.lines)
        stems = set(stems_of(name, phrases.locale))
        return not name or any(stems <= set(stems_of(each, phrases.locale)) for each in names)

    def _word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def _length(self, at: int, kind: str) -> int:
        """The number of words of the longest phrase of this kind that begins here."""
        places = places_of(self.words[at : at + _MOST_WORDS], self.asking.phrases[kind])
        return max((end for start, end in places if start == 0), default=0)

    def _is_silent(self, words: Sequence[str]) -> bool:
        """True if the words say nothing of the order: "and what about", "please"."""
        return (self.asking.words["bare"] | self.vocabulary.words["light"]).issuperset(words)

    def _figure(self, text: str) -> str:
        return figures(text, language_code(self.turn.phrases.locale))


def _leading_digits(word: str) -> str:
    """ "14" of "14th"."""
    return "".join(takewhile(str.isdecimal, word))
