"""Finds the values of a product's options in a customer's words, in whatever form they are said: "size five", "the five
foot one", "a thousand pieces", "for a three year old", "model two hundred". Called by `answer_slots`, `sized_products`
and `named_variant`."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from voice_skill.language.amounts.language import counting_nouns, language_of
from voice_skill.language.amounts.numbers import as_number, plain_numbers, with_figures
from voice_skill.language.amounts.spoken import Amount, amounts_in
from voice_skill.language.amounts.written import apart, written_value, written_words
from voice_skill.language.folding import folded
from voice_skill.language.stems import stem
from voice_skill.store import Product
from voice_skill.store.products.contents import contents_of_text
from voice_skill.store.search.text import language_of as search_language
from voice_skill.store.search.text import size_names, size_spans

_LIGHT = ("articles", "old", "of", "by", "ages", "label", "ones", "pronouns")
_PAIR = re.compile(r"(?<![\d./-])(\d{1,4})/(\d{1,4})(?![\d./])")
_FEW = 12  # up to here a number is more likely a quantity than a size
# The sureness of a match: a number alone, a number with its noun, or all of the merchant's words.
_BY_NUMBER, _BY_NUMBER_AND_NOUN, _AS_WRITTEN = 1, 2, 3


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """Words that may name a value; the end exclusive."""

    name: str
    value: str
    start: int
    end: int
    sureness: int

    @property
    def is_by_number(self) -> bool:
        """True if only a number names it."""
        return self.sureness == _BY_NUMBER


@dataclass(frozen=True, slots=True)
class NamedValues:
    """by_option: the values named, by the option's name; several if the words do not decide. rest: the other words,
    without those that name nothing. numbers: those that belong to no value."""

    by_option: Mapping[str, Set[str]]
    rest: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    @property
    def one_each(self) -> tuple[str, ...]:
        """The values that are certain."""
        return tuple(value for values in self.by_option.values() if len(values) == 1 for value in values)


def named_values(text: str, product: Product, locale: str) -> NamedValues:
    """The values of the product's options that these words name, and the words that are left."""
    words = plain_numbers(with_figures(written_words(text, locale), locale), locale)
    reader = ValueReader(words, product, locale)
    matches = list(reader.best_matches())
    inside = {at for match in matches for at in range(match.start, match.end)}
    by_option: dict[str, set[str]] = {}
    for match in matches:
        by_option.setdefault(match.name, set()).add(match.value)
    remaining = [word for at, word in enumerate(words) if at not in inside]
    rest = tuple(word for word in remaining if as_number(word) is None and not reader.is_harmless(word))
    return NamedValues(by_option, rest, tuple(word for word in remaining if as_number(word) is not None))


