"""The engine, and the one Store of a process: it finds the merchant of a turn and hands out a MerchantStore."""

import os
import sqlite3
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Engine,
    ExceptionContext,
    PoolProxiedConnection,
    QueuePool,
    Select,
    bindparam,
    create_engine,
    event,
    make_url,
    select,
    update,
)
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import ArgumentError, IntegrityError, TimeoutError
from sqlalchemy.orm import sessionmaker

from voice_skill.store.access import skills, tokens
from voice_skill.store.access.logins import Logins
from voice_skill.store.access.sealing import Seals, no_secret_key
from voice_skill.store.errors import (
    BadDatabaseUrl,
    MerchantExists,
    OtherSkill,
    SkillTaken,
    StoreError,
    StoreUnavailable,
    UnknownFeed,
    UnknownMerchant,
)
from voice_skill.store.imports.jobs import in_turn
from voice_skill.store.merchant_store import MerchantStore
from voice_skill.store.migrations import HEAD
from voice_skill.store.people.merchants import checked_limit, good_title, new_merchant
from voice_skill.store.rows.failures import unavailable
from voice_skill.store.rows.pruning import Pruned, prune
from voice_skill.store.rows.requests import Delivery
from voice_skill.store.rows.vitals import Vitals
from voice_skill.store.tables import LOCAL_SKILL, ApiToken, Feed, Merchant, SeenRequest

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
    from sqlalchemy.pool import ConnectionPoolEntry

# Alexa waits eight seconds for an answer, the apology included.
PATIENCE_S = 5
POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}

