"""Recordings to measure hearing with: read from folders, mixed with noise, chained to numbers. Called by bench_hearing.

Commands: DIR/labels.json ({wav: {intent, slots}}) beside the WAVs. Digits: DIGIT_SPEAKER_TAKE.wav.
"""

import json
import math
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from local_voice.audio import Pcm, joined, read_wav, silence

RATE_HZ = 16_000
CLEAN_DB = math.inf
FRAME_SAMPLES = 2048
FIGURES, SHORTEST_GAP_S, LONGEST_GAP_S = 6, 0.1, 0.4

Sound = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Clip:
    """Sound files said one after the other with gaps, and what was meant: intent and slots, None for no command."""

    paths: tuple[Path, ...]
    wanted: dict[str, Any] | None
    gaps_s: tuple[float, ...] = ()

    def pcm(self) -> Pcm:
        sounds = [read_wav(path) for path in self.paths]
        gaps = [silence(gap_s, sounds[0].sample_rate_hz) for gap_s in self.gaps_s]
        return joined([sounds[0], *(each for pair in zip(gaps, sounds[1:], strict=True) for each in pair)])


def commands(folder: Path) -> list[Clip]:
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    return [Clip((folder / name,), wanted) for name, wanted in sorted(labels.items())]


def others(folder: Path | None) -> list[Clip]:
    return [Clip((path,), None) for path in sorted(folder.glob("*.wav"))] if folder else []


def order_numbers(folder: Path, count: int, half: str | None) -> dict[str, list[Clip]]:
    """So many numbers by each speaker, of all takes or of every second one."""
    takes: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(folder.glob("[0-9]_*_*.wav")):
        figure, speaker, take = path.stem.split("_")
        if half in (None, "odd" if int(take) % 2 else "even"):
            takes[speaker][figure].append(path)
    return {speaker: _numbers(figures, count, random.Random(speaker)) for speaker, figures in takes.items()}


def _numbers(takes: dict[str, list[Path]], count: int, rng: random.Random) -> list[Clip]:
    clips = []
    for _ in range(count):
        number = str(rng.randrange(10 ** (FIGURES - 1), 10**FIGURES))
        gaps_s = tuple(rng.uniform(SHORTEST_GAP_S, LONGEST_GAP_S) for _ in number[1:])
        paths = tuple(rng.choice(takes[figure]) for figure in number)
        clips.append(Clip(paths, {"intent": "OrderStatus", "slots": {"number": number}}, gaps_s))
    return clips


def mixed(pcm: Pcm, noise: Sound, snr_db: float, seed: str) -> Pcm:
    """As published with the recordings: loudest frame against loudest frame, noise from a random place, half scale."""
    speech = samples(pcm)
    begin = random.Random(seed).randrange(len(noise) - len(speech))
    stretch = noise[begin : begin + len(speech)]
    scale = math.sqrt(_loudest(speech) / (_loudest(stretch) * 10 ** (snr_db / 10)))
    both = speech + scale * stretch
    return Pcm(np.rint(both / np.abs(both).max() * 0.5 * 32767).astype("<i2").tobytes(), RATE_HZ)


def samples(pcm: Pcm) -> Sound:
    return pcm.samples.astype(np.float64) / 32768


def _loudest(sound: Sound) -> float:
    frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return float((frames**2).sum(axis=1).max())
