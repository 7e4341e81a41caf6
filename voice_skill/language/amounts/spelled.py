"""Spells names and sizes with numbers in one way, however they are said or written: "eight in one" as "8-in-1", "two by
fours" as "2x4", "number eight" as "No. 8", "nine to twelve" as "9-12". Called by understanding and intents."""

from functools import lru_cache

from voice_skill.language.amounts.language import Language, language_of
from voice_skill.language.amounts.numbers import as_number, plain_numbers, with_figures
from voice_skill.language.amounts.written import apart, written_value

LABEL = "#"
_SIDES = "x"


@lru_cache(maxsize=16_384)
def spelled(text: str, locale: str) -> tuple[str, ...]:
    """The words with numbers in figures, LABEL for "number" or "no" before one, "x" for "by" and nothing for "to"
    between two; none in a language whose amounts are not written down."""
    language = language_of(locale)
    if language is None:
        return ()
    words = plain_numbers(apart(with_figures(written_value(text, locale), locale)), locale)
    around = zip(["", *words], words, [*words[1:], ""], strict=False)
    return tuple(part for each in around if (part := _spelled(*each, language)))


def has_number(words: tuple[str, ...]) -> bool:
    """True if a number is among spelled words."""
    return any(as_number(word) is not None for word in words)


def _spelled(before: str, word: str, after: str, language: Language) -> str:
    if as_number(after) is None:
        return word
    if word in language.words["label"]:
        return LABEL
    if as_number(before) is None:
        return word
    return _SIDES if word in language.words["by"] else "" if word in language.words["to"] else word
