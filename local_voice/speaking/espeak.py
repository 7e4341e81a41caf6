"""espeak-ng driven through its C interface: SSML in, PCM in memory out, at once and for some forty languages.

pyttsx3 wraps the same library but cannot pass it SSML, returns before speech exists and speaks only the last of several
texts. espeak-ng is GPL-3.0: it is loaded at run time from the package espeakng-loader and never part of this one.
"""

import ctypes
from collections.abc import Iterable
from functools import cache
from typing import Any
from xml.etree.ElementTree import tostring

from local_voice.audio import Pcm
from local_voice.speaking.errors import EngineMissing
from local_voice.speaking.spoken import spoken
from voice_skill.language import sounds

# Values of speak_lib.h, espeak-ng 1.52.
_UTF8, _SSML = 1, 0x10
_CHARACTERS, _RATE = 1, 1
_OK = 0

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakVoice:
    """One locale's espeak-ng voice. Threads may share it, also with those that ask how words sound."""

    def __init__(self, locale: str, *, rate_wpm: int = 175) -> None:
        """Raises EngineMissing when the library is not there or speaks no such language."""
        self._locale = locale
        self._rate_wpm = rate_wpm
        with sounds.LOCK:
            _speaker().choose(locale)

    def synthesize(self, ssml: str) -> Pcm:
        """Speaks a text into sound. ssml: SSML or plain text. Raises InvalidSsml."""
        markup = tostring(spoken(ssml, self._locale), encoding="unicode")
        with sounds.LOCK:
            speaker = _speaker()
            speaker.choose(self._locale)
            return speaker.synthesize(markup, self._rate_wpm)

    def pronounce(self, words: Iterable[str]) -> list[str]:
        """The sounds of each word, in IPA; "" for one without letters. 40 microseconds a word."""
        with sounds.LOCK:
            speaker = _speaker()
            speaker.choose(self._locale)
            return [" ".join(speaker.library.phonemes(word)) for word in words]


class _Speaker:
    """The library, set up to speak; whoever calls it holds the lock."""

    def __init__(self, library: sounds.Espeak) -> None:
        self.library = library
        self._sound = bytearray()
        self._callback = _Callback(self._keep)  # espeak-ng holds only a pointer to it
        library.c.espeak_SetSynthCallback(self._callback)

    def choose(self, locale: str) -> None:
        if not self.library.choose(locale):
            raise EngineMissing(f"espeak-ng has no voice for {locale}")

    def synthesize(self, markup: str, rate_wpm: int) -> Pcm:
        text = markup.encode()
        self._sound.clear()
        self.library.c.espeak_SetParameter(_RATE, rate_wpm, 0)
        size = ctypes.c_size_t(len(text) + 1)
        status = self.library.c.espeak_Synth(text, size, 0, _CHARACTERS, 0, _UTF8 | _SSML, None, None)
        self.library.forget_voice()
        if status != _OK:
            raise EngineMissing("espeak-ng failed: its voices are damaged; reinstall espeakng-loader")
        return Pcm(bytes(self._sound), self.library.sample_rate_hz)

    def _keep(self, samples: Any, count: int, _events: int | None) -> int:
        if samples and count:
            self._sound += ctypes.string_at(samples, count * 2)
        return 0


@cache
def _speaker() -> _Speaker:
    try:
        return _Speaker(sounds.espeak())
    except ImportError as error:
        raise EngineMissing("there is no speech engine: pip install 'voice-skill[voice]'") from error
    except (OSError, RuntimeError) as error:
        raise EngineMissing(f"espeak-ng could not be loaded ({error}); reinstall espeakng-loader") from error
