"""Rows of a feed before they are judged: texts under Google's attribute names. Every reader gives these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["error", "warning", "suggestion"]
# Worst first. An error leaves the row out; a warning takes it in, changed or in part; a suggestion would better it.
LEVELS: tuple[Level, ...] = ("error", "warning", "suggestion")
# What the store's columns hold.
MAX_ID_CHARACTERS = 140
# What nothing can be sold without.
NEEDED = ("id", "title", "price")


@dataclass(frozen=True, slots=True)
class Row:
    """One line, entry or object of a feed: one thing that can be bought, or what its variants have in common.

    number: where it stands, counted from 1 without the header. id: the merchant's own for what can be bought, else of
    the product. group: the id of the product that it is a variant of; the same as `id` for a lone one.
    values: attribute -> text as it is written, under Google's names: title, description, link, image_link,
    additional_image_link (comma separated), availability, price, sale_price, sale_price_effective_date, currency,
    brand, gtin, mpn, condition, product_type (a path, "Kitchen > Mugs"), quantity, and ours: spoken_name,
    spoken_plural, synonyms (comma separated).
    variant_id: made of the product and its options; it takes the place of an id that other variants have as well.
    options: what tells variants apart, "size" -> "L". details: what is worth answering from, "material" -> "wool".
    columns: attribute -> what the feed calls it, where that differs.
    """

    number: int
    id: str
    group: str
    values: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    variant_id: str = ""
    is_product: bool = False  # tells what the variants of `group` have in common; cannot be bought itself


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a row that the merchant should know, in the manner of Google Merchant Center.

    row: 0 for the whole feed. field: what the feed calls it. code: like "price_missing". value: at most 100 characters.
    Source of the manner: Google's product issues with codes, error | warning | suggestion.
    """

    row: int
    id: str
    field: str
    code: str
    level: Level
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """The merchant's settings of a feed. format: None to find out. currency: ISO 4217, for formats without one.
    columns: attribute -> the merchant's column name, for a plain CSV."""

    currency: str
    locale: str = "en-US"
    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
