"""GET /health: what this server checked of itself, when, and what is wrong. `app` says which checks there are."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from flask import Blueprint, Response, json

from voice_skill.store import Store, StoreUnavailable
from voice_skill.store.migrations import HEAD

# However often somebody asks, a process looks once in so long.
FRESH_S = 1.0
# Whoever asks is answered within this time; a check that has not ended by then has failed.
PATIENCE_S = 2.0
# Jobs that waited so long say that nobody does them. Customers are served all the same, so it is a warning.
LATE_S = 3_600
# What SQLite's log needs between two checkpoints (1,000 pages), four times.
LOW_BYTES = 16 * 1024 * 1024

# Requests come within a second. Alexa's are refused from 150 seconds on, so there is time to put the clock right.
CLOCK_OFF_S = 10.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CheckResult:
    """The result of a check. A warning leaves the server in service; why: a word or a sentence for whoever mends it."""

    status: Literal["ok", "warning", "failed"] = "ok"
    why: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        return {"status": self.status, **({"why": self.why} if self.why else {}), **self.facts}


# To check one thing more, write such a function and name it in `app.create_app`. An exception is a failure.
Check = Callable[[], CheckResult]


def store_checks(store: Store) -> dict[str, Check]:
    """The checks of the database."""
    vitals = store.vitals

    def reads() -> CheckResult:
        vitals.read()
        return CheckResult()

    def writes() -> CheckResult:
        vitals.write()
        free_bytes = vitals.free_bytes()
        facts = {} if free_bytes is None else {"free_bytes": free_bytes}
        is_low = free_bytes is not None and free_bytes < LOW_BYTES
        return CheckResult("warning", "disk_nearly_full", facts) if is_low else CheckResult(facts=facts)

    def schema() -> CheckResult:
        found = vitals.schema()
        facts = {"found": found, "expected": HEAD}
        return CheckResult(facts=facts) if found == HEAD else CheckResult("failed", "other_version", facts)

    def jobs() -> CheckResult:
        count, oldest_s = vitals.waiting_jobs()
        facts = {"waiting": count, "oldest_waiting_s": None if oldest_s is None else round(oldest_s, 1)}
        is_late = oldest_s is not None and oldest_s > LATE_S
        return CheckResult("warning", "nobody_does_them", facts) if is_late else CheckResult(facts=facts)

    return {"reads": reads, "writes": writes, "schema": schema, "jobs": jobs}


def clock_check(off_s: Callable[[], float | None]) -> Check:
    """off_s: the seconds by which this machine's clock is ahead of most requests' timestamps, once there are some."""

    def clock() -> CheckResult:
        off = off_s()
        facts = {"ahead_s": off}
        is_off = off is not None and abs(off) > CLOCK_OFF_S
        return CheckResult("warning", "clock_off", facts) if is_off else CheckResult(facts=facts)

    return clock


class Health:
    """Looks when it is asked, at most once in FRESH_S, in a thread of its own: whoever asks never waits for a
    database that hangs, and asking again and again costs nothing more."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._lock = threading.Lock()
        self._look: _Look | None = None
        self._last: _Look | None = None

    def report(self) -> tuple[dict[str, Any], int]:
        """The body of the response, and its HTTP status."""
        with self._lock:
            look, is_mine = self._look, False
            if look is None or look.is_stale():
                self._last, look, is_mine = look, _Look(self._checks), True
                self._look = look
                look.start()
            last = self._last
        if last is not None and not is_mine and look.is_under_way():
            look = last
        look.wait()
        return look.report()


class _Look:
    """One look at everything, check by check; one that takes too long leaves the rest unchecked."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._results: dict[str, CheckResult] = {}
        self._began_at = datetime.now(UTC)
        self._began = time.monotonic()
        self._is_done = threading.Event()
        self._telling = threading.Lock()  # taken once, by whoever logs what was not answered

    def start(self) -> None:
        threading.Thread(target=self._run, name="health", daemon=True).start()

    def is_stale(self) -> bool:
        return self._is_done.is_set() and time.monotonic() - self._began > FRESH_S

    def is_under_way(self) -> bool:
        return not self._is_done.is_set() and self._left_s() > 0

    def wait(self) -> None:
        self._is_done.wait(max(0.0, self._left_s()))

    def report(self) -> tuple[dict[str, Any], int]:
        results = dict(self._results)
        why = "not_checked" if self._is_done.is_set() else "no_answer"
        missing = [name for name in self._checks if name not in results]
        if missing and self._telling.acquire(blocking=False):
            log.warning("health failed cause=%s checks=%s", why, ",".join(missing))
        for name in missing:
            results[name], why = CheckResult("failed", why), "not_checked"
        wrong = {status: [name for name, one in results.items() if one.status == status] for status in _WRONG}
        status = next((said for key, said in _WRONG.items() if wrong[key]), "ok")
        answer = {
            "status": status,
            "checked_at": self._began_at.isoformat(timespec="milliseconds"),
            **{key: names for key, names in wrong.items() if names},
            "checks": {name: finding.shown() for name, finding in results.items()},
        }
        return answer, 503 if wrong["failed"] else 200

    def _left_s(self) -> float:
        return self._began + PATIENCE_S - time.monotonic()

    def _run(self) -> None:
        try:
            for name, check in self._checks.items():
                if self._left_s() <= 0:
                    break
                self._results[name] = _checked(name, check)
        finally:
            self._is_done.set()


# What is wrong, the worst first, and what the whole is called then.
_WRONG = {"failed": "unavailable", "warning": "warning"}


def _checked(name: str, check: Check) -> CheckResult:
    try:
        finding = check()
    except StoreUnavailable as error:
        log.warning("health check=%s failed cause=%s", name, error.cause)
        return CheckResult("failed", error.cause)
    except Exception as error:
        log.warning("health check=%s failed error=%s", name, type(error).__name__)
        return CheckResult("failed", type(error).__name__)
    if finding.status == "failed":
        facts = "".join(f" {key}={value}" for key, value in finding.facts.items())
        log.warning("health check=%s failed cause=%s%s", name, finding.why, facts)
    return finding


def health_blueprint(health: Health) -> Blueprint:
    """200 while customers can be served, 503 when something failed; `checks` says what."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/health", provide_automatic_options=False)
    def show() -> Response:
        answer, status = health.report()
        headers = {"Cache-Control": "no-store"}
        return Response(json.dumps(answer), status, headers, content_type="application/json;charset=UTF-8")

    return blueprint
