"""Measures understanding on labelled utterances, beside published figures.

    python tests/benchmarks/bench_understanding.py [--data DIR…] [--shop] [--sample N] [--json]

DIR holds an Alexa interaction model, `model.json`, and `utterances.jsonl`: one object a line with `text`, `intent`
(null = out of scope) and `slots` {name: value as it was said}. --shop measures the sample shop's own intents with
tests/intents/*requests.jsonl. Everything is measured twice where the sentence encoder has been fetched.
`make bench-understanding` calls it.
"""

import argparse
import json
import math
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from local_voice.models import load_encoder
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.sample_shop import create_sample_shop
from voice_skill.store import Store
from voice_skill.understanding import Understanding, Understood
from voice_skill.understanding.encoder import SentenceEncoder

REQUESTS = Path(__file__).parent.parent / "intents"
RESAMPLES = 1_000
MOST_INTENTS = 7  # that are shown one by one
SLOT_F1, IN_SCOPE, OUT_OF_SCOPE = "slot F1", "in-scope accuracy", "out-of-scope recall"
ALL_RIGHT = "intent and all slots right"
# What others got on the same work. Snips and Alexa: sonos/nlu-benchmark 2017-06, trained on 70 samples an intent, the
# intent given. CLINC150: Larson et al. 2019, from their worst to their best system.
PUBLISHED = {
    "snips-3-intents-70": {
        f"{SLOT_F1} AddToPlaylist": "Snips .84, Alexa .74",
        f"{SLOT_F1} RateBook": "Snips .97, Alexa .77",
        f"{SLOT_F1} SearchCreativeWork": "Snips .88, Alexa .39",
    },
    "clinc150": {IN_SCOPE: ".92 to .97", OUT_OF_SCOPE: ".10 to .52"},
}


@dataclass(frozen=True)
class Judged:
    """One utterance: what was meant, and what was understood."""

    intent: str | None
    slots: dict[str, str]
    understood: Understood
    took_ms: float


