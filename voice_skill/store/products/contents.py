"""The size, contents and count of a variant, in the merchant's own words. Called by intents."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain, pairwise
from typing import Literal

from voice_skill.language.amounts.language import language_of as amounts_of
from voice_skill.language.amounts.numbers import as_number, is_number, with_figures
from voice_skill.language.amounts.spoken import Amount, amounts_in
from voice_skill.language.amounts.units import units_of
from voice_skill.language.amounts.written import apart, written_value, written_words
from voice_skill.language.stems import stem
from voice_skill.store.products.facts import ProductFacts
from voice_skill.store.products.merchant_text import plain
from voice_skill.store.search.text import language_of
from voice_skill.store.tables import Product, Variant

Held = Literal["yes", "nearly", "no", "unknown"]
# Twelve ounces are 340.2 grams, and are sold as 340.
_SAME = Decimal("0.005")
# Said without what stands behind the point: a laptop of 13.3 inches is a thirteen inch one.
_ROUNDED = frozenset({"length", "graphics"})
# An ounce of a liquid is of its volume.
_LIQUID_OUNCE = Decimal("29.5735295625")
# An attribute that is longer is a sentence, which may speak of other things.
_LONGEST_VALUE = 60
# Of a description, in which it says what one of it is.
_LEADING_WORDS = 6


@dataclass(frozen=True)
class Contents:
    """measures: kind and amount in the smallest unit of its kind. packs: how many are in one. parts: numbers and the
    stems of the nouns behind them, "4 slice". sizes: what is written without a unit. is_pair: sold by the pair.
    choices: numbers that options are told by."""

    measures: frozenset[tuple[str, Decimal]]
    packs: frozenset[int]
    parts: frozenset[tuple[int, str]]
    sizes: frozenset[Decimal]
    is_pair: bool
    packed: frozenset[str]
    choices: frozenset[int] = frozenset()

    def holds(self, amount: Amount) -> Held:
        """Judges if it is of this amount: "no" only where it states another amount of the same kind."""
        if amount.number is None:
            return "unknown"
        if amount.is_measure:
            return self._measures(amount, amount.number)
        if amount.kind == "size":
            return _held_by(amount.number in self.sizes, bool(self.sizes))
        if amount.kind == "age":
            return self._is_aged(amount, amount.number)
        return self._has(int(amount.number), amount)

    def measured(self, amount: Amount) -> Decimal | None:
        """The amount in the smallest unit, all packs together."""
        return max((amount_in_unit for kind, amount_in_unit in self.measures if kind == amount.kind), default=None)

    def _measures(self, amount: Amount, number: Decimal) -> Held:
        amounts = {(amount.kind, number * amount.factor)}
        if amount.unit == "ounce":
            amounts.add(("volume", number * _LIQUID_OUNCE))
        pairs = [(mine, amount) for kind, amount in amounts for mine in self._of(kind)]
        if any(abs(mine - wanted) <= wanted * _SAME for mine, wanted in pairs):
            return "yes"
        if amount.kind in _ROUNDED and any(int(mine / amount.factor) == number for mine, _ in pairs):
            return "nearly"
        return _held_by(False, bool(pairs))

    def _is_aged(self, amount: Amount, number: Decimal) -> Held:
        unit = units_of("en")[amount.unit]
        return _held_by((unit.kind, number * unit.factor) in self.measures, bool(self._of(unit.kind)))

    def _of(self, kind: str) -> list[Decimal]:
        return [amount for mine, amount in self.measures if mine == kind]

    def _has(self, number: int, amount: Amount) -> Held:
        noun = stem(amount.unit, "english")
        counts = {count for count, part in self.parts if part == noun}
        packed = {count for count, part in self.parts if part in self.packed}
        if amount.kind == "pack" or noun in self.packed:
            counts |= self.packs | packed | self.choices
        return _held_by(number in counts, bool(counts))


def contents_of(variant: Variant, locale: str) -> Contents:
    """The contents stated by the variant's options, the product's names and its attributes."""
    options = tuple(
        f"{name} {value} {name}" if _is_bare(value) else " ".join(written_value(value, locale))
        for name, value in variant.options.items()
    )
    return _read(options, _sentences(variant.product, locale), locale)


def contents_of_text(text: str, locale: str) -> Contents:
    """The contents stated by a few words: "500 g"."""
    return _read((), (text,), locale)


def is_pair(product: Product, locale: str) -> bool:
    """True if one of it is a pair: it is described so, it is something like socks, or even one has a plural's name."""
    language = amounts_of(locale)
    if language is None:
        return False
    stemmer = language_of(locale).stemmer
    things = {stem(thing, stemmer) for thing in language.words["pair_things"]}
    words = [*chain.from_iterable(_names(product, locale)), *written_words(product.category, locale)]
    pairs = (contents_of(variant, locale).is_pair for variant in product.variants)
    is_plural = product.spoken_name == product.spoken_plural
    return is_plural or any(pairs) or not things.isdisjoint(stem(word, stemmer) for word in words)


