"""Single columns of a known table that the merchant said the meaning of: `--map price="Custom price"` of Shopify's
export, which is read as ever but for that. Called by detecting."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from voice_skill.linking.errors import FormatUnknown
from voice_skill.linking.formats.google_attributes import OPTIONS, VALUES, Mapped, attribute_name
from voice_skill.linking.formats.headers import column_name
from voice_skill.linking.formats.tables import Record
from voice_skill.linking.rows import Finding, Row

# What every variant has of its own; all else stands in a product's first row.
OWN = frozenset({"price", "sale_price", "sale_price_effective_date", "availability", "quantity", "gtin", "mpn"})
# What a format makes of the same columns, and is not said by it any more.
_TOGETHER = {
    "price": ("sale_price", "sale_price_effective_date"),
    "quantity": ("availability",),
    "availability": ("quantity",),
}


def meaning(columns: Mapping[str, str]) -> Mapped:
    """The merchant's mapping, attribute -> column, as columns in lower case with their attributes."""
    return frozenset((column_name(column), attribute_name(name)) for name, column in columns.items())


def refuse_absent(names: frozenset[str], mapped_columns: Mapped) -> None:
    """Raises FormatUnknown where a mapped column is not in the table."""
    if absent := sorted(column for column, _ in mapped_columns if column not in names):
        description = "its columns are " + ", ".join(sorted(names)[:12])[:300]
        raise FormatUnknown(
            f"{description}, and none is {', '.join(absent)[:300]}", "Map columns as they are written there."
        )


def with_mapped(
    rows: Iterable[Row | Finding], records: Iterable[Record | Finding], mapped_columns: Mapped
) -> Iterator[Row | Finding]:
    """The rows of a table, what is mapped from its mapped column alone. records: those that the rows are of, in the
    same order."""
    cells = (record for record in records if isinstance(record, Record))
    record = next(cells, None)
    group, common = "", dict[str, str]()
    for row in rows:
        if isinstance(row, Finding):
            yield row
            continue
        while record and record.number < row.number:
            record = next(cells, None)
        values = record.values if record else {}
        mapped_values = {attribute: values.get(column, "") for column, attribute in mapped_columns}
        common = common if row.group == group else {}
        group = row.group
        common = {name: value or common.get(name, "") for name, value in mapped_values.items() if name not in OWN}
        yield _row(row, mapped_values | common, {attribute: column for column, attribute in mapped_columns})


def _row(row: Row, fields: Mapping[str, str], columns: Mapping[str, str]) -> Row:
    replaced_fields = {*fields, *(other for name in fields for other in _TOGETHER.get(name, ()))}
    values = {name: value for name, value in row.values.items() if name not in replaced_fields}
    values |= {name: value for name, value in fields.items() if name in VALUES and value}
    options = {name: value for name, value in fields.items() if name in OPTIONS and value}
    others = {"id", "item_group_id", *OPTIONS, *VALUES}
    details = {name.replace("_", " "): value for name, value in fields.items() if name not in others and value}
    return replace(
        row,
        id=fields.get("id") or row.id,
        group=fields.get("item_group_id") or row.group,
        values=values,
        options={**row.options, **options},
        details={**row.details, **details},
        columns={**row.columns, **columns},
    )
