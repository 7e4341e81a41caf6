"""Whose a skill is: the secret address of a shop, what the shop claims, and how a request proves it. Reached as
MerchantStore.skill and by Store.

Amazon signs every request of a skill and sends it to the address that the skill's owner entered. So a signed request
at an address that only one shop gives away shows that the skill's owner wants that shop to answer; what anybody else
enters or says shows nothing.
"""

import hashlib
import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voice_skill.store.errors import OtherSkill, UnknownMerchant
from voice_skill.store.rows.requests import Delivery
from voice_skill.store.tables import LOCAL_SKILL, Merchant, SeenRequest, SkillAddress

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

log = logging.getLogger(__name__)

SECRET_BYTES = 32
# Of one shop; enough for whoever renews in a hurry, before Amazon has published the package between.
MOST_RETIRED = 20
# Amazon's ids, not one that stands in for them.
SKILL_ID = re.compile(rf"(?!{re.escape(LOCAL_SKILL)})amzn1\.ask\.skill\.[A-Za-z0-9-]{{4,100}}")

_OF_ADDRESS = (
    select(Merchant, SkillAddress.retired_at, SeenRequest.request_id, SeenRequest.asked, SeenRequest.answer)
    .join(SkillAddress, SkillAddress.merchant_id == Merchant.id)
    .outerjoin(SeenRequest, (SeenRequest.merchant_id == Merchant.id) & (SeenRequest.request_id == bindparam("request")))
    .where(SkillAddress.hash == bindparam("hash"))
)
_MERCHANT_COLUMNS = len(Merchant.__table__.columns)


class SkillLink:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    def address(self) -> str:
        """The secret end of the shop's address, the same each time; made when it is first asked for, and to be
        committed then. Raises SealBroken when the server has another secret key than it was stored with."""
        current = self._current() or self._make()
        return self._store.seals.open(current.sealed)

    def renew_address(self) -> None:
        """Make another address, when somebody else may have seen the one until now. That one proves nothing any more;
        a skill that is proven already is still answered there, as it is at /alexa, so that its customers hear nothing
        of it while Amazon looks at the new package."""
        self._store.begin_write_alone()
        mine = SkillAddress.merchant_id == self._store.merchant.id
        newest = select(SkillAddress.id).where(mine).order_by(SkillAddress.id.desc()).limit(MOST_RETIRED)
        self._store.session.execute(delete(SkillAddress).where(mine, SkillAddress.id.not_in(newest.scalar_subquery())))
        retired = update(SkillAddress).where(mine, SkillAddress.retired_at.is_(None))
        self._store.session.execute(retired.values(retired_at=self._store.now))
        self._add()

    def claim(self, skill_id: str | None) -> None:
        """Say which skill is the shop's: the next one that may prove itself at its address, alone. None takes that
        back. It moves nothing by itself, and others may claim the same."""
        self._store.begin_write()
        mine = Merchant.id == self._store.merchant.id
        is_proven = self._store.session.scalar(select(Merchant.id).where(mine, Merchant.application_id == skill_id))
        claimed = None if is_proven else skill_id
        self._store.session.execute(update(Merchant).where(mine).values(claimed_id=claimed))

    def _make(self) -> SkillAddress:
        self._store.begin_write_alone()
        return self._current() or self._add()  # somebody else may just have made it

    def _current(self) -> SkillAddress | None:
        mine = SkillAddress.merchant_id == self._store.merchant.id
        return self._store.session.scalar(select(SkillAddress).where(mine, SkillAddress.retired_at.is_(None)))

    def _add(self) -> SkillAddress:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        address = SkillAddress(
            merchant_id=self._store.merchant.id,
            hash=_hash(secret),
            sealed=self._store.seals.seal(secret),
            created_at=self._store.now,
        )
        self._store.session.add(address)
        self._store.session.flush()
        return address


@dataclass(frozen=True)
class Called:
    """The shop whose address was called. retired_at: since when the address is no longer its newest. seen: what was
    kept of an earlier delivery of the request."""

    merchant: Merchant
    retired_at: datetime | None
    seen: Sequence[Any]

    def may_be_proven_by(self, skill_id: str) -> bool:
        """True if a request of this skill can prove anything here: the shop claims the skill, or has none and claims
        none."""
        if self.retired_at is not None or not SKILL_ID.fullmatch(skill_id):
            return False
        claimed = self.merchant.claimed_id
        return claimed == skill_id if claimed else self.merchant.skill_id is None


def find(connection: Connection, secret: str, request: Delivery | None) -> Called:
    """Raises UnknownMerchant."""
    key = {"hash": _hash(secret), "request": request.id if request else None}
    row: Sequence[Any] | None = connection.execute(_OF_ADDRESS, key).one_or_none()
    if row is None:
        raise UnknownMerchant("address")
    return Called(Merchant.of_row(row[:_MERCHANT_COLUMNS]), row[_MERCHANT_COLUMNS], row[_MERCHANT_COLUMNS + 1 :])


def prove(session: Session, merchant: Merchant, secret: str, skill_id: str) -> None:
    """Let the skill speak for the shop from now on, unless somebody was faster: one statement, so that of several
    proofs at once one holds. Raises OtherSkill when the skill is another shop's."""
    is_free = Merchant.application_id.is_(None) | Merchant.application_id.startswith(LOCAL_SKILL, autoescape=True)
    is_address = exists().where(
        SkillAddress.merchant_id == Merchant.id,
        SkillAddress.hash == _hash(secret),
        SkillAddress.retired_at.is_(None),
    )
    proven = (
        update(Merchant)
        .where(Merchant.id == merchant.id, is_address)
        .where((Merchant.claimed_id == skill_id) | (Merchant.claimed_id.is_(None) & is_free))
        .values(application_id=skill_id, claimed_id=None)
        .returning(Merchant.id)
    )
    try:
        is_first = session.scalar(proven) is not None
        session.commit()
    except IntegrityError:
        raise OtherSkill(merchant.name) from None
    if is_first:
        log.info("merchant=%s skill=%s proven", merchant.name, skill_id)


def _hash(secret: str) -> str:
    """Plain SHA-256: what is looked for is 256 random bits, which no dictionary holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
