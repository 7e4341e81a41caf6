"""The values of each slot type: listed, computed (number, date…) or any words.

A kind says where in an utterance its values may end, and what Alexa would send for one.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from voice_skill.language.amounts.numbers import as_number
from voice_skill.language.amounts.spelled import has_number, spelled
from voice_skill.language.stems import stem, stemmer_of
from voice_skill.language.tables import table
from voice_skill.understanding import dates, numbers, times
from voice_skill.understanding.interaction_model import FREE_TEXT_TYPES, InteractionModel, SlotType, Value
from voice_skill.understanding.words import folded_words

_LONGEST_FIGURE_WORDS = 6
_MORE_SAID_WORDS = 4  # than are written: "two hundred and fifty" for "250"
_SHORT_LIST = 10
CATALOGUE_NOVELTY = 0.25
LONGEST_OPEN_WORDS = 6  # of a list type without values, such as AMAZON.City


class SlotKind(Protocol):
    """The values of one slot type."""

    @property
    def is_open(self) -> bool:
        """True if any words fill it."""

    @property
    def novelty(self) -> float:
        """The likelihood of a value that is not listed, from 0 to 1."""

    def ends(self, words: Sequence[str], start: int) -> Iterator[int]:
        """The ends (exclusive) of values that start at this word, longest first."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A number, date, time…; `read` gives the value that Alexa sends, None for other words."""

    read: Callable[[Sequence[str]], str | None]
    may_hold: Callable[[str], bool]
    longest: int
    is_open: bool = False
    novelty: float = 0.0

    def ends(self, words: Sequence[str], start: int) -> Iterator[int]:
        last = start
        while last < len(words) and last - start < self.longest and self.may_hold(words[last]):
            last += 1
        for end in range(last, start, -1):
            if self.read(words[start:end]) is not None:
                yield end


@dataclass(frozen=True, slots=True)
class Open:
    """Any words: a search query, a city, a first name."""

    longest: int
    is_open: bool = True
    novelty: float = 1.0

    def ends(self, words: Sequence[str], start: int) -> Iterator[int]:
        yield from range(min(len(words), start + self.longest), start, -1)


class Listed:
    """The values of a slot type and their synonyms, found in spite of plurals and articles."""

    is_open = False

    def __init__(self, slot_type: SlotType, language: str) -> None:
        self.slot_type = slot_type
        self.novelty = _novelty(slot_type)
        self._language = language
        self._stemmer = stemmer_of(language)
        self._exact: dict[str, list[Value]] = {}
        self._figures: dict[str, list[Value]] = {}  # values that are numbers, which may be said in words
        self._stemmed: MutableMapping[str, list[Value]] = {}
        self._spelled: dict[str, list[Value]] = {}
        self._longest_spelled = 0
        self._last_stems: set[str] = set()
        self._endings: set[str] = set()
        self._longest = 0
        for value in slot_type.values:
            for phrase in (value.name, *value.synonyms):
                self._add(folded_words(phrase), value)
            if value.id and _letters(value.id) == _letters(value.name):
                self._add_spelled(value.id, value)  # "5/8 in", of which Alexa takes no slash in a name

    def _add(self, words: tuple[str, ...], value: Value) -> None:
        if not words:
            return
        _append(self._exact, " ".join(words), value)
        self._add_spelled(" ".join(words), value)
        if len(words) == 1 and words[0].isdecimal() and words[0] != "1":  # "one" stands for a thing: "the green one"
            _append(self._figures, words[0], value)
        bare = without_article(words, self._language)
        self._last_stems.add(stem(bare[-1], self._stemmer))
        self._endings |= {self._stems(bare[at:]) for at in range(len(bare))}
        for form in {words, bare}:
            _append(self._stemmed, self._stems(form), value)
            self._longest = max(self._longest, len(form))

    def _add_spelled(self, text: str, value: Value) -> None:
        """A value with a number and more than that, which may be said in other ways than it is written."""
        figures = spelled(text, self._language)
        numbers = [word for word in figures if as_number(word) is not None]
        if not numbers or len(figures) < 2:
            return
        _append(self._spelled, self._stems(figures), value)
        is_told = len(numbers) == 2 or "." in numbers[0]  # ranges and fractions, also without their unit
        if is_told and tuple(numbers) == figures[:-1]:
            _append(self._spelled, " ".join(numbers), value)
        self._longest_spelled = max(self._longest_spelled, len(figures) + _MORE_SAID_WORDS)

    def _of_spelled(self, words: Sequence[str]) -> list[Value]:
        """The values with numbers that these words spell."""
        figures = spelled(" ".join(words), self._language) if len(words) > 1 else ()
        return self._spelled.get(self._stems(figures), []) if has_number(figures) else []

    def _stems(self, words: Sequence[str]) -> str:
        return " ".join([stem(word, self._stemmer) for word in words])

    def ends(self, words: Sequence[str], start: int) -> Iterator[int]:
        longest = max(self._longest, self._longest_spelled, _LONGEST_FIGURE_WORDS if self._figures else 0)
        value_words = tuple(words[start : start + longest])
        stems = [stem(word, self._stemmer) for word in value_words]
        is_spelled = bool(self._spelled) and has_number(spelled(" ".join(value_words), self._language))
        for length in range(len(value_words), 0, -1):
            is_listed = " ".join(stems[:length]) in self._stemmed or self._of_figure(value_words[:length])
            if is_listed or (is_spelled and self._of_spelled(value_words[:length])):
                yield start + length

    def _of_figure(self, words: Sequence[str]) -> list[Value]:
        """The values that are this number; "two of the fives", and not "a couple of house numbers"."""
        if not self._figures or not numbers.AMOUNTS.keys().isdisjoint(words):
            return []
        *first, last = words
        figure = numbers.number([*first, last.removesuffix("s")], self._language) if last != "ones" else None
        return self._figures.get(figure, []) if figure else []

    def taking(self, words: Iterable[str]) -> "Listed":
        """The same list with these words, each a value of its own."""
        more = copy(self)
        more._stemmed = ChainMap({stem(word, self._stemmer): [Value(word, None, ())] for word in words}, self._stemmed)
        return more

    def has(self, words: Sequence[str]) -> bool:
        """True if a value or synonym is written exactly so."""
        return " ".join(words) in self._exact

    def resembles(self, words: Sequence[str]) -> bool:
        """True if the words end like a value: "mugs", where there are blue mugs."""
        return stem(words[-1], self._stemmer) in self._last_stems

    def ends_like(self, words: Sequence[str]) -> bool:
        """True if all of the words are the end of a value: "work gloves", where there are thorn work gloves."""
        return self._stems(words) in self._endings

    def resolve(self, words: Sequence[str]) -> list[Value]:
        """The values these words may stand for, an exact one before one that differs by plural or article."""
        bare = without_article(tuple(words), self._language)
        return (
            self._exact.get(" ".join(words))
            or self._exact.get(" ".join(bare))
            or self._stemmed.get(self._stems(words))
            or self._stemmed.get(self._stems(bare))
            or self._of_figure(words)
            or self._of_spelled(bare)
            or []
        )


