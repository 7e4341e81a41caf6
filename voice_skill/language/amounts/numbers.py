"""Numbers among words, said or in figures, each with its place: "two fourteen" are two. Called by spoken.

text2num (MIT) turns words into figures and knows where one number ends and the next begins; fractions are ours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import gcd

from voice_skill.language.amounts.language import Language, language_of
from voice_skill.language.figures import figures
from voice_skill.language.tables import language_code

_FIGURES = re.compile(r"(?:(?P<whole>\d+)-)?(?P<over>\d+)/(?P<under>[1-9]\d*)|(?P<plain>\d+(?:[.,]\d+)?)")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_LONGEST_WORDS = 12
_TEN = Decimal(10)
_PARTS = {"half": 2, "quarter": 4, "third": 3, "eighth": 8, "sixteenth": 16}


@dataclass(frozen=True, slots=True)
class Number:
    """start, end: its words, the end exclusive."""

    start: int
    end: int
    value: Decimal


def numbers_at(words: tuple[str, ...], at: int, language: Language) -> list[Number]:
    """The numbers that follow one another from this word on; empty if it begins none."""
    if fraction := _fraction(words, at, language):
        return [fraction]
    end = at
    while end < len(words) and end - at < _LONGEST_WORDS and _continues(words, at, end, language):
        end += 1
    spans = _number_spans(words[at:end], language.code)
    numbers = [Number(at + start, at + stop, value) for start, stop, value in spans]
    return [*numbers[:-1], _with_fraction(numbers[-1], words, language)] if numbers else []


def is_number(word: str, locale: str) -> bool:
    """True if the word is a number, or a part of one."""
    return bool(word) and _is_number_word(word, language_code(locale))


def with_figures(words: Sequence[str], locale: str) -> tuple[str, ...]:
    """The words with the numbers among them in figures: "seven stars" is "7 stars"."""
    language, word_tuple = language_of(locale), tuple(words)
    if language is None:
        return word_tuple
    result: list[str] = []
    at = 0
    while at < len(word_tuple):
        begins_number = is_number(word_tuple[at], locale) or _is_part_of_unit(word_tuple, at, language)
        numbers = numbers_at(word_tuple, at, language) if begins_number else []
        result += [f"{number.value:f}" for number in numbers] or [word_tuple[at]]
        at = numbers[-1].end if numbers else at + 1
    return tuple(result)


def as_number(word: str) -> Decimal | None:
    """The value of a word in figures."""
    return Decimal(word) if _PLAIN.fullmatch(word) else None


def plain_numbers(words: Sequence[str], locale: str) -> tuple[str, ...]:
    """The words with plurals of numbers in the singular: "two of the sixes". "Ones" stays."""
    singulars = ((word, singular_number(word, locale)) for word in words)
    return tuple(with_figures((singular,), locale)[0] if singular else word for word, singular in singulars)


def singular_number(word: str, locale: str) -> str | None:
    """The number in the singular: "six" for "sixes"; None for any other word, and for "ones"."""
    singular = word.removesuffix("es") if word == "sixes" else word.removesuffix("s")
    return singular if singular not in (word, "one") and is_number(singular, locale) else None


def _continues(words: tuple[str, ...], at: int, end: int, language: Language) -> bool:
    """True if the word belongs to a number: "and" only between two words that do."""
    if words[end] in language.words["and"] or words[end] == "point":
        following = words[end + 1 : end + 2]
        return end > at and bool(following) and _is_number_word(following[0], language.code)
    return _is_number_word(words[end], language.code)


def _number_spans(words: tuple[str, ...], code: str) -> list[tuple[int, int, Decimal]]:
    """The start, end and value of each number among words that all belong to numbers."""
    spans: list[tuple[int, int, Decimal]] = []
    at = 0
    while at < len(words):
        end = next(end for end in range(len(words), at, -1) if end == at + 1 or _value(words[at:end], code) is not None)
        value = _value(words[at:end], code)
        if value is None:
            break
        spans.append((at, end, value))
        at = end
    return spans


@lru_cache(maxsize=4096)
def _value(words: tuple[str, ...], code: str) -> Decimal | None:
    """The value of the words, if they are one number."""
    if len(words) == 2 and words[0].isdecimal() and "/" in words[1]:  # "2 1/2"
        words = ("-".join(words),)
    match = _FIGURES.fullmatch(words[0]) if len(words) == 1 else None
    if match and match["under"]:
        return Decimal(match["whole"] or 0) + Decimal(match["over"]) / Decimal(match["under"])
    text = match[0].replace(",", ".") if match else _as_figures(words, code)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value < _TEN**9 else None


def _as_figures(words: tuple[str, ...], code: str) -> str:
    """ "two hundred and fifty" is "250"; "and two" and "2 14" stay what is no number."""
    if not _is_number_word(words[0], code) or any(word[0].isdigit() for word in words):
        return ""
    return figures(" ".join(words), code)


@lru_cache(maxsize=4096)
def _is_number_word(word: str, code: str) -> bool:
    if _FIGURES.fullmatch(word):
        return True
    return word != "ones" and figures(word, code).isdecimal()


def _fraction(words: tuple[str, ...], at: int, language: Language) -> Number | None:
    """ "half a", "a quarter of a", "three quarters of a", "five eighths": what is less than one, up to the word it is a
    part of."""
    articles, start = language.words["indefinite"], at
    at += at + 1 < len(words) and (words[at] in articles or _is_one(words[at], language))
    part = _part(words[at], language) if at < len(words) else None
    if part is None:
        over = _value(words[start : start + 1], language.code) if start + 1 < len(words) else None
        part = _part(words[start + 1], language) if over else None
        if over is None or part is None or not _is_reduced(over, part):
            return None
        part, at = over * part, start + 1
    value = part
    end = at + 1
    end += end + 1 < len(words) and words[end] in language.words["of"] and words[end + 1] in articles
    end += end + 1 < len(words) and words[end] in articles
    return Number(start, end, value)


def _is_part_of_unit(words: tuple[str, ...], at: int, language: Language) -> bool:
    """True if a fraction begins here and a unit, or nothing, follows: "half inch", but not "half zip"."""
    fraction = _fraction(words, at, language)
    return fraction is not None and (fraction.end == len(words) or language.unit_at(words, fraction.end) is not None)


def _is_reduced(over: Decimal, part: Decimal) -> bool:
    """True for a reduced fraction: three eighths are; two quarters are not, but two of a quarter each."""
    return over == int(over) and over * part < 1 and gcd(int(over), round(1 / part)) == 1


def _part(word: str, language: Language) -> Decimal | None:
    """The value of a word for a part: "half", "eighths"."""
    return next((1 / Decimal(under) for name, under in _PARTS.items() if word in language.words[name]), None)


def _with_fraction(number: Number, words: tuple[str, ...], language: Language) -> Number:
    """ "two and a half", "two and three quarters", "2 1/2"."""
    end = number.end
    if end + 1 < len(words) and words[end] in language.words["and"]:
        fraction = _fraction(words, end + 1, language)
        if fraction and words[fraction.end - 1] not in language.words["indefinite"]:
            return Number(number.start, fraction.end, number.value + fraction.value)
    return number


def _is_one(word: str, language: Language) -> bool:
    return _value((word,), language.code) == 1
