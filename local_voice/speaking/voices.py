"""Chooses the engine that speaks: a voice that returns sound, or a speaker that plays it."""

import sys
from threading import Event
from typing import Literal, Protocol, get_args

from local_voice.audio import Pcm
from local_voice.models import UnknownLocale, voice_entry
from local_voice.speaking import piper
from local_voice.speaking.errors import EngineMissing, SpeakingError
from local_voice.speaking.espeak import EspeakVoice
from local_voice.speaking.loudspeaker import play
from local_voice.speaking.piper import PiperVoice
from local_voice.speaking.platform_speaker import PlatformSpeaker

VoiceEngine = Literal["piper", "espeak"]
SpeakerEngine = Literal["piper", "espeak", "pyttsx3"]
RATES_WPM = range(80, 451)  # what espeak-ng can do


class Voice(Protocol):
    """Speech as sound in memory."""

    def synthesize(self, ssml: str) -> Pcm: ...


class Speaker(Protocol):
    """Speech out of the loudspeaker."""

    def say(self, ssml: str, *, stop: Event | None = None) -> None: ...


def open_voice(locale: str, *, engine: VoiceEngine | None = None, rate_wpm: int | None = None) -> Voice:
    """The voice of a locale: Piper's where it is installed, else espeak-ng's. Raises EngineMissing."""
    rate = _checked(rate_wpm) or _usual_rate_wpm(locale)
    match engine or ("piper" if _has_piper(locale) else "espeak"):
        case "piper":
            return PiperVoice(locale, rate_wpm=rate)
        case "espeak":
            return EspeakVoice(locale, rate_wpm=rate)
        case unknown:
            raise EngineMissing(f"unknown speech engine {unknown}; choose one of {', '.join(get_args(VoiceEngine))}")


def open_speaker(locale: str, *, engine: SpeakerEngine | None = None, rate_wpm: int | None = None) -> Speaker:
    """Opens a speaker for people: Piper where it is installed, else the computer's own voices, on Linux espeak-ng.

    Raises EngineMissing, LoudspeakerMissing.
    """
    own_voices = sys.platform in ("win32", "darwin")  # on Linux pyttsx3's voice is espeak-ng, without SSML
    if engine == "pyttsx3" or (engine is None and own_voices and not _has_piper(locale)):
        return PlatformSpeaker(locale, rate_wpm=_checked(rate_wpm))
    return VoiceSpeaker(open_voice(locale, engine=engine, rate_wpm=rate_wpm))


class VoiceSpeaker:
    """A voice played on the loudspeaker."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    def say(self, ssml: str, *, stop: Event | None = None) -> None:
        """Returns when it was said, or soon after `stop` is set. Raises InvalidSsml, LoudspeakerMissing."""
        play(self._voice.synthesize(ssml), stop=stop)


def _usual_rate_wpm(locale: str) -> int:
    try:
        return voice_entry(locale).rate_wpm
    except UnknownLocale:
        return 175  # espeak-ng's own


def _has_piper(locale: str) -> bool:
    return locale in piper.LOCALES and piper.is_installed()


def _checked(rate_wpm: int | None) -> int | None:
    if rate_wpm is not None and rate_wpm not in RATES_WPM:
        raise SpeakingError(f"{rate_wpm} words a minute is out of range; choose {RATES_WPM[0]} to {RATES_WPM[-1]}")
    return rate_wpm
