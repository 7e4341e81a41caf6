"""Reads Google Merchant Center's text feeds, separated by tabs or commas. Called by read_feed.

Source: support.google.com/merchants/answer/14987622 and /160589: attribute names in the first line, one product a line.
"""

from collections.abc import Iterator

from voice_skill.linking.formats.google_attributes import (
    Mapped,
    attribute_name,
    attributes_of,
    google_row,
    product_details,
    refuse_doubtful,
)
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.formats.tables import Record, header_names, read_table
from voice_skill.linking.rows import FeedSettings, Finding, Row

_NUMBERS = ("id", "item_group_id", "gtin", "mpn")
_PRICED = frozenset({"price", "availability", "image_link", "item_group_id"})


def is_header(names: frozenset[str]) -> bool:
    attribute_names = set(map(attribute_name, names))
    return {"id", "title"} <= attribute_names and bool(_PRICED & attribute_names)


def looks_like(head: bytes) -> bool:
    return is_header(header_names(head, is_header))


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a line; `settings` has no say, a price tells its own currency. Raises FormatUnknown."""
    refuse_doubtful(header_names(opened.head, is_header))
    for record in read_table(opened, is_header):
        yield record if isinstance(record, Finding) else table_row(record)


def table_row(record: Record, mapped_columns: Mapped = frozenset()) -> Row:
    values_by_attribute: dict[str, list[str]] = {}
    columns: dict[str, str] = {}
    for at, name in attributes_of(record.names, mapped_columns):
        if cell := record.cells[at]:
            values_by_attribute.setdefault(name, []).append(cell)
        if (column := record.names[at]) != name:
            columns.setdefault(name, column)
    for name in _NUMBERS:  # the apostrophe is a spreadsheet's, also before '0012-A
        if name in values_by_attribute and values_by_attribute[name][0][0] in "'’":
            values_by_attribute[name] = [cell.lstrip("'’") for cell in values_by_attribute[name]]
    details = [pair for text in values_by_attribute.get("product_detail", ()) for pair in product_details(text)]
    return google_row(record.number, values_by_attribute, details, columns)
