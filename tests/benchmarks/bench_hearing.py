"""How many spoken commands are accepted, clean and in noise, and how much that is no command; beside published figures.

    python tests/benchmarks/bench_hearing.py --data DIR [--noise kitchen.wav] [--others DIR] [--digits DIR] [--n N]

DIR holds model.json (an Alexa interaction model), labels.json ({wav: {intent, slots}}) and the WAVs. A command is
accepted when its intent and all its slots are right. --others is a folder of WAVs that are no commands, --digits one of
DIGIT_SPEAKER_TAKE.wav, chained to six-digit order numbers. What is not given is looked for beside DIR.
"""

import argparse
import json
import math
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from local_voice.audio import read_wav
from local_voice.hearing import Ears
from local_voice.models import find_model
from tests.benchmarks.recordings import CLEAN_DB, RATE_HZ, Clip, commands, mixed, order_numbers, others, samples
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, PastLine, Store, record_past_order
from voice_skill.understanding import Understanding

# Acceptance of the coffee orders by decibels: Rhino in the same kitchen noise, the rest as the mean of café and
# kitchen. Source: Picovoice speech-to-intent-benchmark, src/plot.py.
PUBLISHED = {
    "Rhino": {24: 0.99, 21: 0.99, 18: 0.99, 15: 0.99, 12: 0.98, 9: 0.97, 6: 0.96},
    "LUIS": {24: 0.93, 21: 0.93, 18: 0.915, 15: 0.905, 12: 0.895, 9: 0.87, 6: 0.845},
    "Watson": {24: 0.96, 21: 0.95, 18: 0.945, 15: 0.925, 12: 0.885, 9: 0.80, 6: 0.61},
    "Lex": {24: 0.875, 21: 0.87, 18: 0.87, 15: 0.87, 12: 0.845, 9: 0.83, 6: 0.755},
    "Dialogflow": {24: 0.825, 21: 0.825, 18: 0.815, 15: 0.795, 12: 0.77, 9: 0.74, 6: 0.665},
}
PUBLISHED_FOR = "coffee-orders"
NUMBERS = 40  # by each speaker
ORDERS_OF_ONE = 5  # that a customer may ask for
STREAMED = 30  # clips listened to as they come
CHUNK_SAMPLES = RATE_HZ // 10
ORDER_STATUS = {
    "languageModel": {
        "invocationName": "juniper lane",
        "intents": [
            {
                "name": "OrderStatus",
                "slots": [{"name": "number", "type": "AMAZON.NUMBER"}],
                "samples": ["where is my order", "where is order {number}", "order number {number}", "{number}"],
            },
            *({"name": f"AMAZON.{name}Intent", "samples": []} for name in ("Yes", "No", "Help", "Stop", "Cancel")),
        ],
    }
}


@dataclass
class Heard:
    """Which clips were taken as they should be, and what hearing and understanding them cost."""

    right: list[bool] = field(default_factory=list)
    found: list[dict[str, str]] = field(default_factory=list)  # slots
    audio_s: float = 0.0
    cpu_s: float = 0.0


@dataclass(frozen=True)
class Loop:
    """Hearing and understanding of one interaction model."""

    ears: Ears
    understanding: Understanding

    @classmethod
    def of(cls, model: dict[str, Any]) -> "Loop":
        return cls(Ears(find_model("en-US"), model), Understanding(model))


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    console = Console(width=None if sys.stdout.isatty() else 130)
    loop = Loop.of(json.loads((options.data / "model.json").read_text(encoding="utf-8")))
    orders, no_orders = _chosen(commands(options.data), options), _chosen(others(options.others), options)
    published = PUBLISHED if options.data.resolve().name == PUBLISHED_FOR else {}
    table = Table("", "accepted (95 %)", "others accepted (95 %)", *published)
    noise = samples(read_wav(options.noise).resampled(RATE_HZ)) if options.noise else None
    spent = Heard()
    for snr_db in [CLEAN_DB, *(options.snr if options.noise else [])]:
        name = "clean" if snr_db == CLEAN_DB else f"{snr_db:g} dB"

        def sound(clip: Clip, snr_db: float = snr_db) -> Any:
            pcm = clip.pcm().resampled(RATE_HZ)
            return pcm if noise is None or snr_db == CLEAN_DB else mixed(pcm, noise, snr_db, f"{clip.paths} {snr_db}")

        accepted = _heard(loop, orders, sound, name, console, options.misses)
        refused = _heard(loop, no_orders, sound, f"{name}, others", console, options.misses)
        spent.audio_s, spent.cpu_s = spent.audio_s + accepted.audio_s, spent.cpu_s + accepted.cpu_s
        figures = (f"{table[snr_db]:.3f}" if snr_db in table else "" for table in published.values())
        table.add_row(name, _share(accepted.right), _share([not right for right in refused.right]), *figures)
    table.add_section()
    table.add_row("CPU, x real time", f"{spent.cpu_s / spent.audio_s:.3f}")
    table.add_row("end of sound to intent", f"{_latency_ms(loop, orders[:STREAMED]):.0f} ms (median)")
    table.add_row("memory", f"{_peak_mb():.0f} MB (peak)")
    table.add_section()
    _add_numbers(table, options, console)  # last, as they take a second recogniser and its memory
    console.print(table)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--others", type=Path, help="WAVs of which none may become a command")
    parser.add_argument("--digits", type=Path, help="DIGIT_SPEAKER_TAKE.wav, to be chained to order numbers")
    parser.add_argument("--noise", type=Path, help="a WAV to mix in")
    parser.add_argument("--snr", type=float, nargs="+", default=[24, 18, 12, 9, 6], help="decibels")
    parser.add_argument("--n", type=int, help="only so many items, drawn at random")
    parser.add_argument("--half", choices=["even", "odd"], help="every second item: tune on even, report on odd")
    parser.add_argument("--misses", action="store_true", help="show what was not right")
    options = parser.parse_args(arguments)
    beside = {"others": "../not-commands", "digits": "../digits", "noise": "../../noise/kitchen.wav"}
    for name, place in beside.items():
        path = getattr(options, name) or options.data / place
        setattr(options, name, path if path.exists() else None)
    return options


