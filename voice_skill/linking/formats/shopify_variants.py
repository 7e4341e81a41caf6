"""Shopify's prices, counts and options, in its CSV and its JSON alike. Called by their readers.

Source: help.shopify.com/en/manual/products/import-export/using-csv; shopify.dev, REST Admin API, Product Variant.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from voice_skill.linking.rows import MAX_ID_CHARACTERS

# A product without options has this one.
DEFAULT_OPTION = ("Title", "Default Title")
MOST_ROWS_OF_A_PRODUCT = 5_000  # Shopify's limits are 2,048 variants and 250 images


def variant_id(handle: str, options: Mapping[str, str]) -> str:
    """For a variant without a SKU of its own: "classic-top" or "classic-top/Small/Red"; always the same."""
    whole = "/".join([handle, *options.values()])
    if len(whole) <= MAX_ID_CHARACTERS:
        return whole
    return f"{whole[: MAX_ID_CHARACTERS - 17]}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def prices(price: str, compare_at: str) -> dict[str, str]:
    """Shopify has what is paid now, and what it is compared with when that is more."""
    if _is_more(compare_at, price):
        return {"price": compare_at, "sale_price": price}
    return {"price": price}


def availability(stock: str, *, is_sold_on: bool) -> dict[str, str]:
    """stock: as written, empty when nobody counts. is_sold_on: customers may buy more than there are."""
    try:
        count = int(Decimal(stock))
    except (ArithmeticError, ValueError):
        return {"availability": "in_stock", "quantity": stock}
    if count > 0 or not is_sold_on:
        # Oversold is less than nothing.
        return {"availability": "in_stock" if count > 0 else "out_of_stock", "quantity": str(max(count, 0))}
    return {"availability": "backorder"}


def _is_more(one: str, other: str) -> bool:
    try:
        return Decimal(one) > Decimal(other)
    except InvalidOperation:
        return False
