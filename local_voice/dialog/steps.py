"""The next question of Alexa's in a delegated dialog."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local_voice.dialog.model import DialogIntent, DialogSlot
from voice_skill.understanding import Question

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A question, and the id of the prompt that puts it."""

    question: Question
    prompt: str


def next_step(dialog: DialogIntent, intent: Json, now: datetime) -> Step | None:
    """The first slot in the dialog's order that is wrong, missing or not confirmed, then the intent; None when done.

    intent: Alexa's JSON of it with all its slots; now: the customer's time.
    Source: Define the Dialog to Collect and Confirm Required Information; Validate Slot Values.
    """
    for slot in dialog.slots.values():
        step = _slot_step(dialog.name, slot, intent["slots"].get(slot.name, {}), now)
        if step:
            return step
    if dialog.confirmation and intent["confirmationStatus"] == "NONE":
        return Step(Question(dialog.name, None, confirms=True), dialog.confirmation)
    return None


def _slot_step(intent: str, slot: DialogSlot, filled: Mapping[str, Any], now: datetime) -> Step | None:
    status = filled.get("confirmationStatus", "NONE")
    if filled.get("value") is None or status == "DENIED":
        return Step(Question(intent, slot.name, confirms=False), slot.elicitation) if slot.elicitation else None
    if status == "CONFIRMED":  # by the customer, or by the skill that filled it itself: not asked about again
        return None
    broken = next((rule for rule in slot.validations if not rule.accepts(filled, now)), None)
    if broken:
        return Step(Question(intent, slot.name, confirms=False), broken.prompt)
    if slot.confirmation:
        return Step(Question(intent, slot.name, confirms=True), slot.confirmation)
    return None
