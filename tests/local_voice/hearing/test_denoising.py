"""Noise is taken out of sound, and sound without noise is left as it is."""

import numpy as np
import pytest

from local_voice.audio import Pcm, joined, silence
from local_voice.hearing import Ears
from local_voice.hearing.denoising import Samples, denoised
from local_voice.speaking import Voice


def hiss(length: int, loudness: float) -> Samples:
    return np.random.default_rng(3).normal(0, loudness, length).astype("<i2")


def loudness(samples: Samples) -> float:
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean()))


@pytest.fixture
def tone_in_hiss() -> Samples:
    """A second of hiss, a second with a tone in it, a second of hiss."""
    sound = hiss(48_000, 300.0)
    sound[16_000:32_000] += (3_000 * np.sin(np.arange(16_000) * 0.4)).astype("<i2")
    return sound


def test_hiss_gets_quieter_and_a_tone_in_it_does_not(tone_in_hiss: Samples) -> None:
    cleaner = denoised(tone_in_hiss)

    assert loudness(cleaner[1_000:15_000]) < 0.5 * loudness(tone_in_hiss[1_000:15_000])
    assert loudness(cleaner[18_000:30_000]) == pytest.approx(loudness(tone_in_hiss[18_000:30_000]), rel=0.05)


@pytest.mark.parametrize("length", [0, 1, 500, 5_000, 16_001, 700_003])
def test_sound_of_any_length_stays_as_long(length: int) -> None:
    assert len(denoised(hiss(length, 300.0))) == length


def test_speech_without_noise_is_left_as_it_is(voice: Voice) -> None:
    clip = joined([silence(0.5, 16_000), voice.synthesize("where is my order"), silence(0.5, 16_000)])

    assert (denoised(clip.samples) == clip.samples).all()


def test_an_order_is_heard_through_hiss(ears: Ears, voice: Voice) -> None:
    clip = joined([silence(0.5, 16_000), voice.synthesize("where is my order"), silence(0.5, 16_000)])
    noisy = clip.samples + hiss(len(clip.samples), loudness(clip.samples) / 3)

    heard = ears.hear(Pcm(np.clip(noisy, -32768, 32767).astype("<i2").tobytes(), 16_000))

    assert heard.transcript == "where is my order"
