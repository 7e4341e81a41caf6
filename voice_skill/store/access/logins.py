"""Logins to the merchant pages, and the browsers that are signed in. Reached as Store.logins: whose shop it is, they
tell.

No mail is sent, so nobody has proved that an e-mail address is theirs. Several shops may have the same one, each with
a password of its own: whoever signs up with a known address opens a shop like everybody else, and learns nothing.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import ColumnElement, Update, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from voice_skill.store.access import browsers, resets
from voice_skill.store.access.browsers import Place, hash_of
from voice_skill.store.access.guessing import Guessing, Try
from voice_skill.store.access.passwords import Passwords, with_salt
from voice_skill.store.access.sealing import Seals
from voice_skill.store.errors import (
    BadMerchant,
    EmailTaken,
    PasswordTaken,
    SessionEnded,
    SeveralLogins,
    SignInRefused,
    TooManyTries,
    UnknownLogin,
    UnknownMerchant,
)
from voice_skill.store.people.merchants import new_merchant
from voice_skill.store.tables import Login, Merchant, WebSession

IDLE_S = 24 * 3_600
LONGEST_S = 14 * 24 * 3_600
# A session that was seen a moment ago is not written again with every page.
NOTED_EVERY_S = 60
RESET_S = 3_600
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.][^@\s\x00-\x1f]*\.[^@\s\x00-\x1f.]{2,}")
_NOBODY = with_salt(bytes(16))


@dataclass(frozen=True)
class SignedIn:
    """A signed-in browser's login. merchant, title: the shop's name, and how it is spoken."""

    session_id: int
    login_id: int
    email: str
    merchant: str
    title: str


@dataclass(frozen=True)
class BrowserCookies:
    """The cookies a browser keeps. session: until it signs out; browser: for longer, so that it is known again."""

    session: str
    browser: str


class Logins:
    def __init__(self, sessions: sessionmaker[Session], clock: Callable[[], datetime], seals: Seals) -> None:
        self._sessions = sessions
        self._clock = clock
        self._seals = seals
        self._passwords = Passwords()
        self._guessing = Guessing(sessions, clock)

    def sign_up(
        self, email: str, password: str, place: Place, *, title: str, currency: str, locale: str, time_zone: str
    ) -> BrowserCookies:
        """Open a shop and sign in. With the password of a shop that the address has already, sign in to that one, as a
        form does that was sent twice; so it counts as a try at that password.

        Raises TooManyTries, BadPassword, BadMerchant."""
        email = _plain(email)
        self._guessing.begin_sign_up(place)
        logins, attempt = self._try(email, place)
        if not attempt.is_open:
            raise TooManyTries(attempt.wait_s)
        hashed = self._passwords.new(password, self._like(email, logins))
        if login := _match(logins, hashed, attempt):
            return self._went_well(attempt, login, place)
        with self._sessions() as session:
            merchant = _add_merchant(session, title, currency, locale, time_zone, self._clock())
            login = Login(merchant_id=merchant.id, email=email, password_hash=hashed, created_at=self._clock())
            try:
                session.add(login)
                session.flush()
            except IntegrityError:  # the same form, sent twice in this very moment
                session.rollback()
                mine = (Login.email == email) & (Login.password_hash == hashed)
                return self._went_well(attempt, session.scalars(select(Login).where(mine)).one(), place)
            return self._begin(session, login, place)

    def add(self, merchant: str, email: str, password: str) -> None:
        """Let somebody sign in to this shop. Raises UnknownMerchant, EmailTaken, PasswordTaken, BadPassword,
        BadMerchant."""
        email = _plain(email)
        with self._sessions() as session:
            logins = session.scalars(select(Login).where(Login.email == email)).all()
            of = session.scalar(select(Merchant.id).where(Merchant.name == merchant))
        hashed = self._passwords.new(password, self._like(email, logins))
        if of is None:
            raise UnknownMerchant(merchant)
        if any(login.merchant_id == of for login in logins):
            raise EmailTaken
        with self._sessions() as session:
            session.add(Login(merchant_id=of, email=email, password_hash=hashed, created_at=self._clock()))
            with _unless_taken():
                session.commit()

    def of(self, merchant: str) -> Sequence[str]:
        """The addresses that sign in to a shop."""
        with self._sessions() as session:
            mine = select(Login.email).join(Merchant, Merchant.id == Login.merchant_id).where(Merchant.name == merchant)
            return session.scalars(mine.order_by(Login.email)).all()

    def sign_in(self, email: str, password: str, place: Place) -> BrowserCookies:
        """Raises SignInRefused, TooManyTries."""
        logins, attempt = self._try(email.strip().lower(), place)
        hashed = self._passwords.hash(password, logins[0].password_hash if logins else _NOBODY)
        login = _match(logins, hashed, attempt)
        if login is None:
            raise SignInRefused
        return self._went_well(attempt, login, place)

    def signed_in(self, token: str) -> SignedIn:
        """The login of this browser; raises SessionEnded."""
        now = self._clock()
        statement = (
            select(WebSession, Login.email, Merchant.name, Merchant.title)
            .join(Login, (Login.merchant_id == WebSession.merchant_id) & (Login.id == WebSession.login_id))
            .join(Merchant, Merchant.id == WebSession.merchant_id)
            .where(WebSession.hash == hash_of(token))
        )
        with self._sessions() as session:
            row = session.execute(statement).one_or_none()
        if row is None or not _is_open(row[0], now):
            raise SessionEnded
        web_session, *whose = row
        if (now - web_session.seen_at).total_seconds() >= NOTED_EVERY_S:
            self._write(update(WebSession).where(WebSession.id == web_session.id).values(seen_at=now))
        return SignedIn(web_session.id, web_session.login_id, *whose)

    def is_open(self, session_id: int) -> bool:
        """True while a browser is still signed in; for connections that stay open."""
        with self._sessions() as session:
            web_session = session.get(WebSession, session_id)
        return web_session is not None and _is_open(web_session, self._clock())

    def sign_out(self, who: SignedIn) -> None:
        """Its cookie lets nobody in any more, wherever a copy of it is."""
        mine = WebSession.id == who.session_id
        self._write(update(WebSession).where(mine, WebSession.ended_at.is_(None)).values(ended_at=self._clock()))

    def sign_out_everywhere(self, who: SignedIn) -> None:
        with self._sessions() as session:
            self._end_all(session, who.login_id)
            session.commit()

    def change_password(self, who: SignedIn, old: str, new: str, place: Place) -> BrowserCookies:
        """Ends all sessions and begins a new one. Raises SignInRefused, PasswordTaken, BadPassword, TooManyTries."""
        attempt = self._guessing.begin_change(who.login_id)
        with self._sessions() as session:
            login = session.get_one(Login, who.login_id)
        if not compare_digest(self._passwords.hash(old, login.password_hash), login.password_hash):
            raise SignInRefused
        self._guessing.went_well(attempt)
        hashed = self._passwords.new(new, login.password_hash)
        self._try_others(login, place)
        return self._set_password(login, hashed, place)

    def start_reset(self, email: str, merchant: str | None = None, lasts_s: int = RESET_S) -> tuple[str, str]:
        """Makes the key of a link that sets the password anew, once and within `lasts_s` seconds; returns it with the
        shop it is for. Raises UnknownLogin, SeveralLogins when it takes a merchant to tell which."""
        email = email.strip().lower()
        with self._sessions() as session:
            mine = select(Login, Merchant.name).join(Merchant, Merchant.id == Login.merchant_id)
            rows = session.execute(mine.where(Login.email == email).order_by(Merchant.name)).all()
            matches = [(login, name) for login, name in rows if merchant in (None, name)]
            if not matches:
                raise UnknownLogin(email)
            if len(matches) > 1:
                raise SeveralLogins(email, [name for _, name in matches])
            ((login, name),) = matches
            key = resets.make(session, login, self._clock(), lasts_s)
            session.commit()
        return key, name

    def email_of_reset(self, key: str) -> str:
        """The address whose password a link sets; raises ResetExpired."""
        with self._sessions() as session:
            return resets.find(session, key, self._clock()).email

    def reset_password(self, key: str, new: str, place: Place) -> BrowserCookies:
        """Use a link up: the password is a new one, all sessions end and one begins. Raises ResetExpired, BadPassword,
        PasswordTaken, TooManyTries."""
        with self._sessions() as session:
            login = resets.find(session, key, self._clock())
        hashed = self._passwords.new(new, login.password_hash)
        self._guessing.begin_change(login.id)
        return self._set_password(login, hashed, place, key)

    def _try(self, email: str, place: Place) -> tuple[Sequence[Login], Try]:
        """The logins of an address and one more try at them; raises TooManyTries."""
        with self._sessions() as session:
            logins = session.scalars(select(Login).where(Login.email == email).order_by(Login.id)).all()
            known = browsers.known_places(session, email, place, self._clock())
        return logins, self._guessing.begin(email, place, known)

    def _like(self, email: str, logins: Sequence[Login]) -> str:
        """The hash whose salt a new password of the address uses, even when two are chosen at once."""
        return logins[0].password_hash if logins else with_salt(self._seals.digest(email))

    def _went_well(self, attempt: Try, login: Login, place: Place) -> BrowserCookies:
        self._guessing.went_well(attempt)
        with self._sessions() as session:
            return self._begin(session, login, place)

    def _try_others(self, login: Login, place: Place) -> None:
        """Counts a new password as a try, since choosing one would reveal that another shop of the address has it.
        Raises TooManyTries."""
        mine = (Login.email == login.email) & (Login.id != login.id)
        with self._sessions() as session:
            others = session.scalars(select(Login.id).where(mine)).all()
        if others:
            _, attempt = self._try(login.email, place)
            if not all(map(attempt.admits, others)):
                raise TooManyTries(attempt.wait_s)

    def _set_password(self, login: Login, hashed: str, place: Place, reset: str | None = None) -> BrowserCookies:
        """Raises PasswordTaken, ResetExpired."""
        with self._sessions() as session:
            if reset is not None:
                resets.use_up(session, reset)
            with _unless_taken():
                session.execute(update(Login).where(Login.id == login.id).values(password_hash=hashed))
            self._end_all(session, login.id)
            return self._begin(session, login, place)

    def _end_all(self, session: Session, login_id: int) -> None:
        """Also where the browser is known: whoever signed in may have been somebody else."""
        open_ones = update(WebSession).where(WebSession.login_id == login_id, WebSession.ended_at.is_(None))
        session.execute(open_ones.values(ended_at=self._clock()))
        browsers.forget(session, login_id)

    def _begin(self, session: Session, login: Login, place: Place) -> BrowserCookies:
        """Always a new one, so that nobody can have put theirs into the browser before."""
        token, now = secrets.token_urlsafe(32), self._clock()
        whose = {"merchant_id": login.merchant_id, "login_id": login.id}
        old = WebSession.created_at <= now - timedelta(seconds=LONGEST_S)
        session.execute(delete(WebSession).where(WebSession.login_id == login.id, old))
        session.add(WebSession(**whose, hash=hash_of(token), created_at=now, seen_at=now))
        browser = browsers.remember(session, login, place, now)
        session.commit()
        return BrowserCookies(token, browser)

    def _write(self, statement: Update) -> None:
        with self._sessions() as session:
            session.execute(statement)
            session.commit()


def _match(logins: Sequence[Login], hashed: str, attempt: Try) -> Login | None:
    """Looks at all, so that its time tells nothing."""
    matches = [login for login in logins if compare_digest(login.password_hash, hashed) and attempt.admits(login.id)]
    return matches[0] if matches else None


def _add_merchant(
    session: Session, title: str, currency: str, locale: str, time_zone: str, created_at: datetime
) -> Merchant:
    for name in _names(title):
        merchant = new_merchant(
            name, title=title, currency=currency, locale=locale, time_zone=time_zone, created_at=created_at
        )
        try:
            with session.begin_nested():
                session.add(merchant)
            break
        except IntegrityError:
            continue
    return merchant


@contextmanager
def _unless_taken() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise PasswordTaken from error


def is_over(now: datetime) -> ColumnElement[bool]:
    """The sessions that let nobody in any more."""
    idle, longest = now - timedelta(seconds=IDLE_S), now - timedelta(seconds=LONGEST_S)
    return WebSession.ended_at.is_not(None) | (WebSession.seen_at <= idle) | (WebSession.created_at <= longest)


def _is_open(web_session: WebSession, now: datetime) -> bool:
    idle, longest = timedelta(seconds=IDLE_S), timedelta(seconds=LONGEST_S)
    return web_session.ended_at is None and now < web_session.seen_at + idle and now < web_session.created_at + longest


def _plain(email: str) -> str:
    email = email.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise BadMerchant("e-mail", email)
    return email


def _names(title: str) -> Sequence[str]:
    """Names for a shop of this title: the title's own words, and then with something random behind."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:50].strip("-") or "shop"
    return [words, *(f"{words}-{secrets.token_hex(4)}" for _ in range(3))]
