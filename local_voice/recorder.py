"""Keeps what `talk` heard, in a folder that the benchmarks of hearing and understanding read as it is."""

import json
from pathlib import Path
from typing import Any

from local_voice.audio import write_wav
from local_voice.loop import LAUNCH, Turn


class Recorder:
    """WAV files; labels.json {wav: {intent, slots}, or null for out of scope}; utterances.jsonl, a line for each with
    its text; and model.json. They say what was understood: whoever measures with them corrects what was not right."""

    def __init__(self, folder: Path, interaction_model: dict[str, Any]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.json").write_text(json.dumps(interaction_model, ensure_ascii=False), encoding="utf-8")
        self._folder = folder
        self._next = 1 + max((int(path.stem) for path in folder.glob("*.wav") if path.stem.isdecimal()), default=0)

    def keep(self, turn: Turn) -> None:
        """A turn without sound or words is not kept, nor the opening of the skill, which is no intent of the model."""
        understood = turn.understood
        if turn.utterance.pcm is None or understood is None or understood.intent == LAUNCH:
            return
        name = f"{self._next:04}.wav"
        self._next += 1
        write_wav(self._folder / name, turn.utterance.pcm)
        labels = {"intent": understood.intent, "slots": {name: slot.value for name, slot in understood.slots.items()}}
        line = {"wav": name, "text": turn.text, **labels}
        with (self._folder / "utterances.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._label(name, labels if understood.intent else None)

    def _label(self, name: str, intent: dict[str, Any] | None) -> None:
        path = self._folder / "labels.json"
        labels = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        path.write_text(json.dumps(labels | {name: intent}, ensure_ascii=False, indent=1), encoding="utf-8")
