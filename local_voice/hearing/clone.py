"""Model folders that share everything with the one they are made from but the word graph and the search settings.

They are kept in a cache folder by what they were made of, and Ears loads them.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

from local_voice.hearing.errors import RecogniserBroken
from local_voice.hearing.expectations import Expectations, GraphBuilder
from local_voice.hearing.pronunciation import sounds_print, usual_sounds
from local_voice.hearing.stock_graph import StockGraph, read_stock_graph
from local_voice.hearing.vocabulary import Vocabulary
from local_voice.models import NEEDED_FILES
from voice_skill.understanding.interaction_model import read_interaction_model
from voice_skill.understanding.phrases import phrases_of

SETTINGS = {
    # Wider than the model's own 2: noisy commands keep their right reading among the alternatives. A wider beam gave
    # the same 160 noisy coffee orders and took a fifth longer.
    "conf/model.conf": {"lattice-beam": "6.0"},
    # No random noise under the sound: the same clip is always heard alike.
    "conf/mfcc.conf": {"dither": "0"},
}
KEPT_CLONES = 6  # of 47 MB and more
STOCK, KEPT_STOCKS = ".stock", 3  # unfolded word graphs of the models themselves, of 45 MB

# Vosk ends its process over a damaged file, so a child process tries the folder first.
TRIAL = """
import sys, vosk
vosk.SetLogLevel(0)
recogniser = vosk.KaldiRecognizer(vosk.Model(sys.argv[1]), 16000)
recogniser.AcceptWaveform(bytes(32000))
recogniser.FinalResult()
"""
TRIAL_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Unheard:
    """A word that the recogniser does not know, what it listens for in its place, and the names and samples it is in.

    heard_as: words that it knows, in several ways, best first; "[unk]" is any sound; nothing is never heard.
    """

    word: str
    heard_as: tuple[str, ...]
    found_in: tuple[str, ...]


def lint(
    model_dir: Path, interaction_model: dict[str, Any], *, locale: str = "en-US", cache_dir: Path | None = None
) -> list[Unheard]:
    """The words of an interaction model that are outside the recogniser's vocabulary.
    Raises RecogniserBroken, InvalidModel."""
    model = read_interaction_model(interaction_model)
    cache = hearing_cache(cache_dir)
    cache.mkdir(parents=True, exist_ok=True)
    stock = _stock_graph(model_dir, cache)
    vocabulary = Vocabulary(stock.symbols.ids, usual_sounds(stock, locale, cache))
    Expectations(model, vocabulary, locale)
    unknown = sorted(vocabulary.unknown.items())
    return [Unheard(word, tuple(ways), tuple(sorted(vocabulary.found_in[word]))) for word, ways in unknown]


def hearing_cache(cache_dir: Path | None) -> Path:
    return (cache_dir or platformdirs.user_cache_path("voice-skill")) / "hearing"


def prepared_folder(model_dir: Path, interaction_model: dict[str, Any] | None, cache_dir: Path, *, locale: str) -> Path:
    """A model folder whose recogniser expects what the interaction model lets people say, made once and kept.
    Raises RecogniserBroken, InvalidModel."""
    _refuse_incomplete(model_dir)
    cache_dir.mkdir(parents=True, exist_ok=True)
    model_print = _fingerprint(model_dir)
    made_of = [_code(), model_print, locale, sounds_print(locale), phrases_of(locale).intents, interaction_model]
    folder = cache_dir / _digest(made_of)
    with FileLock(cache_dir / "lock"):
        if not folder.is_dir():
            if not (marker := cache_dir / f"{model_print}.tried").exists():
                try_in_child(model_dir)
                marker.touch()
            _make(folder, model_dir, interaction_model, locale)
            _drop_oldest(cache_dir)
        folder.touch()
    return folder


def _make(folder: Path, model_dir: Path, interaction_model: dict[str, Any] | None, locale: str) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="new-") as work:
        clone = Path(work) / "model"
        for path in model_dir.rglob("*"):
            if path.is_file():
                _link(path.resolve(), clone / path.relative_to(model_dir))
        for name, settings in SETTINGS.items():
            _set(clone / name, settings)
        if interaction_model is not None:
            _write_graph(clone / "graph/Gr.fst", interaction_model, locale, model_dir, folder.parent)
        clone.rename(folder)


def _stock_graph(model_dir: Path, cache_dir: Path) -> StockGraph:
    unfolded = cache_dir / f"{_digest([_code(), _fingerprint(model_dir)])}{STOCK}"
    stock = read_stock_graph(model_dir / "graph/Gr.fst", unfolded)
    unfolded.touch()
    return stock


def _write_graph(path: Path, interaction_model: dict[str, Any], locale: str, model_dir: Path, cache_dir: Path) -> None:
    model = read_interaction_model(interaction_model)
    stock = _stock_graph(model_dir, cache_dir)
    vocabulary = Vocabulary(stock.symbols.ids, usual_sounds(stock, locale, cache_dir))
    expectations = Expectations(model, vocabulary, locale)
    if not expectations.sentences:
        return
    builder = GraphBuilder(expectations, stock, vocabulary)
    path.unlink()
    with path.open("wb") as file:
        builder.write(file, stock.symbols.with_words(list(vocabulary.added)))


def _set(path: Path, settings: dict[str, str]) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    other_lines = [line for line in lines if re.sub(r"^--|=.*", "", line) not in settings]
    path.unlink()  # it may be a link to the model's own
    path.write_text("\n".join([*other_lines, *(f"--{key}={value}" for key, value in settings.items()), ""]))


def _link(source: Path, link: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    try:
        link.symlink_to(source)
    except OSError:  # Windows without the right to make links
        shutil.copyfile(source, link)


def _refuse_incomplete(model_dir: Path) -> None:
    for name in NEEDED_FILES:
        if not (model_dir / name).is_file():
            raise RecogniserBroken(model_dir, f"{name} is missing")


def try_in_child(model_dir: Path) -> None:
    """Raises RecogniserBroken when Vosk cannot listen with this folder."""
    command = [sys.executable, "-c", TRIAL, str(model_dir)]
    trial = subprocess.run(command, capture_output=True, text=True, timeout=TRIAL_TIMEOUT_S, check=False)  # noqa: S603
    if trial.returncode:
        complaints = [line for line in trial.stderr.splitlines() if line.startswith("ERROR")]
        why = complaints[0].partition(") ")[2] if complaints else "Vosk stops on it; a file is damaged"
        raise RecogniserBroken(model_dir, why)


def _fingerprint(model_dir: Path) -> str:
    files = sorted(path for path in model_dir.rglob("*") if path.is_file())
    facts = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return _digest(facts)


def _code() -> str:
    """The source that makes the graphs, so that a new version of it makes new ones."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py")))


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def _drop_oldest(cache_dir: Path) -> None:
    for clone in _oldest([path for path in cache_dir.iterdir() if path.is_dir()], KEPT_CLONES):
        shutil.rmtree(clone, ignore_errors=True)
    for stock in _oldest(list(cache_dir.glob(f"*{STOCK}")), KEPT_STOCKS):
        with suppress(OSError):  # Windows keeps what another process reads
            stock.unlink()


def _oldest(paths: list[Path], most: int) -> list[Path]:
    return sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)[most:]
