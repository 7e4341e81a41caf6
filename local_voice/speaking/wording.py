"""Figures as words, for engines that cannot read them: prices, and what Alexa's say-as names. Called by spoken.py."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import NumberFormatError, parse_decimal
from babel.units import format_unit

from local_voice.speaking.errors import EngineMissing
from voice_skill.language.tables import table

LONGEST_NUMBER = 15  # digits; beyond that nobody follows, and num2words slows down or gives up
_AMOUNT = r"\d(?:[\d.,'\u00a0\u202f]*\d)?"
_CLOCK = {'"': "duration-second", "'": "duration-minute"}
_UNITS = [
    f"length-{unit}" for unit in ["millimeter", "centimeter", "meter", "kilometer", "inch", "foot", "yard", "mile"]
]
_UNITS += [f"mass-{unit}" for unit in ["milligram", "gram", "kilogram", "ounce", "pound"]]
_UNITS += [f"volume-{unit}" for unit in ["milliliter", "liter", "fluid-ounce", "cup", "pint", "quart", "gallon"]]


class Wording:
    """The words of one locale for figures."""

    def __init__(self, locale: str) -> None:
        try:
            self._babel = Locale.parse(locale, sep="-")
        except (UnknownLocaleError, ValueError) as error:
            raise EngineMissing(f"{locale} is not a supported locale for speech") from error
        money = table("money", locale)
        self._and: str = money.get("and", "")
        self._money: Mapping[str, Sequence[str]] = money.get("names", {})
        symbols = "|".join(re.escape(symbol) for symbol in self._money) or r"(?!)"
        self._price = re.compile(rf"(?<!\w)({symbols})\s?({_AMOUNT})|({_AMOUNT})\s?({symbols})")
        self._interpreters: dict[str, Callable[[str], str]] = {
            "cardinal": lambda text: self._number(text, "cardinal"),
            "number": lambda text: self._number(text, "cardinal"),
            "ordinal": lambda text: self._number(text, "ordinal"),
            "digits": lambda text: " ".join(re.findall(r"\d", text)) or text,
            "telephone": _digits_in_groups,
            "fraction": self._fraction,
            "time": self._duration,
            "unit": self._measure,
            "expletive": lambda _: "bleep",
        }

    def prices(self, text: str) -> str:
        """Prices for the ear: "12 dollars and 50 cents" for "$12.50"; engines read those figures well."""
        return self._price.sub(self._price_in_words, text)

    def say_as(self, interpret_as: str, text: str, form: str | None) -> str:
        """Speaks the content of <say-as> as words; unchanged where it is not of that form, as an engine would read it.

        form: of a date, such as "mdy".
        """
        if interpret_as == "date":
            return self._date(text, form or "")
        say = self._interpreters.get(interpret_as)
        return say(text.strip()) if say else text

    def _price_in_words(self, match: re.Match[str]) -> str:
        symbol, amount = match[1] or match[4], match[2] or match[3]
        try:
            value = parse_decimal(amount, locale=self._babel)
        except NumberFormatError:
            return match[0]
        one, more, *hundredths = self._money[symbol]
        major, minor = divmod(round(value * 100), 100)
        parts = [f"{major} {one if major == 1 else more}"] if major or not minor else []
        if minor and not hundredths:
            return f"{amount} {more}"
        if minor:
            parts.append(f"{minor} {hundredths[0] if minor == 1 else hundredths[1]}")
        return f" {self._and} ".join(parts)

    def _number(self, text: str, kind: str) -> str:
        from num2words import num2words  # slow to import, and few replies need it

        try:
            value = parse_decimal(text, locale=self._babel)
            if len(text) > LONGEST_NUMBER or (kind == "ordinal" and (value != int(value) or value < 0)):
                return text
            return str(num2words(int(value) if value == int(value) else value, lang=str(self._babel), to=kind))
        except (NumberFormatError, NotImplementedError):  # not a number, or a language num2words has not learned
            return text

    def _fraction(self, text: str) -> str:
        match = re.fullmatch(r"(?:(\d+)\s?\+\s?)?(\d+)/(\d+)", text)
        if match is None or self._babel.language != "en":
            return text
        whole, over, under = match.groups()
        part = {"2": "half", "4": "quarter"}.get(under) or self._number(under, "ordinal")
        several = {"half": "halves"}.get(part, f"{part}s")
        share = f"{self._number(over, 'cardinal')} {part if over == '1' else several}"
        return f"{self._number(whole, 'cardinal')} and {share}" if whole else share

    def _date(self, text: str, form: str) -> str:
        numbers = dict(zip(form, re.findall(r"\d+", text), strict=False))
        if eight := re.fullmatch(r"\s*(\d{4}|\?{4})(\d\d)(\d\d)\s*", text):
            numbers = {"m": eight[2], "d": eight[3]} | ({} if "?" in eight[1] else {"y": eight[1]})
        year, month, day = (int(numbers.get(name, 0)) for name in "ymd")
        if not month:
            return text
        try:
            when = date(year + 2000 if year < 100 else year, month, day or 1)
        except ValueError:  # a thirteenth month
            return text
        if year and day:
            return format_date(when, "long", locale=self._babel)
        if not year and not day:
            return format_date(when, "LLLL", locale=self._babel)
        return format_skeleton("MMMMd" if day else "yMMMM", when, locale=self._babel)

    def _duration(self, text: str) -> str:
        counts = re.findall(r"(\d+)\s*(['\"])", text)
        return " ".join(self._unit(int(n), _CLOCK[sign]) for n, sign in counts) or text

    def _measure(self, text: str) -> str:
        match = re.fullmatch(r"([\d.,]+)\s?(\D+)", text)
        unit = _units_by_sign(self._babel).get(match[2].strip()) if match else None
        if match is None or unit is None:
            return text
        try:
            return self._unit(float(parse_decimal(match[1], locale=self._babel)), unit)
        except NumberFormatError:
            return text

    def _unit(self, count: float, unit: str) -> str:
        return format_unit(count, unit, length="long", locale=self._babel)


@cache
def wording(locale: str) -> Wording:
    """Raises EngineMissing when there is no such locale."""
    return Wording(locale)


def _digits_in_groups(text: str) -> str:
    return ", ".join(" ".join(group) for group in re.findall(r"\d+", text)) or text


@cache
def _units_by_sign(locale: Locale) -> dict[str, str]:
    """The units a shop speaks of by their short sign: {"ft": "length-foot", "kg": "mass-kilogram"}."""
    return {format_unit(2, unit, length="short", locale=locale).replace("2", "").strip(): unit for unit in _UNITS}