def is_called(product: Product, said: Sequence[str], locale: str) -> bool:
    """True if these words are side by side in a name of the product, with no number before them: a "cup holder", but
    not a "4 cup holder"."""
    stemmer = language_of(locale).stemmer
    sought = [stem(word, stemmer) for word in apart(said)]
    for words in _names(product, locale):
        stems = [stem(word, stemmer) for word in words]
        for at in range(len(stems) - len(sought) + 1):
            if stems[at : at + len(sought)] == sought and not (at and is_number(words[at - 1], locale)):
                return True
    return False


def counts(product: Product, noun: str, locale: str) -> bool:
    """True if the product has a number of these: "4-slice"."""
    part_stem = stem(noun, language_of(locale).stemmer)
    parts_of_variants = (contents_of(variant, locale).parts for variant in product.variants)
    return any(part_stem == part for parts in parts_of_variants for _, part in parts)


def has_part(product: Product, number: int, noun: str, locale: str) -> bool:
    """True if a variant for sale has this number of these, or is described so: "80 grit"."""
    pack = number, stem(noun, language_of(locale).stemmer)
    return any(pack in contents_of(variant, locale).parts for variant in product.variants)


def is_model(product: Product, word: str, number: str, locale: str) -> bool:
    """True if this number, which measures nothing, follows this word in a name of the product: "galaxy s 9"."""
    for words in _names(product, locale):
        measured = {at for amount in amounts_in(words, locale) for at in range(amount.start, amount.end)}
        if any((word, number) == pair and at not in measured for at, pair in enumerate(pairwise(words), 1)):
            return True
    return False


def _names(product: Product, locale: str) -> Iterator[tuple[str, ...]]:
    for name in (product.title, product.spoken_name, product.spoken_plural, *product.synonyms):
        yield apart(with_figures(written_words(name, locale), locale))


def _sentences(product: Product, locale: str) -> tuple[str, ...]:
    short = ((name, value) for name, value in product.attributes.items() if len(value) <= _LONGEST_VALUE)
    attributes = (f"{value} {name}" if _is_bare(value) else value for name, value in short)
    facts = (ProductFacts(product, locale).telling_just(about) for about in ("capacity", "weight"))
    sentences = (fact.value for product_facts in facts for fact in product_facts if fact.kind == "sentence")
    return (product.title, product.spoken_name, *product.synonyms, *attributes, *sentences, *_lead(product, locale))


def _lead(product: Product, locale: str) -> Iterator[str]:
    """What the description says at its beginning that one of it is: "a light pair"."""
    words = plain(product.description, locale).casefold().split()[:_LEADING_WORDS]
    if (language := amounts_of(locale)) and (pairs := language.words["pair"] & set(words)):
        yield min(pairs)


def _is_bare(value: str) -> bool:
    return value.strip().replace(".", "", 1).isdecimal()


@lru_cache(maxsize=16_384)
def _read(options: tuple[str, ...], sentences: tuple[str, ...], locale: str) -> Contents:
    texts = [written_words(text, locale) for text in (*options, *sentences)]
    amounts = [amount for words in texts for amount in amounts_in(words, locale) if amount.number is not None]
    known = amounts_of(locale)
    stemmer = language_of(locale).stemmer
    numbers = {amount.number for amount in amounts if amount.kind == "size" and amount.number is not None}
    return Contents(
        frozenset(_measures(amounts)),
        frozenset(int(amount.number) for amount in amounts if amount.kind == "pack" and amount.number is not None),
        frozenset((number, stem(noun, stemmer)) for number, noun in _parts(texts, amounts, locale)),
        frozenset(numbers),
        known is not None and any(known.words["pair"] & set(words) for words in texts),
        frozenset(stem(noun, stemmer) for noun in known.packed) if known else frozenset(),
        frozenset(_integers(texts[: len(options)], locale)),
    )


def _measures(amounts: Iterable[Amount]) -> Iterator[tuple[str, Decimal]]:
    """All that is measured, and of "4 x 125 g" what they come to."""
    before: Amount | None = None
    for amount in amounts:
        if amount.is_measure and amount.number is not None:
            yield amount.kind, amount.number * amount.factor
            if before and before.kind == "pack" and before.end == amount.start and before.number is not None:
                yield amount.kind, before.number * amount.number * amount.factor
        before = amount


def _parts(texts: Iterable[tuple[str, ...]], amounts: Iterable[Amount], locale: str) -> Iterator[tuple[int, str]]:
    """Numbers and the words right behind them, whatever these are."""
    for amount in amounts:
        if amount.kind == "part" and amount.number is not None:
            yield int(amount.number), amount.unit
    for words in texts:
        for number, noun in pairwise(with_figures(words, locale)):
            if number.isdecimal() and noun.isalpha():
                yield int(number), noun


def _integers(texts: Iterable[tuple[str, ...]], locale: str) -> Iterator[int]:
    for words in texts:
        numbers = (as_number(word) for word in with_figures(words, locale))
        yield from (int(number) for number in numbers if number is not None and number % 1 == 0)


def _held_by(is_so: bool, is_told: bool) -> Held:
    return "yes" if is_so else "no" if is_told else "unknown"