_BY_NAME = select(Merchant).where(Merchant.name == bindparam("key"))
# With what was seen of the request, so that a turn asks no more often than it did without.
_BY_APPLICATION = (
    select(Merchant, SeenRequest.request_id, SeenRequest.asked, SeenRequest.answer)
    .outerjoin(SeenRequest, (SeenRequest.merchant_id == Merchant.id) & (SeenRequest.request_id == bindparam("request")))
    .where(Merchant.application_id == bindparam("key"))
)
_MERCHANT_COLUMNS = len(Merchant.__table__.columns)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Every merchant's shop in one database; one per process, shared by its threads."""

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], secret_key: Callable[[], str] = no_secret_key
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._seals = Seals(secret_key)
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self.logins = Logins(self._sessions, clock, self._seals)
        self.vitals = Vitals(engine, clock)
        # What a turn reads is of one moment, as it always is in SQLite: places of products that were read before a
        # change would lead to other products after it.
        is_sqlite = engine.dialect.name == "sqlite"
        self._turns = engine if is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")

    @classmethod
    def open(
        cls,
        url: str,
        *,
        clock: Callable[[], datetime] = utc_now,
        secret_key: Callable[[], str] = no_secret_key,
    ) -> "Store":
        """Open sqlite:///path or postgresql://user@host/name; raises BadDatabaseUrl. Connects on first use.

        secret_key: gives what secrets in the database are sealed with, when there is one to seal or to open."""
        return cls(_engine(url), clock, secret_key)

    def close(self) -> None:
        self._engine.dispose()

    def is_current(self) -> bool:
        """True if the tables are those of this version; costs no import of Alembic."""
        return self.vitals.schema() == HEAD

    def check_schema(self) -> None:
        """Raises UnknownSchema when this version cannot upgrade the tables."""
        from voice_skill.store.migrations.upgrade import check

        with self._engine.connect() as connection:
            check(connection)

    def upgrade(self) -> None:
        """Bring the tables and the index up to this version; safe when several processes start at once.
        Raises UnknownSchema."""
        if not self.is_current():
            from voice_skill.store.migrations.upgrade import upgrade

            upgrade(self._engine, self._seals.seal)
        for merchant in self.merchants():
            with self.for_merchant(merchant.name) as shop:
                if shop.catalogue.mend():
                    shop.commit()

    def prune(self, within_s: float) -> Pruned:
        """Delete what nobody needs any more, for at most so many seconds. Raises StoreUnavailable."""
        return prune(self._engine, self._clock(), within_s)

    def warm(self) -> None:
        """Ask for something in each language, so that no customer waits for what the first search loads."""
        with suppress(StoreError):
            for name in {merchant.locale: merchant.name for merchant in self.merchants()}.values():
                with self.for_merchant(name) as shop:
                    example = shop.catalogue.example()
                    shop.catalogue.find(f"{example.spoken_name} {example.spoken_name}" if example else name)

    def add_merchant(
        self,
        name: str,
        *,
        title: str,
        currency: str = "USD",
        locale: str = "en-US",
        time_zone: str = "America/New_York",
        application_id: str | None = None,
    ) -> Merchant:
        """Open a shop; raises MerchantExists, SkillTaken, or BadMerchant for a setting that could not work."""
        merchant = new_merchant(
            name,
            title=title,
            currency=currency,
            locale=locale,
            time_zone=time_zone,
            application_id=application_id,
            created_at=self._clock(),
        )
        with self._sessions() as session:
            session.add(merchant)
            try:
                session.commit()
            except IntegrityError as error:
                raise self._taken(name, application_id) from error
        return merchant

    def set_application_id(self, name: str, application_id: str | None) -> Merchant:
        """The operator's word that this Alexa skill speaks for the shop; None for none any more. Raises
        UnknownMerchant, and SkillTaken when it speaks for another one."""
        statement = update(Merchant).where(Merchant.name == name).values(application_id=application_id, claimed_id=None)
        with self._sessions() as session:
            try:
                merchant = session.scalars(statement.returning(Merchant)).one_or_none()
            except IntegrityError as error:
                raise self._taken(None, application_id) from error
            session.commit()
        if merchant is None:
            raise UnknownMerchant(name)
        return merchant

    def _taken(self, name: str | None, application_id: str | None) -> StoreError:
        """The one of the two that another merchant has: the name, if it has both."""
        with self._sessions() as session:
            if name and session.scalar(select(Merchant.id).where(Merchant.name == name)):
                return MerchantExists(name)
            speaks_for = session.scalar(select(Merchant.name).where(Merchant.application_id == application_id))
        # None where it was given up at this very moment.
        return SkillTaken(str(application_id), speaks_for or "")

    def spoken_as(self, name: str) -> str:
        """The id by which the shop is tried without Amazon: its skill's, or one that stands in for it until there is
        one. Raises UnknownMerchant."""
        with self.for_merchant(name) as shop:
            if shop.merchant.application_id:
                return shop.merchant.application_id
        is_open = (Merchant.name == name) & Merchant.application_id.is_(None)
        with self._sessions() as session:
            session.execute(update(Merchant).where(is_open).values(application_id=f"{LOCAL_SKILL}{name}"))
            session.commit()
        return self.spoken_as(name)

    def set_title(self, name: str, title: str) -> Merchant:
        """Call the shop otherwise; raises UnknownMerchant, BadMerchant."""
        with self._sessions() as session:
            called = update(Merchant).where(Merchant.name == name).values(title=good_title(title))
            merchant = session.scalars(called.returning(Merchant)).one_or_none()
            session.commit()
        if merchant is None:
            raise UnknownMerchant(name)
        return merchant

    def set_limits(self, name: str, *, quantity: int | None = None, times_median: int | None = None) -> Merchant:
        """Say above which quantity of one thing, and above how many times the median order, customers are asked whether
        they mean it; 0 is never, None leaves it as it is. Raises UnknownMerchant, BadMerchant."""
        limits = {"ask_above_quantity": quantity, "ask_above_median": times_median}
        values = {column: checked_limit(column, value) for column, value in limits.items() if value is not None}
        with self._sessions() as session:
            merchant = session.scalars(_BY_NAME, {"key": name}).one_or_none()
            if merchant is None:
                raise UnknownMerchant(name)
            for column, value in values.items():
                setattr(merchant, column, value)
            session.commit()
        return merchant

    def merchants(self) -> list[Merchant]:
        with self._sessions() as session:
            return list(session.scalars(select(Merchant).order_by(Merchant.name)))

    def for_application(self, application_id: str, delivery: Delivery | None = None) -> MerchantStore:
        """The shop that this Alexa skill speaks for, to carry out this request; raises UnknownMerchant."""
        key = {"key": application_id, "request": delivery.id if delivery else None}
        return self._merchant_store(_BY_APPLICATION, key, delivery)

    def for_address(
        self, secret: str, application_id: str, delivery: Delivery | None = None, *, is_signed: bool
    ) -> MerchantStore:
        """The shop at whose own address this request of a skill arrived. One that Amazon signed proves whose the skill
        is when that is still open. Raises UnknownMerchant for the address, OtherSkill for the skill."""
        connection = self._turns.connect()
        try:
            called = skills.find(connection, secret, delivery)
            if called.merchant.application_id == application_id:
                return MerchantStore(connection, called.merchant, self._clock, self._seals, delivery, called.seen)
        except BaseException:
            connection.close()
            raise
        connection.close()
        if not is_signed or not called.may_be_proven_by(application_id):
            raise OtherSkill(called.merchant.name)
        with self._sessions() as session:
            skills.prove(session, called.merchant, secret, application_id)
        # What it proved counts from now on; when another request was faster, what that one proved.
        return self.for_address(secret, application_id, delivery, is_signed=False)

    def for_merchant(self, name: str) -> MerchantStore:
        return self._merchant_store(_BY_NAME, {"key": name})

    def of_token(self, secret: str) -> tuple[MerchantStore, ApiToken]:
        """The shop whose token has this secret, and the token; raises UnknownToken."""
        connection = self._engine.connect()
        try:
            merchant, token = tokens.find(connection, secret, self._clock())
        except BaseException:
            connection.close()
            raise
        return MerchantStore(connection, merchant, self._clock, self._seals), token

    def due_feeds(self) -> list[tuple[str, str]]:
        """Merchant and name of every feed that should be synced and that nobody is at, the longest waiting first."""
        now = self._clock()
        with self._sessions() as session:
            due = (
                select(Merchant.name, Feed.name)
                .join(Feed, Feed.merchant_id == Merchant.id)
                .where(Feed.next_at <= now, Feed.claimed_until.is_(None) | (Feed.claimed_until <= now))
                .order_by(Feed.next_at, Feed.id)
            )
            return [(merchant, feed) for merchant, feed in session.execute(due)]

    def asked_jobs(self) -> list[tuple[str, int]]:
        """Merchant and id of what merchants asked for and nobody is at, in the order of their turns."""
        with self._sessions() as session:
            return [(merchant, job_id) for merchant, job_id in session.execute(in_turn(self._clock()))]

    def feed_of(self, token: str) -> tuple[str, Feed]:
        """The feed that a shop's call about a change names, and whose it is; raises UnknownFeed."""
        if "\0" in token:  # which PostgreSQL takes nowhere
            raise UnknownFeed(token)
        with self._sessions() as session:
            feeds_by_name = (
                select(Merchant.name, Feed).join(Feed, Feed.merchant_id == Merchant.id).where(Feed.token == token)
            )
            row = session.execute(feeds_by_name).one_or_none()
            if row is None:
                raise UnknownFeed(token)
            return row[0], row[1]

    def _merchant_store(
        self, statement: Select[*tuple[Any, ...]], key: Mapping[str, str | None], delivery: Delivery | None = None
    ) -> MerchantStore:
        connection = self._turns.connect()
        try:
            row = connection.execute(statement, key).one_or_none()
            if row is None:
                raise UnknownMerchant(str(key["key"]))
        except BaseException:
            connection.close()
            raise
        merchant, seen_ids = Merchant.of_row(row[:_MERCHANT_COLUMNS]), row[_MERCHANT_COLUMNS:]
        return MerchantStore(connection, merchant, self._clock, self._seals, delivery, seen_ids)


