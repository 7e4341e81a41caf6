"""Numbers as they are spoken or typed, in the values Alexa sends: NUMBER, FOUR_DIGIT_NUMBER, Ordinal, PhoneNumber…

Words become figures by text2num (MIT, Rust, eight languages, released 2026); what is ours is what callers of order
numbers do: digit by digit, "oh" for zero, "double four", "ten forty two".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from voice_skill.language.figures import figures
from voice_skill.language.tables import table

_WORDS = table("numbers", "en")
REPEATS: Mapping[str, int] = _WORDS["repeats"]
AMOUNTS: Mapping[str, int] = _WORDS["amounts"]
_SIGNS = {"minus", "negative"}
# Before these "a" is a one; before any other number it is an article, and belongs to a thing: "a two pack".
_AFTER_ARTICLE = {"hundred", "thousand", "million", "billion"}
_JOINING = {"and", "a", "of", "point", "half", *REPEATS, *_SIGNS, *AMOUNTS}
_OUTCRIES = {("oh",), ("o",)}  # no zero by themselves
_FIGURES = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+")
_GROUPS = re.compile(r"\d+(?: \d+)*|\d+\.\d+")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
LONGEST_WORDS = 24  # a card number said digit by digit, and then some


def number(words: Sequence[str], language: str) -> str | None:
    """Figures for a spoken number: "one oh four two double three" is 104233, "minus two" is -2; None for none."""
    return _number(tuple(words), language)


def four_digits(words: Sequence[str], language: str) -> str | None:
    """A number of exactly four digits: "six oh four five", "twenty twenty six"."""
    figure = _number(tuple(words), language)
    return figure if figure and re.fullmatch(r"\d{4}", figure) else None


def ordinal(words: Sequence[str], language: str) -> str | None:
    """The place in an order: "second" and "2nd" are 2, "twenty first" is 21."""
    match = _ORDINAL.fullmatch(figures(" ".join(words), language))
    return match[1] if match else None


def phone_number(words: Sequence[str], language: str) -> str | None:
    """Digits of a telephone number, three to fifteen (the ITU's longest), without punctuation."""
    plain = [part for word in words for part in re.split(r"[-./:,]", word.removeprefix("+")) if part != "plus"]
    zeros = {"hundred": ["zero"] * 2, "thousand": ["zero"] * 3} if language == "en" else {}
    figure = _number(tuple(part for word in plain for part in zeros.get(word, [word])), language)
    return figure if figure and re.fullmatch(r"\d{3,15}", figure) else None


def letters_and_digits(words: Sequence[str], language: str) -> str | None:
    """A code spelled letter by letter: "sixteen a" is 16a, "b l t two" is blt2."""
    code_parts: list[str] = []
    for is_spelled, run in _runs(_repeated(words)):
        part = "".join(run) if is_spelled else _number(tuple(run), language)
        if part is None:
            return None
        code_parts.append(part)
    code = "".join(code_parts)
    return code if len(code) > 1 or code.isdigit() else None


def is_number_word(word: str, language: str) -> bool:
    """True if a spoken number may contain this word."""
    return _is_number_word(word, language)


def _repeated(words: Sequence[str]) -> list[str]:
    """Letters as often as they are said to stand there, "oh" as a zero: "double a oh" is "a a zero"."""
    words_in_full: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        if len(word) == 1 and word.isalpha() and before in REPEATS:
            words_in_full[-1:] = [word] * REPEATS[before]
        else:
            words_in_full.append("zero" if word == "oh" else word)
    return words_in_full


def _runs(words: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Stretches of single letters and of other words; "a" and "o" are letters beside letters."""
    run: list[str] = []
    spelled = False
    for word in words:
        is_letter = len(word) == 1 and word.isalpha()
        if run and is_letter != spelled:
            yield spelled, run
            run = []
        spelled = is_letter
        run.append(word)
    if run:
        yield spelled, run


@lru_cache(maxsize=20_000)
def _is_number_word(word: str, language: str) -> bool:
    if _FIGURES.fullmatch(word) or (language == "en" and word in _JOINING | {"oh", "o"}):
        return True
    if language == "en" and word.endswith("s"):
        return False  # "two fives" are no 25
    return figures(word, language) != word and not _ORDINAL.fullmatch(figures(word, language))


@lru_cache(maxsize=20_000)
def _number(words: tuple[str, ...], language: str) -> str | None:
    if not words or words in _OUTCRIES or not all(_is_number_word(word, language) for word in words):
        return None
    if words[0] in _SIGNS:
        figure = _number(words[1:], language)
        return f"-{figure}" if figure and not figure.startswith("-") else None
    if words[-3:] == ("and", "a", "half"):
        whole = _number(words[:-3], language)
        return f"{whole}.5" if whole and whole.isdecimal() else None
    if words[-1] == "dozen" and (dozens := _number(words[:-1], language)):
        return str(12 * int(dozens)) if dozens.isdecimal() else None
    words = _amount(words) if language == "en" else words
    figure = figures(" ".join(words), language)
    if not _GROUPS.fullmatch(figure):
        return None
    return figure.replace(" ", "")


def _amount(words: tuple[str, ...]) -> tuple[str, ...]:
    """English around numbers, in words that text2num knows: dozens, couples, "oh", doubled digits."""
    if words in (("half", "a", "dozen"), ("a", "half", "dozen"), ("half", "dozen")):
        return ("6",)
    if words[-1] == "of" and "couple" in words:
        words = words[:-1]
    if words[0] == "a" and words[1:2] and words[1] in AMOUNTS:
        words = words[1:]
    elif words[0] == "a" and words[1:2] and words[1] in _AFTER_ARTICLE:
        words = ("one", *words[1:])
    number_words: list[str] = []
    times = 1
    for word in words:
        if word in REPEATS:
            times = REPEATS[word]
            continue
        amount = str(AMOUNTS[word]) if word in AMOUNTS else word.replace(",", "")
        plain = {"oh": "zero", "o": "zero"}.get(word, amount)
        number_words += [plain] * times
        times = 1
    return tuple(number_words) if times == 1 else ("double",)
