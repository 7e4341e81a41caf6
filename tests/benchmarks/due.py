"""Requests that leave when they are due, whether or not the ones before were answered. Called by the benchmarks."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from threading import Lock
from typing import Any

Send = Callable[[], int]


class Answered:
    """The answers of one kind: how long each took since it was due, in seconds, and how many were not good."""

    def __init__(self) -> None:
        self.times_s: list[float] = []
        self.failed = 0
        self._lock = Lock()

    def add(self, status: int, took_s: float) -> None:
        with self._lock:
            self.times_s.append(took_s)
            self.failed += not 200 <= status < 300

    def extend(self, other: "Answered") -> None:
        self.times_s += other.times_s
        self.failed += other.failed

    def figures(self) -> dict[str, Any]:
        return {
            "requests": len(self.times_s),
            "median_ms": round(median(self.times_s) * 1e3, 1),
            "p95_ms": round(quantiles(self.times_s, n=20)[18] * 1e3, 1),
            "longest_ms": round(max(self.times_s) * 1e3, 1),
        }


def sent(wanted: Mapping[str, tuple[Iterator[Send], int]], for_s: float, at_once: int) -> dict[str, Answered]:
    """Sends each kind so many times a second. at_once: as many may be under way. Each Send returns an HTTP status."""
    answered = {what: Answered() for what in wanted}
    started = time.perf_counter() + 0.1
    due = sorted(
        (started + number / per_s, what) for what, (_, per_s) in wanted.items() for number in range(int(for_s * per_s))
    )
    with ThreadPoolExecutor(at_once) as pool:
        waiting = []
        for at, what in due:
            send = next(wanted[what][0])
            time.sleep(max(0.0, at - time.perf_counter()))
            waiting.append(pool.submit(_timed, send, at, answered[what]))
        for one in waiting:
            one.result()
    return answered


def _timed(send: Send, due: float, answered: Answered) -> None:
    status = send()
    answered.add(status, time.perf_counter() - due)
