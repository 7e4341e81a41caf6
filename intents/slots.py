"""What a request says: its intent and its slots, in the form that handlers read. Called by `turn`."""

from dataclasses import dataclass
from typing import Any

from ask_sdk_model import IntentRequest, LaunchRequest

from voice_skill.store.characters import sayable

OPTION_SLOTS = ("option", "other_option")
NUMBERS = ("quantity", "order_number")
MOST_SAID_CHARACTERS = 140


@dataclass(frozen=True)
class Said:
    """A slot: the customer's words, and the ids that entity resolution found for them (several: ambiguous)."""

    text: str
    ids: tuple[str, ...] = ()


def intent_said(request: Any) -> str:
    """The intent's class name: AMAZON.HelpIntent → Help, AddToCartIntent → AddToCart, a launch → Launch."""
    if isinstance(request, LaunchRequest):
        return "Launch"
    return str(request.intent.name).removeprefix("AMAZON.").removesuffix("Intent")


def slots_said(request: Any) -> dict[str, Said]:
    """The slots that hold a value."""
    if not isinstance(request, IntentRequest):
        return {}
    intent: Any = request.intent
    slots = (intent.slots or {}).values()
    return {slot.name: Said(heard(slot.value), _ids(slot.resolutions)) for slot in slots if _is_said(slot)}


def heard(value: str) -> str:
    """A slot's value, as much of it as anybody says at once."""
    return sayable(value[:MOST_SAID_CHARACTERS])


def _is_said(slot: Any) -> bool:
    """ "?" is what Alexa sends for a value that it lost; a number that was lost has to be asked for again."""
    if not isinstance(slot.value, str) or not heard(slot.value).strip():
        return False
    return slot.value != "?" or slot.name in NUMBERS


def _ids(resolutions: Any) -> tuple[str, ...]:
    """A dynamic entity is this session's own, so its authority is asked before the model's."""
    authorities = sorted(
        (resolutions and resolutions.resolutions_per_authority) or (),
        key=lambda authority: ".dynamic." not in authority.authority,
    )
    for authority in authorities:
        if authority.values:
            return tuple(entry.value.id for entry in authority.values if entry.value and entry.value.id)
    return ()
