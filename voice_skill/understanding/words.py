"""Cuts what was said or typed into words, folded for comparing; used by everything in this package."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from voice_skill.language.folding import folded

UNKNOWN = "[unk]"  # what Vosk writes for a sound that is no word of its grammar

# A letter is whatever is no space, digit or punctuation, so that vowel signs (Hindi, Arabic) and emoji stay in
# their word.
_LETTER = r"[^\s\d!-/:-@\[-`{-~\u2000-\u2bff\u3000-\u303f\ufe30-\ufe4f\uff01-\uff0f«»¿¡·]"
_WORD = re.compile(
    rf"""\[unk\]|<unk>|<UNK>|\[UNK\]
    | (?:[A-Za-z]\.){{2,}}[A-Za-z]?(?![A-Za-z])  # T.V.
    | \d+(?:st|nd|rd|th)(?!{_LETTER})            # 2nd
    | \d+(?:[.,:/-]\d+)*                         # 9:30, 1,000, 2026-07-04
    | ['’][sS](?!{_LETTER})                       # a possessive is a word of its own: "{{owner}}'s list"
    | {_LETTER}+(?:['’](?![sS](?!{_LETTER})){_LETTER}+)*
    | &""",
    re.VERBOSE,  # and not IGNORECASE, by which the sign for kelvin among the punctuation would be every k
)
_PAUSE = re.compile("[,:;]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: folded for comparing, how it was written, and where it stands in the text it was cut from.

    look: "A" for a capital, "a" for small letters, "0" for figures, with a comma before it when one was written."""

    folded: str
    look: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words of a text in order; punctuation is left out, "mug's" is two words."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        pause = "," if words and _PAUSE.search(text, end, match.start()) else ""
        end = match.end()
        words.append(Word(_folded(match[0]), pause + _look(match[0]), match.start(), end))
    return words


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: no case, no accents, no punctuation."""
    return tuple(_folded(match[0]) for match in _WORD.finditer(text))


def text_between(text: str, words: Iterable[Word]) -> str:
    """The stretch of the text that the words cover, as it was said."""
    covered = list(words)
    return text[covered[0].start : covered[-1].end]


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    if word == "&":
        return "and"
    plain = folded(word).replace("’", "'") or word
    if plain in ("<unk>", UNKNOWN):
        return UNKNOWN
    return plain.replace(".", "") if plain[0].isalpha() else plain


def _look(word: str) -> str:
    if word[0].isdigit():
        return "0"
    return "a" if word.islower() or not word[0].isalpha() else "A"
