"""A microphone as a source of utterances, for `talk`: a cue, then patience like an Echo's.

By default the microphone is closed while an answer is spoken, so that the skill does not hear itself. With headphones
an Answering may speak meanwhile, and whoever interrupts it is heard from the first word.
"""

import math
import queue
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from local_voice.audio import Pcm
from local_voice.loop import Utterance
from local_voice.speaking import LoudspeakerMissing, Speaker, SpeakingError, play

if TYPE_CHECKING:
    from local_voice.hearing import Heard

PATIENCE_S = 8.0  # as long as an Echo waits for the first word
TAIL_S = 0.2  # after the loudspeaker fell silent, so that the skill does not hear itself
RATE_HZ = 16_000
UNKNOWN = "[unk]"
# Tenths of a second for which a word has to stand before it ends an answer: a cough makes one for a moment.
INTERRUPTS_AFTER = 2
_CHUNK_S = 0.1
_DEVICE_DIED_S = 5.0
_CUE_HZ, _CUE_S = 880, 0.12
_KEPT_WHILE_ANSWERING_S = 2.0

Partial = Callable[[str], None]


class MicrophoneMissing(Exception):
    """There is nothing to record with; the words say what to do."""


class Listener(Protocol):
    """Ears, and ears that renew themselves."""

    def listen(self, chunks: Iterator[bytes], sample_rate_hz: int, *, partial: Partial | None = None) -> "Heard": ...


