"""Log lines for what is refused before any of it reaches the app: one for the first of a kind, then one a minute."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

TELL_EVERY_S = 60.0

log = logging.getLogger("voice_skill.serving")


@dataclass
class _Kind:
    """until: when the next line may be written. count: refusals since the last one, client: who the latest was."""

    until: float
    count: int = 0
    client: str = ""


class Refusals:
    """Counts them by status and reason, so that hundreds of slow clients are one line a minute.

    now: seconds on any clock. Reasons are words of ours: no line holds anything that a client sent."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._kinds: dict[tuple[int, str], _Kind] = {}

    def note(self, status: int, reason: str, client: str) -> None:
        """client: the IP address."""
        kind = self._kinds.get((status, reason))
        if kind is None:
            self._kinds[status, reason] = _Kind(self._now() + TELL_EVERY_S)
            log.warning("refused status=%d reason=%s client=%s", status, reason, client)
        else:
            kind.count, kind.client = kind.count + 1, client

    def look(self) -> None:
        """Tells of what came in the last minute. To be called more often than that."""
        now = self._now()
        for key, kind in list(self._kinds.items()):
            if now >= kind.until:
                self._tell(key, kind)
                if kind.count:
                    self._kinds[key] = _Kind(now + TELL_EVERY_S)
                else:
                    del self._kinds[key]

    def close(self) -> None:
        """Tells of what was not told yet."""
        for key, kind in self._kinds.items():
            self._tell(key, kind)
        self._kinds.clear()

    def _tell(self, key: tuple[int, str], kind: _Kind) -> None:
        if kind.count:
            log.warning(
                "refused status=%d reason=%s count=%d within_s=%d latest_client=%s",
                *key,
                kind.count,
                TELL_EVERY_S,
                kind.client,
            )