class ValueReader:
    """Reads words that are said about one product."""

    def __init__(self, words: Sequence[str], product: Product, locale: str) -> None:
        self._words, self._product, self._locale = words, product, locale
        self._language = language_of(locale)
        self._stemmer = search_language(locale).stemmer
        self.stems = [self._stem(word) for word in words]
        self._amounts = amounts_in(words, locale)
        self._size_spans = size_spans(words, locale)
        self._counting = {self._stem(noun) for noun in counting_nouns(locale)}
        names = (product.title, product.spoken_name, product.spoken_plural, product.category, *product.synonyms)
        own = [word for name in names for word in with_figures(written_words(name, locale), locale)]
        self._own = {self._stem(word) for word in own}
        self._values = {(name, value): None for variant in product.variants for name, value in variant.options.items()}
        self._names = {self._stem(word) for name, _ in self._values for word in written_words(name, locale)}

    def is_harmless(self, word: str) -> bool:
        """True if the word names only the product, its options or what it is sold in, or nothing at all."""
        return self.is_own(word) or word in search_language(self._locale).stop_words or self._is_light(word)

    def is_own(self, word: str) -> bool:
        """True if it is a word of the product's names, of its options' names or of what it is sold in."""
        return self._stem(word) in self._own | self._names | self._counting

    def best_matches(self) -> Iterator[ValueMatch]:
        """The surest matches of each option, without those inside of a surer or longer one."""
        matches = [
            match for name, value in self._values for match in self._matches(name, value) if not self._is_part(match)
        ]
        best = {
            name: max(match.sureness for match in matches if match.name == name) for name in {m.name for m in matches}
        }
        unclaimed = _without_claimed([match for match in matches if match.sureness == best[match.name]])
        for match in unclaimed:
            if not any(_is_inside(match, other) for other in unclaimed) and not self._is_pronoun(match, unclaimed):
                yield match

    def _is_part(self, match: ValueMatch) -> bool:
        """True if the words are a part of another size: "large" of "extra large"."""
        places = match.start, match.end
        return any(
            start <= match.start and match.end <= end and places != (start, end) for start, end in self._size_spans
        )

    def _is_pronoun(self, match: ValueMatch, matches: Sequence[ValueMatch]) -> bool:
        """True if it is not a number but stands for the thing: "the green one"."""
        if match.sureness > _BY_NUMBER or self._words[match.start] != "1":
            return False
        return any(other.sureness > _BY_NUMBER for other in matches)

    def _matches(self, name: str, value: str) -> Iterator[ValueMatch]:
        raw_words = written_value(_PAIR.sub(_apart, value), self._locale)
        value_words = plain_numbers(with_figures(raw_words, self._locale), self._locale)
        yield from self._in_part(name, value, value_words)
        yield from self._of_size(name, value)
        stems = [self._stem(word) for word in value_words]
        for at in range(len(self.stems) - len(stems) + 1):
            if stems and self.stems[at : at + len(stems)] == stems:
                is_bare = len(value_words) == 1 and as_number(value_words[0]) is not None
                if not is_bare:
                    yield ValueMatch(name, value, at, at + len(stems), _AS_WRITTEN)
        numbers = [number for word in value_words if (number := as_number(word)) is not None]
        nouns = {stem for stem, word in zip(stems, value_words, strict=True) if as_number(word) is None}
        nouns |= {self._stem(word) for word in written_words(name, self._locale)} - self._own
        if len(numbers) == 1:
            yield from self._numbered(name, value, numbers[0], nouns)
        elif len(numbers) == 2:
            yield from self._ranged(name, value, numbers, nouns)
        elif len(numbers) > 2:
            yield from self._sided(name, value, numbers)
        elif (parts := apart(value_words)) != tuple(value_words):
            yield from self._spelled(name, value, parts)
            part_numbers = [number for part in parts if (number := as_number(part)) is not None]
            yield from self._lettered(name, value, part_numbers[0], nouns)

    def _in_part(self, name: str, value: str, value_words: Sequence[str]) -> Iterator[ValueMatch]:
        """One of the words that a slash separates, "large" of "large/extra large"; or all words but the measure,
        "magnum" of "1.5 l magnum"."""
        parts: list[tuple[str, ...]] = [
            (word,) for part in value.split("/") if len(word := part.strip().casefold()) > 2 and "/" in value
        ]
        inside = {at for each in amounts_in(value_words, self._locale) for at in range(each.start, each.end)}
        plain = tuple(word for at, word in enumerate(value_words) if at not in inside and as_number(word) is None)
        if len(plain) > 1 and not any(map(str.isdigit, value)) and "/" not in value:
            parts = [plain[-1:]]  # "black" of "mars black", if no other value ends with it
        if any(map(str.isdigit, value)):
            parts = [plain] if len(plain) > 1 or (plain and len(plain[0]) > 2) else []
        for part in parts:
            stems = [self._stem(word) for word in part]
            for at in range(len(self.stems) - len(stems) + 1):
                if self.stems[at : at + len(stems)] == stems and not self._own.issuperset(stems):
                    yield ValueMatch(name, value, at, at + len(stems), _BY_NUMBER_AND_NOUN)

    def _of_size(self, name: str, value: str) -> Iterator[ValueMatch]:
        """ "Large" of L, or the other way round."""
        size_words = size_names(self._locale).get(value.casefold(), "").split()
        for at in range(len(self._words) - len(size_words) + 1):
            if size_words and list(self._words[at : at + len(size_words)]) == size_words:
                yield ValueMatch(name, value, at, at + len(size_words), _AS_WRITTEN)

    def _spelled(self, name: str, value: str, parts: Sequence[str]) -> Iterator[ValueMatch]:
        """A value of letters and a number, said letter by letter: "x 300" for X300."""
        stems = [self._stem(part) for part in parts]
        for at in range(len(self.stems) - len(stems) + 1):
            if self.stems[at : at + len(stems)] == stems:
                yield ValueMatch(name, value, at, at + len(stems), _AS_WRITTEN)

    def _lettered(self, name: str, value: str, number: Decimal, nouns: Set[str]) -> Iterator[ValueMatch]:
        """A value of a letter and a number, with the option's name before the number: "grip three" for L3."""
        for at, word in enumerate(self._words):
            if as_number(word) == number and (match := self._with_noun(name, value, at, nouns)):
                yield match

    def _numbered(self, name: str, value: str, number: Decimal, nouns: Set[str]) -> Iterator[ValueMatch]:
        """A value with one number: "5", "250 W", "100 blocks"."""
        for at, word in enumerate(self._words):
            if as_number(word) != number:
                continue
            amount = next((each for each in self._amounts if each.start <= at < each.end), None)
            if amount and self._is_of(amount, name, value):
                yield ValueMatch(name, value, amount.start, amount.end, _AS_WRITTEN)
            elif match := self._with_noun(name, value, at, nouns):
                yield match
            elif not self._is_otherwise(amount, name, value) and not self._is_counted(at):
                yield ValueMatch(name, value, at, at + 1, _BY_NUMBER)

    def _is_of(self, amount: Amount, name: str, value: str) -> bool:
        return not amount.counts and self._holds(amount, name, value) == "yes"

    def _is_otherwise(self, amount: Amount | None, name: str, value: str) -> bool:
        """True if the number counts packs, or measures something else than the value."""
        if amount is None:
            return False
        is_of_name = (
            as_number(value) is not None and contents_of_text(self._product.title, self._locale).holds(amount) == "yes"
        )
        return amount.counts or is_of_name or self._holds(amount, name, value) == "no"

    def _is_counted(self, at: int) -> bool:
        """True if the number is part of a name, or counts the product or what it is sold in: "the one tin", "three
        candles"."""
        number, behind = Decimal(self._words[at]), self._stem_at(at + 1)
        is_few = number <= _FEW and number % 1 == 0  # "a three quarter guitar" counts no guitars
        is_led = at > 0 and (self.stems[at - 1] in self._own | self._names or self._is_label(self._words[at - 1]))
        is_before_name = behind in self._own and not is_led
        return self.stems[at] in self._own or (is_few and (behind in self._counting or is_before_name))

    def _holds(self, amount: Amount, name: str, value: str) -> str:
        value_text = " ".join(written_value(value, self._locale))
        text = f"{name} {value}" if as_number(value) is not None else value_text
        return contents_of_text(text, self._locale).holds(amount)

    def _with_noun(self, name: str, value: str, at: int, nouns: Set[str]) -> ValueMatch | None:
        """ "Grit 120", "120 grit", "the pack of fifty", "a set of a hundred"."""
        before = at - 1
        before -= before > 0 and self._is_indefinite(before)
        if before > 0 and self._words[before] == "of" and self.stems[before - 1] in nouns | self._counting:
            behind = at + 1 + (self._stem_at(at + 1) in nouns)
            return ValueMatch(name, value, before - 1, behind, _BY_NUMBER_AND_NOUN)
        is_several = self._stem_at(at + 1) in self._counting and self._words[at + 1] != self.stems[at + 1]
        if self._stem_at(at + 1) in nouns and not is_several:  # "three lengths" is a quantity
            return ValueMatch(name, value, at, at + 2, _BY_NUMBER_AND_NOUN)
        if before >= 0 and self.stems[before] in nouns:
            return ValueMatch(name, value, before, at + 1, _BY_NUMBER_AND_NOUN)
        return None

    def _ranged(self, name: str, value: str, numbers: Sequence[Decimal], nouns: Set[str]) -> Iterator[ValueMatch]:
        """A value from one number to another: "3-4 years"."""
        number_places = [(at, number) for at, word in enumerate(self._words) if (number := as_number(word)) is not None]
        for (first_at, first), (last_at, last) in pairwise(number_places):
            if [first, last] == list(numbers) and last_at - first_at <= 2:
                end = last_at + 1 + (self._stem_at(last_at + 1) in nouns or self._is_unit(last_at + 1))
                yield ValueMatch(name, value, first_at, end, _AS_WRITTEN)
        for at, number in number_places if not self._is_of_sides(value) else ():
            if numbers[0] <= number <= numbers[1]:
                amount = next((each for each in self._amounts if each.start <= at < each.end), None)
                end = amount.end if amount else at + 1
                yield ValueMatch(name, value, at, end, _BY_NUMBER_AND_NOUN if amount else _BY_NUMBER)

    def _sided(self, name: str, value: str, numbers: Sequence[Decimal]) -> Iterator[ValueMatch]:
        """A value with a number for each side: "16 x 20 x 1"."""
        number_places = [(at, number) for at, word in enumerate(self._words) if (number := as_number(word)) is not None]
        for first in range(len(number_places) - len(numbers) + 1):
            run = number_places[first : first + len(numbers)]
            if [number for _, number in run] == list(numbers):
                yield ValueMatch(name, value, run[0][0], run[-1][0] + 1, _AS_WRITTEN)

    def _is_of_sides(self, value: str) -> bool:
        """True if the value has two sides, "4 x 6 inch", and is not a range."""
        words = written_words(value, self._locale)
        return self._language is not None and not self._language.words["by"].isdisjoint(words)

    def _stem_at(self, at: int) -> str:
        return self.stems[at] if at < len(self.stems) else ""

    def _is_unit(self, at: int) -> bool:
        return self._language is not None and self._language.unit_at(tuple(self._words), at) is not None

    def _is_indefinite(self, at: int) -> bool:
        return self._language is not None and self._words[at] in self._language.words["indefinite"]

    def _is_label(self, word: str) -> bool:
        return self._language is not None and word in self._language.words["label"]

    def _is_light(self, word: str) -> bool:
        """True if the word only accompanies others: "old" of "three years old", "number" of "number five", an
        article."""
        language = language_of(self._locale)
        return language is not None and any(word in language.words[kind] for kind in _LIGHT)

    def _stem(self, word: str) -> str:
        return stem(folded(word), self._stemmer)


def _apart(pair: re.Match[str]) -> str:
    """ "90/14", which is no fraction, as 90 and 14."""
    return f"{pair[1]} {pair[2]}" if int(pair[1]) >= int(pair[2]) else pair[0]


def _without_claimed(matches: list[ValueMatch]) -> list[ValueMatch]:
    """Drops the matches on words that are another option's only match: of "34 waist 32 inseam" the waist is not 32."""
    values: dict[str, set[str]] = {}
    for match in matches:
        values.setdefault(match.name, set()).add(match.value)
    sure = [match for match in matches if len(values[match.name]) == 1]
    return [
        match
        for match in matches
        if len(values[match.name]) == 1
        or not any(match.start < other.end and other.start < match.end for other in sure)
    ]


def _is_inside(match: ValueMatch, other: ValueMatch) -> bool:
    """True if another match has all of these words and more, or the same words with more certainty."""
    covers = other.start <= match.start and match.end <= other.end
    mine, its = (match.end - match.start, match.sureness), (other.end - other.start, other.sureness)
    return covers and its > mine
