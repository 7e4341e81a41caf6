"""Answers CanFulfillIntentRequest: tells Alexa if the shop could answer a customer who named no skill. Nothing is said,
kept or charged.

Source: Alexa Skills Kit, "Implement CanFulfillIntentRequest"; sessionAttributes are not allowed in the reply.
"""

from typing import Any

from intents.dialogue.phrases import has_texts, intent_files, topic_name
from intents.dialogue.slots import slot_text
from voice_skill.store import MerchantStore


def can_fulfill(intent: dict[str, Any], locale: str, store: MerchantStore) -> dict[str, Any]:
    """YES when the intent is ours and every product said is sold here, MAYBE when one is only alike, else NO, as in a
    language that the shop does not speak."""
    if not has_texts(locale):
        return _response("NO", {})
    files = intent_files(store.merchant.locale).values()
    slot_types = {file.name: file.slots for file in files}
    slot_types |= {topic_name(file.folder, topic): {} for file in files for topic in file.topics}
    slots = intent.get("slots") or {}
    if intent.get("name") not in slot_types or not isinstance(slots, dict):
        return _response("NO", {})
    ours = slot_types[intent["name"]]
    slot_verdicts = {name: _slot(ours.get(name), slot, store) for name, slot in slots.items()}
    verdicts = {slot["canUnderstand"] for slot in slot_verdicts.values()}
    return _response("NO" if "NO" in verdicts else "MAYBE" if "MAYBE" in verdicts else "YES", slot_verdicts)


def _response(verdict: str, slot_verdicts: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"version": "1.0", "response": {"canFulfillIntent": {"canFulfill": verdict, "slots": slot_verdicts}}}


def _slot(slot_type: str | None, slot: Any, store: MerchantStore) -> dict[str, str]:
    if slot_type is None or not isinstance(slot, dict):
        return {"canUnderstand": "NO", "canFulfill": "NO"}
    value = slot.get("value")
    if not isinstance(value, str) or slot_type != "PRODUCT":
        return {"canUnderstand": "YES", "canFulfill": "YES"}
    can_understand = {"sure": "YES", "ask": "MAYBE", "none": "NO"}[store.catalogue.find(slot_text(value)).verdict]
    return {"canUnderstand": can_understand, "canFulfill": "NO" if can_understand == "NO" else "YES"}
