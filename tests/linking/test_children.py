"""Work in a process of its own: its result, its errors, and its end when it hangs or dies."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults import run_python

# Each in a fresh interpreter, since a process with threads, as pytest's workers are, had better not fork.
SCRIPT = """
import json, os, signal, sys, tempfile, time
from pathlib import Path
from voice_skill.linking import children
from voice_skill.store import FeedBusy, StoreUnavailable

children.GRACE_S, children.MEANWHILE_S = 0.5, 0.1
seen = Path(sys.argv[2])
told = []

def result(): return {"answer": 42}
def large(): return "x" * 1_000_000
def busy(): raise FeedBusy("web")
def away(): raise StoreUnavailable("locked", "shop.db")
def slow(): time.sleep(60)
def gives_back():
    def end(*_): seen.write_text("given back"); sys.exit(1)
    signal.signal(signal.SIGTERM, end)
    time.sleep(60)
def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    tempfile.mkdtemp()
    seen.write_text(tempfile.gettempdir())
    time.sleep(60)
def killed(): os.kill(os.getpid(), signal.SIGKILL)
def exits(): sys.exit(3)

began = time.monotonic()
try:
    outcome = children.in_child(
        globals()[sys.argv[1]], 1.0, meanwhile=lambda: told.append("meanwhile"), late=lambda: told.append("late")
    )
except Exception as error:
    outcome = [type(error).__name__, str(error)]
try:
    os.waitpid(-1, os.WNOHANG)
    left = True
except ChildProcessError:
    left = False
print(json.dumps({"outcome": outcome, "told": told, "took_s": time.monotonic() - began, "left": left}))
"""


def run(work: str, seen: Path) -> dict[str, Any]:
    ended = run_python(SCRIPT, work, seen)
    assert ended.stdout.count("\n") == 1, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    assert not told["left"]
    return told


@pytest.mark.parametrize(
    ("work", "outcome"),
    [
        ("result", {"answer": 42}),
        ("large", "x" * 1_000_000),
        ("busy", ["FeedBusy", "web"]),
        ("away", ["StoreUnavailable", "locked"]),
        ("killed", ["ChildDied", "-9"]),
        ("exits", ["ChildDied", "1"]),
    ],
)
def test_what_came_of_it_is_told(tmp_path: Path, work: str, outcome: Any) -> None:
    told = run(work, tmp_path / "seen")

    assert told["outcome"] == outcome
    assert "late" not in told["told"]


@pytest.mark.parametrize("work", ["slow", "gives_back", "deaf"])
def test_what_hangs_is_ended_at_its_limit(tmp_path: Path, work: str) -> None:
    told = run(work, tmp_path / "seen")

    assert told["outcome"] == ["TookTooLong", ""]
    assert told["told"].count("late") == 1
    assert "meanwhile" in told["told"]
    assert 1 <= told["took_s"] < 30


def test_what_is_told_to_end_may_give_back_what_it_has(tmp_path: Path) -> None:
    run("gives_back", tmp_path / "seen")

    assert (tmp_path / "seen").read_text() == "given back"


def test_what_is_killed_leaves_no_temporary_files(tmp_path: Path) -> None:
    run("deaf", tmp_path / "seen")

    assert not Path((tmp_path / "seen").read_text()).exists()
