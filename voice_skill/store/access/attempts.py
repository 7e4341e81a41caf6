"""Counts of attempts, kept in the database so that they hold for all servers together. Called by Logins.

One row for each who is counted, so that their number is what is bounded, not only the time that they stay."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Insert, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from voice_skill.store.errors import TooManyTries
from voice_skill.store.tables import Attempt

# 15 MB; beyond it those are forgotten first that would be forgotten next.
MOST_ROWS = 100_000


@dataclass(frozen=True)
class Limit:
    """free: so many tries at once; before each further one is a wait, the first of `first_s` seconds and each twice as
    long as the one before, up to `longest_s`. kept_s: seconds without a try after which all is forgotten."""

    free: int
    first_s: int
    longest_s: int
    kept_s: int

    def wait_s(self, tries: int) -> int:
        """Seconds from the last of so many tries to the next."""
        doubled = min(max(0, tries - self.free), 20)
        return 0 if tries < self.free else min(self.first_s << doubled, self.longest_s)


class Attempts:
    def __init__(self, sessions: sessionmaker[Session], clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    def begin(self, who: str, limit: Limit) -> None:
        """Count one more try, before it is known how it ends, so that of many at once none is overlooked. Raises
        TooManyTries while the wait of those before lasts; that one is not counted, so that nobody stays out for as
        long as they are impatient."""
        now = self._clock()
        with self._sessions() as session:  # whoever is refused again and again writes nothing
            _check_open(session.scalar(select(Attempt.open_at).where(Attempt.key == _key(who))), now)
        self._forget_old(now)
        with self._sessions() as session:
            tries, open_at = session.execute(_one_more(session, who, now)).one()
            _check_open(open_at, now)
            open_at = now + timedelta(seconds=limit.wait_s(tries))
            times = {"open_at": open_at, "forget_at": open_at + timedelta(seconds=limit.kept_s)}
            session.execute(update(Attempt).where(Attempt.key == _key(who)).values(times))
            session.commit()

    def count(self, who: str, within_s: int) -> int:
        """Count one more try, and say how many there were within so many seconds from the first."""
        now = self._clock()
        self._forget_old(now)
        with self._sessions() as session:
            tries, _ = session.execute(_one_more(session, who, now)).one()
            if tries == 1:
                forget_at = now + timedelta(seconds=within_s)
                session.execute(update(Attempt).where(Attempt.key == _key(who)).values(forget_at=forget_at))
            session.commit()
        return int(tries)

    def give_back(self, who: str) -> None:
        """It went well: the last try does not count. Those before do, since somebody else may have made them."""
        mine = (Attempt.key == _key(who)) & (Attempt.tries > 0)
        with self._sessions() as session:
            session.execute(update(Attempt).where(mine).values(tries=Attempt.tries - 1, open_at=self._clock()))
            session.commit()

    def _forget_old(self, now: datetime) -> None:
        """Deletes outdated counts; rows that another process has locked are left to the next call, so that nobody
        waits."""
        next_ones = select(Attempt.forget_at).order_by(Attempt.forget_at.desc()).offset(MOST_ROWS).limit(1)
        is_over = (Attempt.forget_at <= now) | (Attempt.forget_at <= next_ones.scalar_subquery())
        old = select(Attempt.key).where(is_over).with_for_update(skip_locked=True)
        with self._sessions() as session:
            session.execute(delete(Attempt).where(Attempt.key.in_(old)))
            session.commit()


def _check_open(open_at: datetime | None, now: datetime) -> None:
    if open_at is not None and open_at > now:
        raise TooManyTries(ceil((open_at - now).total_seconds()))


def _one_more(session: Session, who: str, now: datetime) -> Insert:
    """One statement, by which others wait who try as the same."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(Attempt).values(key=_key(who), tries=1, open_at=now, forget_at=now)
    tries = case((Attempt.forget_at <= now, 1), else_=Attempt.tries + 1)
    return first.on_conflict_do_update(index_elements=[Attempt.key], set_={"tries": tries}).returning(
        Attempt.tries, Attempt.open_at
    )


def _key(who: str) -> str:
    return hashlib.sha256(who.encode()).hexdigest()