def _chosen(clips: list[Clip], options: argparse.Namespace) -> list[Clip]:
    if options.half:
        clips = clips[options.half == "odd" :: 2]
    return random.Random(1).sample(clips, min(options.n, len(clips))) if options.n else clips


def _heard(
    loop: Loop, clips: list[Clip], sound: Callable[[Clip], Any], name: str, console: Console, show_misses: bool
) -> Heard:
    heard = Heard()
    for clip in track(clips, name, console=Console(stderr=True), transient=True):
        pcm = sound(clip)
        began = time.process_time()
        words = loop.ears.hear(pcm)
        understood = loop.understanding.understand(words.alternatives)
        heard.cpu_s += time.process_time() - began
        heard.audio_s += pcm.duration_s
        found = {name: slot.value for name, slot in understood.slots.items()}
        heard.found.append(found)
        heard.right.append(_meaning(understood.intent, found) == _meaning(**(clip.wanted or {"intent": None})))
        if show_misses and not heard.right[-1]:
            console.print(f"{name} {clip.paths[0].name}: {words.transcript!r} -> {understood.intent} {found}")
    return heard


def _meaning(intent: str | None, slots: dict[str, str] | None = None) -> Any:
    return intent and (intent, {name: value.strip().lower() for name, value in (slots or {}).items()})


def _add_numbers(table: Table, options: argparse.Namespace, console: Console) -> None:
    if options.digits is None:
        return
    loop = Loop.of(ORDER_STATUS)
    for speaker, clips in order_numbers(options.digits, options.n or NUMBERS, options.half).items():
        heard = _heard(loop, clips, Clip.pcm, f"six digits, {speaker}", console, options.misses)
        table.add_row(f"six digits, {speaker}", _share(heard.right))
        numbers = [(clip.wanted or {})["slots"]["number"] for clip in clips]
        table.add_row("… who has five orders", _share(_found_in_shop(numbers, heard.found)))


def _found_in_shop(numbers: Sequence[str], found: Sequence[dict[str, str]]) -> list[bool]:
    """Whether the shop finds the order that was meant, when it is one of the customer's last five."""
    right = []
    with TemporaryDirectory() as folder:
        shops = Store.open(f"sqlite:///{folder}/shop.db")
        shops.upgrade()
        place = {"currency": "USD", "locale": "en-US", "time_zone": "America/New_York"}
        shops.add_merchant("numbers", title="Numbers", application_id=None, **place)
        with shops.for_merchant("numbers") as shop:
            shop.catalogue.put([CatalogueItem("mug", "Mug", "mug", "mugs", [CatalogueVariant("mug", Money(1, "USD"))])])
            rng = random.Random(5)
            for at, (number, slots) in enumerate(zip(numbers, found, strict=True)):
                customer = shop.customers.recognise(f"user-{at}")
                own = {number, *(str(rng.randrange(10**5, 10**6)) for _ in range(ORDERS_OF_ONE - 1))}
                for one in sorted(own):
                    lines = [PastLine(shop.catalogue.variant("mug"), 1)]
                    record_past_order(shop, customer, number=one, placed_at=shop.now, lines=lines)
                order = shop.orders.sounding_like(customer, slots.get("number", ""))
                right.append(order is not None and order.number == number)
        shops.close()
    return right


def _latency_ms(loop: Loop, clips: Iterable[Clip]) -> float:
    """Median wall time from the last sound of a clip that comes bit by bit."""
    took_ms = []
    for clip in clips:
        pcm = clip.pcm().resampled(RATE_HZ)
        data = pcm.data
        chunks = (data[begin : begin + 2 * CHUNK_SAMPLES] for begin in range(0, len(data), 2 * CHUNK_SAMPLES))
        heard = loop.ears.listen(chunks, RATE_HZ)
        began = time.perf_counter()
        loop.understanding.understand(heard.alternatives)
        took_ms.append(1000 * (heard.took_s + time.perf_counter() - began))
    return statistics.median(took_ms)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _share(right: list[bool]) -> str:
    """With the 95 % interval of Wilson."""
    n, z = len(right), 1.96
    if not n:
        return "-"
    share = sum(right) / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{share:.3f} ({max(middle - half, 0):.3f}-{min(middle + half, 1):.3f})"


if __name__ == "__main__":
    main()