class _Pool(QueuePool):
    def connect(self) -> PoolProxiedConnection:
        try:
            return super().connect()
        except TimeoutError as error:
            raise StoreUnavailable("busy") from error


class _Sqlite(SQLiteDialect_pysqlite):
    """Begins every transaction: the driver would only before writing, so that two reads could see two states.

    SQLAlchemy's event for this costs a tenth of a turn, since every statement then looks for listeners."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute("BEGIN")


registry.register("sqlite.beginning", __name__, _Sqlite.__name__)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadDatabaseUrl from error
    if parsed.drivername == "sqlite" and parsed.database not in (None, "", ":memory:"):
        engine = create_engine(
            parsed.set(drivername="sqlite+beginning"),
            poolclass=_Pool,
            pool_timeout=PATIENCE_S,
            hide_parameters=True,  # an error is logged, and what customers are called may not be
            connect_args={"isolation_level": None},
        )
        event.listen(engine, "connect", _set_up_sqlite)
    elif parsed.drivername in POSTGRESQL:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            poolclass=_Pool,
            pool_timeout=PATIENCE_S,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": PATIENCE_S, "tcp_user_timeout": PATIENCE_S * 1000},
        )
        event.listen(engine, "connect", _set_up_postgresql)
    else:
        raise BadDatabaseUrl
    event.listen(engine, "handle_error", _tell_unavailable)
    _forget_connections_after_fork(engine)
    return engine


def _set_up_sqlite(connection: "DBAPIConnection", record: "ConnectionPoolEntry") -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_S * 1000:.0f}")
    _switch_to_wal(cursor)
    # FULL, since a placed order must outlive a power cut; WAL with NORMAL may lose the last commits.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _set_up_postgresql(connection: "DBAPIConnection", record: "ConnectionPoolEntry") -> None:
    connection.cursor_factory = _binary_cursor()


@cache
def _binary_cursor() -> type:
    """Takes values as PostgreSQL has them: as text, bytes are twice as many and take twice as long."""
    from psycopg import Cursor
    from psycopg.pq import Format

    class BinaryCursor(Cursor[Any]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.format = Format.BINARY

    return BinaryCursor


def _switch_to_wal(cursor: "DBAPICursor") -> None:
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # SQLite does not wait here. Another process is at a new file this very moment; the mode is the file's, so
        # that it holds for this connection too, or the next one sets it.
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise


def _tell_unavailable(context: ExceptionContext) -> None:
    error = None if context.is_pre_ping else unavailable(context)
    if error is not None:
        raise error from context.original_exception


def _forget_connections_after_fork(engine: Engine) -> None:
    """A server that loads the app and then forks must not let two processes talk on one connection."""
    this = weakref.ref(engine)

    def forget() -> None:
        if (mine := this()) is not None:
            mine.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
