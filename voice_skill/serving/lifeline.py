"""Ends the processes of `voice-skill serve` with it, even when it was killed with -9 and could not notify them."""

import ctypes
import os
import signal
import sys
import time
from threading import Thread

NOTICE_S = 0.25
PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with(parent: int) -> None:
    """Sends this process SIGTERM when `parent` is gone. To be called before anything is imported that takes its time:
    until then this process may keep the server's port from a new server."""
    if sys.platform == "linux":  # at once
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    """Any system gives an orphan another parent."""
    while os.getppid() == parent:
        time.sleep(NOTICE_S)
    os.kill(os.getpid(), signal.SIGTERM)
