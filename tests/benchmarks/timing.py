"""How long calls take, measured so that a busy machine slows all of them alike. Called by the benchmarks."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any, Protocol, Self, runtime_checkable

Call = Callable[[], object]


@runtime_checkable
class Renewable(Protocol):
    """A call that has its effect once, until it is renewed."""

    def renew(self) -> None: ...


@dataclass(frozen=True)
class Spent:
    """What one kind of call takes; `cpu_us` is the median of this thread's own work, without waiting."""

    median_us: float
    p99_us: float
    best_us: float
    cpu_us: float
    calls: int

    @classmethod
    def of(cls, took_s: Sequence[float], worked_s: Sequence[float]) -> Self:
        p99_s = quantiles(took_s, n=100)[98]
        return cls(median(took_s) * 1e6, p99_s * 1e6, min(took_s) * 1e6, median(worked_s) * 1e6, len(took_s))

    def to_json(self) -> dict[str, Any]:
        return {name: round(value, 1) for name, value in asdict(self).items()}


def interleaved(calls: Mapping[str, Sequence[Call]], rounds: int) -> dict[str, Spent]:
    """One call of each kind after the other, all of them `rounds` times; each kind has as many calls.

    A first round, which fills caches, is not counted, nor is the time in which a call that can be renewed is."""
    took_s: dict[str, list[float]] = {name: [] for name in calls}
    worked_s: dict[str, list[float]] = {name: [] for name in calls}
    for round_ in range(rounds + 1):
        for together in zip(*calls.values(), strict=True):
            for name, call in zip(calls, together, strict=True):
                if isinstance(call, Renewable):
                    call.renew()
                working, started = time.thread_time(), time.perf_counter()
                call()
                if round_ > 0:
                    took_s[name].append(time.perf_counter() - started)
                    worked_s[name].append(time.thread_time() - working)
    return {name: Spent.of(took_s[name], worked_s[name]) for name in calls}
