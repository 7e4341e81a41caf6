"""Reads any CSV whose columns the merchant has named, as `--map title=Name --map price=Amount`. Called by read_feed.

What is mapped to none of our attributes or options becomes a detail: `--map care=Pflege` answers "how do I wash it".
A column that bears an attribute's own name needs no mapping; one that is mapped is read from its mapped column alone.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from voice_skill.linking.errors import CurrencyNeeded, FormatUnknown
from voice_skill.linking.formats.continued_rows import joined, line
from voice_skill.linking.formats.google_attributes import (
    OPTIONS,
    VALUES,
    Mapped,
    attributes_of,
    refuse_doubtful,
)
from voice_skill.linking.formats.google_table import table_row
from voice_skill.linking.formats.headers import IsHeader
from voice_skill.linking.formats.mapped_columns import meaning, refuse_absent
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.formats.tables import Record, header_names, read_table
from voice_skill.linking.rows import NEEDED, FeedSettings, Finding, Row

# A price that tells its currency: "5 EUR", "€5".
_CURRENCY = re.compile(r"[^\W\d_]|[$€£¥₹₩₺₪₫₱฿]")
_OURS = frozenset({"id", "item_group_id", "product_detail", "product_highlight", *OPTIONS, *VALUES})


def looks_like(head: bytes) -> bool:
    """Never by itself: only the merchant knows what the columns mean."""
    return False


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a line; lines with the same item_group_id, and those that go on with one, are variants of one product."""
    mapped_columns = meaning(settings.columns)
    mapped = frozenset(column for column, _ in mapped_columns)
    names = header_names(opened.head, is_header := _naming(mapped))
    _refuse_lacking(names, mapped_columns)
    records = read_table(opened, is_header)
    yield from joined(
        record if isinstance(record, Finding) else line(record, _row(record, mapped_columns, settings.currency), mapped)
        for record in records
    )


def _naming(mapped: frozenset[str]) -> IsHeader:
    """Finds the line with most of the mapped columns."""
    return lambda names: 2 * len(names & mapped) > len(mapped)


def _row(record: Record, mapped_columns: Mapped, currency: str) -> Row:
    row = table_row(record, mapped_columns)
    fields = {
        name.replace("_", " "): cell
        for at, name in attributes_of(record.names, mapped_columns)
        if name not in _OURS and (record.names[at], name) in mapped_columns and (cell := record.cells[at])
    }
    values = row.values if row.values.get("currency") else {**row.values, "currency": currency}
    if not values["currency"] and (price := values.get("price")) and not _CURRENCY.search(price):
        raise CurrencyNeeded("a plain CSV")
    return replace(row, values=values, details={**row.details, **fields})


def _refuse_lacking(names: frozenset[str], mapped_columns: Mapped) -> None:
    refuse_absent(names, mapped_columns)
    attributes = {attribute for _, attribute in attributes_of(tuple(sorted(names)), mapped_columns)}
    lacking = [name for name in NEEDED if name not in attributes]
    if lacking:
        advice = " ".join(f"--map {name}=COLUMN" for name in lacking)
        description = "its columns are " + ", ".join(sorted(names)[:12])[:300]
        raise FormatUnknown(description, f"Say which column is which: {advice}")
    refuse_doubtful(names, mapped_columns)
