"""Requests that have one effect, or none, however often each arrives: the answer is kept in the transaction that makes
the change. Called by Store and MerchantStore."""

import hashlib
import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, bindparam, select, text, update

from voice_skill.store.errors import AlreadyAnswered, RequestReused, TooLate
from voice_skill.store.tables import SeenRequest
from voice_skill.store.tables.base import Id, Utc

# Of the eight seconds that Alexa waits; for SQLite, Store says the same of each connection.
LOCK_PATIENCE_S = 5.0
# In PostgreSQL it waits for a transaction that carries out the same request; in SQLite only one writes at a time.
_CLAIM = text(
    "INSERT INTO seen_requests (merchant_id, request_id, asked, asked_by, seen_at)"
    " VALUES (:merchant_id, :request_id, :asked, :asked_by, :seen_at) ON CONFLICT DO NOTHING"
).bindparams(
    bindparam("merchant_id", type_=Id),
    bindparam("request_id", type_=String),
    bindparam("asked", type_=String),
    bindparam("asked_by", type_=String),
    bindparam("seen_at", type_=Utc),
)
_THIS = (SeenRequest.merchant_id == bindparam("merchant"), SeenRequest.request_id == bindparam("request"))
_SEEN = select(SeenRequest.request_id, SeenRequest.asked, SeenRequest.answer).where(*_THIS)
_KEEP = update(SeenRequest).where(*_THIS).values(answer=bindparam("given"))
_FORGET = (
    update(SeenRequest)
    .where(SeenRequest.merchant_id == bindparam("merchant"))
    .where(SeenRequest.asked_by.in_(bindparam("users", expanding=True)))
    .values(answer=None, asked_by=None)
)


@dataclass(frozen=True)
class Delivery:
    """A request that may be delivered more than once.

    id: at most 255 characters, the sender's own. sha256: of what it asks for. until: when whoever asked has given up
    waiting, as time.monotonic() tells it. user_id: of whom the answer tells something; it is forgotten with them."""

    id: str
    sha256: str | None = None
    until: float = math.inf
    user_id: str | None = None

    def check_in_time(self) -> None:
        """Raises TooLate when nobody waits for the answer any more."""
        if time.monotonic() > self.until:
            raise TooLate

    @property
    def lock_timeout_ms(self) -> int:
        """The time to wait for others who have locked the same rows."""
        return max(1, round(min(LOCK_PATIENCE_S, self.until - time.monotonic()) * 1000))

    def check_new(self, ids_seen: Sequence[str | None]) -> None:
        """Raises AlreadyAnswered, or RequestReused when something else was asked under this id.

        seen: the id, the hash and the answer that were kept; the id is None where nothing was."""
        request_id, sha256, answer = ids_seen
        if request_id is not None:
            raise AlreadyAnswered(answer) if sha256 in (None, self.sha256) else RequestReused


def claim(connection: Connection, merchant_id: int, request: Delivery, now: datetime) -> None:
    """Nobody else carries the request out until this transaction ends. Raises AlreadyAnswered, RequestReused."""
    asked_by = _hash(request.user_id) if request.user_id is not None else None
    row = {"merchant_id": merchant_id, "request_id": request.id, "asked": request.sha256, "asked_by": asked_by}
    if connection.execute(_CLAIM, row | {"seen_at": now}).rowcount == 0:
        request.check_new(connection.execute(_SEEN, {"merchant": merchant_id, "request": request.id}).one())


def keep(connection: Connection, merchant_id: int, request: Delivery, answer: str) -> None:
    """To be committed with the change that the request made."""
    connection.execute(_KEEP, {"merchant": merchant_id, "request": request.id, "given": answer})


def forget(connection: Connection, merchant_id: int, user_ids: Iterable[str]) -> None:
    """Deletes the answers these users were given, and their ids; their requests keep their one effect."""
    connection.execute(_FORGET, {"merchant": merchant_id, "users": [_hash(user_id) for user_id in user_ids]})


def _hash(user_id: str) -> str:
    return hashlib.sha256(user_id.encode()).hexdigest()
