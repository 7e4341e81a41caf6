"""Which of a product's options are said, however they are said: "size five", "the five foot one", "a thousand pieces",
"for a three year old", "model two hundred". Called by `answering`, `sizes` and `picking`."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from voice_skill.language.amounts.language import counting_nouns, language_of
from voice_skill.language.amounts.numbers import as_number, plain_numbers, with_figures
from voice_skill.language.amounts.spoken import Amount, amounts_in
from voice_skill.language.amounts.written import written_value, written_words
from voice_skill.store import Product
from voice_skill.store.products.contents import contents_of_text
from voice_skill.store.search.text import language_of as search_language
from voice_skill.store.search.text import stem

_LIGHT = ("articles", "old", "of", "by", "ages", "label", "pronouns")
# How surely words are a value: by a number alone, a number and what it is of, or all that the merchant wrote.
_BY_NUMBER, _BY_NUMBER_AND_NOUN, _AS_WRITTEN = 1, 2, 3


@dataclass(frozen=True, slots=True)
class _Match:
    """Words that may say a value; the end exclusive."""

    name: str
    value: str
    start: int
    end: int
    sureness: int


@dataclass(frozen=True, slots=True)
class Values:
    """by_option: the values said, by the option's name; several where it cannot be told. rest: the words beside them,
    without those that name nothing. number: how many are wanted by these words, None where they do not say."""

    by_option: Mapping[str, Set[str]]
    rest: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    @property
    def one_each(self) -> tuple[str, ...]:
        """The values that are told for certain."""
        return tuple(value for values in self.by_option.values() if len(values) == 1 for value in values)


def values_said(text: str, product: Product, locale: str) -> Values:
    """What of the product's options these words say."""
    words = plain_numbers(with_figures(written_words(text, locale), locale), locale)
    reader = _Reader(words, text, product, locale)
    matches = list(reader.chosen())
    inside = {at for match in matches for at in range(match.start, match.end)}
    by_option: dict[str, set[str]] = {}
    for match in matches:
        by_option.setdefault(match.name, set()).add(match.value)
    left = [word for at, word in enumerate(words) if at not in inside]
    rest = tuple(word for word in left if as_number(word) is None and not reader.is_harmless(word))
    return Values(by_option, rest, tuple(word for word in left if as_number(word) is not None))


