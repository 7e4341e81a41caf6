"""Bar codes and book numbers."""

import pytest

from voice_skill.linking.judging.identifiers import is_coupon, is_restricted, read_gtin


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("4006381333931", "4006381333931"),
        ("4006-3813 33931", "4006381333931"),
        ("036000291452", "036000291452"),
        ("96385074", "96385074"),
        ("10614141000415", "10614141000415"),
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
    ],
)
def test_a_number_with_its_check_digit_is_taken(text: str, gtin: str) -> None:
    assert read_gtin(text) == gtin
    assert not is_restricted(gtin)


@pytest.mark.parametrize(
    "text",
    [
        "4006381333932",
        "0000000000000",
        "123",
        "4.00638E+12",
        "0-306-40615-3",
        "٤٠٠٦٣٨١٣٣٣٩٣١",
        "n/a",
        "4006381333931, 96385074",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert read_gtin(text) is None


def test_numbers_of_coupons_and_for_a_shops_own_use_are_told() -> None:
    assert is_coupon("9912345678909")
    assert is_restricted("2012345678903")
    assert is_restricted("0412345678903")
    assert not is_restricted("96385074")
