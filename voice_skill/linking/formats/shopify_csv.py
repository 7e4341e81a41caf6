"""Reads Shopify's product CSV, the old export and the new template. Called by read_feed.

Source: help.shopify.com/en/manual/products/import-export/using-csv, both column tables. Rows of one handle are one
product; its own fields stand in the first of them; a row without a price or option only adds an image.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import groupby
from sys import intern

from voice_skill.linking.errors import CurrencyNeeded
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.formats.shopify_variants import (
    DEFAULT_OPTION,
    MOST_ROWS_OF_A_PRODUCT,
    availability,
    prices,
    variant_id,
)
from voice_skill.linking.formats.tables import Record, header_names, read_table
from voice_skill.linking.rows import FeedSettings, Finding, Row

_FIRST_OF_ALL = frozenset({"handle", "url handle"})
_OTHERS = frozenset({"variant price", "variant sku", "body (html)", "option1 value", "option1 name", "vendor"})

# What it is here -> its columns in the old and in the new header.
_COLUMNS = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "description": ("body (html)", "description"),
    "brand": ("vendor",),
    "product_type": ("type", "product category", "google shopping / google product category"),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "sku": ("variant sku", "sku"),
    "gtin": ("variant barcode", "barcode"),
    "mpn": ("google shopping / mpn",),
    "condition": ("google shopping / condition",),
    "price": ("variant price", "price"),
    "compare_at": ("variant compare at price", "compare-at price"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "grams": ("variant grams", "weight value (grams)"),
    "image": ("product image url", "image src"),
    "variant_image": ("variant image url", "variant image"),
    "gender": ("google shopping / gender",),
    "age_group": ("google shopping / age group",),
}
_COMMON = ("title", "description", "brand", "product_type", "mpn", "condition")
# Descriptions are the bulk of a file and are not remembered.
_KEPT = (
    *(name for name in _COMMON if name != "description"),
    "status",
    "published",
    "option1 name",
    "option2 name",
    "option3 name",
)
# "Material (product.metafields.custom.material)"
_METAFIELD = re.compile(r"(.+?) \(product\.metafields\.[\w-]+\.[\w-]+\)")
_REFERENCE = ("gid://", "{", "[")


def is_header(names: frozenset[str]) -> bool:
    return "title" in names and bool(_FIRST_OF_ALL & names) and bool(_OTHERS & names)


def looks_like(head: bytes) -> bool:
    return is_header(header_names(head, is_header))


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a variant, each with all that its product tells."""
    if not settings.currency:
        raise CurrencyNeeded("Shopify's CSV")
    reader = _Reader(settings.currency)
    for handle, rows in groupby(read_table(opened, is_header), key=_handle):
        block: list[dict[str, str]] = []
        for row in rows:
            if isinstance(row, Finding):
                yield row
                continue
            block.append(_fields(row))
            if len(block) == MOST_ROWS_OF_A_PRODUCT:
                yield from reader.product(handle, block)
                block = []
        if block:
            yield from reader.product(handle, block)


def _handle(row: Record | Finding) -> str | None:
    """The handle of the product that a row belongs to; empty for a broken row."""
    if isinstance(row, Finding):
        return None
    values = row.values
    return values.get("handle") or values.get("url handle") or values.get("title", "")


def _fields(record: Record) -> dict[str, str]:
    values = record.values
    fields = {name: next(filter(None, map(values.get, columns)), "") for name, columns in _COLUMNS.items()}
    for name in ("sku", "gtin"):  # the apostrophe is a spreadsheet's, also before '0012-A
        fields[name] = fields[name].lstrip("'’")
    metafields = ((name, values.get(column, "")) for column, name in _metafields(record.names))
    # A value that points at something else, or is a document of its own, says nothing to a customer.
    fields |= {f"about {name}": value for name, value in metafields if value and not value.startswith(_REFERENCE)}
    if not any(column in record.names for column in _COLUMNS["tracker"]):
        fields["tracker"] = "counted"  # of a table without that column the counts are meant
    fields |= {f"option{n} {part}": values.get(f"option{n} {part}", "") for n in "123" for part in ("name", "value")}
    return fields | {"number": str(record.number)}


