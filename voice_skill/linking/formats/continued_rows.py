"""Rows of a table that go on with the product above them. Called by plain_csv.

Squarespace names the product in its first row and leaves title and product id empty below; Wix repeats its handleId in
rows of the fieldType Variant, whose price is the product's with a surcharge; Magento adds a row for each store view.
Sources: support.squarespace.com, "Importing products"; support.wix.com, "Creating a CSV file to import products";
Adobe Commerce, "Data attributes of a product import" (store_view_code; _store in Magento 1)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from voice_skill.linking.formats.google_attributes import OPTIONS
from voice_skill.linking.formats.mapped_columns import OWN
from voice_skill.linking.formats.shopify_variants import MOST_ROWS_OF_A_PRODUCT, variant_id
from voice_skill.linking.formats.tables import Record
from voice_skill.linking.rows import Finding, Row

_STORE_VIEWS = ("store_view_code", "_store")
# Squarespace keeps a sale price that does not hold.
_SPECIAL = ("fieldtype", "surcharge", "on sale", *_STORE_VIEWS)
# "Option Name 1", "Option1 Name", "productOptionName1" beside a value or description of the same number.
_OPTION = re.compile(r"(?:product)?option\s?(\d*)\s?(name|value|description)\s?(\d*)")


@dataclass(frozen=True)
class Line:
    """A record and the Row that it tells. options: the name, empty where the first row has it, and the value.
    view: the store view that it is for, empty for all of them; None in a table without."""

    row: Row
    options: tuple[tuple[str, str], ...]
    is_variant: bool
    view: str | None
    surcharge: str


def line(record: Record, row: Row, mapped: frozenset[str]) -> Line:
    """mapped: columns that the merchant said the meaning of."""
    cells = record.cells
    pairs = ((cells[name], cells[value]) for name, value in _option_columns(record.names, mapped))
    special_cells = {name: cells[at] for name, at in _special_columns(record.names)}
    is_variant = special_cells.get("fieldtype", "").lower() == "variant"
    view = next((special_cells[name] for name in _STORE_VIEWS if name in special_cells), None)
    if special_cells.get("on sale", "").lower() == "no":
        row = replace(row, values={name: value for name, value in row.values.items() if name != "sale_price"})
    return Line(row, tuple(pairs), is_variant, view, special_cells.get("surcharge", ""))


@lru_cache(maxsize=16)
def _special_columns(names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((name, names.index(name)) for name in _SPECIAL if name in names)


@lru_cache(maxsize=16)
def _option_columns(names: tuple[str, ...], mapped: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """The places of each option's name and value."""
    columns_by_name: dict[str, dict[str, int]] = {}
    for at, column in enumerate(names):
        if (match := _OPTION.fullmatch(column)) and column not in mapped:
            part = "name" if match[2] == "name" else "value"
            columns_by_name.setdefault(match[1] or match[3], {}).setdefault(part, at)
    return tuple((parts["name"], parts["value"]) for parts in columns_by_name.values() if len(parts) == 2)


def joined(lines: Iterable[Line | Finding]) -> Iterator[Row | Finding]:
    """The rows of each product together, what the first one tells in each."""
    block: list[Line] = []
    ids_seen: set[str] = set()
    for line in lines:
        if isinstance(line, Finding):
            yield line
        elif line.view and (not line.row.id or line.row.id in ids_seen):
            yield _other_view(line.row)
        elif block and len(block) < MOST_ROWS_OF_A_PRODUCT and _goes_on(line, block[0]):
            block.append(line)
        else:
            yield from _product(block)
            block = [line]
        if isinstance(line, Line) and line.view is not None:
            ids_seen.add(line.row.id)
    yield from _product(block)


def _goes_on(line: Line, first: Line) -> bool:
    """True if a row without a title continues the product above, rather than being one whose title was forgotten."""
    row, above = line.row, first.row
    if row.values.get("title") or not above.values.get("title"):
        return False
    has_group, above_has_group = row.group != row.id, above.group != above.id
    if has_group:
        return row.group == above.group
    return row.id in ("", above.id) or above_has_group or any(value for _, value in line.options)


def _product(block: Sequence[Line]) -> Iterator[Row]:
    if len(block) < 2:
        for one in block:
            yield replace(one.row, options={**one.row.options, **_named_cells(one, one)}) if one.options else one.row
        return
    first = block[0]
    common = {name: value for name, value in first.row.values.items() if name not in OWN}
    has_parent = any(one.is_variant for one in block)
    if has_parent:
        yield replace(first.row, is_product=True)
    variants = [one for one in block[has_parent:] if _is_sold(one)]
    ids = {one.row.id for one in variants}
    has_ids = len(ids) == len(variants) and "" not in ids
    for one in variants:
        options = _options(one, first)
        own = one.row.id if has_ids else variant_id(first.row.group, options) if options else ""
        values = {**common, **one.row.values, **_price(one, first)}
        details = {**first.row.details, **one.row.details}
        details = {name: value for name, value in details.items() if name not in options}
        yield replace(one.row, id=own, group=first.row.group, values=values, options=options, details=details)


def _is_sold(one: Line) -> bool:
    """A row of a picture or a category alone is not a variant."""
    return bool(one.row.values.get("price") or any(value for _, value in one.options) or one.is_variant)


def _options(one: Line, first: Line) -> dict[str, str]:
    traits = {name: one.row.details[name] for name in OPTIONS if name in one.row.details}
    return {**traits, **one.row.options, **_named_cells(one, first)}


def _named_cells(one: Line, first: Line) -> dict[str, str]:
    """The options that have columns for name and value."""
    pairs = zip(one.options, first.options, strict=True)
    return {(name or above).lower(): value for (name, value), (above, _) in pairs if (name or above) and value}


def _price(one: Line, first: Line) -> Mapping[str, str]:
    """The price of a Wix variant; if that is unclear, a text that nobody takes for a price."""
    price = first.row.values.get("price", "")
    if not one.is_variant or one.row.values.get("price") or one.surcharge.strip("0., ") == "":
        return {}
    try:
        return {"price": str(Decimal(price) + Decimal(one.surcharge))}
    except InvalidOperation:
        return {"price": f"{price} and {one.surcharge}"}


def _other_view(row: Row) -> Finding:
    message = "The row says how a store view calls the product, which stands in the file already; it was not read."
    return Finding(row.number, row.id, "store_view_code", "store_view_row", "suggestion", message)
