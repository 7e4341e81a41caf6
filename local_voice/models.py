"""The speech models of each locale, as models.json names them: found on this machine or fetched, checked file by file.

ModelError
├── UnknownLocale
├── ModelMissing    no folder on this machine, or no source could give it
└── ModelBroken     a file of it is missing, cut short or another one
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

from local_voice.model_sources import Source, SourceFailed, take

CATALOGUE = Path(__file__).parent.parent / "models.json"

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


class ModelError(Exception):
    """A speech model that cannot be used; the words say which and what to do."""


class UnknownLocale(ModelError):
    def __init__(self, locale: str, locales: list[str]) -> None:
        super().__init__(f"there is no speech model for {locale}; there is one for {', '.join(locales)}")


class ModelMissing(ModelError):
    def __init__(self, locale: str, why: str) -> None:
        super().__init__(f"the speech model for {locale} {why}")


class ModelBroken(ModelError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}; delete {path.parent if path.suffix else path} and fetch the model again")
        self.path = path


@dataclass(frozen=True)
class ModelFile:
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class VoskModel:
    """One recogniser model: `files` by their path in it, empty where only the archive's checksum is known."""

    locale: str
    name: str
    licence: str
    sample_rate_hz: int
    sources: tuple[Source, ...]
    files: dict[str, ModelFile] = field(default_factory=dict)

    @property
    def download_bytes(self) -> int:
        return self.sources[0].size_bytes


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
    return [_vosk_model(locale, entry["vosk"]) for locale, entry in _entries().items()]


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
        locale,
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
        return _fetch(model, folder, progress)


def _fetch(model: VoskModel, folder: Path, progress: Progress) -> Path:
    target = folder / model.name
    if target.is_dir() and _is_right(target, model):
        return target
    answers = []
    for source in model.sources:
        unpacked = folder / f"{model.name}.new"
        shutil.rmtree(unpacked, ignore_errors=True)
        try:
            take(source, unpacked, downloads=folder, progress=progress)
            _check_contents(unpacked, model)
        except (SourceFailed, ModelBroken) as error:
            shutil.rmtree(unpacked, ignore_errors=True)
            answers.append(f"{source.address}: {error}")
            continue
        shutil.rmtree(target, ignore_errors=True)
        unpacked.replace(target)
        return target
    raise ModelMissing(model.locale, "could not be fetched. " + " ".join(answers))


def _is_right(folder: Path, model: VoskModel) -> bool:
    try:
        _check_contents(folder, model)
    except ModelBroken:
        return False
    return True


def _check_sizes(folder: Path, model: VoskModel) -> None:
    """Sizes only: quick enough for every start. Another model that the user chose is checked for what Vosk needs."""
    ours = folder.name == model.name
    for name in model.files if ours and model.files else NEEDED_FILES:
        path = folder / name
        if not path.is_file():
            raise ModelBroken(path, "is missing")
        size = path.stat().st_size
        if ours and model.files and size != model.files[name].size_bytes:
            raise ModelBroken(path, f"has {size} bytes instead of {model.files[name].size_bytes}")


def _check_contents(folder: Path, model: VoskModel) -> None:
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
    return (home or platformdirs.user_data_path("voice-skill")) / "models"


def _vosk_model(locale: str, entry: dict[str, Any]) -> VoskModel:
    return VoskModel(
        locale=locale,
        name=entry["name"],
        licence=entry["licence"],
        sample_rate_hz=entry["sample_rate_hz"],
        sources=tuple(Source(**source) for source in entry["sources"]),
        files={name: ModelFile(**file) for name, file in entry.get("files", {}).items()},
    )


def _entry(locale: str) -> dict[str, Any]:
    entries = _entries()
    if locale not in entries:
        raise UnknownLocale(locale, list(entries))
    return entries[locale]


def _entries() -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return entries
