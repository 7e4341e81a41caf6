"""Signs by which a server knows that its database works: read, written, of this version. Called by `health`."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select, text

from voice_skill.store.errors import StoreUnavailable
from voice_skill.store.imports.jobs import waiting
from voice_skill.store.rows.failures import cause_of
from voice_skill.store.tables import FeedJob, Merchant

# Seconds that the heartbeat waits for others who write.
HEARTBEAT_S = 1
# What the file system may give away last; below it nothing of an order's size can be promised a place.
FULL_BYTES = 64 * 1024
# Which every version has had, and no other program together.
OURS = {"merchants", "alexa_users"}
# Changes no value, yet both databases write the row anew and commit it to the disk.
HEARTBEAT = "UPDATE alembic_version SET version_num = version_num"


class Vitals:
    """Each method returns what it found, or raises StoreUnavailable with the cause."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    @property
    def _file(self) -> Path | None:
        url = self._engine.url
        return Path(url.database or "") if url.get_backend_name() == "sqlite" else None

    def read(self) -> None:
        with self._engine.connect() as connection:
            connection.execute(select(Merchant.id).limit(1))

    def write(self, patience_s: int = HEARTBEAT_S) -> None:
        """Commits a heartbeat, as an order is committed. patience_s: how long to wait for others who write."""
        if self._file is None:
            self._write_to_server(patience_s)
        else:
            _write_to_file(self._file, patience_s)

    def schema(self) -> str | None:
        """The version of the tables; None where there are none of ours: other programs number theirs likewise."""
        with self._engine.connect() as connection:
            if not {"alembic_version", *OURS} <= set(inspect(connection).get_table_names()):
                return None
            version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return version

    def waiting_jobs(self) -> tuple[int, float | None]:
        """The number of jobs that nobody is running, and the seconds since the oldest of them was requested."""
        now = self._clock()
        with self._engine.connect() as connection:
            waits = select(func.count(), func.min(FeedJob.asked_at)).where(waiting(now))
            count, oldest = connection.execute(waits).one()
            return count, None if oldest is None else (now - oldest).total_seconds()

    def free_bytes(self) -> int | None:
        """The free space where the embedded database lies; None for a server, which looks after its own disk."""
        return None if self._file is None else _free_bytes(self._file)

    def _write_to_server(self, patience_s: int) -> None:
        with self._engine.begin() as connection:
            for limit in ("lock_timeout", "statement_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {limit} = '{patience_s}s'")
            connection.exec_driver_sql(HEARTBEAT)


def _write_to_file(file: Path, patience_s: int) -> None:
    """By a connection of its own, so that a file that was deleted or protected since the server started is noticed."""
    if _free_bytes(file) < FULL_BYTES:  # SQLite's log may have room of its own for some more writes
        raise StoreUnavailable("disk_full", str(file))
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=patience_s)
        try:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(HEARTBEAT)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreUnavailable(cause_of(error) or "failed", str(file)) from error


def _free_bytes(file: Path) -> int:
    try:
        return shutil.disk_usage(file.parent).free
    except OSError as error:
        raise StoreUnavailable("cannot_open", str(file)) from error
