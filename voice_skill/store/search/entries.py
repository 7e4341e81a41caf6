"""Splits a product's names into words, sounds, and the keys under which it is found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Protocol

from voice_skill.language import sounds
from voice_skill.language.stems import stem
from voice_skill.language.tables import table
from voice_skill.store.search.kinds import Named, keys_of, kinds_of
from voice_skill.store.search.text import LONGEST_WORD, Language, language_of, plain_words, spoken_words, stems

# The properties that tell what is in a product.
CONTENTS = ("ingredients", "allergens")
# Changed whenever products would get other keys: the index of a merchant made by another version is made anew.
INDEX_VERSION = 3

# What a name or a title has beyond this helps nobody's ear.
MOST_NAME_WORDS = 12
MOST_NAMES = 12
LONGEST_WHOLE = 80
MOST_BESIDE_WORDS = 48
# What a product is called by its sellers may name so many kinds.
MOST_KINDS = 8
# Before a kind among the words that stand beside a name.
IS = "="
# An attribute that is a sentence ("wash at thirty degrees, do not tumble dry") is no name for the product.
MOST_ATTRIBUTE_WORDS = 3

# A word; three sounds of a whole name in a row; four of its outline; three letters of a word; a word to choose by; a
# kind of thing that the product is.
WORD, SOUND, OUTLINE, LETTER, CHOICE, KIND = "w", "s", "o", "l", "c", "k"
RUN = 3


# An entry without its keys as it is written: whole names; names and sounds, a line each; what stands beside.
Telling = tuple[list[str], str, str, str]


class Choosable(Protocol):
    """One way to buy a product."""

    @property
    def options(self) -> Mapping[str, str]: ...


class Searchable(Named, Protocol):
    """A product, as a merchant's feed tells it or as the database keeps it."""

    @property
    def brand(self) -> str: ...
    @property
    def attributes(self) -> Mapping[str, str]: ...
    @property
    def variants(self) -> Sequence[Choosable]: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One product as search knows it. names: spoken words each; name_sounds: of each name, its words glued; beside:
    stems of what else is said of it, and its kinds; keys: under which it is found; whole: its names without spaces."""

    whole: list[str]
    names: list[str]
    name_sounds: list[str]
    beside: list[str]
    keys: frozenset[str]

    @property
    def telling(self) -> Telling:
        return self.whole, "\n".join(self.names), "\n".join(self.name_sounds), " ".join(self.beside)


def entry_of(product: Searchable, language: Language) -> Entry:
    """Everything by which the product is found."""
    called = [product.spoken_name, product.spoken_plural, *product.synonyms]
    texts = [product.title, product.spoken_plural, product.brand, product.category]
    plain = {text: plain_words(text, language) for text in dict.fromkeys([*called, *texts]) if text}
    names = list(dict.fromkeys(name for name in map(_spoken, called) if name))[:MOST_NAMES]
    # Of the plural its stems are kept: to compare it as one more name would double the cost of every request.
    names_kept = [name for name in names if name != _spoken(product.spoken_plural)] or names
    sounds = [sound_of(name, language) for name in names_kept]
    chosen = list(choice_stems(product, language))
    beside = [stem for text in texts if text for stem in stems(plain[text][:MOST_NAME_WORDS], language)]
    beside = list(dict.fromkeys([*beside, *chosen]))[:MOST_BESIDE_WORDS]
    kinds = sorted(kinds_of(product, language))[:MOST_KINDS]
    keys = {WORD + stem for stem in beside} | {CHOICE + stem for stem in chosen}
    keys |= {kind_key(kind) for kind in keys_of(kinds, language)}
    for name, sound in zip(names_kept, sounds, strict=True):
        keys.update(word_keys(plain.get(name) or plain_words(name, language), language), sound_keys(sound))
    whole = ("".join(plain[text]) for text in dict.fromkeys([*called, product.title]) if text)
    wholes = [name for name in dict.fromkeys(whole) if 0 < len(name) <= LONGEST_WHOLE]
    return Entry(wholes, names_kept, sounds, [*beside, *(IS + kind for kind in kinds)], frozenset(keys))


def kind_key(kind: str) -> str:
    """The key under which all that is of a kind is found."""
    return KIND + kind[:LONGEST_WORD]


def choice_stems(product: Searchable, language: Language) -> Iterator[str]:
    """The stems a customer may choose by: of options, and of attributes that are not sentences. What is in a product is
    nothing that it is: biscuits are no answer to "milk"."""
    pairs = [pair for variant in product.variants for pair in variant.options.items()]
    contents = _contents(language.locale)
    attributes = [
        (name, value)
        for name, value in product.attributes.items()
        if len(value.split()) <= MOST_ATTRIBUTE_WORDS and name.casefold() not in contents
    ]
    for name, value in dict.fromkeys([*pairs, *attributes]):
        yield from _pair_stems(name, value, language.locale)


@cache
def _contents(locale: str) -> frozenset[str]:
    """The names of attributes that tell what is in a product."""
    properties = table("features", locale).get("properties", {})
    return frozenset(name for each in CONTENTS for name in properties.get(each, {}).get("said", ()))


@lru_cache(maxsize=16_384)
def _pair_stems(name: str, value: str, locale: str) -> tuple[str, ...]:
    """A color or a size is one of many products."""
    language = language_of(locale)
    return *_stems_of([name], language), *chain.from_iterable(value_stems(value, language))


def value_stems(value: str, language: Language) -> list[list[str]]:
    """The ways in which an option's value is said, "XL" and "extra large", each by its stems."""
    return _value_stems(value, language.locale)


@lru_cache(maxsize=16_384)
def _value_stems(value: str, locale: str) -> list[list[str]]:
    language = language_of(locale)
    value = value.strip().casefold()
    letters = (short for short, long in language.sizes.items() if long == value)
    ways = dict.fromkeys((value, language.sizes.get(value, value), *letters))
    return [_stems_of([way], language) for way in ways]


def sound_of(text: str, language: Language) -> str:
    """The sounds of a text, its words in one breath: the end of one is not heard."""
    return "".join(sounds.sounds(spoken_words(text)[:MOST_NAME_WORDS], language.locale))


def word_keys(plain: Sequence[str], language: Language) -> Iterator[str]:
    """Each word by its stem, two neighbours as one word, and each word by its letters."""
    stemmed = stems(plain, language)
    for word, stemmed_word in zip(plain, stemmed, strict=True):
        yield WORD + stemmed_word
        yield from _letter_keys(word)
    # Nearly always the stem of both together, at no cost.
    for word, following in zip(plain, stemmed[1:], strict=False):
        yield WORD + (word + following)[:LONGEST_WORD]


@lru_cache(maxsize=16_384)
def _letter_keys(word: str) -> tuple[str, ...]:
    return tuple(LETTER + run for run in _runs(f"^{word}$"))


def sound_keys(sound: str) -> Iterator[str]:
    """Every few sounds in a row; the first and the last but one count as a run of their own."""
    yield from (SOUND + run for run in _runs(f"^{sound}$"))
    yield from (OUTLINE + run for run in _runs(f"^{sounds.outline(sound)}$", RUN + 1))


def _spoken(name: str) -> str:
    return " ".join(spoken_words(name)[:MOST_NAME_WORDS])


def _stems_of(texts: Iterable[str], language: Language) -> list[str]:
    return [stem(word, language.stemmer) for text in texts for word in plain_words(text, language)[:MOST_NAME_WORDS]]


def _runs(text: str, length: int = RUN) -> Iterator[str]:
    return (text[at : at + length] for at in range(max(1, len(text) - length + 1)))
