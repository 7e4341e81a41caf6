"""Splits a customer's words for a thing into a quantity, amounts (of each or in all) and a name. Called by the intents
with a slot's words, and by search."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from voice_skill.language.amounts.language import Language, language_of
from voice_skill.language.amounts.numbers import numbers_at
from voice_skill.language.amounts.spoken import Amount, amounts_in, lead_of
from voice_skill.language.amounts.written import written_words

# These stay words of the name: "two by four", "toys for a ten year old".
_OF_NAMES = frozenset({"sides", "age", "money"})


@dataclass(frozen=True, slots=True)
class AmountPhrase:
    """count: the quantity, if amounts or dozens show that the number before the name is not a part of it. amounts: of
    each, or in all. amount_words: the words of these. name: the other words; empty if there are none."""

    name: str
    count: int | None = None
    amounts: tuple[Amount, ...] = ()
    amount_words: str = ""

    @property
    def sizes(self) -> tuple[Amount, ...]:
        """The amounts that distinguish one thing from another, and are not the quantity."""
        return tuple(
            each for each in self.amounts if each.kind != "box" and (not each.counts or self.count is not None)
        )

    @property
    def counted_amount(self) -> Amount | None:
        """The amount that is the quantity: of packs, bottles or bags."""
        counting = (each for each in self.amounts if each.counts and each.number is not None)
        return next(counting, None) if self.count is None else None


@lru_cache(maxsize=4096)
def amount_phrase_of(text: str, locale: str) -> AmountPhrase:
    """Splits the text; all of it is the name if it contains no amount and no dozen."""
    language = language_of(locale)
    words = written_words(text, locale)
    found_amounts = amounts_in(words, locale)
    if language is None:
        return AmountPhrase(text)
    amounts = tuple(amount for amount in found_amounts if amount.kind not in _OF_NAMES)
    first = found_amounts[0].start if found_amounts else len(words)
    count, begin, is_dozen = _count(words[:first], language)
    if not amounts and not is_dozen:
        return AmountPhrase(text)
    inside = {at for amount in amounts for at in range(_start(words, amount, locale), amount.end)}
    name = [word for at, word in enumerate(words) if at >= begin and at not in inside]
    while name and name[0] in language.words["articles"]:
        name.pop(0)
    amount_words = " ".join(word for amount in amounts for word in words[amount.start : amount.end])
    return AmountPhrase(" ".join(name), count, amounts, amount_words)


def without_age(text: str, locale: str) -> str:
    """The text without the person that it is for: "raincoat" of "raincoat for a three year old"."""
    words = written_words(text, locale)
    ages = [amount for amount in amounts_in(words, locale) if amount.kind == "age"]
    inside = {at for age in ages for at in range(lead_of(words, age.start, locale), age.end)}
    return " ".join(word for at, word in enumerate(words) if at not in inside) if ages else text


def is_by_pair(phrase: AmountPhrase, locale: str) -> bool:
    """ "A pair of mugs", "two pairs of socks"."""
    language = language_of(locale)
    return language is not None and any(amount.unit in language.words["pair"] for amount in phrase.amounts)


def _start(words: tuple[str, ...], amount: Amount, locale: str) -> int:
    """The start of the words that lead to the amount, unless nothing precedes them: "in a" of "honey in a one pound
    jar"."""
    return lead_of(words, amount.start, locale) or amount.start


def _count(words: tuple[str, ...], language: Language) -> tuple[int | None, int, bool]:
    """The quantity that the words begin with, the start of the rest, and True if it was said in dozens or couples."""
    at = int(bool(words) and words[0] in language.words["indefinite"])
    numbers = numbers_at(words, 0, language) or numbers_at(words, at, language)
    at, number = (numbers[0].end, numbers[0].value) if numbers else (at, None)
    is_dozen = at < len(words) and words[at] in language.words["dozen"]
    is_couple = number is None and at < len(words) and words[at] in language.words["couple"]
    if is_dozen or is_couple:
        number, at = Decimal(2) if is_couple else 12 * (number or Decimal(1)), at + 1
    if number is None or number != int(number):
        return None, 0, False
    return int(number), at + (at < len(words) and words[at] in language.words["of"]), is_dozen or is_couple
