"""Names spoken aloud by synthetic voices and heard by the open recogniser, kept so that a second run takes no time."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import platformdirs

from local_voice.hearing import Ears
from local_voice.hearing.clone import hearing_cache, prepared_folder
from local_voice.models import find_model
from local_voice.speaking.espeak import EspeakVoice
from local_voice.speaking.piper import PiperVoice, is_installed
from local_voice.speaking.voices import Voice

# Dialects of one engine differ in their vowels as speakers do.
ROBOTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp")
NEURAL = "piper"
Transcripts = list[tuple[str, float]]  # words and confidence, best first


class Robot(EspeakVoice):
    """One of espeak-ng's own dialects, some of which are no locale that a shop may have."""

    def __init__(self, dialect: str) -> None:
        super().__init__("en-US" if dialect == "en-us" else "en-GB")
        self._language = dialect.encode()


def voices() -> list[str]:
    """The voices that are installed here, the neural one first."""
    return [*([NEURAL] if is_installed() else []), *ROBOTS]


def heard(names: Sequence[str], voice: str, model: dict[str, object] | None = None) -> Iterator[Transcripts]:
    """What the recogniser makes of each name; progress is shown. model: an interaction model whose names it expects.

    What was heard with other code, another speech model or other expectations is heard anew."""
    cache, model_dir = platformdirs.user_cache_path("voice-skill"), find_model("en-US")
    mark = prepared_folder(model_dir, model, hearing_cache(None), locale="en-US").name
    path = cache / "benchmarks" / f"{voice}-{mark}.jsonl"
    known = dict(_read(path))
    missing = [name for name in names if name not in known]
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        ears, speaker = Ears(model_dir, model), _voice(voice)
        with (
            path.open("a", encoding="utf-8") as file,
            click.progressbar(missing, label=f"speaking and hearing: {voice}", file=sys.stderr) as bar,
        ):
            for name in bar:
                alternatives = ears.hear(speaker.synthesize(name)).alternatives
                known[name] = [(each.text, each.confidence) for each in alternatives]
                file.write(json.dumps([name, known[name]]) + "\n")
    return (known[name] for name in names)


def _voice(voice: str) -> Voice:
    return PiperVoice("en-US") if voice == NEURAL else Robot(voice)


def _read(path: Path) -> Iterator[tuple[str, Transcripts]]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            name, readings = json.loads(line)
            yield name, readings
