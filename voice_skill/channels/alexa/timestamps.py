"""Measures this machine's clock against Alexa's, by the requests that Alexa signed. Called by `verify`, shown by
/health."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from statistics import median
from typing import Any

# So few that a clock that was put right is soon known to be, so many that a request that was kept back tells little.
LATEST, FEWEST = 20, 3


class Timestamps:
    """The latest requests of this process; safe to share between threads."""

    def __init__(self) -> None:
        self._off_s: deque[float] = deque(maxlen=LATEST)

    def note(self, stamp_at: datetime, received: datetime) -> None:
        self._off_s.append((received - stamp_at).total_seconds())

    def off_s(self) -> float | None:
        """Seconds by which this machine's clock is ahead, by most requests; None until there are some."""
        latest = list(self._off_s)
        return round(median(latest), 1) if len(latest) >= FEWEST else None


def sent_at(request: Mapping[str, Any]) -> datetime | None:
    """The timestamp that Alexa signed; None where it is missing or names no moment."""
    stamp = request.get("timestamp")
    try:
        stamp_at = datetime.fromisoformat(stamp) if isinstance(stamp, str) else None
    except ValueError:
        return None
    return stamp_at if stamp_at and stamp_at.utcoffset() is not None else None
