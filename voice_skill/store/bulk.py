"""Many rows at once, as fast as each database takes them: COPY in PostgreSQL, one prepared INSERT in SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

Rows = Iterable[Sequence[Any]]

# SQLite goes through its pages in memory as far as they fit; two megabytes, its default, are soon full.
CACHE_KIB = 64 * 1024
_LOOK = "ANALYZE products, variants, product_words, word_slips"


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
        rows = [(self._merchant_id, *row) for row in rows]
        if not rows:
            return
        into = f"{table} (merchant_id, {', '.join(columns)})"
        if self._is_sqlite:
            marks = ", ".join("?" * (len(columns) + 1))
            self._connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608
        else:
            self._copy(into, rows)

    def insert_once(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Rows that are there already stay; all of a row's columns are its key."""
        rows = [(self._merchant_id, *row) for row in rows]
        if not rows:
            return
        names = f"merchant_id, {', '.join(columns)}"
        if self._is_sqlite:
            marks = ", ".join("?" * (len(columns) + 1))
            self._connection.exec_driver_sql(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
            return
        self._run(f"CREATE TEMP TABLE IF NOT EXISTS coming_{table} (LIKE {table}) ON COMMIT DELETE ROWS")
        self._copy(f"coming_{table} ({names})", rows)
        self._run(f"INSERT INTO {table} SELECT * FROM coming_{table} ON CONFLICT DO NOTHING")  # noqa: S608
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

    def next_ids(self, table: str, count: int) -> list[int]:
        """Ids for rows to come; whoever asks holds the right to write until they are written."""
        if self._is_sqlite:
            last = self._connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one()  # noqa: S608
            return list(range(last + 1, last + 1 + count))
        drawn = self._connection.exec_driver_sql(
            f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {count})"  # noqa: S608
        )
        return sorted(drawn.scalars())

    def look(self) -> None:
        """PostgreSQL takes tables for empty until it has looked, and reads all of them for each row of an import."""
        if not self._is_sqlite:
            self._run(_LOOK)

    def _run(self, statement: str) -> None:
        self._connection.exec_driver_sql(statement)

    def _copy(self, into: str, rows: Rows) -> None:
        driver: Any = self._connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