class _Reader:
    """Reads what is said of one product."""

    def __init__(self, words: Sequence[str], text: str, product: Product, locale: str) -> None:
        self._words, self._product, self._locale = words, product, locale
        self._language = language_of(locale)
        self._stemmer = search_language(locale).stemmer
        self._stems = [self._stem(word) for word in words]
        self._amounts = amounts_in(words, locale)
        self._counting = {self._stem(noun) for noun in counting_nouns(locale)}
        names = (product.title, product.spoken_name, product.spoken_plural, product.category, *product.synonyms)
        own = [word for name in names for word in with_figures(written_words(name, locale), locale)]
        self._own = {self._stem(word) for word in own}
        self._values = {(name, value): None for variant in product.variants for name, value in variant.options.items()}
        self._names = {self._stem(word) for name, _ in self._values for word in written_words(name, locale)}

    def is_harmless(self, word: str) -> bool:
        """Whether the word names nothing but the product, its options, what it is sold in, or nothing at all."""
        known = self._own | self._names | self._counting
        return self._stem(word) in known or word in search_language(self._locale).stop_words or self._is_light(word)

    def chosen(self) -> Iterator[_Match]:
        """The surest of each option; what is inside of another one that is surer or longer does not count."""
        found = [match for name, value in self._values for match in self._matches(name, value)]
        best = {name: max(match.sureness for match in found if match.name == name) for name in {m.name for m in found}}
        kept = [match for match in found if match.sureness == best[match.name]]
        for match in kept:
            if not any(_is_inside(match, other) for other in kept) and not self._is_pronoun(match, kept):
                yield match

    def _is_pronoun(self, match: _Match, found: Sequence[_Match]) -> bool:
        """Whether it is no number but stands for the thing: "the green one"."""
        if match.sureness > _BY_NUMBER or self._words[match.start] != "1":
            return False
        return any(other.sureness > _BY_NUMBER for other in found)

    def _matches(self, name: str, value: str) -> Iterator[_Match]:
        written = plain_numbers(with_figures(written_value(value, self._locale), self._locale), self._locale)
        stems = [self._stem(word) for word in written]
        for at in range(len(self._stems) - len(stems) + 1):
            if stems and self._stems[at : at + len(stems)] == stems:
                is_bare = len(written) == 1 and as_number(written[0]) is not None
                if not is_bare:
                    yield _Match(name, value, at, at + len(stems), _AS_WRITTEN)
        numbers = [number for word in written if (number := as_number(word)) is not None]
        nouns = {stem for stem, word in zip(stems, written, strict=True) if as_number(word) is None}
        nouns |= {self._stem(word) for word in written_words(name, self._locale)}
        if len(numbers) == 1:
            yield from self._numbered(name, value, numbers[0], nouns)
        elif len(numbers) == 2:
            yield from self._ranged(name, value, numbers, nouns)

    def _numbered(self, name: str, value: str, number: Decimal, nouns: Set[str]) -> Iterator[_Match]:
        """A value with one number: "5", "250 W", "100 blocks"."""
        for at, word in enumerate(self._words):
            if as_number(word) != number:
                continue
            amount = next((each for each in self._amounts if each.start <= at < each.end), None)
            if amount and self._is_of(amount, name, value):
                yield _Match(name, value, amount.start, amount.end, _AS_WRITTEN)
            elif match := self._with_noun(name, value, at, nouns):
                yield match
            elif not self._is_otherwise(amount, name, value) and self._stems[at] not in self._own:
                yield _Match(name, value, at, at + 1, _BY_NUMBER)

    def _is_of(self, amount: Amount, name: str, value: str) -> bool:
        return not amount.counts and self._held(amount, name, value) == "yes"

    def _is_otherwise(self, amount: Amount | None, name: str, value: str) -> bool:
        """Whether the number is one of packs, or of something else than the value's."""
        if amount is None:
            return False
        return amount.counts or self._held(amount, name, value) == "no"

    def _held(self, amount: Amount, name: str, value: str) -> str:
        written = " ".join(written_value(value, self._locale))
        text = f"{name} {value}" if as_number(value) is not None else written
        return contents_of_text(text, self._locale).holds(amount)

    def _with_noun(self, name: str, value: str, at: int, nouns: Set[str]) -> _Match | None:
        """ "Grit 120", "120 grit", "the pack of fifty", "a set of a hundred"."""
        before = at - 1
        before -= before > 0 and self._is_article(before)
        if before > 0 and self._words[before] == "of" and self._stems[before - 1] in nouns | self._counting:
            behind = at + 1 + (self._stem_at(at + 1) in nouns)
            return _Match(name, value, before - 1, behind, _BY_NUMBER_AND_NOUN)
        if self._stem_at(at + 1) in nouns:
            return _Match(name, value, at, at + 2, _BY_NUMBER_AND_NOUN)
        if before >= 0 and self._stems[before] in nouns:
            return _Match(name, value, before, at + 1, _BY_NUMBER_AND_NOUN)
        return None

    def _ranged(self, name: str, value: str, numbers: Sequence[Decimal], nouns: Set[str]) -> Iterator[_Match]:
        """A value from one number to another: "3-4 years"."""
        said = [(at, number) for at, word in enumerate(self._words) if (number := as_number(word)) is not None]
        for (first_at, first), (last_at, last) in pairwise(said):
            if [first, last] == list(numbers) and last_at - first_at <= 2:
                end = last_at + 1 + (self._stem_at(last_at + 1) in nouns)
                yield _Match(name, value, first_at, end, _AS_WRITTEN)
        for at, number in said:
            if numbers[0] <= number <= numbers[1]:
                amount = next((each for each in self._amounts if each.start <= at < each.end), None)
                end = amount.end if amount else at + 1
                yield _Match(name, value, at, end, _BY_NUMBER_AND_NOUN if amount else _BY_NUMBER)

    def _stem_at(self, at: int) -> str:
        return self._stems[at] if at < len(self._stems) else ""

    def _is_article(self, at: int) -> bool:
        return self._language is not None and self._words[at] in self._language.words["articles"]

    def _is_light(self, word: str) -> bool:
        """Whether the word only goes with others: "old" of "three years old", "number" of "number five", an article."""
        said = language_of(self._locale)
        return said is not None and any(word in said.words[kind] for kind in _LIGHT)

    def _stem(self, word: str) -> str:
        return stem(word, self._stemmer)


def _is_inside(match: _Match, other: _Match) -> bool:
    """Whether another match has all of these words and more, or the same ones more surely."""
    covers = other.start <= match.start and match.end <= other.end
    mine, its = (match.end - match.start, match.sureness), (other.end - other.start, other.sureness)
    return covers and its > mine
