"""Names for the ear out of written titles. Called by `staging`, never by the server.

The rules of each language are in its `spoken_names.toml`; what is English only here is asked of inflect (plurals,
numbers)."""

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel.core import UnknownLocaleError
from babel.units import format_unit

from voice_skill.linking.judging.languages import AS_WRITTEN, Language, language_for
from voice_skill.store.products.merchant_text import with_signs_said

if TYPE_CHECKING:
    import inflect

MOST_WORDS = 8
# So many of the title's own come with a long measure, as long as the name is not longer than the second.
_FEWEST_WORDS = 5
_LONGEST = 10
# A title is looked at so far: the patterns below are linear, a million characters still are too many to look at.
_MAX_LOOKED_AT = 500

# What follows one of these, and what stands in brackets, is said of the product and is not its name.
_BREAK = re.compile(r"\s*[|•·;]\s*|\s+[-–—]+\s+|:\s+")
_BRACKET = re.compile(r"[()\[\]{}]")
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
# Vowels and tones that are written on the letter before them, as in "लीटर": no letters to Python.
_MARKS = "".join(chr(code) for code in range(0x300, 0x1100) if unicodedata.category(chr(code)).startswith("M"))
_LETTERS = rf"(?:[^\W_][{_MARKS}]*)+"
_WORD = re.compile(rf"\d+[.,]\d+(?![^\W_])|{_LETTERS}(?:[-'’]{_LETTERS})*|[&%+]")
# "GLASS.STAR" is two words, "3.5" is one.
_GLUED = re.compile(r"(?<=[^\W\d_]{3})\.(?=[^\W_])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
# "Letter "A" key ring": quotes round one letter.
_LETTER = re.compile(r"[\"'“”‘’]([^\W\d_])[\"'“”‘’]")
# "Painted", "assorted"; but not "bed" or "seed".
_PARTICIPLE = re.compile(r"\w{4,}ed")
# Longer words in capitals are shouted, and so is a title in which most letters are.
_MAX_ACRONYM_LETTERS = 4
_SHOUTED = 0.7


def spoken_names(title: str, locale: str = "en-US") -> tuple[str, str]:
    """A name for the ear, and its plural: "Olive Oil | 500ml" is a "five hundred milliliter olive oil"."""
    name = _name(title, language_for(title, locale))
    return name, spoken_plural(name, locale)


def spoken_plural(name: str, locale: str = "en-US") -> str:
    """Several of them: "jars of honey", "blue mugs"; what is plural already stays, "cotton socks".

    In a language whose plurals are not known here it is the name itself."""
    language = language_for(name, locale)
    words = name.split()
    if not language.is_english:
        return name
    head = _head(words, language)
    if head < 0 or not words[head][-1].isalpha() or words[head] in _number_words() or _is_plural(words[head], language):
        return name
    words[head] = _plural(words[head])
    return " ".join(words)


def spoken_phrases(text: str, locale: str) -> list[list[str]]:
    """All that can be said of a title, without codes and praise: what stands between breaks and brackets, and each
    measure and pack in words."""
    if not text:
        return []
    language = language_for(text, locale)
    words = _plain_title(text, language)
    packs = [_count_words(match, language) for match in language.pack.finditer(words)]
    words = language.pack.sub(" ; ", words)
    measures = [_measured(match, language) for match in language.measure.finditer(words)]
    parts = (part for half in _BREAK.split(_bare(words, language)) for part in _BRACKET.split(half))
    return [phrase for phrase in [*(_spoken_words(part, language) for part in parts), *measures, *packs] if phrase]


def _name(title: str, language: Language) -> str:
    words = _plain_title(title, language)
    pack = language.pack.search(words)
    measure = language.measure.search(language.pack.sub(" ; ", words))
    bare = _bare(_BRACKETS.sub(" ", words), language)
    parts = [part for part in _BREAK.split(bare) if _WORD.search(part)]
    beside = _count_words(pack, language) + _measured(measure, language)
    most = max(MOST_WORDS - len(beside), min(_FEWEST_WORDS, _LONGEST - len(beside)))
    phrase = _shortened(_spoken_words(parts[0] if parts else _bare(words, language), language), most, language)
    name = beside + phrase if language.measure_first else phrase + beside
    return (
        " ".join(name) or " ".join(_spoken_words(title, language)) or " ".join(title.split())[:_MAX_LOOKED_AT].lower()
    )


def _plain_title(title: str, language: Language) -> str:
    """The title's words for the product, as one would write them in full."""
    title = with_signs_said(title[:_MAX_LOOKED_AT], language.locale)
    text = _GLUED.sub(" ", language.praise.sub(" ", title))
    for pattern, said in language.rewrites:
        text = pattern.sub(said, text)
    return text


def _bare(text: str, language: Language) -> str:
    return language.code.sub(" ", language.measure.sub(" ", language.pack.sub(" ", text)))


def _spoken_words(text: str, language: Language) -> list[str]:
    """The words of a text as they are said: not shouted, symbols and numbers in words."""
    letters = set(_LETTER.findall(text))
    in_capitals = is_shouted(text)
    said: list[str] = []
    for word in _WORD.findall(text):
        if word in letters or _is_acronym(word, language, in_capitals):
            said.append(word.upper())
        elif language.spells_numbers and _NUMBER.fullmatch(word):
            said += _number(word.replace(",", "."))
        else:
            lowered = not language.keeps_case or in_capitals or (word.isupper() and len(word) > _MAX_ACRONYM_LETTERS)
            said.append(language.words.get(word.lower()) or (word.lower() if lowered else word))
    return said


def is_shouted(text: str) -> bool:
    """True if it is all, or nearly all, in capitals."""
    capitals, small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return capitals + small > _MAX_ACRONYM_LETTERS and capitals >= _SHOUTED * (capitals + small)


def _is_acronym(word: str, language: Language, in_capitals: bool) -> bool:
    if word.lower() in language.acronyms:
        return word[-1].isupper()
    is_short = 1 < len(word) <= _MAX_ACRONYM_LETTERS and word.isalpha() and word.isupper()
    return is_short and not in_capitals and word.lower() not in language.words


def _shortened(words: list[str], most: int, language: Language) -> list[str]:
    """At most so many words, rather ending before "for the kitchen" than in the middle of it."""
    if len(words) > most:
        ends = [at for at, word in enumerate(words) if 2 <= at <= most and word in language.prepositions - {"of"}]
        words = words[: ends[0] if ends else most]
    while words and words[-1] in language.dangling:
        words = words[:-1]
    return words


def _measured(match: re.Match[str] | None, language: Language) -> list[str]:
    if match is None:
        return []
    unit = next(name for name, said in language.units.items() if said.fullmatch(match["unit"]))
    numbers = [number.replace(",", ".") for number in [*_NUMBER.findall(match["times"]), match["number"]]]
    times = [said for number in numbers[:-1] for said in [*_numeral(number, language), language.times]]
    if language.locale == AS_WRITTEN:
        return [*times, numbers[-1], match["unit"]]
    if language.spells_numbers:
        return [*times, *_numeral(numbers[-1], language), *unit.split("-", 1)[1].split("-")]
    return [*times, *_in_locale(numbers[-1], unit, language.locale).split()]


def _in_locale(number: str, unit: str, locale: str) -> str:
    """ "350 Milliliter" as CLDR has it for the locale, or with the unit as in English where it has none."""
    try:
        return format_unit(Decimal(number), unit, locale=locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return format_unit(Decimal(number), unit, locale="en")


def _count_words(match: re.Match[str] | None, language: Language) -> list[str]:
    if match is None:
        return []
    container = [match["container"].lower(), "of"] if match["container"] else language.pack_word.split()
    return [*container, *_numeral(match["of"] or match["count"], language)]


def _numeral(digits: str, language: Language) -> list[str]:
    return _number(digits) if language.spells_numbers else [digits]


def _head(words: list[str], language: Language) -> int:
    """The position of the noun that a plural changes; -1 when there is none.

    "Two in one shampoo" is named by its last word, "jar of honey" by the one before "of", "rain mac pink" by "mac"."""
    is_end = language.prepositions.__contains__
    ends = [at for at, word in enumerate(words) if at and is_end(word) and words[at + 1 :][:1] != ["one"]]
    head = (ends[0] if ends else len(words)) - 1
    after = language.after_nouns | {language.words.get("&")}
    while head > 0 and (words[head] in after or _PARTICIPLE.fullmatch(words[head])):
        head -= 1
    return len(words) - 1 if words and words[head] in language.after_nouns else head


@lru_cache(maxsize=4096)
def _number(digits: str) -> list[str]:
    if "/" in digits:
        return _fraction(digits)
    said = _inflect().number_to_words(digits, andword="", comma="")
    return str(said).replace("-", " ").split()


def _fraction(digits: str) -> list[str]:
    """ "1 1/2" is "one and a half", "3/8" is "three eighths", "1/4" is "quarter"."""
    *whole, over, under = re.split(r"[\s/-]", digits)
    part = {"2": "half", "4": "quarter"}.get(under) or str(_inflect().ordinal(str(_inflect().number_to_words(under))))
    said = [part] if over == "1" else [*_number(over), f"{part}s"]
    return [*_number(whole[0]), "and", *(["a"] if over == "1" else []), *said] if whole else said


@cache
def _number_words() -> frozenset[str]:
    return frozenset(word for number in [*range(20), *range(20, 100, 10), 100, 1000] for word in _number(str(number)))


@lru_cache(maxsize=16384)
def _plural(word: str) -> str:
    if word.isupper():
        return f"{word}s"
    return str(_inflect().plural_noun(word))


def _is_plural(word: str, language: Language) -> bool:
    if word in language.singular or word.isupper() or word.endswith(("ss", "us")):
        return False
    return _ends_plural(word)


@lru_cache(maxsize=16384)
def _ends_plural(word: str) -> bool:
    singular = _inflect().singular_noun(word)
    return bool(singular) and _plural(str(singular)) == word


@cache
def _inflect() -> "inflect.engine":
    # Importing it takes more than a second, which a server that never names products must not wait for.
    import inflect

    return inflect.engine()
