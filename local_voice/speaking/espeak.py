"""espeak-ng driven through its C interface: SSML in, PCM in memory out, at once and for some forty languages.

pyttsx3 wraps the same library but cannot pass it SSML, returns before speech exists and speaks only the last of several
texts. espeak-ng is GPL-3.0: it is loaded at run time from the package espeakng-loader and never part of this one.
"""

import ctypes
import os
from collections.abc import Iterable
from functools import cache
from threading import Lock
from typing import Any
from xml.etree.ElementTree import tostring

from local_voice.audio import Pcm
from local_voice.speaking.errors import EngineMissing
from local_voice.speaking.spoken import spoken

# Values of speak_lib.h, espeak-ng 1.52.
_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_UTF8, _SSML = 1, 0x10
_CHARACTERS, _RATE = 1, 1
_IPA = 0x02
_OK = 0
_VOICES_ELSEWHERE = {"en-CA": "en-US", "es-US": "es-MX"}  # espeak-ng would take the British and the Spanish voice
_LOCK = Lock()  # the library has one voice, one rate and one buffer for the whole process

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class _VoiceQuery(ctypes.Structure):
    """espeak_VOICE, by which a voice is asked for."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


class EspeakVoice:
    """One locale's espeak-ng voice. Threads may share it."""

    def __init__(self, locale: str, *, rate_wpm: int = 175) -> None:
        """Raises EngineMissing when the library is not there or speaks no such language."""
        self._locale = locale
        self._language = _VOICES_ELSEWHERE.get(locale, locale).lower().encode()
        self._rate_wpm = rate_wpm
        with _LOCK:
            _library().choose(self._language, rate_wpm)

    def synthesize(self, ssml: str) -> Pcm:
        """What is said, as sound. ssml: SSML or plain text. Raises InvalidSsml."""
        markup = tostring(spoken(ssml, self._locale), encoding="unicode")
        with _LOCK:
            library = _library()
            library.choose(self._language, self._rate_wpm)
            return Pcm(library.synthesize(markup), library.sample_rate_hz)

    def pronounce(self, words: Iterable[str]) -> list[str]:
        """How each word sounds, in IPA; "" for one without letters. 40 microseconds a word."""
        with _LOCK:
            library = _library()
            library.choose(self._language, self._rate_wpm)
            return [library.pronounce(word) for word in words]


class _Library:
    """The loaded library; whoever calls it holds _LOCK."""

    def __init__(self, path: str, data_path: str) -> None:
        self._c: Any = ctypes.CDLL(path)
        self._sound = bytearray()
        self._callback = _Callback(self._keep)  # espeak-ng holds only a pointer to it
        self.sample_rate_hz = self._c.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data_path), _DONT_EXIT)
        if self.sample_rate_hz <= 0:
            raise EngineMissing(f"espeak-ng found no voices in {data_path}; install espeakng-loader again")
        self._c.espeak_SetSynthCallback(self._callback)
        self._c.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def choose(self, language: bytes, rate_wpm: int) -> None:
        if self._c.espeak_SetVoiceByProperties(ctypes.byref(_VoiceQuery(languages=language))) != _OK:
            raise EngineMissing(f"espeak-ng has no voice for {language.decode()}")
        self._c.espeak_SetParameter(_RATE, rate_wpm, 0)

    def synthesize(self, markup: str) -> bytes:
        text = markup.encode()
        self._sound.clear()
        size = ctypes.c_size_t(len(text) + 1)
        if self._c.espeak_Synth(text, size, 0, _CHARACTERS, 0, _UTF8 | _SSML, None, None) != _OK:
            raise EngineMissing("espeak-ng could not speak; its voices are damaged: install espeakng-loader again")
        return bytes(self._sound)

    def pronounce(self, text: str) -> str:
        rest, clauses = ctypes.c_char_p(text.encode()), []
        while rest.value:  # it reads one clause at a time and ends with a null pointer
            clauses.append(self._c.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA).decode())
        return " ".join(clauses)

    def _keep(self, samples: Any, count: int, _events: int | None) -> int:
        if samples and count:
            self._sound += ctypes.string_at(samples, count * 2)
        return 0


@cache
def _library() -> _Library:
    try:
        import espeakng_loader
    except ImportError as error:
        raise EngineMissing("there is no speech engine: pip install 'voice-skill[voice]'") from error
    try:
        return _Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
    except (OSError, RuntimeError) as error:
        raise EngineMissing(f"espeak-ng does not load ({error}); install espeakng-loader again") from error
