"""Names why a database did not do what it was asked to. Called by `database` for every error of a driver."""

import sqlite3

from sqlalchemy import URL, ExceptionContext

from voice_skill.store.errors import Cause, StoreUnavailable

# SQLite's primary result codes, https://www.sqlite.org/rescode.html; an extended code has one in its lowest byte.
SQLITE: dict[int, Cause] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "disk_failed",
    sqlite3.SQLITE_CANTOPEN: "cannot_open",
    sqlite3.SQLITE_AUTH: "cannot_open",
    sqlite3.SQLITE_NOTADB: "no_database",
    sqlite3.SQLITE_FORMAT: "no_database",
    sqlite3.SQLITE_CORRUPT: "damaged",
}
# PostgreSQL's SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL: dict[str, Cause] = {
    "25006": "read_only",
    "53100": "disk_full",
    "58030": "disk_failed",
    "53300": "busy",
    "55P03": "locked",
    "57014": "locked",  # the time that a statement may take is over
    "XX001": "damaged",
    "XX002": "damaged",
}


def unavailable(context: ExceptionContext) -> StoreUnavailable | None:
    """The error to raise instead of the driver's; None for one that is a fault of ours or of what was written."""
    error, driver = context.original_exception, context.dialect.loaded_dbapi
    where = place(context.engine.url) if context.engine is not None else ""
    cause = cause_of(error)
    is_away = context.is_disconnect or isinstance(error, (driver.OperationalError, driver.InterfaceError))
    if not (cause or is_away):
        return None
    if isinstance(error, sqlite3.Error):
        return StoreUnavailable(cause or "failed", where)
    return StoreUnavailable(cause or "away", where, _first_line(error))


def cause_of(error: BaseException) -> Cause | None:
    """The cause that a driver's error code names."""
    if isinstance(error, sqlite3.Error):
        return SQLITE.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF)
    return POSTGRESQL.get(getattr(error, "sqlstate", None) or "")


def place(url: URL) -> str:
    """The address of a database, without the password: a file, or host, port and name."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}:{url.port or 5432}/{url.database or ''}"


def _first_line(error: BaseException) -> str:
    """Without psycopg's questions whether the server is running, which the lines below it ask."""
    return next(iter(str(error).strip().splitlines()), "")[:200]
