"""Money: minor units, ISO 4217 exponents, no floats."""

from decimal import Decimal

import babel.numbers
import pytest

from voice_skill.store import MixedCurrency, Money
from voice_skill.store.money import EXPONENTS


@pytest.mark.parametrize(
    ("text", "currency", "amount_minor"),
    [
        ("12.50", "USD", 1250),
        ("12.5", "EUR", 1250),
        ("1250", "JPY", 1250),
        ("1.234", "KWD", 1234),
        ("0.005", "USD", 1),
        ("2.675", "USD", 268),
        ("-3.00", "USD", -300),
    ],
)
def test_reads_an_amount_in_the_currency_s_own_minor_unit(text: str, currency: str, amount_minor: int) -> None:
    assert Money.parse(text, currency) == Money(amount_minor, currency)


def test_gives_the_decimal_back_with_the_currency_s_digits() -> None:
    assert str(Money(1250, "USD").decimal) == "12.50"
    assert str(Money(1250, "JPY").decimal) == "1250"
    assert Money(1250, "KWD").decimal == Decimal("1.250")


def test_adds_and_multiplies() -> None:
    assert Money(1250, "USD") * 3 + Money(50, "USD") == Money(3800, "USD")


def test_refuses_to_add_two_currencies() -> None:
    with pytest.raises(MixedCurrency) as refused:
        Money(1, "USD") + Money(1, "EUR")

    assert (refused.value.first, refused.value.second) == ("USD", "EUR")


@pytest.mark.parametrize("text", ["twelve", "", "NaN", "Infinity", "1e40", "12,50"])
def test_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        Money.parse(text, "USD")


def test_differs_from_cldr_only_where_people_have_dropped_the_minor_unit() -> None:
    cldr = {code: babel.numbers.get_currency_precision(code) for code in babel.numbers.list_currencies()}
    ours = {code: EXPONENTS.get(code, 2) for code in cldr}

    dropped = {code for code in cldr if cldr[code] != ours[code]}

    assert "IQD" in dropped
    assert {cldr[code] for code in dropped} == {0}
