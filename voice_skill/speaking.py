"""Words as a WAV for the merchant pages, spoken by a process of its own: what loads a voice takes memory and may crash,
and the workers answer customers. Called by app.py."""

import subprocess
import sys
from importlib.util import find_spec
from threading import BoundedSemaphore

TIMEOUT_S = 10
MAX_CHARACTERS = 300
# One at a time in each worker; who comes meanwhile is told to try again.
_FREE = BoundedSemaphore(1)


class SpeakingFailed(Exception):
    """Nothing to be heard this time: too busy, or the voice does not work."""


def is_there() -> bool:
    """True if the extra `voice` is installed; imports nothing."""
    return find_spec("espeakng_loader") is not None and find_spec("soundfile") is not None


def speak(text: str, locale: str) -> bytes:
    """Raises SpeakingFailed."""
    if not _FREE.acquire(timeout=TIMEOUT_S / 2):
        raise SpeakingFailed("busy")
    try:
        command = [sys.executable, "-m", "local_voice.speaking", locale]
        said = text[:MAX_CHARACTERS].encode()
        done = subprocess.run(command, input=said, capture_output=True, timeout=TIMEOUT_S, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise SpeakingFailed from error
    finally:
        _FREE.release()
    return done.stdout
