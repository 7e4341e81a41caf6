"""A microphone as a source of utterances, for `talk`: a cue, then patience like an Echo's."""

import math
import queue
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from local_voice.audio import Pcm
from local_voice.loop import Utterance
from local_voice.speaking import LoudspeakerMissing, play

if TYPE_CHECKING:
    from local_voice.hearing import Ears

PATIENCE_S = 8.0  # as long as an Echo waits for the first word
TAIL_S = 0.2  # after the loudspeaker fell silent, so that the skill does not hear itself
RATE_HZ = 16_000
_CHUNK_S = 0.1
_DEVICE_DIED_S = 5.0
_CUE_HZ, _CUE_S = 880, 0.12

Partial = Callable[[str], None]


class MicrophoneMissing(Exception):
    """There is nothing to record with; the words say what to do."""


def microphones() -> list[str]:
    """The devices that can record; `device` is the number or a part of the name of one. Raises MicrophoneMissing."""
    devices = _sounddevice().query_devices()
    return [f"{device['index']} {device['name']}" for device in devices if device["max_input_channels"] > 0]


def spoken_utterances(
    ears: "Ears", *, device: int | str | None = None, partial: Partial | None = None, cue: bool = True
) -> Iterator[Utterance]:
    """Utterances without end, each listened to when it is asked for; an empty one when nobody spoke for eight seconds.

    partial: gets the words so far while somebody speaks. Raises MicrophoneMissing.
    """
    silent = False
    while True:
        if cue and not silent:
            _play_cue()
        time.sleep(TAIL_S)
        with _recording(device) as (chunks, sample_rate_hz):
            utterance = listen(ears, chunks, sample_rate_hz, partial=partial)
        silent = utterance.heard is None
        yield utterance  # with the microphone closed: the answer is spoken now


def listen(ears: "Ears", chunks: Iterator[bytes], sample_rate_hz: int, *, partial: Partial | None = None) -> Utterance:
    """What is said until the speaker pauses, with its sound; empty when PATIENCE_S pass without a word.

    chunks: 16-bit mono, to whose end the patience goes at most.
    """
    patience_bytes = int(PATIENCE_S * sample_rate_hz) * 2
    kept = bytearray()
    words = ""

    def note(so_far: str) -> None:
        nonlocal words
        words = so_far
        if partial:
            partial(so_far)

    def patient() -> Iterator[bytes]:
        for chunk in chunks:
            kept.extend(chunk)
            yield chunk
            if not words and len(kept) >= patience_bytes:
                return

    heard = ears.listen(patient(), sample_rate_hz, partial=note)
    if not heard.transcript:
        return Utterance()
    return Utterance(pcm=Pcm(bytes(kept), sample_rate_hz), heard=heard)


@contextmanager
def _recording(device: int | str | None) -> Iterator[tuple[Iterator[bytes], int]]:
    sounddevice = _sounddevice()
    arrived: queue.Queue[bytes] = queue.Queue()
    try:
        rate_hz = _rate_hz(sounddevice, device)
        stream = sounddevice.RawInputStream(
            samplerate=rate_hz,
            channels=1,
            dtype="int16",
            device=device,
            blocksize=int(rate_hz * _CHUNK_S),
            callback=lambda data, _frames, _when, _status: arrived.put(bytes(data)),
        )
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise MicrophoneMissing(f"no microphone can be opened ({error}); connect one, or choose another") from error
    try:
        yield _as_they_arrive(arrived), rate_hz
    finally:
        stream.close()


def _as_they_arrive(arrived: "queue.Queue[bytes]") -> Iterator[bytes]:
    while True:
        try:
            yield arrived.get(timeout=_DEVICE_DIED_S)
        except queue.Empty:
            raise MicrophoneMissing("the microphone gives no more sound; connect it again") from None


def _rate_hz(sounddevice: Any, device: int | str | None) -> int:
    """The recogniser's own rate where the device has it, else the device's: the recogniser converts."""
    try:
        sounddevice.check_input_settings(device=device, samplerate=RATE_HZ, channels=1, dtype="int16")
    except sounddevice.PortAudioError:
        return int(sounddevice.query_devices(device, "input")["default_samplerate"])
    return RATE_HZ


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
