"""Rows of which a number is one of many: the same statement however many, so that it is planned and prepared once.
A hundred single marks take SQLite a quarter longer, and PostgreSQL plans anew for each count of them."""

import json
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection


def rows_among(
    connection: Connection,
    columns: str,
    table: str,
    column: str,
    merchant_id: int,
    numbers: Collection[int],
    condition: str = "TRUE",
    index: str = "",
) -> Sequence[Any]:
    """The merchant's rows that meet a condition and in which the column is one of these numbers, each named once.

    index: the column's, where it is not in the primary key; SQLite would rather read all of the merchant's rows."""
    is_sqlite = connection.dialect.name == "sqlite"
    values = (json.dumps(numbers) if is_sqlite else numbers, merchant_id)
    where = f"{table} INDEXED BY {index}" if index and is_sqlite else table
    return connection.exec_driver_sql(_statement(columns, where, column, condition, is_sqlite), values).all()


@cache
def _statement(columns: str, table: str, column: str, condition: str, is_sqlite: bool) -> str:
    # SQLite keeps the order of a CROSS JOIN: it looks up each number, and reads nothing else.
    each, mark = ("json_each(?)", "?") if is_sqlite else ("unnest(%s::bigint[]) AS value", "%s")
    condition_text = f"merchant_id = {mark} AND {column} = value AND {condition}"
    return f"SELECT {columns} FROM {each} CROSS JOIN {table} WHERE {condition_text}"  # noqa: S608
