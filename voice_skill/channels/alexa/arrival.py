"""Records when a request was received, and the key it is recognized by when it is delivered again. Called by
`endpoint`."""

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

from voice_skill.channels.alexa.envelope import Envelope
from voice_skill.store import Delivery

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Where the server puts when the request reached it, by time.monotonic(), before it waited for a thread.
RECEIVED_AT = "voice_skill.received_at"
# Alexa waits no longer. Source: Alexa Skills Kit, "Request Types Reference".
GIVEN_UP_AFTER_S = 8.0
# Alexa sends these again for an hour, however long one takes.
EVENTS = ("AlexaSkillEvent.", "Reminders.", "Messaging.")
MOST_ID_CHARACTERS = 255  # a genuine id has about 60


def received_at(environ: "WSGIEnvironment") -> float:
    """By time.monotonic(); behind a server that does not record it, now."""
    stamp = environ.get(RECEIVED_AT)
    return stamp if isinstance(stamp, float) else time.monotonic()


def delivery_of(envelope: Envelope, received: float) -> Delivery:
    """Two deliveries ask for the same when who asks, for what, and in which state of the conversation are the same; a
    timestamp or an access token that Alexa made anew does not count."""
    request: dict[str, Any] = {**envelope["request"], "timestamp": None}
    session = envelope.get("session") or {}
    user = envelope["context"]["System"].get("user")
    identity = [request, session.get("sessionId"), session.get("attributes"), user]
    request_id, digest = _short(request["requestId"]), _sha256(json.dumps(identity, sort_keys=True))
    if request["type"].startswith(EVENTS):
        return Delivery(request_id, digest)
    return Delivery(request_id, digest, received + GIVEN_UP_AFTER_S, _user_id(user))


def _user_id(user: Any) -> str | None:
    user_id = user.get("userId") if isinstance(user, dict) else None
    return user_id if isinstance(user_id, str) else None


def _short(request_id: str) -> str:
    return request_id if len(request_id) <= MOST_ID_CHARACTERS else _sha256(request_id)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