class Answering:
    """Speaks an answer while the microphone is open, until somebody speaks.

    The recogniser's own words decide who speaks, not loudness: it runs anyway, and takes no clatter for a customer.
    """

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._stop = Event()
        self._thread: Thread | None = None
        self._error: SpeakingError | None = None

    @property
    def speaking(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def say(self, ssml: str) -> None:
        """Begins to speak and returns at once; an answer that is still being said ends."""
        self.stop()
        self._stop = Event()
        self._thread = Thread(target=self._say, args=(ssml, self._stop), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self.wait()

    def wait(self) -> None:
        """Until it was said. Raises SpeakingError when it could not be."""
        if self._thread:
            self._thread.join()
        error, self._error = self._error, None
        if error:
            raise error

    def _say(self, ssml: str, stop: Event) -> None:
        try:
            self._speaker.say(ssml, stop=stop)
        except SpeakingError as error:
            self._error = error


def microphones() -> list[str]:
    """The devices that can record; `device` is the number or a part of the name of one. Raises MicrophoneMissing."""
    devices = [device for device in _sounddevice().query_devices() if device["max_input_channels"] > 0]
    if not devices:
        raise MicrophoneMissing("no microphone found; connect one. Typed words and WAV files work without it")
    return [f"{device['index']} {device['name']}" for device in devices]


def spoken_utterances(
    ears: Listener,
    *,
    device: int | str | None = None,
    partial: Partial | None = None,
    cue: bool = True,
    answering: Answering | None = None,
) -> Iterator[Utterance]:
    """Utterances without end, each listened to when it is asked for; an empty one when nobody spoke for eight seconds.

    partial: gets the words so far while somebody speaks. answering: what may be speaking meanwhile and is stopped by
    speech. Raises MicrophoneMissing, SpeakingError.
    """
    silent = False
    while True:
        if cue and not silent and answering is None:
            _play_cue()
        if answering is None:
            time.sleep(TAIL_S)
        with _recording(device) as (chunks, sample_rate_hz):
            utterance = listen(ears, chunks, sample_rate_hz, partial=partial, answering=answering)
        silent = utterance.heard is None
        yield utterance  # with the microphone closed: the answer is spoken now


def listen(
    ears: Listener,
    chunks: Iterator[bytes],
    sample_rate_hz: int,
    *,
    partial: Partial | None = None,
    answering: Answering | None = None,
) -> Utterance:
    """What is said until the speaker pauses, with its sound; empty when PATIENCE_S pass without a word.

    chunks: 16-bit mono, to whose end the patience goes at most. answering: patience begins when it is silent.
    """
    listening = _Listening(sample_rate_hz, partial, answering)
    heard = ears.listen(listening.patient(chunks), sample_rate_hz, partial=listening.note)
    if not heard.transcript:
        return Utterance()
    if answering:
        answering.stop()
    return Utterance(pcm=Pcm(bytes(listening.kept), sample_rate_hz), heard=heard)


class _Listening:
    """One utterance on its way: its sound, the words so far, and how long nobody has spoken."""

    def __init__(self, sample_rate_hz: int, partial: Partial | None, answering: Answering | None) -> None:
        self.kept = bytearray()
        self._bytes_per_s = sample_rate_hz * 2
        self._partial = partial
        self._answering = answering
        self._words = ""
        self._words_stand = 0

    def note(self, so_far: str) -> None:
        self._words = so_far
        if self._partial:
            self._partial(so_far)

    def patient(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        waited_bytes = 0
        for chunk in chunks:
            self.kept.extend(chunk)
            yield chunk
            if self._answering and self._answering.speaking:
                self._perhaps_interrupt(self._answering)
            else:
                waited_bytes += len(chunk)
            if not self._words and waited_bytes >= PATIENCE_S * self._bytes_per_s:
                return

    def _perhaps_interrupt(self, answering: Answering) -> None:
        has_words = any(word != UNKNOWN for word in self._words.split())
        self._words_stand = self._words_stand + 1 if has_words else 0
        if self._words_stand >= INTERRUPTS_AFTER:
            answering.stop()
        if not self._words:
            del self.kept[: -int(_KEPT_WHILE_ANSWERING_S * self._bytes_per_s)]


@contextmanager
def _recording(device: int | str | None) -> Iterator[tuple[Iterator[bytes], int]]:
    sounddevice = _sounddevice()
    arrived: queue.Queue[bytes] = queue.Queue()
    try:
        rate_hz, channels = _form(sounddevice, device)
        stream = sounddevice.RawInputStream(
            samplerate=rate_hz,
            channels=channels,
            dtype="int16",
            device=device,
            blocksize=int(rate_hz * _CHUNK_S),
            callback=lambda data, _frames, _when, _status: arrived.put(bytes(data)),
        )
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise MicrophoneMissing(
            f"no microphone can be opened ({error}); connect one, or choose another of voice-skill talk --list-devices"
        ) from error
    try:
        yield _as_they_arrive(arrived, channels), rate_hz
    finally:
        stream.close()


def _as_they_arrive(arrived: "queue.Queue[bytes]", channels: int) -> Iterator[bytes]:
    while True:
        try:
            yield mixed_down(arrived.get(timeout=_DEVICE_DIED_S), channels)
        except queue.Empty:
            raise MicrophoneMissing("the microphone has stopped sending sound; reconnect it") from None


def mixed_down(data: bytes, channels: int) -> bytes:
    """16-bit samples of several channels as one: their mean."""
    if channels == 1:
        return data
    mixed: bytes = np.frombuffer(data, "<i2").reshape(-1, channels).mean(axis=1).astype("<i2").tobytes()
    return mixed


def _form(sounddevice: Any, device: int | str | None) -> tuple[int, int]:
    """Rate in Hz and channels: the recogniser's own where the device has them, else the device's, which we convert."""
    own = sounddevice.query_devices(device, "input")
    own_rate_hz, own_channels = int(own["default_samplerate"]), int(own["max_input_channels"])
    forms = [(RATE_HZ, 1), (own_rate_hz, 1), (RATE_HZ, 2), (own_rate_hz, 2), (own_rate_hz, own_channels)]
    for rate_hz, channels in forms:
        with suppress(sounddevice.PortAudioError):
            sounddevice.check_input_settings(device=device, samplerate=rate_hz, channels=channels, dtype="int16")
            return rate_hz, channels
    return forms[-1]  # opening it says why not


def _sounddevice() -> Any:
    try:
        return import_module("sounddevice")
    except (ImportError, OSError) as error:  # OSError: the package is there, the PortAudio library is not
        raise MicrophoneMissing(
            f"no microphone can be reached ({error}); on Linux: apt install libportaudio2; elsewhere: "
            "pip install 'voice-skill[voice]'. Typed words and WAV files work without"
        ) from error


def _play_cue() -> None:
    samples = (0.2 * 32767 * math.sin(2 * math.pi * _CUE_HZ * n / RATE_HZ) for n in range(int(RATE_HZ * _CUE_S)))
    with suppress(LoudspeakerMissing):  # who has no loudspeaker reads the prompt
        play(Pcm(b"".join(struct.pack("<h", int(sample)) for sample in samples), RATE_HZ))
