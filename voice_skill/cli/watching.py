"""The process beside `voice-skill serve` that syncs feeds when they are due. Started by `server`."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from voice_skill.cli.options import open_store
from voice_skill.store import Store, StoreUnavailable

LOOK_EVERY_S = 5.0
# How long it may take to notice that the server is gone.
NOTICE_S = 0.5


def start() -> "subprocess.Popen[bytes]":
    """Begin watching; ends by itself when this process does."""
    return subprocess.Popen([sys.executable, "-m", "voice_skill.cli.watching", str(os.getpid())])  # noqa: S603


def stop(watcher: "subprocess.Popen[bytes]") -> None:
    """A sync under way gives its claim back first."""
    watcher.terminate()
    watcher.wait()


def watch(store: Store, server: int) -> None:
    """Each sync runs in a process of its own, so that whatever a feed does to it, this one goes on looking."""
    while os.getppid() == server:
        if _is_anything_due(store):
            with subprocess.Popen([sys.executable, "-m", "voice_skill.cli", "catalogue", "sync", "--due"]) as syncing:
                try:
                    while syncing.poll() is None and os.getppid() == server:
                        time.sleep(NOTICE_S)
                finally:
                    syncing.terminate()
        _rest(server)


def _is_anything_due(store: Store) -> bool:
    try:
        return bool(store.due_feeds())
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
