"""The JSON that Alexa sends to a skill, field by field as its service does."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

Json = dict[str, Any]
OUT_OF_SESSION = (
    "AlexaSkillEvent.",
    "Alexa.DataStore.",
    "CanFulfillIntentRequest",
    "Messaging.",
    "Reminders.",
    "System.",
)
_APL = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}}
_ECHO_SHOW = {
    "experiences": [{"arcMinuteWidth": 246, "arcMinuteHeight": 144, "canRotate": False, "canResize": False}],
    "mode": "HUB",
    "shape": "RECTANGLE",
    "pixelWidth": 1024,
    "pixelHeight": 600,
    "currentPixelWidth": 1024,
    "currentPixelHeight": 600,
    "dpi": 160,
    "touch": ["SINGLE"],
    "video": {"codecs": ["H_264_42", "H_264_41"]},
}


def context(application_id: str, user_id: str, *, screen: bool) -> Json:
    """The device and whose it is. The access token opens nothing: there is no Amazon behind this device."""
    system = {
        "application": {"applicationId": application_id},
        "user": {"userId": user_id},
        "device": {"deviceId": "amzn1.ask.device.LOCAL", "supportedInterfaces": _APL if screen else {}},
        "apiEndpoint": "https://api.amazonalexa.com",
        "apiAccessToken": "local-voice",
    }
    return {"System": system, "Viewport": _ECHO_SHOW} if screen else {"System": system}


def dated(request: Json, locale: str) -> Json:
    """A request with what each one carries; what it says itself stays."""
    return {
        "requestId": f"amzn1.echo-api.request.{uuid4()}",
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "locale": locale,
    } | request


def intent_request(name: str, slots: Mapping[str, Mapping[str, Any]]) -> Json:
    """slots: name -> {value, resolutions, confirmationStatus}, each if there is one."""
    filled = {slot: filled_slot(slot, given) for slot, given in slots.items()}
    return {"type": "IntentRequest", "intent": {"name": name, "confirmationStatus": "NONE", "slots": filled}}


def session_ended_request(reason: str, error: Json | None = None) -> Json:
    """error: {type, message} when the reason is ERROR."""
    return {"type": "SessionEndedRequest", "reason": reason} | ({"error": error} if error else {})


def filled_slot(name: str, value: Mapping[str, Any]) -> Json:
    """A slot as Alexa sends it. given: its value, resolutions and confirmationStatus, each if there is one."""
    slot = {"name": name, "confirmationStatus": "NONE", "source": "USER", **value}
    if "value" in value:
        slot["slotValue"] = {"type": "Simple"} | {key: value[key] for key in ("value", "resolutions") if key in value}
    return slot
