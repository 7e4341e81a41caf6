"""Splits a text into words for reading amounts: without case, and with signs after figures as the units that they
are."""

import re
from collections.abc import Iterable, Sequence

from voice_skill.language.amounts.language import language_of

MOST_CHARACTERS = 500
# "12", "1.5", "6-1/2", and "mp3", which has no number of players.
_WORD = re.compile(r"\d+(?:\.\d+)*(?:-\d+/\d+|/\d+)?|[^\W\d_]+(?:['’][^\W\d_]+|\d+)*|[\"″”'′’%×]")
_SIGNED = re.compile(r"^(\d[\d.,/ -]*?)\s+([^\W\d_]{1,3})$")
_MODEL = re.compile(r"([^\W\d_]+)(\d+)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def written_words(text: str, locale: str) -> tuple[str, ...]:
    """The words; "14in" is two, "14" and "inch", and so is 14"; "1.5 l" are liters."""
    matches = list(_WORD.finditer(_THOUSANDS.sub("", text[:MOST_CHARACTERS].casefold())))
    glued = [at > 0 and each.start() == matches[at - 1].end() for at, each in enumerate(matches)]
    words = with_units([each[0] for each in matches], glued, locale)
    return tuple(word for word in words if word[0].isalnum() or word == "×")


def written_value(text: str, locale: str) -> tuple[str, ...]:
    """The words of an option's value, in which a sign after a space is a unit, too: "250 W", "5 m"."""
    return written_words(_SIGNED.sub(r"\1\2", text.strip()), locale)


def apart(words: Iterable[str]) -> tuple[str, ...]:
    """The words with letters separated from the figures after them, as they are said: "x200" is "x 200"."""
    return tuple(part for word in words for part in _split(word))


def _split(word: str) -> tuple[str, ...]:
    model = _MODEL.fullmatch(word)
    return (model[1], model[2]) if model else (word,)


def with_letters(text: str, locale: str) -> str:
    """The text with repeated letters written out: "double a batteries" are "aa batteries"."""
    language = language_of(locale)
    for word, times in language.repeats.items() if language else ():
        text = re.sub(rf"\b{word} ([^\W\d_])\b", r"\1" * times, text, flags=re.IGNORECASE)
    return text


def with_units(words: Sequence[str], glued: Sequence[bool], locale: str) -> list[str]:
    """The words with signs after figures as units. glued: True for each word that nothing precedes."""
    language = language_of(locale)
    if language is None:
        return list(words)
    spaced = language.words["spaced"]
    return [
        language.glued.get(word, word) if before[-1:].isdigit() and (is_glued or word in spaced) else word
        for before, word, is_glued in zip(["", *words], words, glued, strict=False)
    ]
