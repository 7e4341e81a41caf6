"""Keeps the processes of `voice-skill serve` running: each that ends is started again. They end with it: `lifeline`."""

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Protocol

LOOK_EVERY_S = 0.1
# Once is an accident: the next one starts at once. What ends again and again would keep a core busy with starting it.
FIRST_DELAY_S, LONGEST_DELAY_S = 0.25, 5.0
# What has run so long has nothing to do with how the one before it ended.
WELL_AFTER_S = 10.0

log = logging.getLogger(__name__)


class Running(Protocol):
    """The part of subprocess.Popen that is used."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Forked:
    """A function in a process of its own, which has all that is imported here from the start on."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._process = multiprocessing.get_context("fork").Process(target=_run_forked, args=(run,), daemon=True)
        self._process.start()
        self.terminate, self.kill = self._process.terminate, self._process.kill

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode


def _run_forked(run: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):  # the supervisor's handlers came along
        signal.signal(number, signal.SIG_DFL)
    run()


def spawned(module: str, environ: Mapping[str, str], *options: str) -> "subprocess.Popen[bytes]":
    """A program with nothing of this one in its memory: python -m MODULE PID_OF_THIS_PROCESS OPTIONS."""
    command = [sys.executable, "-m", module, str(os.getpid()), *options]
    return subprocess.Popen(command, env=os.environ | environ)  # noqa: S603


class Process:
    """One of the processes to keep running; start begins it anew."""

    def __init__(self, name: str, start: Callable[[], Running]) -> None:
        self._name, self._start_one = name, start
        self._running: Running | None = None
        self._short_lives, self._next_at = 0, 0.0

    def look(self) -> None:
        """Starts it when it does not run and its time has come."""
        now = time.monotonic()
        if self._running:
            status = self._running.poll()
            if status is not None:
                self._note_end(self._running.pid, status, now)
                self._running = None
        if self._running is None and now >= self._next_at:
            self._start()

    def terminate(self) -> None:
        if self._running:
            self._running.terminate()

    def end(self, until: float) -> None:
        """until: by time.monotonic(); then it is killed."""
        while self._running and self._running.poll() is None:
            if time.monotonic() > until:
                log.warning("%s did not stop in time and was killed", self._name)
                self._running.kill()
                until = float("inf")
            time.sleep(LOOK_EVERY_S / 2)

    def _start(self) -> None:
        self._started_at = self._next_at = time.monotonic()
        try:
            self._running = self._start_one()
        except OSError as error:  # no memory, or no process more
            self._next_at += LONGEST_DELAY_S
            log.error("%s cannot be started: %s", self._name, error)

    def _note_end(self, pid: int, status: int, now: float) -> None:
        is_short = now - self._started_at < WELL_AFTER_S
        self._short_lives = self._short_lives + 1 if is_short else 1
        delay_s = delay_after(self._short_lives)
        self._next_at = now + delay_s
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        log.error("%s (pid %d) ended with %s; a new one starts in %g s", self._name, pid, how, delay_s)


def delay_after(short_lives: int) -> float:
    """Seconds before another start."""
    if short_lives < 2:
        return 0.0
    doublings = min(short_lives - 2, 10)  # no float holds those of a day
    return min(LONGEST_DELAY_S, FIRST_DELAY_S * float(2**doublings))


def supervise(processes: Sequence[Process], grace_s: float) -> None:
    """Until SIGTERM, or the SIGINT that Ctrl-C sends to all of them; then each is given so many seconds to stop."""
    signals: list[int] = []  # an Event may be locked by the very code that a signal interrupts

    def stop(number: int, frame: FrameType | None) -> None:
        signals.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not signals:
        for process in processes:
            process.look()
        time.sleep(LOOK_EVERY_S)
    for process in processes:
        process.terminate()
    until = time.monotonic() + grace_s
    for process in processes:
        process.end(until)
