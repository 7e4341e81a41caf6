"""Many rows at once, as fast as each database takes them: COPY in PostgreSQL, one prepared INSERT in SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

Rows = Iterable[Sequence[Any]]

# SQLite goes through its pages in memory as far as they fit; two megabytes, its default, are soon full.
CACHE_KIB = 64 * 1024
# What another import looks at this very moment is passed over: a look holds its tables until the transaction ends.
_LOOK = "ANALYZE (SKIP_LOCKED) products, variants, whole_names, spoken_products, postings"
_KNOWN = "SELECT reltuples FROM pg_class WHERE oid = 'products'::regclass"


class Bulk:
    """Writes rows of one merchant; values are what the database keeps: text, numbers, None."""

    def __init__(self, connection: Connection, merchant_id: int) -> None:
        self._connection = connection
        self._merchant_id = merchant_id
        self._is_sqlite = connection.dialect.name == "sqlite"

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """SQLite may use more memory meanwhile."""
        if not self._is_sqlite:
            yield
            return
        before = self._connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        self._connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
        try:
            yield
        finally:
            self._connection.exec_driver_sql(f"PRAGMA cache_size = {before}")

    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        if self._is_sqlite:
            self._insert(table, columns, rows)
        else:
            self._copy(table, columns, rows)

    def append(self, table: str, key: Sequence[str], column: str, rows: Rows) -> None:
        """Put bytes behind those that are there already under the same key. rows: the key's values, then the bytes."""
        conflict = f"ON CONFLICT (merchant_id, {', '.join(key)}) DO UPDATE SET {column} = "
        both = f"{table}.{column} || excluded.{column}"
        if self._is_sqlite:
            # Two blobs are text of the same bytes there.
            self._insert(table, [*key, column], rows, f"{conflict} CAST({both} AS BLOB)")
            return
        self._run(f"CREATE TEMP TABLE IF NOT EXISTS coming_{table} (LIKE {table}) ON COMMIT DELETE ROWS")
        self.insert(f"coming_{table}", [*key, column], rows)
        self._run(f"INSERT INTO {table} SELECT * FROM coming_{table} {conflict} {both}")  # noqa: S608
        self._run(f"TRUNCATE coming_{table}")

    def update(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """rows: the columns' values, and the row's id behind them."""
        mark = "?" if self._is_sqlite else "%s"
        to = ", ".join(f'"{column}" = {mark}' for column in columns)
        self.each(f"UPDATE {table} SET {to} WHERE merchant_id = {mark} AND id = {mark}", rows)  # noqa: S608

    def each(self, statement: str, rows: Rows) -> None:
        """Run it for each row, the merchant's id put before the last value."""
        rows = [(*row[:-1], self._merchant_id, row[-1]) for row in rows]
        if rows:
            self._connection.exec_driver_sql(statement, rows)

    def delete(self, table: str, column: str, values: Iterable[Any]) -> None:
        mark = "?" if self._is_sqlite else "%s"
        self.each(
            f"DELETE FROM {table} WHERE merchant_id = {mark} AND {column} = {mark}",  # noqa: S608
            [(value,) for value in values],
        )

    def clear(self, table: str) -> None:
        mark = "?" if self._is_sqlite else "%s"
        self._connection.exec_driver_sql(f"DELETE FROM {table} WHERE merchant_id = {mark}", (self._merchant_id,))  # noqa: S608

    def next_ids(self, table: str, count: int) -> list[int]:
        """Ids for rows to come; whoever asks holds the right to write until they are written."""
        if self._is_sqlite:
            last = self._connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one()  # noqa: S608
            return list(range(last + 1, last + 1 + count))
        drawn = self._connection.exec_driver_sql(
            f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {count})"  # noqa: S608
        )
        return sorted(drawn.scalars())

    def look(self, added: int) -> None:
        """PostgreSQL takes tables for empty until it has looked, and reads all of them for each row of an import.

        added: products of this import. Where it knows of more, its own looks, now and then, are enough."""
        if not self._is_sqlite and self._connection.exec_driver_sql(_KNOWN).scalar_one() < added:
            self._run(_LOOK)

    def _run(self, statement: str) -> None:
        self._connection.exec_driver_sql(statement)

    def _insert(self, table: str, columns: Sequence[str], rows: Rows, conflict: str = "") -> None:
        names, marks = ", ".join(columns), ", ".join("?" * (len(columns) + 1))
        rows = [(self._merchant_id, *row) for row in rows]
        if rows:
            statement = f"INSERT INTO {table} (merchant_id, {names}) VALUES ({marks}) {conflict}"  # noqa: S608
            self._connection.exec_driver_sql(statement, rows)

    def _copy(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        driver: Any = self._connection.connection.driver_connection
        rows = [(self._merchant_id, *row) for row in rows]
        into = f"COPY {table} (merchant_id, {', '.join(columns)}) FROM STDIN"
        if rows:
            with driver.cursor() as cursor, cursor.copy(into) as copy:
                for row in rows:
                    copy.write_row(row)
