"""Splits texts into words and stems, so that spoken words match written ones. For search and orders."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from voice_skill.language.figures import figures
from voice_skill.language.folding import MARKS, folded
from voice_skill.language.stems import stem, stemmer_of
from voice_skill.language.tables import Table, language_code, table

LONGEST_WORD = 40
MOST_CHARACTERS = 2_000

_ENDING = re.compile(r"(?<=\w)['’`](?:s|d|m|t|ll|ve|re)\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORD = re.compile(rf"(?:[^\W_][{MARKS}]*)+")
# Letters and digits are said apart: "500ml", "mp3", "b12".
_PART = re.compile(rf"\d+|(?:[^\W\d_][{MARKS}]*)+")


@dataclass(frozen=True)
class Language:
    """One language's rules for splitting text; `code` is that of ISO 639, `locale` is the one it is pronounced in."""

    locale: str
    code: str
    stemmer: str | None
    stop_words: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    units: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)
    limits: dict[str, list[str]] = field(default_factory=dict)
    in_stock: tuple[str, ...] = ()
    money: frozenset[str] = frozenset()
    cents: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()
    no: frozenset[str] = frozenset()


def words(text: str, locale: str = "en-US") -> list[str]:
    """The telling words of a text, in order, stemmed, number words as digits; empty only if none."""
    language = language_of(locale)
    return stems(plain_words(text, language), language)


def plain_words(text: str, language: Language) -> list[str]:
    """The telling words of a text as they are written, accents and speech around them dropped."""
    said: list[str] = _WORD.findall(fold(text))
    telling = [word for word in said if word not in language.stop_words]
    if len(telling) > 1 and telling[-1] in language.pronouns:
        telling.pop()
    parts: list[str] = _PART.findall(digits(" ".join(telling or said), language))
    return [language.units.get(part, part)[:LONGEST_WORD] for part in parts]


def digits(text: str, language: Language) -> str:
    """The text with its number words as digits, where the language is known."""
    return figures(text, language.code)


def spoken_words(text: str) -> list[str]:
    """All words of a text, as they are read aloud."""
    return _PART.findall(fold(text))


def stems(plain: Iterable[str], language: Language) -> list[str]:
    """The words without their endings."""
    return [stem(word, language.stemmer) for word in plain]


def fold(text: str) -> str:
    """The text without case, accents and the endings that an apostrophe begins."""
    text = folded(text[:MOST_CHARACTERS].encode("utf-8", "ignore").decode())
    return _THOUSANDS.sub("", _ENDING.sub("", text.replace("%", " percent ")))


@cache
def language_of(locale: str) -> Language:
    """Returns the rules of a locale's language."""
    code = language_code(locale)
    speech, money = table("search", locale), table("money", locale)
    return Language(
        locale,
        code,
        stemmer_of(code),
        _folded(speech, "stop_words"),
        _folded(table("grammar", locale), "ones"),
        {word: unit for unit, names in speech.get("units", {}).items() for word in names.split()},
        speech.get("sizes", {}),
        money.get("limits", {}),
        tuple(speech.get("in_stock", ())),
        _folded(money, "slang"),
        _folded(money, "cents") | _folded(money, "cents_written"),
        tuple(speech.get("before", ())),
        _folded(speech, "no"),
    )


@cache
def size_names(locale: str) -> Mapping[str, str]:
    """Each size by its other name: "m" -> "medium" and "medium" -> "m"."""
    sizes = language_of(locale).sizes
    return sizes | {said: letters for letters, said in sizes.items()}


def size_spans(words: Sequence[str], locale: str) -> list[tuple[int, int]]:
    """The places of sizes of several words, "extra large", the end exclusive; the longest only."""
    names = sorted((name.split() for name in language_of(locale).sizes.values() if " " in name), key=len, reverse=True)
    spans: list[tuple[int, int]] = []
    for name in names:
        for at in range(len(words) - len(name) + 1):
            is_inside = any(start <= at < end for start, end in spans)
            if list(words[at : at + len(name)]) == name and not is_inside:
                spans.append((at, at + len(name)))
    return spans


def _folded(words: Table, name: str) -> frozenset[str]:
    return frozenset(fold(words.get(name, "")).split())
