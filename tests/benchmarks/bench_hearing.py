"""How many spoken commands are accepted, clean and in noise.

    python tests/benchmarks/bench_hearing.py --data DIR --noise kitchen.wav --others DIR

DIR holds model.json (an Alexa interaction model), labels.json ({wav: {intent, slots}}) and the WAVs. A command is
accepted when its intent and all its slots are right. --others is a folder of WAVs that are no commands.
"""

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from local_voice.audio import Pcm, read_wav
from local_voice.hearing import Ears
from local_voice.models import find_model
from local_voice.understanding import Understanding

CLEAN_DB = math.inf
FRAME_SAMPLES = 2048
# Acceptance of the coffee orders: Rhino in the same kitchen noise, Amazon Lex as the mean of café and kitchen.
# Source: Picovoice speech-to-intent-benchmark, src/plot.py.
RHINO = {24: 0.99, 21: 0.99, 18: 0.99, 15: 0.99, 12: 0.98, 9: 0.97, 6: 0.96}
LEX = {24: 0.875, 21: 0.87, 18: 0.87, 15: 0.87, 12: 0.845, 9: 0.83, 6: 0.755}


@dataclass(frozen=True)
class Clip:
    """wanted: intent and slots, or None for a clip that is no command."""

    path: Path
    wanted: dict[str, Any] | None


@dataclass(frozen=True)
class Outcome:
    right: bool
    audio_s: float
    cpu_s: float
    transcript: str


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    labels = json.loads((options.data / "labels.json").read_text())
    commands = _chosen([Clip(options.data / name, wanted) for name, wanted in sorted(labels.items())], options)
    others = _chosen(
        [Clip(path, None) for path in sorted(options.others.glob("*.wav"))] if options.others else [], options
    )
    model = json.loads((options.data / "model.json").read_text())
    with ProcessPoolExecutor(options.jobs, initializer=_open, initargs=(model, options.noise)) as pool:
        click.echo(f"{'':6} {'accepted':24} {'others rejected':24} {'x real time':12} Rhino  Lex")
        for snr_db in [CLEAN_DB, *(options.snr if options.noise else [])]:
            heard = _all(pool, commands, snr_db, options.misses)
            rejected = _all(pool, others, snr_db, options.misses)
            click.echo(_line(snr_db, heard, rejected))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--others", type=Path, help="WAVs of which none may become a command")
    parser.add_argument("--noise", type=Path, help="a WAV to mix in")
    parser.add_argument("--snr", type=float, nargs="+", default=[24, 18, 12, 9, 6], help="decibels")
    parser.add_argument("--n", type=int, help="only so many items, drawn at random")
    parser.add_argument("--half", choices=["even", "odd"], help="every second item: tune on even, report on odd")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--misses", action="store_true", help="show what was not right")
    return parser.parse_args(arguments)


def _chosen(clips: list[Clip], options: argparse.Namespace) -> list[Clip]:
    if options.half:
        clips = clips[options.half == "odd" :: 2]
    return random.Random(1).sample(clips, min(options.n, len(clips))) if options.n else clips


class _Worker:
    """What each process opens once."""

    ears: Ears
    understanding: Understanding
    noise: np.ndarray[Any, np.dtype[np.float64]] | None = None


def _open(model: dict[str, Any], noise: Path | None) -> None:
    _Worker.ears = Ears(find_model("en-US"), model)
    _Worker.understanding = Understanding(model)
    if noise:
        _Worker.noise = _samples(read_wav(noise).resampled(16_000))


def _all(pool: ProcessPoolExecutor, clips: list[Clip], snr_db: float, show_misses: bool) -> list[Outcome]:
    outcomes = []
    for clip, outcome in zip(clips, pool.map(_try, clips, [snr_db] * len(clips), chunksize=4), strict=True):
        outcomes.append(outcome)
        if sys.stderr.isatty():
            click.echo(f"\r{snr_db:g} dB: {len(outcomes)}/{len(clips)}", nl=False, err=True)
        if show_misses and not outcome.right:
            click.echo(f"  {clip.path.name}: {outcome.transcript!r}, wanted {clip.wanted}")
    return outcomes


def _try(clip: Clip, snr_db: float) -> Outcome:
    pcm = read_wav(clip.path).resampled(16_000)
    if snr_db != CLEAN_DB and _Worker.noise is not None:
        pcm = _mixed(_samples(pcm), _Worker.noise, snr_db, f"{clip.path.name} {snr_db}")
    began = time.process_time()
    heard = _Worker.ears.hear(pcm)
    cpu_s = time.process_time() - began
    understood = _Worker.understanding.understand(heard.alternatives)
    found = understood.intent and {
        "intent": understood.intent,
        "slots": {name: slot.value.lower() for name, slot in understood.slots.items()},
    }
    wanted = clip.wanted and {
        "intent": clip.wanted["intent"],
        "slots": {name: value.strip().lower() for name, value in clip.wanted["slots"].items()},
    }
    return Outcome(found == wanted, pcm.duration_s, cpu_s, f"{heard.transcript} -> {found}")


def _samples(pcm: Pcm) -> np.ndarray[Any, np.dtype[np.float64]]:
    return pcm.samples.astype(np.float64) / 32768


def _mixed(
    speech: np.ndarray[Any, np.dtype[np.float64]],
    noise: np.ndarray[Any, np.dtype[np.float64]],
    snr_db: float,
    seed: str,
) -> Pcm:
    """As published with the recordings: loudest frame against loudest frame, noise from a random place, half scale."""
    begin = random.Random(seed).randrange(len(noise) - len(speech))
    stretch = noise[begin : begin + len(speech)]
    scale = math.sqrt(_loudest(speech) / (_loudest(stretch) * 10 ** (snr_db / 10)))
    both = speech + scale * stretch
    return Pcm(np.rint(both / np.abs(both).max() * 0.5 * 32767).astype("<i2").tobytes(), 16_000)


def _loudest(samples: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return float((frames**2).sum(axis=1).max())


def _line(snr_db: float, heard: list[Outcome], rejected: list[Outcome]) -> str:
    name = "clean" if snr_db == CLEAN_DB else f"{snr_db:g} dB"
    speed = sum(outcome.cpu_s for outcome in heard) / sum(outcome.audio_s for outcome in heard)
    published = (f"{table[snr_db]:.3f}" if snr_db in table else "" for table in (RHINO, LEX))
    return f"{name:6} {_share(heard):24} {_share(rejected):24} {speed:<12.3f} {'  '.join(published)}"


def _share(outcomes: list[Outcome]) -> str:
    """With the 95 % interval of Wilson."""
    n, z = len(outcomes), 1.96
    if not n:
        return "-"
    share = sum(outcome.right for outcome in outcomes) / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{share:.3f} ({middle - half:.3f}-{middle + half:.3f})"


if __name__ == "__main__":
    main()
