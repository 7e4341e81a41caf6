"""The words of a written title as they are said: measures, packs and numbers in words, nothing shouted. Called by
`names` and `title_parts`."""

import re
import unicodedata
from decimal import Decimal

from babel.core import UnknownLocaleError
from babel.units import format_unit

from voice_skill.linking.judging.inflection import number_in_words
from voice_skill.linking.judging.languages import AS_WRITTEN, Language
from voice_skill.store.products.merchant_text import with_signs_said

# A title is looked at so far: the patterns below are linear, a million characters still are too many to look at.
MAX_LOOKED_AT = 500

# Vowels and tones that are written on the letter before them, as in "लीटर": no letters to Python.
_MARKS = "".join(chr(code) for code in range(0x300, 0x1100) if unicodedata.category(chr(code)).startswith("M"))
_LETTERS = rf"(?:[^\W_][{_MARKS}]*)+"
WORD = re.compile(
    rf"\d{{1,2}}/(?:2|4|8|16|32)(?![^\W_/])|\d+[.,]\d+(?![^\W_])(?:-{_LETTERS})?|{_LETTERS}(?:[-'’]{_LETTERS})*|[&%+]"
)
# "GLASS.STAR" is two words, "3.5" is one.
_GLUED = re.compile(r"(?<=[^\W\d_]{3})\.(?=[^\W_])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
# "12-cup" is two words that stay together.
_COUNTED = re.compile(r"(\d+(?:[.,]\d+)?)-([^\W\d_]{3,})", re.ASCII)
# What stands before the last number of "10 cm x 20 cm": numbers and their units.
_TIMES = re.compile(r"((?:\d+[\s-])?\d+/\d+|\d+(?:[.,]\d+)?)\s?(\D*?)\s?[x×]", re.IGNORECASE)
_FRACTION = re.compile(r"\d+/\d+")
_DIGIT = re.compile(r"\d")
# "Letter "A" key ring": quotes round one letter.
_LETTER = re.compile(r"[\"'“”‘’]([^\W\d_])[\"'“”‘’]")
# Longer words in capitals are shouted, and so is a title in which most letters are.
_MAX_ACRONYM_LETTERS = 4
_SHOUTED = 0.7


def plain_title(title: str, language: Language) -> str:
    """The title's words for the product, as one would write them in full."""
    title = with_signs_said(title[:MAX_LOOKED_AT], language.locale)
    text = _GLUED.sub(" ", language.praise.sub(" ", title))
    for pattern, said in language.rewrites if language.rewritten.search(text) else ():
        text = pattern.sub(said, text)
    return text


def without_codes(text: str, language: Language) -> str:
    """A text without numbers of articles and models; "128GB" is none."""
    return language.code.sub(lambda match: match[0] if language.measure.search(match[0]) else " ", text)


def without_measures(text: str, language: Language) -> str:
    return language.measure.sub(" ", text) if _DIGIT.search(text) else text


def spoken_words(text: str, language: Language, in_capitals: bool | None = None) -> list[str]:
    """The words of a text as they are said: not shouted, symbols and numbers in words."""
    return [word for group in word_groups(text, language, in_capitals) for word in group]


def word_groups(text: str, language: Language, in_capitals: bool | None = None) -> list[list[str]]:
    """The same, what is one word when written together: "3.5" is "three point five". in_capitals: True if the whole
    title is."""
    if not text:
        return []
    letters = _LETTER.findall(text)
    in_capitals = is_shouted(text) if in_capitals is None else in_capitals
    groups = []
    for word in WORD.findall(text):
        if word in letters or _is_acronym(word, language, in_capitals):
            groups.append([word.upper()])
        elif language.spells_numbers and (_NUMBER.fullmatch(word) or _FRACTION.fullmatch(word)):
            groups.append(number_in_words(word.replace(",", ".")))
        elif language.spells_numbers and (match := _COUNTED.fullmatch(word)):
            groups.append([*number_in_words(match[1].replace(",", ".")), match[2].lower()])
        else:
            lowered = not language.keeps_case or in_capitals or (word.isupper() and len(word) > _MAX_ACRONYM_LETTERS)
            groups.append([language.words.get(word.lower()) or (word.lower() if lowered else word)])
    return groups


def is_shouted(text: str) -> bool:
    """True if it is all, or nearly all, in capitals."""
    capitals, small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return capitals + small > _MAX_ACRONYM_LETTERS and capitals >= _SHOUTED * (capitals + small)


def measured(match: re.Match[str] | None, language: Language) -> list[str]:
    """A measure in words: "two by five hundred milliliter"."""
    if match is None:
        return []
    unit, number = _unit(match["unit"], language), match["number"].replace(",", ".")
    times = []
    for other, own_unit in _TIMES.findall(match["times"]):
        differs = language.spells_numbers and own_unit and (own := _unit(own_unit, language)) != unit
        times += [*_numeral(other.replace(",", "."), language), *(_unit_words(own) if differs else []), language.times]
    if language.locale == AS_WRITTEN:
        return [*times, number, match["unit"]]
    if language.spells_numbers:
        return [*times, *_numeral(number, language), *_unit_words(unit)]
    return [*times, *_in_locale(number, unit, language.locale).split()]


def is_amount(match: re.Match[str], language: Language) -> bool:
    """True if a measure says how much of it there is, by weight or volume."""
    return _unit(match["unit"], language).startswith(("mass", "volume"))


def times_counted(match: re.Match[str], language: Language) -> list[str]:
    """ "Pack of four" for "4 x 125 g"."""
    times = _TIMES.findall(match["times"])
    is_pack = len(times) == 1 and language.pack_word and is_amount(match, language)
    return [*language.pack_word.split(), *_numeral(times[0][0], language)] if is_pack else []


def counted(match: re.Match[str] | None, language: Language) -> list[str]:
    """A pack in words: "pack of three"."""
    if match is None:
        return []
    container = [match["container"].lower(), "of"] if match["container"] else language.pack_word.split()
    return [*container, *_numeral(match["of"] or match["count"], language)]


def _unit(written: str, language: Language) -> str:
    """CLDR's name of a unit."""
    return next(name for name, said in language.units.items() if said.fullmatch(written))


def _unit_words(unit: str) -> list[str]:
    return unit.split("-", 1)[1].split("-")


def _is_acronym(word: str, language: Language, in_capitals: bool) -> bool:
    if word.lower() in language.acronyms:
        return word[-1].isupper()
    is_short = 1 < len(word) <= _MAX_ACRONYM_LETTERS and word.isalpha() and word.isupper()
    return is_short and not in_capitals and word.lower() not in language.words


def _in_locale(number: str, unit: str, locale: str) -> str:
    """ "350 Milliliter" as CLDR has it for the locale, or with the unit as in English where it has none."""
    try:
        return format_unit(Decimal(number), unit, locale=locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return format_unit(Decimal(number), unit, locale="en")


def _numeral(digits: str, language: Language) -> list[str]:
    return number_in_words(digits) if language.spells_numbers else [digits]
