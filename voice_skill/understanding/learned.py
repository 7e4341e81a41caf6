"""The weights learned from an interaction model, and their cache: numpy arrays and CRFs in one file by content hash."""

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_skill.language.tables import file_contents
from voice_skill.understanding.features import Vocabulary
from voice_skill.understanding.intent_classifier import IntentClassifier
from voice_skill.understanding.interaction_model import InteractionModel
from voice_skill.understanding.meanings import Encoder, Meanings, Vectors
from voice_skill.understanding.practice import Sentence
from voice_skill.understanding.slot_kinds import SlotKind
from voice_skill.understanding.slot_tagger import SlotTagger

SEED = 7
_ARRAYS = ("weights", "offsets", "telling")
_MEANINGS = "meanings.npy"


@dataclass(frozen=True, slots=True)
class Learned:
    """taggers: by intent, where samples have slots."""

    classifier: IntentClassifier
    taggers: Mapping[str, SlotTagger]


def learn(
    model: InteractionModel,
    sentences: Mapping[str, Sequence[Sentence]],
    kinds: Mapping[str, SlotKind],
    other_talk: Iterable[Sequence[str]] = (),
    encoder: Encoder | None = None,
) -> Learned:
    """Learns from practice sentences by intent; the same sentences teach the same."""
    taggers = {
        intent.name: SlotTagger.trained(intent, sentences[intent.name], kinds, SEED)
        for intent in model.intents
        if any(sentence.spans for sentence in sentences[intent.name])
    }
    types = {(intent.name, slot.name): slot.type for intent in model.intents for slot in intent.slots.values()}
    every = [sentence for of_intent in sentences.values() for sentence in of_intent]
    return Learned(IntentClassifier.trained(every, types, kinds, other_talk, encoder), taggers)


def content_key(model: InteractionModel, locale: str, encoder: Encoder | None = None) -> str:
    """A name for what is learned: the same model, words of the locale, encoder and code of this package learn the
    same."""
    digest = hashlib.sha256(repr([locale, model, encoder.key if encoder else ""]).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    for table in file_contents(locale):
        digest.update(table)
    return digest.hexdigest()[:32]


def load(path: Path, encoder: Encoder | None = None) -> Learned | None:
    """Loads what was saved there; None when it is missing or damaged, since it can be learned again."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, encoder)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        return None


def _read(archive: zipfile.ZipFile, encoder: Encoder | None) -> Learned:
    names = json.loads(archive.read("names.json"))
    weights, offsets, telling = (
        np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False) for name in _ARRAYS
    )
    vocabulary = Vocabulary({gram: column for column, gram in enumerate(names["grams"])}, telling, names["rarest"])
    taggers = {
        intent: SlotTagger(archive.read(f"crf/{place}"), carriers)
        for place, (intent, carriers) in enumerate(names["taggers"].items())
    }
    meanings = Meanings(encoder, _read_meanings(archive, names["practised"])) if encoder else None
    return Learned(IntentClassifier(names["intents"], vocabulary, weights, offsets, meanings), taggers)


def _read_meanings(archive: zipfile.ZipFile, counts: Mapping[str, int]) -> dict[str, Vectors]:
    """The vectors of each intent, which stand one behind the other."""
    vectors = np.load(io.BytesIO(archive.read(_MEANINGS)), allow_pickle=False).astype(np.float32)
    parts = np.split(vectors, np.cumsum(list(counts.values()))[:-1])
    return dict(zip(counts, parts, strict=True))


def save(learned: Learned, path: Path) -> None:
    """Writes beside and moves into place, so that another process never reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
        _write(learned, archive)
    Path(beside).replace(path)


def _write(learned: Learned, archive: zipfile.ZipFile) -> None:
    classifier = learned.classifier
    practised = classifier.meanings.practised if classifier.meanings else {}
    names = {
        "intents": classifier.intents,
        "practised": {intent: len(vectors) for intent, vectors in practised.items()},
        "rarest": classifier.vocabulary.rarest,
        "grams": list(classifier.vocabulary.columns),
        "taggers": {intent: sorted(tagger.carriers) for intent, tagger in learned.taggers.items()},
    }
    archive.writestr("names.json", json.dumps(names))
    arrays = (classifier.weights, classifier.offsets, classifier.vocabulary.weights)
    for name, array in zip(_ARRAYS, arrays, strict=True):
        _write_array(archive, f"{name}.npy", array)
    if practised:
        _write_array(archive, _MEANINGS, np.concatenate(list(practised.values())).astype(np.float16))
    for place, tagger in enumerate(learned.taggers.values()):
        archive.writestr(f"crf/{place}", tagger.crf)


def _write_array(archive: zipfile.ZipFile, name: str, array: npt.NDArray[Any]) -> None:
    with archive.open(name, "w", force_zip64=True) as entry:
        np.lib.format.write_array(entry, array, allow_pickle=False)
