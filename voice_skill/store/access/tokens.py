"""API tokens of a merchant's systems: created, listed, revoked and counted. Reached as MerchantStore.tokens."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, case, false, func, select, update

from voice_skill.store.errors import BadMerchant, TooManyTokens, UnknownToken
from voice_skill.store.tables import ApiToken, Merchant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

SCOPES = (
    "catalogue:read",
    "catalogue:write",
    "orders:read",
    "orders:write",
    "customers:read",
    "customers:write",
)
# So that a secret that leaked into a file or a log is known for what it is.
PREFIX = "vsk_"
SECRET_BYTES = 32
_HINT = len(PREFIX) + 4
MOST_NAME_CHARACTERS = 120
# Good at once, of one shop.
MOST_GOOD = 50
PATIENCE_MS = 50

_OF_HASH = (
    select(Merchant, ApiToken)
    .join(ApiToken, ApiToken.merchant_id == Merchant.id)
    .where(ApiToken.hash == bindparam("h"))
)
_MERCHANT_COLUMNS = len(Merchant.__table__.columns)
# That of a server whose clock is ahead counts for all.
_IS_THIS_MINUTE = func.coalesce(ApiToken.minute_at >= bindparam("minute"), false())
_TAKE = (
    update(ApiToken)
    .where(ApiToken.merchant_id == bindparam("merchant"), ApiToken.id == bindparam("token"))
    .where(~_IS_THIS_MINUTE | (ApiToken.taken < bindparam("most")))
    .values(
        taken=case((_IS_THIS_MINUTE, ApiToken.taken + 1), else_=1),
        minute_at=case((_IS_THIS_MINUTE, ApiToken.minute_at), else_=bindparam("minute")),
        last_used_at=bindparam("now"),
    )
)


class Tokens:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    def create(self, name: str, scopes: Sequence[str], expires_at: datetime | None = None) -> tuple[ApiToken, str]:
        """A new token and its secret, which can be shown now and never again. Raises BadMerchant for a name or scopes
        that will not do, and TooManyTokens."""
        if not 0 < len(name.strip()) <= MOST_NAME_CHARACTERS or not name.isprintable():
            raise BadMerchant("token_name", name)
        if not scopes or not set(scopes) <= set(SCOPES):
            raise BadMerchant("token_scopes", ", ".join(scopes))
        self._store.begin_write_alone()
        if self._good() >= MOST_GOOD:
            raise TooManyTokens(MOST_GOOD)
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        token = ApiToken(
            merchant_id=self._store.merchant.id,
            name=name,
            hash=_hash(secret),
            hint=secret[:_HINT],
            scopes=[scope for scope in SCOPES if scope in scopes],
            created_at=self._store.now,
            expires_at=expires_at,
        )
        self._store.session.add(token)
        self._store.session.flush()
        return token, secret

    def all(self) -> list[ApiToken]:
        """Every token, including revoked and expired ones, newest first."""
        mine = select(ApiToken).where(ApiToken.merchant_id == self._store.merchant.id).order_by(ApiToken.id.desc())
        return list(self._store.session.scalars(mine.execution_options(populate_existing=True)))

    def revoke(self, token_id: int) -> ApiToken:
        """Let nobody in by it any more; once more changes nothing. Raises UnknownToken."""
        self._store.begin_write()
        mine = select(ApiToken).where(ApiToken.merchant_id == self._store.merchant.id, ApiToken.id == token_id)
        token = self._store.session.scalars(mine.execution_options(populate_existing=True)).one_or_none()
        if token is None:
            raise UnknownToken
        token.revoked_at = token.revoked_at or self._store.now
        self._store.session.flush()
        return token

    def take(self, token_id: int, most: int) -> bool:
        """Take one of the `most` requests that the token has in this minute; False when none is left.

        One guarded UPDATE, so that it holds for all servers; it also keeps when the token was used last. Committed at
        once. Raises StoreUnavailable when SQLite is being written to for longer than PATIENCE_MS."""
        now = self._store.now
        values = {"merchant": self._store.merchant.id, "token": token_id, "most": most, "now": now}
        connection = self._store.connection
        with _hurried(connection):
            return connection.execute(_TAKE, values | {"minute": now.replace(second=0, microsecond=0)}).rowcount == 1

    def _good(self) -> int:
        """The number of active tokens."""
        is_good = ApiToken.expires_at.is_(None) | (ApiToken.expires_at > self._store.now)
        mine = select(func.count()).where(ApiToken.merchant_id == self._store.merchant.id)
        return self._store.session.scalar(mine.where(ApiToken.revoked_at.is_(None), is_good)) or 0


@contextmanager
def _hurried(connection: Connection) -> Iterator[None]:
    """A transaction that waits for nothing: not for the disk, since a power cut may lose counts; and in SQLite, where
    whoever writes waits for all others who do, not for as long as a feed of 100,000 rows takes."""
    run = connection.exec_driver_sql
    if connection.dialect.name != "sqlite":
        run("COMMIT AND CHAIN")
        run("SET LOCAL synchronous_commit = off")
        yield
        run("COMMIT AND CHAIN")
        return
    patience_ms = run("PRAGMA busy_timeout").scalar_one()
    run("COMMIT")
    run("PRAGMA synchronous = NORMAL")
    run(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    try:
        yield
    finally:
        run(f"PRAGMA busy_timeout = {patience_ms}")
        run("PRAGMA synchronous = FULL")
        run("BEGIN")


def find(connection: Connection, secret: str, now: datetime) -> tuple[Merchant, ApiToken]:
    """The token of this secret; raises UnknownToken, also for one that was revoked or expired."""
    row = connection.execute(_OF_HASH, {"h": _hash(secret)}).one_or_none()
    if row is None:
        raise UnknownToken
    token = ApiToken.of_row(row[_MERCHANT_COLUMNS:])
    if token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now):
        raise UnknownToken
    return Merchant.of_row(row[:_MERCHANT_COLUMNS]), token


def _hash(secret: str) -> str:
    """Plain SHA-256: what is looked for is 256 random bits, which no dictionary holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
