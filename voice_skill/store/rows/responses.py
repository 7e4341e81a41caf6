"""Responses to requests that change something, kept with the change for a day. MerchantStore.responses."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, text

from voice_skill.store.errors import KeyBusy, KeyReused
from voice_skill.store.tables import IdempotencyKey

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

KEPT_H = 24
_LOCK = text("SELECT pg_try_advisory_xact_lock(:merchant_id, hashtext(:key))")
_STORED = select(IdempotencyKey).where(
    IdempotencyKey.merchant_id == bindparam("merchant_id"), IdempotencyKey.key == bindparam("key")
)


class Responses:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    def find(self, key: str, digest: str) -> IdempotencyKey | None:
        """The response sent under this key within a day; None if the key is new, and then nobody else uses it
        until this transaction ends: in PostgreSQL others get KeyBusy, in SQLite they wait, since one writes at a time.

        digest: a hash of the request. Raises KeyReused when it was another one, KeyBusy."""
        self._store.begin_write()
        mine = {"merchant_id": self._store.merchant.id, "key": key}
        session = self._store.session
        if session.connection().dialect.name == "postgresql" and not session.scalar(_LOCK, mine):
            raise KeyBusy
        response = session.scalars(_STORED, mine).one_or_none()
        if response is None or response.answered_at <= self._oldest:
            return None
        if response.asked != digest:
            raise KeyReused
        return response

    def keep(self, key: str, digest: str, *, status: int, headers: Mapping[str, str], body: str) -> None:
        """To be committed together with what the request did; replaces an response that was kept for long enough."""
        self._store.begin_write()
        session, merchant_id = self._store.session, self._store.merchant.id
        same = delete(IdempotencyKey).where(IdempotencyKey.merchant_id == merchant_id, IdempotencyKey.key == key)
        session.execute(same.where(IdempotencyKey.answered_at <= self._oldest))
        session.add(
            IdempotencyKey(
                merchant_id=merchant_id,
                key=key,
                asked=digest,
                status=status,
                headers=dict(headers),
                body=body,
                answered_at=self._store.now,
            )
        )
        session.flush()

    @property
    def _oldest(self) -> datetime:
        return self._store.now - timedelta(hours=KEPT_H)
