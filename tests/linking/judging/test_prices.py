"""Prices as merchants write them."""

import pytest

from voice_skill.linking.judging.errors import UnclearPrice
from voice_skill.linking.judging.prices import read_price
from voice_skill.store import Money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("15.00 USD", "USD", 1500),
        ("USD 15", "USD", 1500),
        ("15.00usd", "USD", 1500),
        ("$15.00", "USD", 1500),
        ("A$15.00", "AUD", 1500),
        ("15", "USD", 1500),
        (".99", "USD", 99),
        ("1,5", "EUR", 150),
        ("15,-", "EUR", 1500),
        ("4999 JPY", "JPY", 4999),
        ("4,999 JPY", "JPY", 4999),
        ("¥4999.00", "JPY", 4999),
        ("1,234.50", "USD", 123450),
        ("1.234,50 €", "EUR", 123450),
        ("1 234,50 EUR", "EUR", 123450),
        ("1\u202f234,50\xa0€", "EUR", 123450),
        ("1'234.50 CHF", "CHF", 123450),
        ("1.234.567", "EUR", 123456700),
        ("₹1,23,456.00", "INR", 12345600),
        ("12.9900", "USD", 1299),
        ("12.500 KWD", "KWD", 12500),
        ("１５", "USD", 1500),
    ],
)
def test_a_price_is_read_in_the_currency_of_the_shop(text: str, currency: str, minor: int) -> None:
    assert read_price(text, currency, locale="de-DE") == Money(minor, currency)


def test_a_comma_before_three_digits_parts_thousands_where_people_write_so() -> None:
    assert read_price("1,234", "USD", locale="en-US") == Money(123400, "USD")


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [
        ("1.234", "EUR", "ambiguous"),
        ("1,234", "EUR", "ambiguous"),
        ("1,234", "KWD", "ambiguous"),
        ("1.234", "JPY", "ambiguous"),
        ("0.125", "USD", "invalid"),
        ("12.3456", "USD", "invalid"),
        ("4999.50", "JPY", "invalid"),
        ("-5", "USD", "invalid"),
        ("from 15", "USD", "invalid"),
        ("10 - 20", "USD", "invalid"),
        ("15.00 USD/kg", "USD", "invalid"),
        ("1.2.3", "USD", "invalid"),
        ("1,2,3.4", "USD", "invalid"),
        ("12 34", "USD", "invalid"),
        ("1e5", "USD", "invalid"),
        ("9" * 13, "USD", "invalid"),
        ("9" * 100_000, "USD", "invalid"),
        ("NaN", "USD", "invalid"),
        ("Infinity", "USD", "invalid"),
        ("", "USD", "invalid"),
        ("15 GBP", "USD", "currency_mismatch"),
        ("£3", "EUR", "currency_mismatch"),
        ("$3", "EUR", "currency_mismatch"),
        ("USD 3 EUR", "USD", "currency_mismatch"),
    ],
)
def test_a_price_that_may_mean_something_else_is_not_guessed(text: str, currency: str, why: str) -> None:
    with pytest.raises(UnclearPrice) as unclear:
        read_price(text, currency, locale="de-DE")

    assert unclear.value.why == why
    assert unclear.value.advice
