"""What a request is known by when it is delivered again. Called by `endpoint`."""

import hashlib
import json
from typing import Any

from voice_skill.alexa.envelope import Envelope
from voice_skill.store import Asked

MOST_ID_CHARACTERS = 255  # a genuine id has about 60


def what_was_asked(envelope: Envelope) -> Asked:
    """Two deliveries ask for the same when who asks, for what, and in which state of the conversation are the same; a
    timestamp or an access token that Alexa made anew tells nothing."""
    request: dict[str, Any] = {**envelope["request"], "timestamp": None}
    session = envelope.get("session") or {}
    user = envelope["context"]["System"].get("user")
    said = [request, session.get("sessionId"), session.get("attributes"), user]
    return Asked(_short(request["requestId"]), _sha256(json.dumps(said, sort_keys=True)))


def _short(request_id: str) -> str:
    return request_id if len(request_id) <= MOST_ID_CHARACTERS else _sha256(request_id)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