def main() -> None:
    arguments = _arguments()
    console = Console(stderr=arguments.json)
    encoder = load_encoder("en-US")
    rows = [
        _measured(*work, arguments.sample, console, each)
        for work in _works(arguments)
        for each in dict.fromkeys((None, encoder))
    ]
    if arguments.json:
        for row in rows:
            sys.stdout.write(json.dumps(row) + "\n")
    else:
        console.print(_table(rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--shop", action="store_true", help="also the sample shop's own intents")
    parser.add_argument("--sample", type=int, metavar="N", help="only N utterances, drawn with a fixed seed")
    parser.add_argument("--json", action="store_true", help="one JSON object for each DIR")
    arguments = parser.parse_args()
    if not (arguments.data or arguments.shop):
        parser.error("say what to measure: --data DIR, or --shop")
    return arguments


def _works(arguments: argparse.Namespace) -> Iterator[tuple[str, Any, Path]]:
    """What is to be measured: name, interaction model, labelled utterances."""
    for folder in arguments.data:
        yield folder.name, json.loads((folder / "model.json").read_text(encoding="utf-8")), folder / "utterances.jsonl"
    if arguments.shop:
        model = _shop_model()
        for name in ("requests", "fresh_requests"):
            yield f"sample shop, {name}", model, REQUESTS / f"{name}.jsonl"


def _shop_model() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/shop.db")
        store.upgrade()
        create_sample_shop(store, user_id="nobody")
        with store.for_merchant("juniper") as shop:
            model = interaction_model(shop, "en-US", has_words=True)
        store.close()
    return model


def _measured(
    name: str, model: Any, path: Path, sample: int | None, console: Console, encoder: SentenceEncoder | None
) -> dict[str, Any]:
    utterances = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if sample:
        utterances = random.Random(0).sample(utterances, min(sample, len(utterances)))
    started = time.perf_counter()
    understanding = Understanding(model, encoder=encoder)
    training_s = time.perf_counter() - started
    understanding.understand("the first call warms up")
    judged = [_judged(understanding, each) for each in track(utterances, name, console=console)]
    counts = {"data": name, "utterances": len(judged), "encoder": encoder is not None}
    return {**counts, **_figures(judged), **_costs(judged, training_s)}


def _judged(understanding: Understanding, utterance: dict[str, Any]) -> Judged:
    started = time.perf_counter()
    understood = understanding.understand(utterance["text"])
    took_ms = 1000 * (time.perf_counter() - started)
    slots = {name: value.lower() for name, value in (utterance.get("slots") or {}).items()}
    return Judged(utterance["intent"], slots, understood, took_ms)


def _figures(judged: Sequence[Judged]) -> dict[str, Any]:
    in_scope = [each for each in judged if each.intent is not None]
    outside = [each for each in judged if each.intent is None]
    figures: dict[str, Any] = {IN_SCOPE: _share([each.understood.intent == each.intent for each in in_scope])}
    if outside:
        figures[OUT_OF_SCOPE] = _share([each.understood.intent is None for each in outside])
    if any(each.slots for each in judged):
        figures[ALL_RIGHT] = _share([_is_right(each) for each in in_scope])
        figures[SLOT_F1] = _with_interval(in_scope)
        slotted = sorted({each.intent for each in in_scope if each.intent and each.slots})
        for intent in slotted if len(slotted) <= MOST_INTENTS else ():
            figures[f"{SLOT_F1} {intent}"] = _with_interval([each for each in in_scope if each.intent == intent])
    figures["calibration error"] = {"value": _calibration_error(in_scope)}
    return figures


def _is_right(each: Judged) -> bool:
    got = {name: slot.value.lower() for name, slot in each.understood.slots.items()}
    return each.understood.intent == each.intent and got == each.slots


def _costs(judged: Sequence[Judged], training_s: float) -> dict[str, Any]:
    times = sorted(each.took_ms for each in judged)
    return {
        "training_s": round(training_s, 2),
        "median_ms": round(statistics.median(times), 3),
        "p99_ms": round(times[int(0.99 * (len(times) - 1))], 3),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def weighted_slot_f1(judged: Iterable[Judged]) -> float:
    """F1 of each slot of each intent, weighted by how often the slot is meant; a value counts when it is the same text
    but for case. A wrong intent misses all its slots."""
    right: dict[tuple[str | None, str], int] = defaultdict(int)
    meant: dict[tuple[str | None, str], int] = defaultdict(int)
    found: dict[tuple[str | None, str], int] = defaultdict(int)
    for each in judged:
        got = {name: slot.value.lower() for name, slot in each.understood.slots.items()}
        for name, value in each.slots.items():
            meant[each.intent, name] += 1
            right[each.intent, name] += each.understood.intent == each.intent and got.get(name) == value
        for name in got:
            found[each.understood.intent, name] += 1
    total = sum(meant.values())
    f1 = {slot: 2 * right[slot] / (meant[slot] + found[slot]) for slot in meant}
    return sum(f1[slot] * meant[slot] for slot in meant) / total if total else 0.0


def _with_interval(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figure and its 95 % interval by drawing utterances with replacement."""
    chance = random.Random(0)
    draws = sorted(weighted_slot_f1(chance.choices(judged, k=len(judged))) for _ in range(RESAMPLES))
    interval = [round(draws[int(RESAMPLES * share)], 4) for share in (0.025, 0.975)]
    return {"value": round(weighted_slot_f1(judged), 4), "interval": interval}


def _share(right: Sequence[bool]) -> dict[str, Any]:
    """A share and its 95 % interval by Wilson's score."""
    count, share, z = len(right), sum(right) / max(1, len(right)), 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return {"value": round(share, 4), "interval": [round(middle - half, 4), round(middle + half, 4)]}


def _calibration_error(judged: Sequence[Judged]) -> float:
    """How far confidence is from the share that is right, over ten bins of in-scope utterances that were accepted."""
    accepted = [each for each in judged if each.understood.intent is not None]
    bins: dict[int, list[Judged]] = defaultdict(list)
    for each in accepted:
        bins[min(9, int(10 * each.understood.confidence))].append(each)
    gaps = (
        len(inside)
        * abs(
            statistics.mean(each.understood.confidence for each in inside)
            - statistics.mean(each.understood.intent == each.intent for each in inside)
        )
        for inside in bins.values()
    )
    return round(sum(gaps) / max(1, len(accepted)), 4)


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(title="Understanding")
    for heading in ("data", "figure", "ours", "95 % interval", "published"):
        table.add_column(heading)
    for row in rows:
        published = PUBLISHED.get(row["data"], {})
        by = "with the sentence encoder" if row["encoder"] else "by n-grams alone"
        table.add_row(f"[bold]{row['data']}", f"{row['utterances']} utterances, {by}")
        for name, figure in list(row.items())[3:]:
            if isinstance(figure, dict):
                interval = "-".join(f"{bound:.3f}" for bound in figure.get("interval", []))
                table.add_row("", name, f"{figure['value']:.3f}", interval, published.get(name, ""))
            else:
                table.add_row("", name, str(figure), "", "")
        table.add_section()
    return table


if __name__ == "__main__":
    main()