def _letters(text: str) -> str:
    """The letters and figures of a text, run together."""
    return "".join(filter(str.isalnum, text.casefold()))


def _novelty(slot_type: SlotType) -> float:
    """The likelihood of a value that is not listed. Ids, and synonyms of many values, show a catalogue,
    which means to be complete however little is in it; plain values are examples: the longer such a list, the likelier
    a new one."""
    count = len(slot_type.values)
    if any(value.id for value in slot_type.values):
        return CATALOGUE_NOVELTY
    if count < _SHORT_LIST:
        return 0.05
    if any(value.synonyms for value in slot_type.values):
        return CATALOGUE_NOVELTY
    return min(0.8, count / (count + 15))


def slot_kinds(model: InteractionModel, locale: str, now: Callable[[], datetime]) -> dict[str, SlotKind]:
    """The kind of every slot type that the model's intents use."""
    language = locale.partition("-")[0]
    type_names = {slot.type for intent in model.intents for slot in intent.slots.values()}
    computed = _computed(language, now)
    return {name: _kind(name, model.types, computed, language) for name in sorted(type_names)}


def _kind(name: str, types: Mapping[str, SlotType], computed: Mapping[str, Computed], language: str) -> SlotKind:
    if name in computed:
        return computed[name]
    if name in FREE_TEXT_TYPES:
        return Open(longest=30)
    if name in types and types[name].values and not name.startswith("AMAZON."):
        return Listed(types[name], language)
    return Open(longest=LONGEST_OPEN_WORDS)


def _computed(language: str, now: Callable[[], datetime]) -> dict[str, Computed]:
    def in_language(reader: Callable[[Sequence[str], str], str | None]) -> Callable[[Sequence[str]], str | None]:
        return lambda words: reader(words, language)

    def number_word(word: str) -> bool:
        return numbers.is_number_word(word, language)

    def code_word(word: str) -> bool:
        return number_word(word) or (len(word) == 1 and word.isalpha())

    def phone_word(word: str) -> bool:
        return number_word(word) or word[0].isdigit() or word == "plus"

    kinds = {
        "AMAZON.NUMBER": Computed(in_language(numbers.number), number_word, numbers.LONGEST_WORDS),
        "AMAZON.FOUR_DIGIT_NUMBER": Computed(in_language(numbers.four_digits), number_word, 8),
        "AMAZON.Ordinal": Computed(in_language(numbers.ordinal), lambda word: True, 3),
        "AMAZON.PhoneNumber": Computed(in_language(numbers.phone_number), phone_word, numbers.LONGEST_WORDS),
        "AMAZON.AlphaNumeric": Computed(in_language(numbers.letters_and_digits), code_word, numbers.LONGEST_WORDS),
    }
    if language == "en":  # phrases of other languages are not written down yet: open text there
        kinds |= {
            "AMAZON.DATE": Computed(
                lambda words: dates.spoken_date(words, now()),
                lambda word: dates.is_date_word(word) or number_word(word) or is_ordinal(word),
                dates.LONGEST_WORDS,
            ),
            "AMAZON.TIME": Computed(
                times.spoken_time,
                lambda word: times.is_time_word(word) or number_word(word),
                times.LONGEST_WORDS,
            ),
            "AMAZON.DURATION": Computed(
                times.spoken_duration,
                lambda word: times.is_duration_word(word) or number_word(word),
                times.LONGEST_WORDS,
            ),
        }

    def is_ordinal(word: str) -> bool:
        return numbers.ordinal([word], language) is not None

    return kinds


def is_article(word: str, language: str) -> bool:
    """True if the word is an article or possessive: "the", "a", "my"."""
    return word in _articles(language)


def without_article(words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The words without a leading article, unless that is all there is."""
    return words[1:] if len(words) > 1 and is_article(words[0], language) else words


@cache
def _articles(language: str) -> frozenset[str]:
    return frozenset(table("grammar", language).get("articles", "").split())


def _append(index: MutableMapping[str, list[Value]], key: str, value: Value) -> None:
    values = index.setdefault(key, [])
    if value not in values:
        values.append(value)
