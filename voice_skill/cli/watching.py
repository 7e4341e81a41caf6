"""The process beside `voice-skill serve` that deletes what is outdated and syncs feeds. Started by `server`.

python -m voice_skill.cli.watching PID_OF_SERVE [--no-sync]
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from voice_skill.cli.errors import told_in_a_line
from voice_skill.cli.options import open_store
from voice_skill.serving.lifeline import end_with
from voice_skill.store import Store, StoreUnavailable

LOOK_EVERY_S = 1.0
# `--due` also throws away what merchants sent and did not link, so that it runs now and then where nothing is due.
DUE_EVERY_S = 3_600.0
# What is outdated by then is deleted, for so long at most: whoever asked for something waits meanwhile.
PRUNE_EVERY_S, PRUNE_FOR_S = 60.0, 2.0
Syncs = Sequence[tuple[str, Callable[[Store], list[Any]]]]
# Two are at what was asked for, so that one slow shop does not hold up all the others.
SYNCS: Syncs = (
    ("--asked", Store.asked_jobs),
    ("--asked", Store.asked_jobs),
    ("--due", Store.due_feeds),
)


def watch(store: Store, syncs: Syncs) -> None:
    """Each sync runs in a process of its own, so that whatever a feed does to it, this one goes on looking; and what
    somebody waits for on a page does not wait for what is only due."""
    running: dict[int, subprocess.Popen[bytes]] = {}
    due_at = prune_at = time.monotonic()
    try:
        while True:
            if time.monotonic() >= prune_at:
                is_done = _is_pruned(store)
                prune_at = time.monotonic() + (PRUNE_EVERY_S if is_done else 0.0)
            for place, (option, look) in enumerate(syncs):
                is_running = place in running and running[place].poll() is None
                is_time = option == "--due" and time.monotonic() >= due_at
                if not is_running and (is_time or _is_anything_there(store, look)):
                    command = [sys.executable, "-m", "voice_skill.cli", "catalogue", "sync", option]
                    running[place] = subprocess.Popen(command)  # noqa: S603
                    due_at = time.monotonic() + DUE_EVERY_S if option == "--due" else due_at
            time.sleep(LOOK_EVERY_S)
    finally:
        for syncing in running.values():
            syncing.terminate()
        for syncing in running.values():
            syncing.wait()


def _is_pruned(store: Store) -> bool:
    """True if nothing outdated is left for now."""
    try:
        return store.prune(PRUNE_FOR_S).is_done
    except StoreUnavailable:
        return True  # it is tried again in a minute


def _is_anything_there(store: Store, look: Callable[[Store], list[Any]]) -> bool:
    try:
        return bool(look(store))
    except StoreUnavailable:
        return False  # the server says so to whoever asks; this one looks again


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    end_with(int(sys.argv[1]))
    with told_in_a_line(), open_store() as opened:
        watch(opened, () if "--no-sync" in sys.argv else SYNCS)
