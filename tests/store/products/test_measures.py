"""Amounts as merchants write them, and which of two is more."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voice_skill.store.products.measures import MOST_CHARACTERS, Measure, measure_of


def measure(written: str, locale: str = "en-US") -> Measure:
    found = measure_of(written, locale, roughly=("about", "approx"), by=("by",))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("1.4 kilograms", "900 grams"),
        ("1,200 g", "1.1 kg"),
        ("1 lb", "15 oz"),
        ("2 lbs", "900 g"),
        ("5 feet 3 inches", "160 cm"),
        ("1 hour 30 minutes", "89 minutes"),
        ("1 day 2 hours 3 minutes", "26 hours"),
        ("6 ft 2 in x 3 ft", "6 ft x 3 ft"),
        ("1 lb 4 oz", "1 pound"),
        ("2 lb, 4 oz", "2 pounds"),
        ("one liter", "three hundred and fifty milliliters"),
        ("12 fl oz", "350 ml"),
        ("thirty hours", "1 day"),
        ("2 years", "18 months"),
        ("1 TB", "512 GB"),
        ("about 400 g", "380 g"),
        ("approx. 400 g (14 oz)", ".38 kg"),
        ("30 x 20 x 10 cm", "25 x 20 x 10 cm"),
        ("30cm x 20cm", "20 by 25 cm"),
        ("70%", "65 percent"),
        ("20 pieces", "1 piece"),
        ("4/5", "3/5"),
        ("300", "200.5"),
    ],
)
def test_units_are_converted_before_amounts_are_compared(more: str, less: str) -> None:
    assert measure(more).compared_with(measure(less)) == 1
    assert measure(less).compared_with(measure(more)) == -1


@pytest.mark.parametrize(("one", "other"), [("380 g", "0.38 kilograms"), ("12 in", "1 ft"), ("24 months", "2 years")])
def test_the_same_amount_is_the_same_in_any_unit(one: str, other: str) -> None:
    assert measure(one).compared_with(measure(other)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("380 g", "12 cm"),
        ("380 g", "380"),
        ("12 pieces", "12 bags"),
        ("30 x 20 cm", "30 cm"),
        ("30 x 20 cm", "25 x 25 cm"),
        ("60 days", "2 months"),
        ("4/5", "4/10"),
        ("10 EU", "9 UK"),
    ],
)
def test_what_is_no_more_and_no_less_is_not_compared(one: str, other: str) -> None:
    assert measure(one).compared_with(measure(other)) is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "heavy",
        "g",
        "a liter",
        "up to 1 liter",
        "at least 2 kg",
        "350-400 g",
        "500 g per box",
        "eleven in a packet",
        "one and a half liters",
        "2 hours or 3 hours",
        "5 feet 3 grams",
        "1 / 2 / 3",
        "1.2.3 g",
        "1,2,3 g",
        "24.12.2026",
        "12 oz, 340 g",
        "1 kg, 2.2 lb",
        "250 g, 500 g",
        "500 g, 0.5 g, 5 g",
        "1 m, 2 m, 3 m",
        "1 m 0.5 m",
        "4 oz 1 lb",
        "1 lb 16 oz",
        "6 ft 2",
        "6 ft 2 x 3 ft",
        "5 3 cm",
        "3, 4 pieces",
        "12 10",
    ],
)
def test_what_is_not_only_a_measure_is_none(written: str) -> None:
    assert measure_of(written, "en-US") is None


@pytest.mark.parametrize(
    ("written", "locale", "grams"),
    [
        ("1,5 kg", "de-DE", 1500),
        ("500 Gramm", "de-DE", 500),
        ("1.5 kg", "de-DE", 1500),
        ("1,5 kg", "fr-FR", 1500),
        ("2 kilos", "en-GB", 2000),
    ],
)
def test_amounts_are_read_as_the_language_writes_them(written: str, locale: str, grams: int) -> None:
    assert measure(written, locale) == Measure("mass", (Decimal(grams) * 1000,))


def test_a_pint_is_not_the_same_everywhere() -> None:
    assert measure("1 pint", "en-GB").kind != measure("1 pint", "en-US").kind


@given(st.text(alphabet="0123456789.,/xX×*~ -()\"'gkmloz²½٣৫", max_size=MOST_CHARACTERS + 20))
@example("1" * 60 + ",,")
@example("1 " * 49 + ",,")
def test_whatever_is_written_is_a_measure_or_none(written: str) -> None:
    found = measure_of(written, "en-US", by=("by",))

    assert found is None or found.compared_with(found) == 0


def test_a_long_text_is_no_measure() -> None:
    assert measure_of("1 g " * 1_000, "en-US") is None
