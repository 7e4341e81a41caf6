"""The sounds of words, by espeak-ng: one letter for each sound. Search compares the sounds heard with the sounds of
names.

espeak-ng is GPL-3.0 and optional: it is loaded at run time from the package espeakng-loader, and without it a word
sounds as it is written.
"""

import ctypes
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any

# espeak-ng's spelling of a sound, and ours of one letter each. Sounds that no listener tells apart share one.
_SPELLINGS = {
    "tʃ": "ʧ", "dʒ": "ʤ", "eɪ": "A", "aɪ": "I", "oʊ": "O", "əʊ": "O", "aʊ": "U", "ɔɪ": "Y",
    "ɚ": "əɹ", "ɜː": "ɜɹ", "ɝ": "ɜɹ", "ɾ": "t", "ʔ": "t", "ᵻ": "ɪ", "g": "ɡ", "r": "ɹ", "ɫ": "l",
}  # fmt: skip
_SPELLED = re.compile("|".join(_SPELLINGS))
# Sounds that are often taken for each other, of one place in the mouth each; a listener of another accent keeps little
# more of a vowel than that there was one.
_ALIKE = {
    "p": "pb",
    "t": "tdθð",
    "k": "kɡxç",
    "f": "fv",
    "s": "sz",
    "ʃ": "ʃʒʧʤ",
    "n": "nmŋɲ",
    "a": "aɑʌəɜɐIUɔoOʊuYɒiɪeɛæAyøœ",
}
_OUTLINE = str.maketrans({sound: kind for kind, sounds in _ALIKE.items() for sound in sounds})
_VOWELS = re.compile("a{2,}")
_UNSOUNDED = re.compile(r"[^\w]|[ˈˌː_\d]|\(\w+\)")
_SYNCHRONOUS, _DONT_EXIT, _OK, _UTF8, _IPA = 2, 0x8000, 0, 1, 0x02  # speak_lib.h, espeak-ng 1.52
_VOICES_ELSEWHERE = {"en-CA": "en-US", "es-US": "es-MX"}  # espeak-ng would take the British and the Spanish voice

# Whoever uses espeak() holds it: the library has one voice, one rate and one buffer for the whole process.
LOCK = Lock()


def sounds(words: Iterable[str], locale: str) -> list[str]:
    """The sounds of each word as it is said alone, "mug" -> "mʌɡ"; numbers as they are said in the locale."""
    return [_sound(word, locale) for word in words]


def spelled(phonemes: str) -> str:
    """espeak-ng's IPA with one letter for each sound."""
    return _SPELLED.sub(lambda match: _SPELLINGS[match[0]], phonemes)


def outline(sound: str) -> str:
    """The sound with one letter for all sounds that are often confused; vowels in a row are one."""
    return _VOWELS.sub("a", sound.translate(_OUTLINE))


def are_known(locale: str) -> bool:
    """True if espeak-ng is installed and speaks the locale; otherwise words sound as they are written."""
    with LOCK:
        return _speaking(locale) is not None


@lru_cache(maxsize=131_072)
def _sound(word: str, locale: str) -> str:
    with LOCK:
        library = _speaking(locale)
        if library is None:
            return word
        ipa = "".join(library.phonemes(word))
    return _UNSOUNDED.sub("", spelled(ipa).replace("ɐ", "ə"))  # a listener takes one for the other


def _speaking(locale: str) -> "Espeak | None":
    library = _espeak_if_there()
    return library if library is not None and library.choose(locale) else None


@cache
def _espeak_if_there() -> "Espeak | None":
    try:
        return espeak()
    except (ImportError, OSError, RuntimeError):
        return None


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


class Espeak:
    """The library as it was loaded, `c`, and the voice that it has now."""

    def __init__(self, path: str, data_path: str) -> None:
        """Raises OSError."""
        self.c: Any = ctypes.CDLL(path)
        self.sample_rate_hz = self.c.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data_path), _DONT_EXIT)
        if self.sample_rate_hz <= 0:
            raise OSError(f"espeak-ng found no voices in {data_path}")
        self.c.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._voice = b""

    def choose(self, locale: str) -> bool:
        """Takes the voice of the locale; returns False if there is none."""
        voice = _VOICES_ELSEWHERE.get(locale, locale).replace("_", "-").lower().encode()
        if voice != self._voice:
            is_there = self.c.espeak_SetVoiceByProperties(ctypes.byref(_VoiceQuery(languages=voice))) == _OK
            self._voice = voice if is_there else b""
        return bool(self._voice)

    def forget_voice(self) -> None:
        """Forgets the current voice, which speech may have changed."""
        self._voice = b""

    def phonemes(self, text: str) -> Iterator[str]:
        """The sounds of each clause, in IPA."""
        rest = ctypes.c_char_p(text.encode())
        while rest.value:  # it reads one clause at a time and ends with a null pointer
            yield self.c.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA).decode()


@cache
def espeak() -> Espeak:
    """Load the library; raises ImportError without espeakng-loader, OSError or RuntimeError when it does not load."""
    import espeakng_loader

    return Espeak(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
