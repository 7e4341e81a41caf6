"""Browsers and networks in which somebody signed in before, so that strangers' tries never keep them out. Called by
Logins.

Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies"."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voice_skill.store.access.networks import WIDE, network_of
from voice_skill.store.tables import KnownBrowser, Login

KNOWN_FOR_S = 180 * 86_400
# Of one login.
MOST_BROWSERS = 20


@dataclass(frozen=True)
class Place:
    """The browser a request comes from. address: of the browser, as the server or its proxy saw it. cookie: what the
    browser was given when somebody signed in there, or something else that it says."""

    address: str
    cookie: str = ""

    @property
    def network(self) -> str:
        return network_of(self.address)

    @property
    def site(self) -> str:
        """Wider than the network where that is IPv6."""
        return network_of(self.address, WIDE)


@dataclass(frozen=True)
class Known:
    """The ids of the logins that signed in before in this browser, and in this network."""

    in_browser: Collection[int]
    in_network: Collection[int]


def known_places(session: Session, email: str, place: Place, now: datetime) -> Known:
    rows = session.execute(
        select(KnownBrowser.login_id, KnownBrowser.hash, KnownBrowser.network)
        .join(Login, (Login.merchant_id == KnownBrowser.merchant_id) & (Login.id == KnownBrowser.login_id))
        .where(Login.email == email, KnownBrowser.seen_at > now - timedelta(seconds=KNOWN_FOR_S))
    ).all()
    cookie = hash_of(place.cookie)
    return Known(
        in_browser={login_id for login_id, hashed, _ in rows if hashed == cookie},
        in_network={login_id for login_id, _, network in rows if network == _network(login_id, place)},
    )


def remember(session: Session, login: Login, place: Place, now: datetime) -> str:
    """Returns what the browser is to keep: its present value if this login issued it, else a new one, so that nobody
    can have planted theirs before."""
    mine, network = KnownBrowser.login_id == login.id, _network(login.id, place)
    row = session.scalar(select(KnownBrowser).where(mine, KnownBrowser.hash == hash_of(place.cookie)))
    if row is not None:
        row.network, row.seen_at = network, now
        return place.cookie
    cookie, whose = secrets.token_urlsafe(32), {"merchant_id": login.merchant_id, "login_id": login.id}
    session.add(KnownBrowser(**whose, hash=hash_of(cookie), network=network, seen_at=now))
    session.flush()
    latest = select(KnownBrowser.id).where(mine).order_by(KnownBrowser.seen_at.desc(), KnownBrowser.id.desc())
    kept_ids = latest.limit(MOST_BROWSERS).scalar_subquery()
    session.execute(delete(KnownBrowser).where(mine, KnownBrowser.id.not_in(kept_ids)))
    return cookie


def forget(session: Session, login_id: int) -> None:
    """Whoever had the password may have been somebody else, in a browser of theirs."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.login_id == login_id))


def hash_of(secret: str) -> str:
    """Plain SHA-256: what is looked for is 256 random bits, which no dictionary holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _network(login_id: int, place: Place) -> str:
    return hash_of(f"{login_id} {place.network}")
