"""A written title in its parts: whose the product is, what it is, and what is only said of it. Called by `names`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from voice_skill.linking.judging.inflection import number_words, plural, singular
from voice_skill.linking.judging.languages import Language
from voice_skill.linking.judging.spoken_words import WORD, without_measures

# What stands between these are parts; a comma parts as well, but "mugs, red" may be said as a whole.
_BREAK = re.compile(r"\s*[|•·;]\s*|\s+[-–—]+\s+|:\s+")
_SOFT_BREAK = re.compile(r",\s+|,(?=\D)|\s+/\s+")
# "Laptop / 4GB Memory / 500GB Drive": what begins so is a list of what it has.
_LISTED = re.compile(r"\s+/\s+(?=\d)")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_BRACKET = re.compile(r"[()\[\]{}]")
_PATH = re.compile(r"\s*(?:[>/,&|]|\band\b)\s*")
_DIGIT = re.compile(r"\d")
# "Norvane - Portable Speaker - Red": who makes it has at most so many words, where no brand is known.
_MOST_BRAND_WORDS = 2
_FEWEST_PARTS = 3


@dataclass(frozen=True)
class TitleParts:
    """thing: the part that says what the product is. brand, line: parts before it that say which one. more: what
    stands behind a comma after the thing. noun: a word of the category that the title lacks. beside: all else."""

    thing: str
    brand: str = ""
    line: str = ""
    more: tuple[str, ...] = ()
    noun: str = ""
    beside: tuple[str, ...] = ()


def title_parts(text: str, brand: str, category: str, language: Language) -> TitleParts:
    """The parts of a title without praise and packs. brand, category: what the feed says of it, or nothing."""
    outside = _BRACKETS.sub(" ", text)
    brackets = [soft for inside in _BRACKETS.findall(text) for soft in _SOFT_BREAK.split(inside)]
    parts = [part for part in _BREAK.split(outside) if WORD.search(part)]
    if not parts:
        return TitleParts(outside if WORD.search(outside) else _BRACKET.sub(" ", text), beside=tuple(brackets))
    brand_words = _plain(brand)
    at = _thing_at(parts, brand_words, category, language) if len(parts) > 1 else 0
    if not at and _is_led_by_brand(parts, brand_words, category, language):
        at = 1
    before = [part for part in parts[:at] if not is_spec(part, language)]
    brands = [part for part in before if _plain(part) == brand_words]
    lines = [part for part in before if part not in brands]
    part, *listed = _LISTED.split(parts[at], maxsplit=1)
    softs = [soft for soft in _SOFT_BREAK.split(part) if WORD.search(soft)] or [part]
    first = _thing_at(softs, brand_words, category, language) if len(softs) > 1 else 0
    listed = [soft for each in listed for soft in _SOFT_BREAK.split(each)]
    return TitleParts(
        softs[first],
        brands[0] if brands else "",
        " ".join([*lines[:1], *softs[:first]]),
        tuple(softs[first + 1 :]),
        _missing_noun(parts, category, language),
        (*parts[:at], *parts[at + 1 :], *softs[:first], *softs[first + 1 :], *listed, *brackets),
    )


def all_parts(text: str) -> Iterator[str]:
    """What stands between breaks, commas and brackets, in the order of the title."""
    for half in _BREAK.split(text):
        for part in _BRACKET.split(half):
            yield from _SOFT_BREAK.split(part)


def is_spec(part: str, language: Language) -> bool:
    """True if it says only how much, which color or how old: 32" Class, 1080p, black/gold, refurbished."""
    return bool(language.condition.fullmatch(part.strip())) or all(
        _DIGIT.search(word) or word.casefold() in language.after_nouns
        for word in WORD.findall(without_measures(part, language))
    )


def noun_at(words: Sequence[str], language: Language, category: str = "") -> int:
    """The position of the noun that says what it is: what the category is called, or the last word before "for cameras"
    or "with lid" that is no color; -1 when there is none."""
    end = next(
        (at for at, word in enumerate(words) if at and _is_end(word, language) and words[at + 1 : at + 2] != ["one"]),
        len(words),
    )
    nouns = _nouns(category.rsplit(">", 1)[-1])
    named = [at for at, word in enumerate(words[:end]) if word.casefold().replace("-", "") in nouns] if nouns else []
    if named:
        return named[-1]
    head = end - 1
    while head > 0 and (_is_behind(words[head].casefold(), language) or _DIGIT.search(words[head])):
        head -= 1
    return end - 1 if head < 0 or words[head].casefold() in language.after_nouns else head


def _is_behind(word: str, language: Language) -> bool:
    return word in language.after_nouns or (language.spells_numbers and word in number_words())


def _is_end(word: str, language: Language) -> bool:
    return word.casefold() in language.prepositions - language.joining


def _thing_at(parts: Sequence[str], brand: list[str], category: str, language: Language) -> int:
    """Which part says what the product is: the one that is called like its category, else the first that is neither the
    brand nor a measure."""
    places = [at for at, part in enumerate(parts) if _plain(part) != brand and not is_spec(part, language)]
    if not places:
        return 0
    nouns = _nouns(category)
    if nouns:
        names = {at: _words_before_end(parts[at], language) for at in places}
        heads = [at for at in places if names[at] and names[at][noun_at(names[at], language)] in nouns]
        named = heads or [at for at in places if not nouns.isdisjoint(names[at])]
        if named:
            return named[0]
    return places[0]


def _is_led_by_brand(parts: Sequence[str], brand: list[str], category: str, language: Language) -> bool:
    """True for "Norvane - Portable Speaker - Red" of a feed that knows no brands."""
    if brand or len(parts) < _FEWEST_PARTS or len(parts[0].split()) > _MOST_BRAND_WORDS:
        return False
    is_named = not _nouns(category).isdisjoint(_words_before_end(parts[0], language))
    return not is_named and len(parts[1].split()) > 1 and not is_spec(parts[1], language)


def _words_before_end(part: str, language: Language) -> list[str]:
    words = [word.casefold() for word in WORD.findall(part)]
    end = next((at for at, word in enumerate(words) if _is_end(word, language)), len(words))
    return [word.replace("-", "") for word in words[:end]]


def _missing_noun(parts: Sequence[str], category: str, language: Language) -> str:
    """ "Game" for "Zoo Parade - Playdeck" of "Playdeck Games": the title says all of the category but what it is."""
    *called, noun = _plain(category.rsplit(">", 1)[-1]) or [""]
    if not called or not language.is_english or all(_plain(part) != called for part in parts[1:]):
        return ""
    return " ".join([*called, singular(noun)])


def _plain(text: str) -> list[str]:
    return [word for word in (word.casefold() for word in WORD.findall(text)) if word not in ("&", "and")]


@lru_cache(maxsize=4096)
def _nouns(category: str) -> frozenset[str]:
    """What each step of a path calls the products, one and several of them: "Kitchen > Mugs & Cups"."""
    steps = (_plain(step) for step in _PATH.split(category))
    nouns = {step[-1].replace("-", "") for step in steps if step}
    return frozenset(form for noun in nouns for form in (noun, singular(noun), plural(noun)))
