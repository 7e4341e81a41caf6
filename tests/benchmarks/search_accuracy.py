"""Whether the product that was said is found, by all who search, however it was said. Called by bench_search."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from rich.console import Console
from rich.progress import track
from sqlalchemy import select

from tests.benchmarks.heard_names import NEURAL, ROBOTS, Transcripts, heard, voices
from tests.benchmarks.real_names import Telling, slipped
from tests.benchmarks.search_rivals import FullText, Rival, fuzzy
from voice_skill.store import MerchantStore, Product
from voice_skill.store.search.product_search import Search

TYPED, SLIPS, PAIRS, FEW = "typed, exact", "one slip in each word", "two telling words", "… shared by at most 3"
BEST, ALL, ROBOT, EXPECTED = "heard, best transcript", "heard, all transcripts", "robot", "catalogue expected"
FEW_NAMES = 3


@dataclass(frozen=True)
class Asked:
    """A product's name, and what the shop gets to hear of it."""

    name: str
    heard: Transcripts


@dataclass(frozen=True)
class Answer:
    """names: best first."""

    names: list[str]
    verdict: str = ""
    offered: Sequence[str] = ()


def asked(sample: Sequence[str], telling: Telling) -> dict[str, list[Asked]]:
    """The sample, typed in all ways."""
    random = Random(11)
    pairs = {name: telling.pair(name) for name in sample}
    typed = {
        TYPED: {name: name for name in sample},
        SLIPS: {name: slipped(name, random) for name in sample},
        PAIRS: {name: words for name, (words, _) in pairs.items()},
        FEW: {name: words for name, (words, shared) in pairs.items() if shared <= FEW_NAMES},
    }
    return {kind: [Asked(name, [(text, 1.0)]) for name, text in texts.items()] for kind, texts in typed.items()}


def spoken(sample: Sequence[str], by: Sequence[str]) -> dict[str, list[Asked]]:
    """The sample said by these voices, heard by the open recogniser."""
    kinds = {}
    for voice in by:
        said = [Asked(name, transcripts) for name, transcripts in zip(sample, heard(sample, voice), strict=True)]
        if voice == NEURAL:
            kinds[f"{NEURAL}, {BEST}"] = [Asked(one.name, one.heard[:1]) for one in said]
        kinds[f"{_title(voice)}, {ALL}"] = said
    return kinds


def expected(sample: Sequence[str], names: Sequence[str]) -> dict[str, list[Asked]]:
    """The same heard by a recogniser that expects the names of the catalogue."""
    model = _model(names)
    return {
        f"{_title(voice)}, {EXPECTED}": [
            Asked(name, transcripts) for name, transcripts in zip(sample, heard(sample, voice, model), strict=True)
        ]
        for voice in voices()
        if voice in (NEURAL, ROBOTS[0])
    }


def measured(
    shop: MerchantStore, names: Sequence[str], kinds: Mapping[str, Sequence[Asked]], console: Console
) -> Iterator[dict[str, Any]]:
    """One row for each kind: of all products, all of which are sold, how often each searcher has the right one."""
    own = select(Product.id, Product.spoken_name).where(Product.merchant_id == shop.merchant.id)
    called = {row.id: row.spoken_name for row in shop.connection.execute(own)}
    rivals: dict[str, list[Rival]] = {"fts5": [FullText(names)], "rapidfuzz": [*fuzzy(names)]}
    for kind, items in kinds.items():
        if not items:
            continue
        answers = [answer(shop, one.heard, called) for one in track(items, kind, console=console, transient=True)]
        row = {"kind": kind, "n": len(items), "ours": _places(items, answers)}
        sure = [each.verdict == "sure" for each in answers]
        right = [each.names[:1] == [one.name] for one, each in zip(items, answers, strict=True)]
        row["sure"] = share(sure)
        row["wrong"] = share([is_sure and not is_right for is_sure, is_right in zip(sure, right, strict=True)])
        row["offered"] = share([one.name in each.offered for one, each in zip(items, answers, strict=True)])
        for rival, ways in rivals.items():
            found = [_places(items, [Answer(way.find(one.heard)) for one in items]) for way in ways]
            row[rival] = max(found, key=lambda places: places["first"]["value"])
        yield row


def unsold(shop: MerchantStore, kinds: Mapping[str, Sequence[Asked]], console: Console) -> Iterator[dict[str, Any]]:
    """One row for each kind: of products that are not sold, for how many another one is taken without a question.

    Two words are left out: they may well be all that is said of another product."""
    for kind, items in kinds.items():
        if items and kind not in (PAIRS, FEW):
            told = [shop.catalogue.find(one.heard) for one in track(items, kind, console=console, transient=True)]
            yield {"kind": kind, "n": len(items), "wrong": share([found.verdict == "sure" for found in told])}


def answer(shop: MerchantStore, said: Transcripts, called: Mapping[int, str]) -> Answer:
    """The products in the order in which search thinks of them, one of which it is sure first, and its verdict.

    called: the name of each product, by its id."""
    found = shop.catalogue.find(said)
    offered = [product.spoken_name for product in found.products]
    scores = Search(shop.connection, shop.merchant).scores(said)
    ranked = [*(offered if found.verdict == "sure" else ()), *(called[score.named.product_id] for score in scores)]
    return Answer(list(dict.fromkeys(ranked))[:3], found.verdict, offered if found.verdict != "none" else ())


def mean_of_robots(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row more, each figure the mean of the dialects."""
    robots = [row for row in rows if row["kind"].startswith(ROBOT) and row["kind"].endswith(ALL)]
    return [_mean(f"{len(robots)} robots, mean", robots)] if robots else []


def _title(voice: str) -> str:
    return voice if voice == NEURAL else f"{ROBOT} {voice}"


def share(is_so: Sequence[bool]) -> dict[str, Any]:
    """A share and its 95 % interval by Wilson's score."""
    return _interval(sum(is_so) / max(1, len(is_so)), len(is_so))


def _interval(value: float, count: int) -> dict[str, Any]:
    z, count = 1.96, max(1, count)
    middle = (value + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(value * (1 - value) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return {"value": round(value, 4), "interval": [round(max(0.0, middle - half), 4), round(middle + half, 4)]}


def _places(items: Sequence[Asked], answers: Sequence[Answer]) -> dict[str, Any]:
    pairs = list(zip(items, answers, strict=True))
    return {
        "first": share([each.names[:1] == [one.name] for one, each in pairs]),
        "three": share([one.name in each.names[:3] for one, each in pairs]),
    }


def _mean(kind: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The interval is that of as many items as one row has: the dialects say the same names."""
    mean: dict[str, Any] = {"kind": kind, "n": rows[0]["n"]}
    for column, figure in rows[0].items():
        if isinstance(figure, dict) and "value" in figure:
            mean[column] = _interval(sum(row[column]["value"] for row in rows) / len(rows), rows[0]["n"])
        elif isinstance(figure, dict):
            mean[column] = _mean(kind, [{"n": row["n"], **row[column]} for row in rows])
    return mean


def _model(names: Sequence[str]) -> dict[str, object]:
    """An Alexa interaction model in which a customer says one of these names."""
    product = {"name": "PRODUCT", "values": [{"name": {"value": name}} for name in names]}
    slots = [{"name": "product", "type": "PRODUCT"}]
    intents = [{"name": "AddIntent", "slots": slots, "samples": ["{product}"]}]
    model = {"invocationName": "juniper lane", "intents": intents, "types": [product]}
    return {"interactionModel": {"languageModel": model}}
