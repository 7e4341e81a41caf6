"""Reading any CSV whose columns the merchant has named, as `--map title=Name --map price=Amount`. Called by read_feed.

What is mapped to none of our attributes or options becomes a detail: `--map care=Pflege` answers "how do I wash it".
A column that bears an attribute's own name needs no mapping.
"""

from collections.abc import Iterator

from voice_skill.linking.errors import CurrencyNeeded, FormatUnknown
from voice_skill.linking.reading.google_attributes import OPTIONS, VALUES, attribute_name
from voice_skill.linking.reading.google_table import table_row
from voice_skill.linking.reading.opening import OpenedFeed
from voice_skill.linking.reading.tables import column_name, header_names, read_table
from voice_skill.linking.rows import NEEDED, FeedSettings, Finding, Row

_OURS = frozenset({"id", "item_group_id", "product_detail", "product_highlight", *OPTIONS, *VALUES})


def looks_like(head: bytes) -> bool:
    """Never by itself: only the merchant knows what the columns mean."""
    return False


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a line; lines with the same item_group_id are variants of one product."""
    meant = {column_name(column): attribute_name(name) for name, column in settings.columns.items()}
    _refuse_lacking(header_names(opened.head), meant)
    if not settings.currency and "currency" not in meant.values():
        raise CurrencyNeeded("a plain CSV")
    details = {name for name in meant.values() if name not in _OURS}
    for record in read_table(opened):
        if isinstance(record, Finding):
            yield record
            continue
        row = table_row(record, meant)
        values = row.values if row.values.get("currency") else {**row.values, "currency": settings.currency}
        told = {
            name.replace("_", " "): record.values[column]
            for column, name in meant.items()
            if name in details and column in record.values
        }
        yield Row(row.number, row.id, row.group, values, row.options, {**row.details, **told}, row.columns)


def _refuse_lacking(names: frozenset[str], meant: dict[str, str]) -> None:
    seen = "its columns are " + ", ".join(sorted(names)[:12])
    absent = [column for column in meant if column not in names]
    if absent:
        raise FormatUnknown(f"{seen}, and none is {', '.join(absent)}", "Map columns as they are written there.")
    told = {meant.get(name) or attribute_name(name) for name in names}
    lacking = [name for name in NEEDED if name not in told]
    if lacking:
        advice = " ".join(f"--map {name}=COLUMN" for name in lacking)
        raise FormatUnknown(seen, f"Say which column is which: {advice}")
