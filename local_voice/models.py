"""The speech models of each locale, and the sentence encoder of each language, as models.json names them: found on
this machine or fetched, checked file by file.

ModelError
├── UnknownLocale
├── ModelMissing    no folder on this machine, or no source could give it
└── ModelBroken     a file of it is missing, cut short or another one
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from filelock import FileLock

from local_voice.model_sources import Source, SourceFailed, take

if TYPE_CHECKING:
    from voice_skill.understanding.encoder import SentenceEncoder

CATALOGUE = Path(__file__).parent.parent / "models.json"

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]

# Where Vosk itself looks, in its order (vosk 0.3.45, python/vosk/__init__.py).
VOSK_FOLDERS = (Path("/usr/share/vosk"), Path.home() / "AppData/Local/vosk", Path.home() / ".cache/vosk")

# Without these a model cannot be used; Vosk ends the whole process over most of them.
NEEDED_FILES = (
    "am/final.mdl",
    "conf/mfcc.conf",
    "conf/model.conf",
    "graph/Gr.fst",
    "graph/HCLr.fst",
    "graph/disambig_tid.int",
    "graph/phones/word_boundary.int",
)

# What an encoder runs by, made of what was fetched.
ENCODER_FILES = ("encoder.onnx", "vocab.txt")


class ModelError(Exception):
    """A model that cannot be used; the words say which and what to do."""


class UnknownLocale(ModelError):
    def __init__(self, locale: str, locales: list[str]) -> None:
        super().__init__(f"there is no speech model for {locale}; there is one for {', '.join(locales)}")


class ModelMissing(ModelError):
    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"the {what} {why}")


class ModelBroken(ModelError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}; delete {path.parent if path.suffix else path} and fetch the model again")
        self.path = path


@dataclass(frozen=True)
class ModelFile:
    size_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Model:
    """What can be fetched for a locale or a language: `files` by their path in it, empty where only the archive's
    checksum is known."""

    kind: str
    locale: str
    name: str
    licence: str
    sources: tuple[Source, ...]
    files: dict[str, ModelFile] = field(default_factory=dict)

    @property
    def what(self) -> str:
        return f"{self.kind} for {self.locale}"

    @property
    def download_bytes(self) -> int:
        return self.sources[0].size_bytes


@dataclass(frozen=True, kw_only=True)
class VoskModel(Model):
    """One recogniser model."""

    sample_rate_hz: int


@dataclass(frozen=True)
class VoiceEntry:
    """The voice that speaks a locale. rate_wpm: words a minute."""

    locale: str
    engine: str
    name: str
    licence: str
    sample_rate_hz: int
    rate_wpm: int


def list_models() -> list[VoskModel]:
    return [_vosk_model(locale, entry["vosk"]) for locale, entry in _entries().items() if "vosk" in entry]


def list_encoders() -> list[Model]:
    entries = _entries().items()
    return [_model("sentence encoder", language, entry["encoder"]) for language, entry in entries if "encoder" in entry]


def vosk_model(locale: str) -> VoskModel:
    """Raises UnknownLocale."""
    return _vosk_model(locale, _entry(locale)["vosk"])


def voice_entry(locale: str) -> VoiceEntry:
    """Raises UnknownLocale."""
    voice = {key: value for key, value in _entry(locale)["voice"].items() if key != "sources"}
    return VoiceEntry(locale=locale, **voice)


def find_model(locale: str, *, home: Path | None = None) -> Path:
    """The folder of the locale's Vosk model: in $VOSK_MODEL_PATH, in our own data folder `home`, or in Vosk's own.

    Raises UnknownLocale, ModelMissing, ModelBroken.
    """
    model = vosk_model(locale)
    for folder in _candidates(model, home):
        if folder.is_dir():
            _check_sizes(folder, model)
            return folder
    raise ModelMissing(
        model.what,
        f"({model.name}) is not on this machine; fetch it with `voice-skill models fetch --locale {locale}`, "
        f"or unpack {model.sources[0].address} and set VOSK_MODEL_PATH to its folder",
    )


def fetch_model(
    locale: str, *, home: Path | None = None, progress: Progress = lambda done_bytes, total_bytes: None
) -> Path:
    """Bring the locale's Vosk model into the data folder `home`, from the first source whose files are the right ones.

    progress: called with bytes done and bytes in all. A broken download is resumed by the next call.
    Raises UnknownLocale, ModelMissing with what each source answered.
    """
    model = vosk_model(locale)
    folder = _models_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{model.name}.lock"):
        target = folder / model.name
        return target if target.is_dir() and _is_right(target, model) else _fetch(model, folder, progress)


def find_encoder(locale: str, *, home: Path | None = None) -> Path | None:
    """The folder of the sentence encoder of the locale's language, in our own data folder `home` or in the one that is
    everybody's without VOICE_SKILL_HOME; None where it has not been fetched."""
    model = _encoder_model(locale)
    folders = [_models_folder(each) / model.name for each in (home, None)] if model else []
    return next((folder for folder in folders if _is_prepared(folder)), None)


