"""Listening to a microphone: its sound comes from espeak-ng here, its patience and its absence are real."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_voice.audio import Pcm, joined, silence
from local_voice.hearing import Ears
from local_voice.loop import Utterance
from local_voice.microphone import PATIENCE_S, MicrophoneMissing, listen, microphones, spoken_utterances
from local_voice.speaking import open_voice

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
