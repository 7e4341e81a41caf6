"""The meaning of an utterance, in the form that the command line prints and the simulated Echo sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Slot:
    """A filled slot: its value as Alexa sends it, and Alexa's `resolutions` JSON (None for Amazon's own types)."""

    name: str
    value: str
    type: str
    resolutions: dict[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        entry = {"value": self.value}
        return entry if self.resolutions is None else {**entry, "resolutions": self.resolutions}


@dataclass(frozen=True, slots=True)
class Understood:
    """intent: None when the utterance belongs to none; confidence: 0 to 1, how sure that this intent was meant."""

    text: str
    intent: str | None
    confidence: float
    slots: Mapping[str, Slot]

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "slots": {name: slot.to_json() for name, slot in self.slots.items()},
        }
