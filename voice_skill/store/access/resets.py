"""Links by which somebody sets a new password, given out by whoever runs the server. Called by Logins."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voice_skill.store.access.browsers import hash_of
from voice_skill.store.errors import ResetExpired
from voice_skill.store.tables import Login, PasswordReset


def make(session: Session, login: Login, now: datetime, lasts_s: int) -> str:
    """Makes the key of a link; the one before is no longer valid."""
    key = secrets.token_urlsafe(32)
    expires_at = now + timedelta(seconds=lasts_s)
    session.execute(
        delete(PasswordReset).where((PasswordReset.login_id == login.id) | (PasswordReset.expires_at <= now))
    )
    whose = {"merchant_id": login.merchant_id, "login_id": login.id}
    session.add(PasswordReset(**whose, hash=hash_of(key), expires_at=expires_at))
    return key


def find(session: Session, key: str, now: datetime) -> Login:
    """The login whose password may be set; raises ResetExpired."""
    mine = (Login.merchant_id == PasswordReset.merchant_id) & (Login.id == PasswordReset.login_id)
    good = select(Login).join(PasswordReset, mine).where(PasswordReset.hash == hash_of(key))
    login = session.scalar(good.where(PasswordReset.expires_at > now))
    if login is None:
        raise ResetExpired
    return login


def use_up(session: Session, key: str) -> None:
    """Raises ResetExpired when somebody else was faster."""
    deleted = delete(PasswordReset).where(PasswordReset.hash == hash_of(key)).returning(PasswordReset.id)
    if session.scalar(deleted) is None:
        raise ResetExpired
