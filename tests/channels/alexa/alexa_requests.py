"""Alexa's requests as JSON, at the time of the tests' clock."""

from datetime import datetime
from typing import Any

APPLICATION = "amzn1.ask.skill.juniper"


def request(
    type: str,
    now: datetime,
    *,
    application: str = APPLICATION,
    user: str = "user-ana",
    in_session: bool = True,
    **fields: Any,
) -> dict[str, Any]:
    """One request of a customer to a shop. fields: what stands beside the type, such as intent."""
    envelope: dict[str, Any] = {
        "version": "1.0",
        "context": {
            "System": {
                "application": {"applicationId": application},
                "user": {"userId": user},
                "device": {"deviceId": "device-1", "supportedInterfaces": {}},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": "secret-token",
            }
        },
        "request": {
            "type": type,
            "requestId": "amzn1.echo-api.request.1",
            "timestamp": now.isoformat(),
            "locale": "en-US",
            **fields,
        },
    }
    if in_session:
        envelope["session"] = {
            "new": True,
            "sessionId": "amzn1.echo-api.session.1",
            "application": {"applicationId": application},
            "attributes": {},
            "user": {"userId": user},
        }
    return envelope


def intent(name: str, now: datetime, slots: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """An IntentRequest. slots: what was said for each."""
    said = {slot: {"name": slot, "value": value, "confirmationStatus": "NONE"} for slot, value in (slots or {}).items()}
    asked = {"name": name, "confirmationStatus": "NONE", "slots": said}
    return request("IntentRequest", now, intent=asked, **changes)


def event(kind: str, now: datetime, **changes: Any) -> dict[str, Any]:
    return request(f"AlexaSkillEvent.{kind}", now, in_session=False, **changes)
