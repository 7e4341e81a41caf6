"""What a customer's words ask for: how many, of which amount each or in all, of a thing of which name. Called by the
intents with a slot's words, and by search."""

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
class Wanted:
    """count: how many, where amounts or dozens say that the number before the name is none of its words. amounts: of
    each, or in all. said: the words of these. name: what is left; empty where nothing else was said."""

    name: str
    count: int | None = None
    amounts: tuple[Amount, ...] = ()
    said: str = ""

    @property
    def sizes(self) -> tuple[Amount, ...]:
        """The amounts that tell one thing from another, and do not count how many are wanted."""
        return tuple(
            each for each in self.amounts if each.kind != "box" and (not each.counts or self.count is not None)
        )

    @property
    def counted(self) -> Amount | None:
        """What says how many packs, bottles or bags there shall be."""
        counting = (each for each in self.amounts if each.counts and each.number is not None)
        return next(counting, None) if self.count is None else None


@lru_cache(maxsize=4096)
def wanted_of(text: str, locale: str) -> Wanted:
    """The text taken apart; all of it is the name where no amount and no dozen is in it."""
    language = language_of(locale)
    words = written_words(text, locale)
    found = amounts_in(words, locale)
    if language is None:
        return Wanted(text)
    amounts = tuple(amount for amount in found if amount.kind not in _OF_NAMES)
    first = found[0].start if found else len(words)
    count, begin, is_dozen = _count(words[:first], language)
    if not amounts and not is_dozen:
        return Wanted(text)
    inside = {at for amount in amounts for at in range(_start(words, amount, locale), amount.end)}
    name = [word for at, word in enumerate(words) if at >= begin and at not in inside]
    while name and name[0] in language.words["articles"]:
        name.pop(0)
    said = " ".join(word for amount in amounts for word in words[amount.start : amount.end])
    return Wanted(" ".join(name), count, amounts, said)


def without_age(text: str, locale: str) -> str:
    """The text without whom it is for: "raincoat" of "raincoat for a three year old"."""
    words = written_words(text, locale)
    ages = [amount for amount in amounts_in(words, locale) if amount.kind == "age"]
    inside = {at for age in ages for at in range(lead_of(words, age.start, locale), age.end)}
    return " ".join(word for at, word in enumerate(words) if at not in inside) if ages else text


def is_by_pair(wanted: Wanted, locale: str) -> bool:
    """ "A pair of mugs", "two pairs of socks"."""
    language = language_of(locale)
    return language is not None and any(amount.unit in language.words["pair"] for amount in wanted.amounts)


def _start(words: tuple[str, ...], amount: Amount, locale: str) -> int:
    """Where that begins which leads to it, unless nothing stands before that: "in a" of "honey in a one pound jar"."""
    return lead_of(words, amount.start, locale) or amount.start


def _count(words: tuple[str, ...], language: Language) -> tuple[int | None, int, bool]:
    """How many the words begin with, where the rest begins, and whether it was said in dozens or couples."""
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
