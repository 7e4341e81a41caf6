"""The sounds of the recogniser's usual words, asked of espeak-ng once and cached. Called by the maker of model folders.

espeak-ng is optional: without it words that the recogniser does not know are heard by their spelling alone.
"""

import hashlib
import json
import logging
import tempfile
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from local_voice.hearing.sounds import SoundAlikes
from local_voice.hearing.stock_graph import StockGraph
from local_voice.speaking import EngineMissing
from local_voice.speaking.espeak import EspeakVoice

# Rarer words are seldom known with the right sound. Asking takes 1 s for these, 6 s for all 150,000.
USUAL_WORDS = 30_000
# Names of food are often foreign, and espeak-ng reads them as if they were not: "jicama", "furikake". People read
# their vowels as Spanish has them.
FOREIGN = "es-MX"

log = logging.getLogger(__name__)


def knows_sounds(locale: str) -> bool:
    """True if words can be heard by their sound: espeak-ng is here and speaks the locale."""
    return _espeak(locale) is not None


def sounds_print(locale: str) -> str:
    """The version of the sounds' source, as a text that changes with it."""
    if not knows_sounds(locale):
        return ""
    try:
        return f"espeakng-loader {version('espeakng-loader')} {locale}"
    except PackageNotFoundError:
        return f"espeak-ng {locale}"


def usual_sounds(stock: StockGraph, locale: str, cache_dir: Path) -> SoundAlikes | None:
    """The recogniser's usual words by their sound; None without espeak-ng, which is logged."""
    espeak = _espeak(locale)
    if espeak is None:
        log.warning(
            "unknown words are recognised by their spelling, not by their sound: "
            "espeak-ng is missing or does not speak %s; pip install 'voice-skill[voice]'",
            locale,
        )
        return None
    costs = _usual_words(stock)
    digest = hashlib.sha256(json.dumps([sounds_print(locale), list(costs)]).encode()).hexdigest()[:32]
    voices = [espeak, *(voice for voice in [_espeak(FOREIGN)] if voice)]
    return SoundAlikes(
        _cached_sounds(cache_dir / f"{digest}.sounds", list(costs), espeak),
        costs,
        lambda word: (sounds for voice in voices for sounds in voice.pronounce([word])),
    )


def _espeak(locale: str) -> EspeakVoice | None:
    try:
        return EspeakVoice(locale)
    except EngineMissing:
        return None


def _usual_words(stock: StockGraph) -> dict[str, float]:
    """The words that are said most, without single letters and parts of words, each with -ln of its share."""
    first, count = int(stock.states[0]["first"]), int(stock.states[0]["arcs"])
    arcs = stock.arcs[first : first + count]
    usual = arcs[np.argsort(arcs["cost"], kind="stable")[:USUAL_WORDS]]
    numbers = set(usual["heard"].tolist())
    words = {number: word for word, number in stock.symbols.ids.items() if number in numbers}
    word_costs = (
        (words[number], cost) for number, cost in zip(usual["heard"].tolist(), usual["cost"].tolist(), strict=True)
    )
    return {word: cost for word, cost in word_costs if word.isalpha() and (len(word) > 1 or word in "aio")}


def _cached_sounds(path: Path, words: list[str], espeak: EspeakVoice) -> dict[str, str]:
    with suppress(OSError, ValueError):  # not made yet, or damaged
        sounds_by_word = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(sounds_by_word, dict) and sounds_by_word.keys() == set(words):
            return {word: str(sounds) for word, sounds in sounds_by_word.items()}
    pronounced = dict(zip(words, espeak.pronounce(words), strict=True))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        json.dump(pronounced, file, ensure_ascii=False)
    Path(file.name).replace(path)
    return pronounced
