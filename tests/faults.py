"""Faults of disks and folders as they meet a program, whoever runs the tests: also root, whom no file mode stops."""

import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
PATIENCE_S = 60


def obey_file_modes() -> None:
    """From the next program that this process runs on, root may do what a file's owner may, and nothing beyond it."""
    libc = ctypes.CDLL(None)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # refused to everybody but root, who alone needs it


def let_no_file_grow_beyond(size_bytes: int) -> Callable[[], None]:
    """A disk that is full once a file has that size; Python leaves the signal aside, so that writing fails."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))


def run(
    command: Sequence[str | Path],
    environ: dict[str, str],
    *,
    begin: Callable[[], None] = obey_file_modes,
    stdin: str = "",
) -> subprocess.CompletedProcess[str]:
    """A program to its end, begun under a fault."""
    return subprocess.run(
        command,
        env=os.environ | environ,
        input=stdin,
        preexec_fn=begin,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def run_python(
    script: str, *arguments: str | Path, begin: Callable[[], None] = obey_file_modes
) -> subprocess.CompletedProcess[str]:
    return run([sys.executable, "-c", script, *arguments], {}, begin=begin)
