"""Matches a sentence with one product: it asks for the product if every word is the product's, a value of its options,
an amount that it holds, a quantity, or a word that changes nothing. Called by `item_search`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from intents.products.option_values import ValueMatch, ValueReader
from intents.products.variant_options import options_of
from intents.wording.sentences import Sentence
from intents.wording.vocabulary import vocabulary_of
from voice_skill.language.amounts.language import Language, language_of
from voice_skill.language.amounts.numbers import as_number, with_figures
from voice_skill.language.amounts.spoken import Amount, amounts_in
from voice_skill.language.amounts.written import apart, written_words
from voice_skill.language.folding import folded
from voice_skill.language.stems import stem
from voice_skill.store import Product, Variant
from voice_skill.store.products.contents import contents_of, contents_of_text, is_pair
from voice_skill.store.search.kinds import of_a_kind
from voice_skill.store.search.text import language_of as search_language

_DOZEN = 12
_MOST_COUNTED = 99  # a larger number in a name belongs to the name
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class ProductMatch:
    """A sentence's wish if it asks for this product.

    options: values by the option's name. variants: those that fit. count: the quantity, None if there is none.
    is_settled: the count is of what is sold, not of what a pack of it holds. name_places: places of words that belong
    to its name; used_places: of all words about it. weight: the number of such words. share: the part of its name that
    was said, from 0 to 1. is_head: True if the words say what it is, and not only what it is for: "rotary cutter" does
    not mean the cutter's blades.
    """

    product: Product
    options: Mapping[str, str]
    variants: tuple[Variant, ...]
    count: int | None
    is_settled: bool
    name_places: frozenset[int]
    used_places: frozenset[int]
    weight: float
    share: float
    is_head: bool


def match_product(
    sentence: Sentence, product: Product, locale: str, *, is_current: bool = False, value_choices: Sequence[str] = ()
) -> ProductMatch | None:
    """Returns None if some word of the sentence is about something else. is_current: words for what it is sold in then
    count as much as its name: "two bags". value_choices: the values of the open question."""
    return _Matcher(sentence, product, locale, 1 if is_current else _HALF, value_choices).match()


@dataclass
class _Matcher:
    sentence: Sentence
    product: Product
    locale: str
    weight_beside: float
    value_choices: Sequence[str]
    count: int | None = None
    is_settled: bool = False

    def match(self) -> ProductMatch | None:
        words, self.vocabulary = self.sentence.words, vocabulary_of(self.locale)
        self.reader = ValueReader(words, self.product, self.locale)
        self.stems = self.reader.stems
        self.value_places: set[int] = set()
        self.count_places: set[int] = set()
        options = self._options()
        if options is None:
            return None
        self.variants = [each for each in self.product.variants if options.items() <= each.options.items()]
        self.name_places = set(self._places_in_names([self._name(name) for name in _names(self.product)]))
        self.value_places |= self._units_behind_numbers()
        if not (self.variants and self._take_amounts() and self._take_dozens() and self._take_numbers()):
            return None
        explained = {*self.sentence.free, *self.value_places, *self.name_places, self.sentence.extreme}
        beside = [at for at in range(len(words)) if at not in explained]
        if not all(map(self._is_harmless, beside)):
            return None
        names = frozenset(self.name_places - self.sentence.free)
        is_of_packs = any(contents_of_text(value, self.locale).packs for value in options.values())
        name_stems = self._stems_of(self.product.spoken_name)
        used_places = frozenset(self.name_places | self.value_places)
        return ProductMatch(
            self.product,
            {**options, **self._shared()},
            tuple(self.variants),
            self.count,
            self.is_settled or is_of_packs,
            names,
            used_places,
            self._weight(len(beside)),
            len({self.stems[at] for at in used_places} & set(name_stems)) / max(1, len(set(name_stems))),
            bool(names) and bool(of_a_kind([self.product], words[max(names)], search_language(self.locale))),
        )

    def _weight(self, beside: int) -> float:
        """The number of words about it; words that are said of almost anything count half."""
        telling = (self.name_places | self.value_places) - self.count_places - self.sentence.free
        stop_words = search_language(self.locale).stop_words
        light = [at for at in self.name_places & self.sentence.free if self.sentence.words[at] not in stop_words]
        return len(telling) + beside * self.weight_beside + len(light) * _HALF

    def _shared(self) -> dict[str, str]:
        """The values that all fitting variants have in common, of those options in which variants differ."""
        names = options_of(self.product.variants)
        values = {name: {variant.options.get(name, "") for variant in self.variants} for name in names}
        return {name: next(iter(one)) for name, one in values.items() if len(one) == 1}

    def _options(self) -> dict[str, str] | None:
        """The values by option; None if two of one option are said."""
        options: dict[str, str] = {}
        matches = list(self.reader.best_matches())
        values = options_of(self.product.variants)
        answer_spans = {(each.start, each.end) for each in matches if values.get(each.name) == [*self.value_choices]}
        for match in matches:
            if not self.value_choices and self._may_count(match):
                continue
            if (match.start, match.end) in answer_spans and values.get(match.name) != [*self.value_choices]:
                continue  # "32" answers which waist, and not which inseam
            if options.setdefault(match.name, match.value) != match.value:
                return None
            self.value_places |= set(range(match.start, match.end))
        return options

    def _may_count(self, match: ValueMatch) -> bool:
        """True if a bare number, "two", is rather a quantity than the value "2 l"."""
        words = self.sentence.words
        number = as_number(words[match.start]) or Decimal(_DOZEN)
        is_bare = match.end - match.start == 1 and number < _DOZEN and number % 1 == 0
        is_pointed_at = match.start > 0 and (
            self._is(match.start - 1, "pointing") or self.reader.is_own(words[match.start - 1])
        )
        is_of_those = words[match.end : match.end + 1] == ("of",) and match.is_by_number
        has_unit = as_number(match.value) is None and match.is_by_number
        return is_bare and ((has_unit and not is_pointed_at) or is_of_those)

    def _name(self, text: str) -> list[str]:
        """The stems of a name, empty in place of a pack's number, which its contents include."""
        words = with_figures(written_words(text, self.locale), self.locale)
        packs = [each for each in amounts_in(words, self.locale) if each.kind == "pack"]
        inside = {at for each in packs for at in range(each.start, each.end) if as_number(words[at]) is not None}
        stemmer = search_language(self.locale).stemmer
        words = tuple("by" if word in ("x", "×") else word for word in words)
        parts = ((at, part) for at, word in enumerate(words) for part in apart([word]))
        return ["" if at in inside else stem(folded(part), stemmer) for at, part in parts]

    def _places_in_names(self, names: Sequence[Sequence[str]]) -> Iterator[int]:
        """The places of words in its names; of a number only beside the same word as in a name."""
        own = {word for name in names for word in name}
        pairs = {first + second for name in names for first, second in pairwise(name)}
        for at, word_stem in enumerate(self.stems):
            if at in self.value_places:
                continue
            if (
                at + 1 < len(self.stems) and word_stem + self.stems[at + 1] in own and word_stem.isalpha()
            ):  # "micro sd" of a microSD card
                yield from (at, at + 1)
            if word_stem in pairs and as_number(word_stem) is None:
                yield at
            if word_stem not in own:
                continue
            number = as_number(word_stem)
            if number is None or number % 1 or number > _MOST_COUNTED or any(self._stands(at, name) for name in names):
                yield at

    def _stands(self, at: int, name: Sequence[str]) -> bool:
        """True if the number stands beside the same word as in the name."""
        before, behind = self._at(at - 1), self._at(at + 1)
        for place, word in enumerate(name):
            if word == self.stems[at]:
                is_behind = place > 0 and before == name[place - 1]
                is_before = place + 1 < len(name) and behind == name[place + 1]
                if is_behind or is_before:
                    return True
        return False

    def _units_behind_numbers(self) -> set[int]:
        """The units after numbers of its name, in any spelling: "1 by 10 metre"."""
        language = language_of(self.locale)
        words = self.sentence.words
        numbers = {at for at in self.name_places if as_number(words[at]) is not None}
        units = {at: language.unit_at(words, at + 1) for at in numbers} if language else {}
        return {place for at, unit in units.items() if unit for place in range(at + 1, unit[0])}

    def _take_amounts(self) -> bool:
        """Takes amounts that measure or count it; False if it is of another size."""
        for amount in amounts_in(self.sentence.words, self.locale):
            places = set(range(amount.start, amount.end))
            if amount.kind == "size":
                self._take_size(amount, places)
                continue
            if places <= self.value_places | self.name_places or amount.kind == "sides":
                continue
            if amount.kind == "age":
                self._take_age(amount, places)
                continue
            if amount.kind == "money":
                return False
            if amount.number is None:
                self._take(amount, places)
            elif not (
                self._take_held(amount, places)
                or self._take_counted(amount, places)
                or self._take_by_unit(amount, places)
            ):
                return False
        return True

    def _take_size(self, amount: Amount, places: set[int]) -> None:
        """Takes "size" before a number that names a value."""
        if places & self.value_places or any(
            contents_of(each, self.locale).holds(amount) == "yes" for each in self.variants
        ):
            self.value_places |= places

    def _take_age(self, amount: Amount, places: set[int]) -> None:
        """Takes "for eight year olds" if the name contains it or one of the variants is for them."""
        if not places.isdisjoint(self.name_places) or any(
            contents_of(each, self.locale).holds(amount) == "yes" for each in self.variants
        ):
            self.value_places |= places

    def _take_held(self, amount: Amount, places: set[int]) -> bool:
        if amount.counts and self._is_pack(amount) and not self._is_counted_before(amount):
            return False
        for verdict in ("yes", "nearly"):
            fitting = [each for each in self.variants if contents_of(each, self.locale).holds(amount) == verdict]
            if fitting:
                self.variants = fitting
                self.is_settled = self.is_settled or amount.kind == "pack"
                self._take(amount, places)
                return True
        return False

    def _take_by_unit(self, amount: Amount, places: set[int]) -> bool:
        """Takes "three meters of" if it is sold by the meter."""
        words = [word for name in _names(self.product) for word in written_words(name, self.locale)]
        language = language_of(self.locale)
        units = (
            {language.unit_at((word,), 0) for before, word in pairwise(words) if before == "per"} if language else set()
        )
        is_sold_by = any(unit and unit[1].name == amount.unit for unit in units)
        if not is_sold_by or amount.number is None or amount.number % 1 or self.count is not None:
            return False
        self.count, self.is_settled = int(amount.number), True
        self.value_places |= places
        return True

    def _is_counted_before(self, amount: Amount) -> bool:
        """True if another number counts these packs: "four bandana two packs"."""
        before = set(range(amount.start)) - self.value_places - self.name_places
        return any(as_number(self.sentence.words[at]) is not None for at in before)

    def _is_pack(self, amount: Amount) -> bool:
        """True if the amount's word means packs, so that its number is of what is sold: "two packs"."""
        return amount.kind == "pack"

    def _take_counted(self, amount: Amount, places: set[int]) -> bool:
        if not amount.counts or amount.number is None or amount.number % 1 or self.count is not None:
            return False
        if not self._is_pack(amount) and any(contents_of(each, self.locale).packs for each in self.variants):
            return False  # bottles may be in packs
        self.count = int(amount.number)
        self.is_settled = True
        self._take(amount, places)
        return True

    def _take(self, amount: Amount, places: set[int]) -> None:
        self.value_places |= places
        language = language_of(self.locale)
        is_by_pair = language is not None and amount.unit in language.words["pair"]
        if is_by_pair and not is_pair(self.product, self.locale):
            self.count = 2 * int(amount.number or 1)

    def _take_dozens(self) -> bool:
        """Takes "half a dozen" and "a couple of"; False if it is sold in packs, which may make them up."""
        language = language_of(self.locale)
        for at, word in enumerate(self.sentence.words):
            if language is None or at in self.value_places:
                continue
            if word in language.words["pair"]:
                self._take_pair(at)
            if word not in language.words["dozen"] | language.words["couple"]:
                continue
            dozens = [each for each in self.variants if _DOZEN in contents_of(each, self.locale).packs]
            if dozens and at and self.sentence.words[at - 1] in ("the", "a"):
                self.variants, self.is_settled = dozens, True
                self.value_places.add(at)
                continue
            if any(contents_of(each, self.locale).packs for each in self.variants) or self.count is not None:
                return False
            before = at - 1 - (at > 1 and self.sentence.words[at - 1] in ("a", "of"))
            number = self._number_or_half(before, language) if before >= 0 else None
            is_couple = word in language.words["couple"]
            self.count = 2 if is_couple else round(_DOZEN * (number or 1))
            self.value_places |= {at, before} if number is not None else {at}
        return True

    def _number_or_half(self, at: int, language: Language) -> Decimal | None:
        word = self.sentence.words[at]
        return Decimal("0.5") if word in language.words["half"] else as_number(word)

    def _take_pair(self, at: int) -> None:
        number = as_number(self.sentence.words[at - 1]) if at else None
        self.value_places |= {at} if number is None else {at, at - 1}
        self.count = int(number or 1) * (1 if is_pair(self.product, self.locale) else 2)

    def _take_numbers(self) -> bool:
        """Takes the one number that remains as the quantity; "one" in "the green one" is none."""
        words = self.sentence.words
        places = (
            {at for at, word in enumerate(words) if as_number(word) is not None} - self.value_places - self.name_places
        )
        if any(at and self._is(at - 1, "aged") for at in places):
            return False  # "he's five" is an age
        ones = {at for at in places if words[at] == "1"}
        figures = {words[at] for at in places - ones} or {
            "1" for at in ones if not self._points(at) and self.count is None
        }
        if len(figures) > 1 or (figures and self.count is not None):
            return False
        number = as_number(next(iter(figures), "0"))
        if number is None or number % 1 or any(map(self._is_of_another, places - ones)):
            return False
        self.count = int(number) if figures else self.count
        self.value_places |= places
        self.count_places |= places
        return True

    def _is_of_another(self, at: int) -> bool:
        """True if the number describes a product like this one with another number: "two wheel" of a three-wheel
        scooter."""
        pairs = (pair for name in _names(self.product) for pair in pairwise(self._name(name)))
        return any(part == self._at(at + 1) and as_number(number) is not None for number, part in pairs)

    def _points(self, at: int) -> bool:
        """True if the word before "one" makes it stand for a thing: "the one", "the green one"."""
        if at == 0:
            return False
        is_extreme = self.vocabulary is not None and self.sentence.words[at - 1] in self.vocabulary.extremes
        return is_extreme or self._is(at - 1, "pointing") or at - 1 in self.value_places | self.name_places

    def _is(self, at: int, kind: str) -> bool:
        """True if the word is of this kind in the vocabulary."""
        return self.vocabulary is not None and self.sentence.words[at] in self.vocabulary.words[kind]

    def _is_harmless(self, at: int) -> bool:
        return as_number(self.sentence.words[at]) is None and self.reader.is_own(self.sentence.words[at])

    def _at(self, at: int) -> str:
        return self.stems[at] if 0 <= at < len(self.stems) else ""

    def _stems_of(self, text: str) -> list[str]:
        stemmer = search_language(self.locale).stemmer
        words = apart(with_figures(written_words(text, self.locale), self.locale))
        return [stem(folded(word), stemmer) for word in words]


def _names(product: Product) -> Iterable[str]:
    return (product.title, product.spoken_name, product.spoken_plural, *product.synonyms)
