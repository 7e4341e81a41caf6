"""Whether the shop could answer what a customer said to no skill in particular. Nothing is said, kept or charged.

Source: Alexa Skills Kit, "Implement CanFulfillIntentRequest"; sessionAttributes are not allowed in the reply.
"""

from typing import Any

from intents.phrases import intent_files
from voice_skill.store import MerchantStore


def can_fulfill(intent: dict[str, Any], store: MerchantStore) -> dict[str, Any]:
    """YES when the intent is ours and every product said is sold here, MAYBE when one is only alike, else NO."""
    known = {file.name for file in intent_files(store.merchant.locale).values()}
    slots = {name: slot for name, slot in (intent.get("slots") or {}).items() if isinstance(slot, dict)}
    judged = {name: _slot(name, slot.get("value"), store) for name, slot in slots.items()}
    verdicts = {slot["canUnderstand"] for slot in judged.values()}
    verdict = "NO" if intent.get("name") not in known or "NO" in verdicts else "MAYBE" if "MAYBE" in verdicts else "YES"
    return {"version": "1.0", "response": {"canFulfillIntent": {"canFulfill": verdict, "slots": judged}}}


def _slot(name: str, value: Any, store: MerchantStore) -> dict[str, str]:
    if not isinstance(value, str) or not name.endswith("product"):
        return {"canUnderstand": "YES", "canFulfill": "YES"}
    understood = {"sure": "YES", "ask": "MAYBE", "none": "NO"}[store.catalogue.find(value).verdict]
    return {"canUnderstand": understood, "canFulfill": "NO" if understood == "NO" else "YES"}