def fetch_encoder(
    locale: str, *, home: Path | None = None, progress: Progress = lambda done_bytes, total_bytes: None
) -> Path | None:
    """Bring the sentence encoder of the locale's language into the data folder `home`, ready to run; None where
    models.json names none. Raises ModelMissing."""
    from voice_skill.understanding.encoder import SentenceEncoder  # which only an extra lets in

    model = _encoder_model(locale)
    if model is None:
        return None
    folder = _models_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{model.name}.lock"):
        target = folder / model.name
        if not _is_prepared(target):
            SentenceEncoder.prepare(_fetch(model, folder, progress))
        return target


def _is_prepared(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ENCODER_FILES)


def load_encoder(locale: str, *, home: Path | None = None) -> "SentenceEncoder | None":
    """The sentence encoder of the locale's language; None where it has not been fetched, which each data folder's
    owner is told once, and where nothing that understands is installed."""
    if not all(map(find_spec, ("onnxruntime", "pycrfsuite"))):
        return None
    folder = find_encoder(locale, home=home)
    if folder:
        return _encoder_in(folder)
    if model := _encoder_model(locale):
        _tell_once(model, _data_folder(home) / "cache" / f"without-{model.name}")
    return None


@cache
def _encoder_in(folder: Path) -> "SentenceEncoder":
    """One for all shops of a process."""
    from voice_skill.understanding.encoder import SentenceEncoder

    return SentenceEncoder(folder)


def _tell_once(model: Model, told: Path) -> None:
    if not told.exists():
        log.warning(
            "The %s (%s) is not on this machine, so customers are understood by how they word things, less by what "
            "they mean. Fetch it with `voice-skill models fetch`.",
            model.what,
            model.name,
        )
        told.parent.mkdir(parents=True, exist_ok=True)
        told.touch()


def _fetch(model: Model, folder: Path, progress: Progress) -> Path:
    target = folder / model.name
    answers = []
    for source in model.sources:
        unpacked = folder / f"{model.name}.new"
        shutil.rmtree(unpacked, ignore_errors=True)
        try:
            sizes = {name: file.size_bytes for name, file in model.files.items()}
            take(source, unpacked, files=sizes, downloads=folder, progress=progress)
            _check_contents(unpacked, model)
        except (SourceFailed, ModelBroken) as error:
            shutil.rmtree(unpacked, ignore_errors=True)
            answers.append(f"{source.address}: {error}")
            continue
        shutil.rmtree(target, ignore_errors=True)
        unpacked.replace(target)
        return target
    raise ModelMissing(model.what, "could not be fetched. " + " ".join(answers))


def _is_right(folder: Path, model: Model) -> bool:
    try:
        _check_contents(folder, model)
    except ModelBroken:
        return False
    return True


def _check_sizes(folder: Path, model: Model) -> None:
    """Sizes only: quick enough for every start. Another model that the user chose is checked for what Vosk needs."""
    ours = folder.name == model.name
    for name in model.files if ours and model.files else NEEDED_FILES:
        path = folder / name
        if not path.is_file():
            raise ModelBroken(path, "is missing")
        size = path.stat().st_size
        if ours and model.files and size != model.files[name].size_bytes:
            raise ModelBroken(path, f"has {size} bytes instead of {model.files[name].size_bytes}")


def _check_contents(folder: Path, model: Model) -> None:
    if not model.files:
        _check_sizes(folder, model)
    for name, file in model.files.items():
        path = folder / name
        if not path.is_file():
            raise ModelBroken(path, "is missing")
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
                raise ModelBroken(path, "has a wrong SHA-256: it is damaged or another file")


def _candidates(model: VoskModel, home: Path | None) -> Iterator[Path]:
    if own_folder := os.environ.get("VOSK_MODEL_PATH"):
        yield Path(own_folder) / model.name
        if (Path(own_folder) / NEEDED_FILES[0]).is_file():
            yield Path(own_folder)
    for folder in (_models_folder(home), *VOSK_FOLDERS):
        yield folder / model.name


def _models_folder(home: Path | None) -> Path:
    return _data_folder(home) / "models"


def _data_folder(home: Path | None) -> Path:
    return home or platformdirs.user_data_path("voice-skill")


def _vosk_model(locale: str, entry: dict[str, Any]) -> VoskModel:
    return VoskModel(**_fields("speech model", locale, entry), sample_rate_hz=entry["sample_rate_hz"])


def _encoder_model(locale: str) -> Model | None:
    return next((model for model in list_encoders() if model.locale == locale.partition("-")[0]), None)


def _model(kind: str, locale: str, entry: dict[str, Any]) -> Model:
    return Model(**_fields(kind, locale, entry))


def _fields(kind: str, locale: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": kind,
        "locale": locale,
        "name": entry["name"],
        "licence": entry["licence"],
        "sources": tuple(Source(**source) for source in entry["sources"]),
        "files": {name: ModelFile(**file) for name, file in entry.get("files", {}).items()},
    }


def _entry(locale: str) -> dict[str, Any]:
    entries = {name: entry for name, entry in _entries().items() if "vosk" in entry}
    if locale not in entries:
        raise UnknownLocale(locale, list(entries))
    return entries[locale]


def _entries() -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return entries
