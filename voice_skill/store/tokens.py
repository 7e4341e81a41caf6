"""What a merchant's systems show to be let in: made, listed, revoked and counted. Reached as MerchantStore.tokens."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, case, func, select, update

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
        """Those that were revoked and that expired too, newest first."""
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

    def set_aside(self, token_id: int, count: int, most: int) -> bool:
        """Take `count` of the `most` requests that the token has in this minute; False when so many are not left.

        One guarded UPDATE, so that it holds for all servers; it also keeps when the token was used last. To be
        committed at once. Raises StoreUnavailable when SQLite is being written to for longer than PATIENCE_MS."""
        with self._hurried():
            self._store.begin_write()
        now = self._store.now
        minute = now.replace(second=0, microsecond=0)
        is_new = ApiToken.minute_at.is_(None) | (ApiToken.minute_at != minute)
        taken = case((is_new, count), else_=ApiToken.taken + count)
        counted = (
            update(ApiToken)
            .where(ApiToken.merchant_id == self._store.merchant.id, ApiToken.id == token_id)
            .where(is_new | (ApiToken.taken + count <= most))
            .values(minute_at=minute, taken=taken, last_used_at=now)
            .returning(ApiToken.id)
            .execution_options(synchronize_session=False)
        )
        return self._store.session.scalar(counted) is not None

    def _good(self) -> int:
        """How many let somebody in now."""
        is_good = ApiToken.expires_at.is_(None) | (ApiToken.expires_at > self._store.now)
        mine = select(func.count()).where(ApiToken.merchant_id == self._store.merchant.id)
        return self._store.session.scalar(mine.where(ApiToken.revoked_at.is_(None), is_good)) or 0

    @contextmanager
    def _hurried(self) -> Iterator[None]:
        """In SQLite whoever writes waits for all others who do: not for as long as a feed of 100,000 rows takes."""
        connection = self._store.session.connection()
        if connection.dialect.name != "sqlite":
            yield
            return
        before_ms = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {before_ms}")


def find(connection: Connection, secret: str, now: datetime) -> tuple[Merchant, ApiToken]:
    """Whose secret this is; raises UnknownToken, also for one that was revoked or expired."""
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
