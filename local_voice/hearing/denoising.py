"""Takes steady noise, a kitchen's hum and hiss, out of speech before it is recognised. Called by Ears.

A Wiener filter whose speech-to-noise ratio is followed from frame to frame.
Source: Ephraim and Malah 1984, the decision-directed estimate.
"""

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Samples: TypeAlias = np.ndarray[Any, np.dtype[np.int16]]
Table: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

# At 16 kHz: frames of 32 ms, one every 8 ms.
WINDOW, HOP = 512, 128
OVERLAP = WINDOW // HOP
SHAPE = np.hanning(WINDOW + 1)[:-1]
SHAPE_ADDS_UP_TO = 1.5  # windowed twice, at this overlap
# Noise is told anew for each block of this length; a longer one would also fill the memory.
LONGEST_BLOCK = 15 * 16_000
AVERAGED_FRAMES = 9
QUIETEST_SHARE = 0.2  # of a block is hardly ever speech …
QUIETEST_TO_MEAN = 1.3  # … and is quieter than the noise is on average
CLEAN = 63.0  # so many times the noise (18 dB) is the sound on average where nothing is to be done
FOLLOWED = 0.6  # how much of the ratio is taken from the frame before
# Of what seems to be noise alone so much is left: the recogniser knows speech with some noise, not holes. Of 160 orders
# at 6 dB .5 gave the same as .3.
LEAST_GAIN = 0.3


def denoised(samples: Samples) -> Samples:
    """The same sound of 16 kHz, as long, with its steady noise quieter."""
    blocks = np.array_split(samples, math.ceil(len(samples) / LONGEST_BLOCK) or 1)
    return np.concatenate([_filtered(block) for block in blocks])


def _filtered(block: Samples) -> Samples:
    if len(block) < WINDOW * OVERLAP:
        return block
    padded = np.pad(block.astype(np.float64), (WINDOW, WINDOW + -len(block) % HOP))
    spectra = np.fft.rfft(sliding_window_view(padded, WINDOW)[::HOP] * SHAPE)
    powers = np.abs(spectra) ** 2
    noise = np.maximum(_noise(powers[OVERLAP:-OVERLAP]), 1.0)  # digital silence has none
    if powers.mean() > CLEAN * noise.mean():
        return block
    frames = np.fft.irfft(spectra * _gains(powers, noise)) * SHAPE
    sound = _overlapped(frames, len(padded))[WINDOW : WINDOW + len(block)] / SHAPE_ADDS_UP_TO
    return np.clip(np.rint(sound), -32768, 32767).astype("<i2")


def _gains(powers: Table, noise: Table) -> Table:
    gains = np.empty_like(powers)
    speech = np.zeros_like(noise)  # power of the frame before, as it was left
    for place, power in enumerate(powers):
        ratio = FOLLOWED * speech / noise + (1 - FOLLOWED) * np.maximum(power / noise - 1, 0.0)
        gains[place] = np.maximum(ratio / (ratio + 1), LEAST_GAIN)
        speech = gains[place] ** 2 * power
    return gains


def _noise(powers: Table) -> Table:
    """The power of the noise at each frequency."""
    averaged = sliding_window_view(powers, AVERAGED_FRAMES, axis=0).mean(axis=-1)
    noise: Table = np.quantile(averaged, QUIETEST_SHARE, axis=0) * QUIETEST_TO_MEAN
    return noise


def _overlapped(frames: Table, length: int) -> Table:
    sound = np.zeros(length)
    for first in range(OVERLAP):
        row = frames[first::OVERLAP].ravel()
        sound[first * HOP : first * HOP + len(row)] += row
    return sound
