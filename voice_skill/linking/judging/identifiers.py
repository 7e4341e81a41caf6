"""Checking the numbers that name a product all over the world. Called by `judge`.

Source: GS1 General Specifications (check digit modulo 10), ISO 2108 (ISBN-10 modulo 11)."""

import re

_SEPARATORS = re.compile(r"[\s-]+")
_LENGTHS = (8, 12, 13, 14)


def read_gtin(text: str) -> str | None:
    """The digits of a GTIN-8, -12, -13 or -14, of an ISBN-10 those of its ISBN-13; None when the check digit fails."""
    digits = _SEPARATORS.sub("", text)
    if len(digits) == 10 and re.fullmatch(r"\d{9}[\dXx]", digits, re.ASCII):
        return _isbn13(digits.upper())
    if len(digits) not in _LENGTHS or not (digits.isascii() and digits.isdecimal()) or not digits.strip("0"):
        return None
    return digits if _check_digit(digits[:-1]) == digits[-1] else None


def is_coupon(gtin: str) -> bool:
    """98 and 99 are the prefixes of coupons."""
    return gtin.zfill(14)[1:3] in ("98", "99")


def is_restricted(gtin: str) -> bool:
    """02, 04 and 2 are for a shop's own use and name nothing elsewhere; an ISBN never begins so."""
    return len(gtin) > 8 and gtin.zfill(14)[1:].startswith(("02", "04", "2"))


def _isbn13(isbn: str) -> str | None:
    values = [10 if digit == "X" else int(digit) for digit in isbn]
    if sum(value * (10 - at) for at, value in enumerate(values)) % 11:
        return None
    return f"978{isbn[:9]}{_check_digit(f'978{isbn[:9]}')}"


def _check_digit(digits: str) -> str:
    weighted = sum(int(digit) * (1 if at % 2 else 3) for at, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)
