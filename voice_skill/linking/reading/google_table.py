"""Reading Google Merchant Center's text feeds, separated by tabs or commas. Called by read_feed.

Source: support.google.com/merchants/answer/14987622 and /160589: attribute names in the first line, one product a line.
"""

from collections.abc import Iterator, Mapping

from voice_skill.linking.reading.google_attributes import attribute_name, google_row, product_details
from voice_skill.linking.reading.opening import OpenedFeed
from voice_skill.linking.reading.tables import Record, header_names, read_table
from voice_skill.linking.rows import FeedSettings, Finding, Row

_PRICED = frozenset({"price", "availability", "image_link", "item_group_id"})


def looks_like(head: bytes) -> bool:
    names = set(map(attribute_name, header_names(head)))
    return {"id", "title"} <= names and bool(_PRICED & names)


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a line; `settings` has no say, a price tells its own currency."""
    for record in read_table(opened):
        yield record if isinstance(record, Finding) else table_row(record, {})


def table_row(record: Record, meant: Mapping[str, str]) -> Row:
    """meant: column in lower case -> the attribute that the merchant says it is."""
    told: dict[str, list[str]] = {}
    columns: dict[str, str] = {}
    for column, cell in zip(record.names, record.cells, strict=True):
        name = meant.get(column) or attribute_name(column)
        if cell:
            told.setdefault(name, []).append(cell)
        if column != name:
            columns.setdefault(name, column)
    details = [pair for text in told.get("product_detail", ()) for pair in product_details(text)]
    return google_row(record.number, told, details, columns)
