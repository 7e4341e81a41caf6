"""Reads amounts from a merchant's words, so that "1.4 kilograms" can be compared with "900 g". Called by ranking.

Only what is nothing but a measure is one: "up to a liter" and "500 g per box" say something else.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import NumberFormatError, parse_decimal

from voice_skill.language.amounts.units import babel_locale, units_of
from voice_skill.language.stems import stem
from voice_skill.store.search.text import digits, language_of

_ASIDE = re.compile(r"\([^()]*\)")
MOST_CHARACTERS = 100  # of a text that is nothing but an amount
# Possessive, or a long row of digits would be tried in every way to part it.
_NUMBER = r"\d++(?:[.,]\d++)*+|[.,]\d++"
_AMOUNT = re.compile(rf"({_NUMBER})\s*([^\d]*)")
_AMOUNTS = re.compile(rf"(?:(?:{_NUMBER})[^\d.,]*+[.,]?\s*+)++")
_OF = re.compile(r"(\d+)\s*/\s*(\d+)")
_COUNTED = re.compile(r"[^\W\d_]*")

Known = tuple[str, Decimal]


@dataclass(frozen=True)
class Measure:
    """amounts: in the smallest unit of its kind; several, the greatest first, of what is so long, wide and high.

    kind: CLDR's, like "mass"; the word that was counted in "12 pieces"; "/5" of "4/5"; empty for a bare number."""

    kind: str
    amounts: tuple[Decimal, ...]

    def compared_with(self, other: "Measure") -> int | None:
        """1 when it is more, -1 when it is less; None for what is neither: grams and pieces, longer but narrower."""
        if self.kind != other.kind or len(self.amounts) != len(other.amounts):
            return None
        signs = {(mine > theirs) - (mine < theirs) for mine, theirs in zip(self.amounts, other.amounts, strict=True)}
        return None if {1, -1} <= signs else sum(signs)


def measure_of(written: str, locale: str, *, roughly: Collection[str] = (), by: Collection[str] = ()) -> Measure | None:
    """The measure that a text is: "380 g", "thirty hours", "5 feet 3 inches", "30 x 20 cm", "12 pieces", "4/5", "4".

    roughly, by: the language's words that may stand before one ("about") and between lengths ("by")."""
    if len(written) > MOST_CHARACTERS:
        return None
    plain = _ASIDE.sub(" ", digits(written.casefold(), language_of(locale))).strip().rstrip(" .")
    while (first := re.match(r"[^\W\d_]+\.?\s+|~\s*", plain)) and first[0].strip(" .") in {*roughly, "~"}:
        plain = plain[first.end() :]
    if share := _OF.fullmatch(plain):
        return Measure(f"/{share[2]}", (Decimal(share[1]),))
    between = "|".join([r"(?<=[\d\W])[x×*](?=[\d\W])|×", *(rf"\b{re.escape(word)}\b" for word in by)])
    parts = [_amounts(part.strip(), locale) for part in re.split(between, plain)]
    unit = next((name for amounts in reversed(parts) for _, name in reversed(amounts) if name), "")
    lone = [[(amounts[0][0], amounts[0][1] or unit)] if len(amounts) == 1 else amounts for amounts in parts]
    summed = [_sum(amounts, locale) for amounts in lone]
    kinds = {kind for kind, _ in filter(None, summed)}
    if None in summed or len(kinds) != 1:
        return None
    return Measure(kinds.pop(), tuple(sorted((amount for _, amount in filter(None, summed)), reverse=True)))


def _amounts(text: str, locale: str) -> list[tuple[Decimal, str]]:
    """ "5 feet 3 inches" as 5 feet and 3 inches; none when there is anything else."""
    if not _AMOUNTS.fullmatch(text):
        return []
    read = [(_decimal(number, locale), unit.strip(" .,")) for number, unit in _AMOUNT.findall(text)]
    amounts = [(number, unit) for number, unit in read if number is not None]
    return amounts if len(amounts) == len(read) else []


def _sum(amounts: Sequence[tuple[Decimal, str]], locale: str) -> Known | None:
    """None for a list, and for the same said twice, like "12 oz, 340 g": each that follows is less than one of the unit
    before it, which is a whole number of its own, as no pound is of grams."""
    units = [_unit(name, locale) for _, name in amounts]
    kinds = {kind for kind, _ in filter(None, units)}
    if not units or None in units or len(kinds) != 1:
        return None
    factors = [factor for _, factor in filter(None, units)]
    parts = [number * factor for (number, _), factor in zip(amounts, factors, strict=True)]
    following = zip(factors, factors[1:], parts[1:], strict=False)
    if any(max(mine, part) >= before or before % mine for before, mine, part in following):
        return None
    return kinds.pop(), sum(parts, Decimal())


def _decimal(number: str, locale: str) -> Decimal | None:
    """As the language writes it, or else as machines do; None for a version or a date."""
    try:
        return parse_decimal(number, locale=babel_locale(locale), strict=True)
    except NumberFormatError:
        return Decimal(number.replace(",", ".")) if len(re.findall(r"[.,]", number)) == 1 else None


def _unit(name: str, locale: str) -> Known | None:
    """Its kind and what it is in the smallest of that kind; a lone word that is no unit counts things."""
    units = units_of(locale)
    unit = units.get(name) or units.get(language_of(locale).units.get(name, ""))
    if unit:
        return unit.kind, unit.factor
    if not _COUNTED.fullmatch(name):
        return None
    return stem(name, language_of(locale).stemmer), Decimal(1)
