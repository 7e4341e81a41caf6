"""Who signs in to the merchant pages, and in which browser. Reached as Store.logins: whose shop it is, they tell."""

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from voice_skill.store.attempts import Attempts
from voice_skill.store.errors import BadMerchant, EmailTaken, SessionEnded, SignInRefused, UnknownMerchant
from voice_skill.store.merchants import new_merchant
from voice_skill.store.passwords import Passwords
from voice_skill.store.tables import Login, Merchant, WebSession

IDLE_S = 24 * 3_600
LONGEST_S = 14 * 24 * 3_600
# A session that was seen a moment ago is not written again with every page.
NOTED_EVERY_S = 60
TRIES_OF_EMAIL, TRIES_OF_ADDRESS, SIGN_UPS_OF_ADDRESS = 5, 50, 20
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.][^@\s\x00-\x1f]*\.[^@\s\x00-\x1f.]{2,}")


@dataclass(frozen=True)
class SignedIn:
    """Who is at a browser. merchant, title: the shop's name, and how it is spoken."""

    session_id: int
    login_id: int
    email: str
    merchant: str
    title: str


class Logins:
    def __init__(self, sessions: sessionmaker[Session], clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._passwords = Passwords()
        self._attempts = Attempts(sessions, clock)

    def sign_up(
        self, email: str, password: str, *, title: str, currency: str, locale: str, time_zone: str, address: str
    ) -> str:
        """Open a shop and sign in: gives what the browser is to keep. address: where the browser is.

        Raises TooManyTries, EmailTaken, BadPassword, BadMerchant."""
        self._attempts.begin("sign up from", address, SIGN_UPS_OF_ADDRESS)
        email, now = _plain(email), self._clock()
        hashed = self._passwords.hash(password)
        with self._sessions() as session:
            for name in _names(title):
                merchant = new_merchant(
                    name, title=title, currency=currency, locale=locale, time_zone=time_zone, created_at=now
                )
                try:
                    with session.begin_nested():
                        session.add(merchant)
                    break
                except IntegrityError:
                    continue
            login = Login(merchant_id=merchant.id, email=email, password_hash=hashed, created_at=now)
            return self._keep(session, login)

    def add(self, merchant: str, email: str, password: str) -> None:
        """Let somebody sign in to this shop; raises UnknownMerchant, EmailTaken, BadPassword, BadMerchant."""
        email, hashed = _plain(email), self._passwords.hash(password)
        with self._sessions() as session:
            of = session.scalar(select(Merchant.id).where(Merchant.name == merchant))
            if of is None:
                raise UnknownMerchant(merchant)
            session.rollback()
            session.add(Login(merchant_id=of, email=email, password_hash=hashed, created_at=self._clock()))
            _commit_unless_taken(session)

    def of(self, merchant: str) -> Sequence[str]:
        """The addresses that sign in to a shop."""
        with self._sessions() as session:
            mine = select(Login.email).join(Merchant, Merchant.id == Login.merchant_id).where(Merchant.name == merchant)
            return session.scalars(mine.order_by(Login.email)).all()

    def sign_in(self, email: str, password: str, *, address: str) -> str:
        """What the browser is to keep. Raises SignInRefused, TooManyTries."""
        email = email.strip().lower()
        self._attempts.begin("sign in from", address, TRIES_OF_ADDRESS)
        self._attempts.begin("sign in as", email, TRIES_OF_EMAIL)
        with self._sessions() as session:
            login = session.scalar(select(Login).where(Login.email == email))
        if not self._passwords.is_right(password, login.password_hash if login else None) or login is None:
            raise SignInRefused
        self._attempts.forget("sign in as", email)
        with self._sessions() as session:
            return self._begin(session, login)

    def signed_in(self, token: str) -> SignedIn:
        """Whose browser this is; raises SessionEnded."""
        now = self._clock()
        statement = (
            select(WebSession, Login.email, Merchant.name, Merchant.title)
            .join(Login, (Login.merchant_id == WebSession.merchant_id) & (Login.id == WebSession.login_id))
            .join(Merchant, Merchant.id == WebSession.merchant_id)
            .where(WebSession.hash == _hash(token))
        )
        with self._sessions() as session:
            row = session.execute(statement).one_or_none()
        if row is None or not _is_open(row[0], now):
            raise SessionEnded
        found, *whose = row
        if (now - found.seen_at).total_seconds() >= NOTED_EVERY_S:
            self._write(update(WebSession).where(WebSession.id == found.id).values(seen_at=now))
        return SignedIn(found.id, found.login_id, *whose)

    def is_open(self, session_id: int) -> bool:
        """Whether a browser is still signed in, for what stays connected to it."""
        with self._sessions() as session:
            found = session.get(WebSession, session_id)
        return found is not None and _is_open(found, self._clock())

    def sign_out(self, who: SignedIn) -> None:
        """Its cookie lets nobody in any more, wherever a copy of it is."""
        self._end(WebSession.id == who.session_id)

    def sign_out_everywhere(self, who: SignedIn) -> None:
        self._end(WebSession.login_id == who.login_id)

    def change_password(self, who: SignedIn, old: str, new: str) -> str:
        """Ends all sessions and begins a new one: what this browser is to keep. Raises SignInRefused, BadPassword,
        TooManyTries."""
        self._attempts.begin("change password of", who.email, TRIES_OF_EMAIL)
        with self._sessions() as session:
            login = session.get_one(Login, who.login_id)
        if not self._passwords.is_right(old, login.password_hash):
            raise SignInRefused
        hashed = self._passwords.hash(new)
        self._attempts.forget("change password of", who.email)
        self._write(update(Login).where(Login.id == who.login_id).values(password_hash=hashed))
        self.sign_out_everywhere(who)
        with self._sessions() as session:
            return self._begin(session, login)

    def _keep(self, session: Session, login: Login) -> str:
        session.add(login)
        try:
            session.flush()
        except IntegrityError as error:
            raise EmailTaken from error
        return self._begin(session, login)

    def _begin(self, session: Session, login: Login) -> str:
        """Always a new one, so that nobody can have put theirs into the browser before."""
        token, now = secrets.token_urlsafe(32), self._clock()
        whose = {"merchant_id": login.merchant_id, "login_id": login.id}
        old = WebSession.created_at <= now - timedelta(seconds=LONGEST_S)
        session.execute(delete(WebSession).where(WebSession.login_id == login.id, old))
        session.add(WebSession(**whose, hash=_hash(token), created_at=now, seen_at=now))
        session.commit()
        return token

    def _end(self, which: ColumnElement[bool]) -> None:
        self._write(update(WebSession).where(which, WebSession.ended_at.is_(None)).values(ended_at=self._clock()))

    def _write(self, statement: Update) -> None:
        with self._sessions() as session:
            session.execute(statement)
            session.commit()


def _commit_unless_taken(session: Session) -> None:
    try:
        session.commit()
    except IntegrityError as error:
        raise EmailTaken from error


def is_over(now: datetime) -> ColumnElement[bool]:
    """The sessions that let nobody in any more."""
    idle, longest = now - timedelta(seconds=IDLE_S), now - timedelta(seconds=LONGEST_S)
    return WebSession.ended_at.is_not(None) | (WebSession.seen_at <= idle) | (WebSession.created_at <= longest)


def _is_open(found: WebSession, now: datetime) -> bool:
    idle, longest = timedelta(seconds=IDLE_S), timedelta(seconds=LONGEST_S)
    return found.ended_at is None and now < found.seen_at + idle and now < found.created_at + longest


def _plain(email: str) -> str:
    email = email.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise BadMerchant("e-mail", email)
    return email


def _names(title: str) -> Sequence[str]:
    """Names for a shop of this title: the title's own words, and then with something random behind."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:50].strip("-") or "shop"
    return [words, *(f"{words}-{secrets.token_hex(4)}" for _ in range(3))]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