@lru_cache(maxsize=4)
def _metafields(columns: tuple[str, ...]) -> list[tuple[str, str]]:
    """Columns of the merchant's own fields, each with its name."""
    return [(column, match[1]) for column in columns if (match := _METAFIELD.fullmatch(column))]


class _Reader:
    """Remembers of each product what its later rows leave blank, for a file that was sorted otherwise."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._firsts: dict[str, tuple[str, ...]] = {}

    def product(self, handle: str | None, rows: list[dict[str, str]]) -> Iterator[Row | Finding]:
        """All that rows of one handle say, its variants or why it has none."""
        first = self._first(handle or "", rows)
        number = int(rows[0]["number"])
        if reason := _why_not(first):
            yield Finding(number, handle or "", "Status", "product_unpublished", "suggestion", reason)
            return
        images = list(dict.fromkeys(row["image"] for row in rows if row["image"]))
        for row in rows:
            if row["price"] or row["option1 value"] or row["sku"]:
                yield self._variant(handle or "", first, row, images)

    def _first(self, handle: str, rows: list[dict[str, str]]) -> dict[str, str]:
        first = next((row for row in rows if row["title"]), rows[0])
        if first["title"]:
            self._firsts.setdefault(handle, tuple(intern(first[name]) for name in _KEPT))
            return first
        return first | dict(zip(_KEPT, self._firsts.get(handle, ()), strict=False))

    def _variant(self, handle: str, first: dict[str, str], row: dict[str, str], images: list[str]) -> Row:
        options = _options(first, row)
        return Row(
            number=int(row["number"]),
            id=row["sku"] or variant_id(handle, options),
            variant_id=variant_id(handle, options),
            group=handle,
            values={name: value for name, value in self._values(first, row, images).items() if value},
            options=options,
            details=_details(first, row, options),
            columns={"price": "Variant Price", "quantity": "Variant Inventory Qty", "gtin": "Variant Barcode"},
        )

    def _values(self, first: dict[str, str], row: dict[str, str], images: list[str]) -> dict[str, str]:
        main = row["variant_image"] or next(iter(images), "")
        others = [image.replace(",", "%2C") for image in images if image != main]
        stock = row["stock"] if row["tracker"] else ""  # a count without a tracker is not kept up to date
        return (
            {name: first[name] for name in _COMMON}
            | prices(row["price"], row["compare_at"])
            | availability(stock, is_sold_on=row["policy"].lower() in ("continue", "true"))
            | {"currency": self._currency, "gtin": row["gtin"]}
            | {"image_link": main, "additional_image_link": ",".join(others)}
        )


def _why_not(first: dict[str, str]) -> str:
    if first["status"].lower() in ("draft", "archived", "unlisted"):
        return f"The product is {first['status'].lower()} in Shopify and was skipped; make it active to sell it."
    if first["published"].lower() == "false":
        return "The product is not published in the online store and was skipped; publish it to sell it."
    return ""


def _options(first: dict[str, str], row: dict[str, str]) -> dict[str, str]:
    """Names stand in the product's first row, values in each."""
    option_pairs = ((row[f"option{n} name"] or first[f"option{n} name"], row[f"option{n} value"]) for n in "123")
    return {name.lower(): value for name, value in option_pairs if name and value and (name, value) != DEFAULT_OPTION}


def _details(first: dict[str, str], row: dict[str, str], options: dict[str, str]) -> dict[str, str]:
    details = {name.removeprefix("about "): value for name, value in first.items() if name.startswith("about ")}
    details |= {"gender": first.get("gender", ""), "age group": first.get("age_group", "")}
    details["weight"] = _weight(row["grams"])
    return {name: value for name, value in details.items() if value and name not in options}


def _weight(grams: str) -> str:
    """Shopify writes 0 where nobody gave one."""
    try:
        return f"{Decimal(grams).normalize():f} g" if Decimal(grams) > 0 else ""
    except InvalidOperation:
        return ""
