"""Work in a process of its own, ended when it takes too long, whatever hangs in it. Called by `jobs`."""

import os
import pickle
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

# How often whoever waits does what has to be done meanwhile.
MEANWHILE_S = 60.0
# To give back what it had claimed, once it is told to end; what hangs outside Python does not hear that.
GRACE_S = 10.0

Result = TypeVar("Result")


class TookTooLong(Exception):
    """It was ended at its time limit."""


class ChildDied(Exception):
    """It ended without a result. code: its exit code, or the negative number of a signal."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def in_child(
    work: Callable[[], Result],
    limit_s: float,
    *,
    meanwhile: Callable[[], None] = lambda: None,
    late: Callable[[], None] = lambda: None,
) -> Result:
    """Runs `work` in a child process and returns or raises what it does. late: done when its time is over, before it is
    ended.

    Raises TookTooLong, ChildDied."""
    if not hasattr(os, "fork"):  # Windows, where nobody serves
        return work()
    with tempfile.TemporaryDirectory(prefix="voice-skill-work-") as folder:
        outcome, code = _child(work, folder, limit_s, meanwhile, late)
    if outcome is None:
        raise TookTooLong
    if not outcome:
        raise ChildDied(code)
    result, error = pickle.loads(outcome)  # noqa: S301  (of our own child)
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def _child(
    work: Callable[[], object],
    folder: str,
    limit_s: float,
    meanwhile: Callable[[], None],
    late: Callable[[], None],
) -> tuple[bytes | None, int]:
    """Reads the child's result, in the form that _told writes, and its exit code. folder: of its temporary files."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        tempfile.tempdir = folder
        os.close(reading)
        _work_and_exit(work, writing)
    os.close(writing)
    outcome = None
    try:
        outcome = _told(reading, limit_s, meanwhile)
        if outcome is None:
            late()
    finally:
        os.close(reading)
        code = _ended(child, is_told_to=outcome is None)
    return outcome, code


def _work_and_exit(work: Callable[[], object], writing: int) -> None:
    """Never returns: what stands above in the parent's stack is the parent's to do."""
    code = 1
    try:
        outcome = _outcome(work)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with os.fdopen(writing, "wb") as file:
            file.write(outcome)
        sys.stdout.flush()
        sys.stderr.flush()
        code = 0
    except SystemExit:
        pass  # told to end, and everything was given back on the way
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _outcome(work: Callable[[], object]) -> bytes:
    """The result and the error, one of them None."""
    try:
        return pickle.dumps((work(), None))
    except Exception as error:
        with suppress(Exception):
            pickled = pickle.dumps((None, error))
            pickle.loads(pickled)  # noqa: S301  (what does not come through is told by its trace)
            return pickled
        raise


def _told(reading: int, limit_s: float, meanwhile: Callable[[], None]) -> bytes | None:
    """All that the child writes until it ends; None when its time was over before."""
    ends, content = time.monotonic() + limit_s, b""
    while (left_s := ends - time.monotonic()) > 0:
        if not select.select([reading], [], [], min(left_s, MEANWHILE_S))[0]:
            meanwhile()
        elif chunk := os.read(reading, 65_536):
            content += chunk
        else:
            return content
    return None


def _ended(child: int, *, is_told_to: bool) -> int:
    """The exit code of a child, which is told to end if need be, and then made to."""
    until = time.monotonic() + GRACE_S
    if is_told_to:
        os.kill(child, signal.SIGTERM)
    while time.monotonic() < until:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
