"""The computer's own voices (SAPI5, macOS, espeak-ng) for people's ears, through pyttsx3.

pyttsx3 2.99 speaks reliably once in a process. After that it says only the last of several texts, writes speech into
the file of an earlier one, waits for ever, or fails when another thread calls it; nor can it be stopped halfway. So
every reply gets a process of its own, which can be ended. It gets words, never markup, because pyttsx3 would read out
the tags, and its standard output, where pyttsx3 prints, is nobody's.
"""

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from local_voice.speaking.errors import EngineMissing, LoudspeakerMissing, SpeakingError
from local_voice.speaking.spoken import Piece, pieces, spoken

_PROGRAM = Path(__file__).with_name("pyttsx3_once.py")
_STOP_WITHIN_S = 0.05
_LONG_PAUSE_S = 0.3


class PlatformSpeaker:
    """Speaks aloud with a voice that the computer has for the locale."""

    def __init__(self, locale: str, *, rate_wpm: int | None = None) -> None:
        """Raises EngineMissing without pyttsx3, LoudspeakerMissing on a Linux without `aplay`, which pyttsx3 runs."""
        if importlib.util.find_spec("pyttsx3") is None:
            raise EngineMissing("pyttsx3 is not installed: pip install 'voice-skill[voice]'")
        if sys.platform == "linux" and shutil.which("aplay") is None:
            raise LoudspeakerMissing("pyttsx3 plays through aplay, which is missing: apt install alsa-utils")
        self._order: dict[str, str | int | None] = {"locale": locale, "rate_wpm": rate_wpm, **_espeak_files()}
        self._locale = locale

    def say(self, ssml: str, *, stop: Event | None = None) -> None:
        """Returns when it was said, or soon after `stop` is set. Raises InvalidSsml, SpeakingError."""
        words = _punctuated(pieces(spoken(ssml, self._locale)))
        if words:
            self._run(json.dumps(self._order | {"text": words}), stop or Event())

    def _run(self, order: str, stop: Event) -> None:
        with TemporaryDirectory() as folder:  # pyttsx3 leaves its sound file behind when it is ended
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", str(_PROGRAM)],  # -P: no module beside the program hides a package
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                env=os.environ | {"TMPDIR": folder},
                start_new_session=True,
            )
            try:
                complaint = _wait(process, order, stop)
            finally:  # Ctrl-C does not reach a process of another session
                _end(process)
        if not stop.is_set() and (process.returncode or "aplay:" in complaint):
            raise SpeakingError(f"the computer's voice failed: {complaint.strip().rpartition(chr(10))[2]}")


def _wait(process: subprocess.Popen[str], order: str, stop: Event) -> str:
    waiting_input: str | None = order
    while True:
        try:
            return process.communicate(waiting_input, timeout=_STOP_WITHIN_S)[1]
        except subprocess.TimeoutExpired:
            waiting_input = None
            if stop.is_set():
                _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """With what it started: on Linux the sound comes from a player that pyttsx3 runs."""
    if sys.platform == "win32":
        process.terminate()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


def _punctuated(text_pieces: Iterable[Piece]) -> str:
    """Pauses as punctuation; and no angle brackets, since SAPI5 takes a text that begins with one for its own XML."""
    text = ""
    for piece in text_pieces:
        text = f"{text} {piece.text}".strip()
        if piece.pause_s and text[-1:].isalnum():
            text += "." if piece.pause_s >= _LONG_PAUSE_S else ","
    return re.sub("[<>]", " ", text).strip()


def _espeak_files() -> dict[str, str]:
    """For Linux without espeak-ng of its own; elsewhere the computer's voices need none."""
    if sys.platform != "linux" or importlib.util.find_spec("espeakng_loader") is None:
        return {"library": "", "data": ""}
    import espeakng_loader

    return {"library": espeakng_loader.get_library_path(), "data": espeakng_loader.get_data_path()}
