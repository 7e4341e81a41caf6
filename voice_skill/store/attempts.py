"""How often somebody tried, counted in the database so that it holds for all servers together. Called by Logins."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, sessionmaker

from voice_skill.store.errors import TooManyTries
from voice_skill.store.tables import Attempt

WITHIN_S = 900


class Attempts:
    def __init__(self, sessions: sessionmaker[Session], clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    def begin(self, what: str, who: str, most: int) -> None:
        """Count one more try of somebody at something; raises TooManyTries after `most` of them in 15 minutes.

        Written before it is counted, so that of many at once none is overlooked; a refused one is not kept, so that
        nobody stays out for as long as others go on trying."""
        now, key = self._clock(), _key(what, who)
        with self._sessions() as session:
            mine = session.scalar(insert(Attempt).values(key=key, at=now).returning(Attempt.id))
            session.execute(delete(Attempt).where(Attempt.at <= now - timedelta(seconds=WITHIN_S)))
            session.commit()
            times, first = session.execute(select(func.count(), func.min(Attempt.at)).where(Attempt.key == key)).one()
            session.commit()  # in SQLite whoever has read may not write when others have meanwhile
            if times > most:
                session.execute(delete(Attempt).where(Attempt.id == mine))
                session.commit()
                raise TooManyTries(max(1, WITHIN_S - int((now - first).total_seconds())))

    def forget(self, what: str, who: str) -> None:
        """It went well in the end."""
        with self._sessions() as session:
            session.execute(delete(Attempt).where(Attempt.key == _key(what, who)))
            session.commit()


def _key(what: str, who: str) -> str:
    return hashlib.sha256(f"{what} {who}".encode()).hexdigest()
