"""What happened under fire, counted by many threads. Called by everything in this folder."""

from collections import Counter
from threading import Lock


class Counts:
    """How often each thing happened."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counter: Counter[str] = Counter()

    def add(self, name: str, times: int = 1) -> None:
        with self._lock:
            self._counter[name] += times

    def __getitem__(self, name: str) -> int:
        return self._counter[name]

    def under(self, prefix: str) -> dict[str, int]:
        """The counts whose names begin so, without that beginning."""
        with self._lock:
            return {name.removeprefix(prefix): n for name, n in self._counter.items() if name.startswith(prefix)}
