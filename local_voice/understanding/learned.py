"""What was learned from an interaction model, and its cache: numpy arrays and CRFs in one file by content hash."""

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from local_voice.understanding.features import Vocabulary
from local_voice.understanding.intent_classifier import IntentClassifier
from local_voice.understanding.slot_tagger import SlotTagger


@dataclass(frozen=True, slots=True)
class Learned:
    classifier: IntentClassifier
    taggers: Mapping[str, SlotTagger]


def content_key(model: Any, locale: str) -> str:
    """A name for what is learned: the same model, locale and code of this package learn the same."""
    digest = hashlib.sha256(json.dumps([locale, model], sort_keys=True).encode())
    for path in sorted(Path(__file__).parent.glob("*.*")):
        if path.suffix in (".py", ".toml"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def load(path: Path, subjects) -> Learned | None:
    """What was saved there; None when it is not there or broken, as it can be learned again."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = json.loads(archive.read("names.json"))
            arrays = {name: np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False) for name in _ARRAYS}
            taggers = {intent: SlotTagger(archive.read(f"crf/{index}"), names["carriers"][index]) for index, intent in enumerate(names["taggers"])}
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        return None
    columns = {gram: column for column, gram in enumerate(names["grams"])}
    vocabulary = Vocabulary(columns, arrays["idf"], names["rarest"])
    return Learned(IntentClassifier(names["intents"], vocabulary, arrays["weights"], arrays["offsets"], subjects), taggers)


_ARRAYS = ("idf", "weights", "offsets")


def save(learned: Learned, path: Path) -> None:
    """Writes beside and moves into place, so that another process never reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    classifier = learned.classifier
    arrays = {"idf": classifier.vocabulary.weights, "weights": classifier.weights, "offsets": classifier.offsets}
    names = {
        "intents": classifier.intents,
        "rarest": classifier.vocabulary.rarest,
        "grams": list(classifier.vocabulary.columns),
        "taggers": list(learned.taggers),
        "carriers": [sorted(tagger.carriers) for tagger in learned.taggers.values()],
    }
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr("names.json", json.dumps(names))
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)
        for index, tagger in enumerate(learned.taggers.values()):
            archive.writestr(f"crf/{index}", tagger.crf)
    Path(beside).replace(path)
