"""Ears whose expectations change while they listen: a new catalogue, or names that a session brings along.

The new word graph is made and tried in a child process, which may be slow, need memory or end as it likes; meanwhile
the old one hears on. `talk` uses it.
"""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import Any

from local_voice.audio import Pcm
from local_voice.hearing.clone import hearing_cache, prepared_folder, try_in_child
from local_voice.hearing.ears import Ears, Heard
from local_voice.hearing.errors import HearingError, RecogniserBroken
from voice_skill.understanding import InvalidModel

Json = dict[str, Any]

LONGEST_BUILD_S = 120.0

log = logging.getLogger(__name__)


class GraphNotMade(HearingError):
    """The child process that makes a word graph failed."""


class RenewingEars:
    """Like Ears, and never deaf while it learns to expect something else."""

    def __init__(
        self, model_dir: Path, interaction_model: Json, *, locale: str = "en-US", cache_dir: Path | None = None
    ) -> None:
        """Raises RecogniserBroken, InvalidModel."""
        self._open: Callable[[Json], Ears] = lambda model: Ears(model_dir, model, locale=locale, cache_dir=cache_dir)
        self._order = {"model_dir": str(model_dir), "locale": locale, "cache_dir": cache_dir and str(cache_dir)}
        self._ears = self._open(interaction_model)
        self._model = interaction_model
        self._condition = Condition()
        self._renewing = False

    def hear(self, pcm: Pcm) -> Heard:
        """Transcribes a whole clip, by the newest expectations that are ready."""
        return self._ears.hear(pcm)

    def listen(
        self, chunks: Iterable[bytes], sample_rate_hz: int, *, partial: Callable[[str], None] | None = None
    ) -> Heard:
        """Transcribes up to the first pause, by the expectations that were the newest when it began."""
        return self._ears.listen(chunks, sample_rate_hz, partial=partial)

    def expect(self, interaction_model: Json, dynamic_entities: Sequence[Json] = ()) -> None:
        """Listens for this as soon as that is possible, and returns at once. What fails is logged, and changes nothing.

        dynamic_entities: the slot types of Dialog.UpdateDynamicEntities that are in force.
        """
        model = with_entities(interaction_model, dynamic_entities)
        with self._condition:
            if model == self._model:
                return
            self._model = model
            if not self._renewing:
                self._renewing = True
                Thread(target=self._renew, daemon=True).start()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Until nothing more is being learned; False when that takes longer."""
        with self._condition:
            return self._condition.wait_for(lambda: not self._renewing, timeout_s)

    def _renew(self) -> None:
        """Until what was wanted last is heard: what was asked for meanwhile comes next, what was overtaken is left."""
        model: Json | None = None
        while True:
            with self._condition:
                if model is self._model:
                    self._renewing = False
                    self._condition.notify_all()
                    return
                model = self._model
            try:
                _make_in_child(self._order | {"interaction_model": model})
                self._ears = self._open(model)
            except Exception as error:  # whatever it is, the old expectations are the better choice
                log.warning("the new names could not be learned; the recogniser keeps the old ones: %s", error)


def with_entities(interaction_model: Json, dynamic_entities: Sequence[Json]) -> Json:
    """The model with the values of dynamic entities beside its own."""
    if not dynamic_entities:
        return interaction_model
    language = dict(interaction_model["interactionModel"]["languageModel"])
    types = {slot_type["name"]: slot_type for slot_type in language.get("types", [])}
    for entity in dynamic_entities:
        with_values = types.get(entity["name"], {"name": entity["name"], "values": []})
        types[entity["name"]] = with_values | {"values": [*with_values.get("values", []), *entity.get("values", [])]}
    language["types"] = list(types.values())
    return {"interactionModel": {**interaction_model["interactionModel"], "languageModel": language}}


def _make_in_child(order: Json) -> None:
    command = [sys.executable, "-c", f"from {__name__} import make; make()"]
    child = subprocess.run(  # noqa: S603
        command, input=json.dumps(order), capture_output=True, text=True, timeout=LONGEST_BUILD_S, check=False
    )
    if child.returncode:
        raise GraphNotMade(child.stderr.strip().rpartition("\n")[2] or f"it ended with {child.returncode}")


def make() -> None:
    """Makes the graph in the child, where Ears will look for it."""
    order = json.load(sys.stdin)
    cache = hearing_cache(order["cache_dir"] and Path(order["cache_dir"]))
    try:
        folder = prepared_folder(Path(order["model_dir"]), order["interaction_model"], cache, locale=order["locale"])
        _try(folder)
    except (HearingError, InvalidModel) as error:
        sys.exit(str(error))


def _try(folder: Path) -> None:
    try:
        try_in_child(folder)
    except RecogniserBroken:
        shutil.rmtree(folder)
        raise
