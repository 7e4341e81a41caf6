"""Listening to a microphone: its sound comes from espeak-ng here, its patience and its absence are real."""

import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from local_voice.audio import Pcm, joined, silence
from local_voice.hearing import Ears
from local_voice.loop import Utterance
from local_voice.microphone import (
    PATIENCE_S,
    Answering,
    MicrophoneMissing,
    listen,
    microphones,
    mixed_down,
    spoken_utterances,
)
from local_voice.speaking import LoudspeakerMissing, open_voice

MODEL = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "juniper lane",
            "intents": [{"name": "AddToCartIntent", "samples": ["add a blue mug to my cart"], "slots": []}],
            "types": [],
        }
    }
}


class Sound:
    """A sound in tenths of a second, as a microphone gives it, and how much of it was taken."""

    def __init__(self, sound: Pcm) -> None:
        self._sound = sound
        self.taken_s = 0.0

    def __iter__(self) -> Iterator[bytes]:
        step = self._sound.sample_rate_hz // 10 * 2
        for start in range(0, len(self._sound.data), step):
            chunk = self._sound.data[start : start + step]
            self.taken_s += len(chunk) / 2 / self._sound.sample_rate_hz
            yield chunk


@pytest.fixture(scope="module")
def ears(vosk_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Ears:
    return Ears(vosk_model, MODEL, cache_dir=tmp_path_factory.mktemp("ears"))


def test_listening_ends_with_speech_and_shows_words_on_the_way(ears: Ears) -> None:
    voice = open_voice("en-US", engine="espeak")
    sound = Sound(joined([silence(1.0, 22_050), voice.synthesize("Add a blue mug to my cart."), silence(30.0, 22_050)]))
    shown: list[str] = []

    utterance = listen(ears, iter(sound), 22_050, partial=shown.append)

    assert utterance.heard is not None
    assert utterance.heard.transcript == "add a blue mug to my cart"
    assert len(shown) > 2
    assert utterance.pcm is not None
    assert utterance.pcm.duration_s == pytest.approx(sound.taken_s)
    assert sound.taken_s < 8


def test_nobody_is_waited_for_longer_than_an_echo_waits(ears: Ears) -> None:
    sound = Sound(silence(60.0, 16_000))

    utterance = listen(ears, iter(sound), 16_000)

    assert utterance == Utterance()
    assert sound.taken_s == pytest.approx(PATIENCE_S)


def test_says_what_to_do_where_no_microphone_can_be_reached(ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)

    with pytest.raises(MicrophoneMissing, match="libportaudio2"):
        next(spoken_utterances(ears, cue=False))
    with pytest.raises(MicrophoneMissing, match="libportaudio2"):
        microphones()


class LongAnswer:
    """A loudspeaker that would speak for a minute."""

    def __init__(self) -> None:
        self.stopped = False

    def say(self, ssml: str, *, stop: Event | None = None) -> None:
        assert stop is not None
        self.stopped = stop.wait(60)


def test_speaking_ends_an_answer_and_is_heard_from_its_first_word(ears: Ears) -> None:
    speech = open_voice("en-US", engine="espeak").synthesize("Add a blue mug to my cart.")
    sound = Sound(joined([silence(12.0, 22_050), speech, silence(2.0, 22_050)]))
    speaker = LongAnswer()
    answering = Answering(speaker)

    answering.say("a long answer")
    utterance = listen(ears, iter(sound), 22_050, answering=answering)

    assert utterance.heard is not None
    assert utterance.heard.transcript == "add a blue mug to my cart"
    assert utterance.pcm is not None
    assert speech.duration_s < utterance.pcm.duration_s < speech.duration_s + 4
    assert speaker.stopped
    assert not answering.speaking


def test_noise_does_not_end_an_answer(ears: Ears) -> None:
    noise = np.random.default_rng(1).normal(0, 1_500, 16_000 * 6).astype("<i2")
    speaker = LongAnswer()
    answering = Answering(speaker)

    answering.say("a long answer")
    listen(ears, iter(Sound(Pcm(noise.tobytes(), 16_000))), 16_000, answering=answering)

    assert answering.speaking
    answering.stop()
    assert speaker.stopped


def test_after_an_answer_patience_begins_anew(ears: Ears) -> None:
    over = Event()
    sound = Sound(silence(60.0, 16_000))

    class ShortAnswer:
        def say(self, ssml: str, *, stop: Event | None = None) -> None:
            over.wait()

    def answered_after_3_s() -> Iterator[bytes]:
        for chunk in sound:
            if sound.taken_s >= 3:
                over.set()
                answering.wait()
            yield chunk

    answering = Answering(ShortAnswer())
    answering.say("a short answer")

    assert listen(ears, answered_after_3_s(), 16_000, answering=answering) == Utterance()
    assert sound.taken_s == pytest.approx(3 + PATIENCE_S, abs=0.2)


def test_an_answer_that_cannot_be_said_is_said_to_the_caller() -> None:
    class NoLoudspeaker:
        def say(self, ssml: str, *, stop: Event | None = None) -> None:
            raise LoudspeakerMissing("no loudspeaker")

    answering = Answering(NoLoudspeaker())
    answering.say("hello")

    with pytest.raises(LoudspeakerMissing):
        answering.wait()


@pytest.mark.parametrize(
    ("samples", "channels", "mixed"), [([1, 2, 3], 1, [1, 2, 3]), ([10, 20, -4, 4], 2, [15, 0]), ([3, 6, 9], 3, [6])]
)
def test_all_channels_are_heard(samples: list[int], channels: int, mixed: list[int]) -> None:
    data = mixed_down(struct.pack(f"<{len(samples)}h", *samples), channels)

    assert list(struct.unpack(f"<{len(data) // 2}h", data)) == mixed
