"""The process beside `voice-skill serve` that syncs feeds when they are due or a merchant asks. Started by `server`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from voice_skill.cli.options import open_store
from voice_skill.store import Store, StoreUnavailable

LOOK_EVERY_S = 1.0
# How long it may take to notice that the server is gone.
NOTICE_S = 0.5
# `--due` also throws away what merchants sent and did not link, so that it runs now and then where nothing is due.
DUE_EVERY_S = 3_600.0
# Two are at what was asked for, so that one slow shop does not hold up all the others.
SYNCS: tuple[tuple[str, Callable[[Store], list[Any]]], ...] = (
    ("--asked", Store.asked_jobs),
    ("--asked", Store.asked_jobs),
    ("--due", Store.due_feeds),
)


def start() -> "subprocess.Popen[bytes]":
    """Begin watching; ends by itself when this process does."""
    return subprocess.Popen([sys.executable, "-m", "voice_skill.cli.watching", str(os.getpid())])  # noqa: S603


def stop(watcher: "subprocess.Popen[bytes]") -> None:
    """A sync under way gives its claim back first."""
    watcher.terminate()
    watcher.wait()


def watch(store: Store, server: int) -> None:
    """Each sync runs in a process of its own, so that whatever a feed does to it, this one goes on looking; and what
    somebody waits for on a page does not wait for what is only due."""
    running: dict[int, subprocess.Popen[bytes]] = {}
    due_at = time.monotonic()
    try:
        while os.getppid() == server:
            for place, (option, look) in enumerate(SYNCS):
                is_running = place in running and running[place].poll() is None
                is_time = option == "--due" and time.monotonic() >= due_at
                if not is_running and (is_time or _is_anything_there(store, look)):
                    command = [sys.executable, "-m", "voice_skill.cli", "catalogue", "sync", option]
                    running[place] = subprocess.Popen(command)  # noqa: S603
                    due_at = time.monotonic() + DUE_EVERY_S if option == "--due" else due_at
            _rest(server)
    finally:
        for syncing in running.values():
            syncing.terminate()
        for syncing in running.values():
            syncing.wait()


def _is_anything_there(store: Store, look: Callable[[Store], list[Any]]) -> bool:
    try:
        return bool(look(store))
    except StoreUnavailable:
        return False  # the server says so to whoever asks; this one looks again


def _rest(server: int) -> None:
    until = time.monotonic() + LOOK_EVERY_S
    while time.monotonic() < until and os.getppid() == server:
        time.sleep(NOTICE_S)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    with open_store() as opened:
        watch(opened, int(sys.argv[1]))
