"""The model's prompts as they are said: one wording after the other, with the slots' values in their places."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from local_voice.dialog.model import Variation
from local_voice.speaking import as_ssml

_SLOT = re.compile(r"\{\s*([\w.]+)\s*\}")


class Prompts:
    """Alexa picks a wording by chance; here they take turns, so that the same conversation is the same each time."""

    def __init__(self, prompts: Mapping[str, tuple[Variation, ...]]) -> None:
        self._prompts = prompts
        self._counts: Counter[str] = Counter()

    def say(self, prompt_id: str, slots: Mapping[str, Mapping[str, Any]]) -> str:
        """The next wording of a prompt as SSML; a slot without a value is left out."""
        variations = self._prompts[prompt_id]
        variation = variations[self._counts[prompt_id] % len(variations)]
        self._counts[prompt_id] += 1
        values = {name: str(slot.get("value") or "") for name, slot in slots.items()}
        if variation.is_ssml:
            return _SLOT.sub(lambda slot: escape(values.get(slot[1], "")), variation.text)
        return as_ssml(_SLOT.sub(lambda slot: values.get(slot[1], ""), variation.text))
