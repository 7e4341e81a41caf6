"""Units by all their names in a language: CLDR's and colloquial ones. Called by amounts and store."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

_IN_CLDR = {"months": "duration", "voltage": "electric", "current": "electric"}


@dataclass(frozen=True, slots=True)
class Unit:
    """kind: "mass", "length" …; factor: what it is in the smallest unit of its kind; name: CLDR's."""

    kind: str
    factor: Decimal
    name: str


@cache
def units_of(locale: str) -> dict[str, Unit]:
    """The units by all their CLDR names and signs in a language."""
    table = tomllib.loads(resources.files(__package__).joinpath("units.toml").read_text("utf-8"))
    return {
        name: Unit(kind, Decimal(factor), unit)
        for kind, factors in table.items()
        for unit, factor in factors.items()
        for name in _names(f"{_IN_CLDR.get(kind, kind)}-{unit}", babel_locale(locale))
    }


def in_unit(number: Decimal, kind: str, unit: str, locale: str) -> str:
    """ "200 grams", as CLDR has it for the locale."""
    return format_unit(round(number, 2), f"{_IN_CLDR.get(kind, kind)}-{unit}", locale=babel_locale(locale))


def _names(unit: str, locale: Locale) -> Iterator[str]:
    lengths: tuple[Literal["long", "short"], ...] = ("long", "short")
    for length in lengths:
        for count in (1, 2):
            spoken = format_unit(count, unit, length=length, locale=locale)
            yield spoken.replace(str(count), "").strip().rstrip(".").casefold()


@cache
def babel_locale(locale: str) -> Locale:
    """The locale in CLDR; US English for one that CLDR does not have."""
    try:
        return Locale.parse(locale.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en", "US")
