"""Reads a price as merchants write it, and never guesses what it may mean. Called by `judge`."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from voice_skill.linking.judging.errors import UnclearPrice
from voice_skill.store import Money

# Who writes prices with a sign; a sign of several currencies means the shop's own when it is one of them.
SIGNS: Mapping[str, frozenset[str]] = {
    sign: frozenset(codes.split())
    for sign, codes in {
        "$": "USD AUD CAD NZD SGD HKD MXN CLP COP ARS TWD",
        "US$": "USD",
        "CA$": "CAD",
        "C$": "CAD",
        "A$": "AUD",
        "AU$": "AUD",
        "NZ$": "NZD",
        "R$": "BRL",
        "€": "EUR",
        "£": "GBP EGP",
        "¥": "JPY CNY",
        "円": "JPY",
        "₹": "INR",
        "Rs": "INR PKR LKR",
        "₩": "KRW",
        "₺": "TRY",
        "₪": "ILS",
        "₫": "VND",
        "₱": "PHP",
        "฿": "THB",
        "zł": "PLN",
        "Kč": "CZK",
        "Ft": "HUF",
        "kr": "SEK NOK DKK ISK",
        "Fr.": "CHF",
        "R": "ZAR",
    }.items()
}
_MAX_DIGITS = 12
_UNIT = r"[^\W\d_]{3}|" + "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_PRICE = re.compile(rf"(?P<before>{_UNIT})?\s?(?P<number>[.,]?\d[\d.,'’ ]*)(?:[-–—](?=$))?\s?(?P<after>{_UNIT})?")
# "1 234", "1'234": what separates thousands and nothing else. Groups of two are Indian: "1,23,456".
_THOUSANDS = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{2,3})*?(?:[.,]\d{3})")


# Few of the prices of a shop are found once only.
@lru_cache(maxsize=4096)
def read_price(text: str, currency: str, *, stated: str = "", locale: str = "en-US") -> Money:
    """ "15.00 USD", "$15", "1.234,50 €" as money in `currency`, the shop's; stated: the one its own column names.

    Raises UnclearPrice."""
    match = _PRICE.fullmatch(" ".join(unicodedata.normalize("NFKC", text[:100]).split()))
    if match is None:
        raise UnclearPrice("invalid", 'is not a price; write a number and its currency, like "15.00 USD"')
    for unit in filter(None, [match["before"], match["after"], stated.strip()]):
        _check_currency(unit, currency)
    number = _THOUSANDS.sub("", match["number"]).strip()
    if " " in number or "'" in number or "’" in number:
        raise UnclearPrice("invalid", 'is not a number; write it like "1234.50"')
    amount = Decimal(_plain(number, currency, locale))
    money = Money.parse(str(amount), currency)
    if money.decimal != amount:
        raise UnclearPrice(
            "invalid", f"has more digits than {currency} has; round it as you sell it, like {money.decimal}"
        )
    return money


def _check_currency(unit: str, currency: str) -> None:
    if unit in SIGNS:
        if currency not in SIGNS[unit]:
            raise UnclearPrice(
                "currency_mismatch", f"is not in {currency}, in which the shop sells; give it in {currency}"
            )
    elif unit.upper() != currency:
        raise UnclearPrice(
            "currency_mismatch", f"is in {unit.upper()[:3]}; give it in {currency}, in which the shop sells"
        )


def _plain(number: str, currency: str, locale: str) -> str:
    """The digits with a point before the decimals."""
    number = number.rstrip(".,")
    if sum(map(str.isdigit, number)) > _MAX_DIGITS:
        raise UnclearPrice("invalid", f"has more than {_MAX_DIGITS} digits; correct it")
    marks = [mark for mark in number if not mark.isdigit()]
    if not marks:
        return number
    whole, _, rest = number.rpartition(marks[-1])
    is_repeated = marks[-1] in marks[:-1]
    if len(set(marks[:-1])) > 1 or (is_repeated and len(set(marks)) > 1):
        raise UnclearPrice("invalid", 'has points and commas in no known order; write it like "1234.50"')
    if len(marks) > 1:
        if not _GROUPED.fullmatch(number if is_repeated else whole):
            raise UnclearPrice("invalid", 'has points and commas in no known order; write it like "1234.50"')
        return re.sub("[.,]", "", number) if is_repeated else f"{re.sub('[.,]', '', whole)}.{rest}"
    if len(rest) == 3 and len(whole) <= 3 and whole.lstrip("0"):
        return _whole_or_thousands(whole, marks[0], rest, currency, locale)
    return f"{whole}.{rest}"


def _whole_or_thousands(whole: str, mark: str, rest: str, currency: str, locale: str) -> str:
    """ "1.234" may be little more than one, or more than a thousand."""
    exponent = -int(Money(1, currency).decimal.as_tuple().exponent)
    if mark == "." and exponent == 3:
        return f"{whole}.{rest}"
    if mark == "," and (exponent == 0 or locale.lower().startswith("en")):
        return whole + rest
    raise UnclearPrice(
        "ambiguous",
        f'can be read as {whole}{rest} and as {whole}.{rest}; write "{whole}{rest}.00" or "{whole}.{rest[:2]}"',
    )
