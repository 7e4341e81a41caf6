"""Rows of one id: which are the same row again, and which share an id that names no variant. Called by `staging`."""

import json
import sqlite3
from collections.abc import Iterator

from voice_skill.linking.judging.ruling import finding_of
from voice_skill.linking.rows import Finding, Row

# A SKU names no variant in Shopify, where many may have the same.
_SHARED = """
SELECT place, number, id, columns, variant_id FROM rows WHERE variant_id <> '' AND id IN
    (SELECT id FROM rows WHERE id <> '' AND is_product = 0 GROUP BY id HAVING count(DISTINCT variant_id) > 1)
ORDER BY place
"""
_REPEATED = """
SELECT place, number, id, columns, is_product, first FROM
    (SELECT *, first_value(number) OVER same AS first, row_number() OVER same AS nth FROM rows WHERE id IN
        (SELECT id FROM rows WHERE id <> '' GROUP BY id, is_product HAVING count(*) > 1)
    WINDOW same AS (PARTITION BY id, is_product, product, facts ORDER BY place))
WHERE nth > 1 ORDER BY place
"""
_DUPLICATES = """
SELECT place, number, id, columns, is_product, (SELECT group_concat(number, ', ') FROM
    (SELECT number FROM rows AS other WHERE other.id = rows.id AND is_product = 0 ORDER BY place LIMIT 5))
FROM rows WHERE is_product = 0 AND id IN
    (SELECT id FROM rows WHERE is_product = 0 AND id <> '' GROUP BY id HAVING count(*) > 1) ORDER BY place
"""


def shared_ids(database: sqlite3.Connection) -> Iterator[tuple[Finding, int, str]]:
    """Each variant that shares its id with others: its place, and the id that it has for itself."""
    for place, number, id_, columns, variant_id in database.execute(_SHARED):
        message = f"Give each variant a SKU of its own; others have this one too, so it is known as {variant_id}."
        yield finding_of(_row(number, id_, columns), "id", "sku_shared", "suggestion", message, id_), place, variant_id


def repeated_rows(database: sqlite3.Connection) -> Iterator[tuple[Finding, int]]:
    """Each row that says the same as one before it."""
    for place, number, id_, columns, is_product, first in database.execute(_REPEATED):
        message = f"The row says the same as row {first} and was read once; take it out."
        row = _row(number, id_, columns, is_product=bool(is_product))
        yield finding_of(row, "id", "row_repeated", "suggestion", message, id_), place


def duplicates(database: sqlite3.Connection) -> Iterator[tuple[Finding, int]]:
    """Each row that shares its id with one that says something else."""
    for place, number, id_, columns, is_product, numbers in database.execute(_DUPLICATES):
        message = f"Give each of rows {numbers} an id of its own; they share one, so none was taken."
        row = _row(number, id_, columns, is_product=bool(is_product))
        yield finding_of(row, "id", "id_duplicate", "error", message, id_), place


def _row(number: int, id_: str, columns: str, *, is_product: bool = False) -> Row:
    return Row(number, id_, "", {}, columns=json.loads(columns), is_product=is_product)
