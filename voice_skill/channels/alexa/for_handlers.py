"""Builds the parts of a request that handlers read, and nothing else of it. Called by `skill`.

The SDK's deserialiser raises on every enum value and type that it does not know, and Alexa adds new ones unannounced;
and it would need twice as long for the whole request.
"""

from typing import Any

MATCH = "ER_SUCCESS_MATCH"
SCREENS = ("Alexa.Presentation.APL", "Display")

Json = dict[str, Any]


def for_handlers(body: Json) -> Json:
    """The request, each thing once, no token and no enum. body: as `envelope` has checked it."""
    alexa_request, session, system = body["request"], body["session"], body["context"]["System"]
    request = {name: alexa_request[name] for name in ("type", "requestId", "locale")}
    if "intent" in alexa_request:
        request["intent"] = {
            "name": alexa_request["intent"]["name"],
            "slots": _slots(_object(alexa_request["intent"], "slots")),
        }
    interfaces = _object(_object(system, "device"), "supportedInterfaces")
    screens: Json = {name: {} for name in SCREENS if interfaces.get(name) is not None}
    device = {"supportedInterfaces": screens}
    return {
        "request": request,
        "session": {"new": session.get("new") is True, "attributes": _object(session, "attributes")},
        "context": {"System": {"user": {"userId": system["user"]["userId"]}, "device": device}},
    }


def _slots(slots: Json) -> Json:
    """The slots that hold a text, which `slotValue` repeats."""
    return {
        name: {"name": name, "value": slot["value"], "resolutions": {"resolutionsPerAuthority": _matches(slot)}}
        for name, slot in slots.items()
        if isinstance(slot, dict) and isinstance(slot.get("value"), str)
    }


def _matches(slot: Json) -> list[Json]:
    """The matches of entity resolution, by each authority that found something."""
    return [
        {"authority": str(resolution.get("authority")), "values": [{"value": value} for value in _values(resolution)]}
        for resolution in _objects(_object(slot, "resolutions"), "resolutionsPerAuthority")
        if _object(resolution, "status").get("code") == MATCH
    ]


def _values(resolution: Json) -> list[Json]:
    values = [_object(match, "value") for match in _objects(resolution, "values")]
    return [
        {name: text for name in ("id", "name") if isinstance(text := value.get(name), str)}
        for value in values
        if isinstance(value.get("id"), str)
    ]


def _object(holder: Json, name: str) -> Json:
    """The value if it is an object; else an empty one."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _objects(holder: Json, name: str) -> list[Json]:
    value = holder.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
