"""A request's JSON, read strictly: only what Alexa can have sent goes on. Called by `verify`, `endpoint`."""

import json
import math
from typing import Any, NoReturn

from voice_skill.channels.alexa.errors import RequestRefused

Envelope = dict[str, Any]

DEPTH = 32  # a genuine request has about 12 levels
DIGITS = 20  # as many as a 64-bit number can have

Path = tuple[str, ...]
APPLICATION: Path = ("application", "applicationId")
ALWAYS: tuple[Path, ...] = (
    ("request", "type"),
    ("request", "requestId"),
    ("context", "System", *APPLICATION),
)
IN_SESSION: tuple[Path, ...] = (
    ("session", "sessionId"),
    ("context", "System", "user", "userId"),
    ("request", "locale"),
)
BY_TYPE: dict[str, tuple[Path, ...]] = {
    "LaunchRequest": IN_SESSION,
    "IntentRequest": (*IN_SESSION, ("request", "intent", "name")),
    "CanFulfillIntentRequest": (("request", "locale"), ("request", "intent", "name")),
    "SessionEndedRequest": (("session", "sessionId"),),
}


def read_envelope(body: bytes) -> Envelope:
    """The request as Alexa's JSON, its load-bearing fields present. Raises RequestRefused."""
    try:
        envelope = _JSON.decode(body.decode("utf-8"))
        _check(envelope, DEPTH)
    except (ValueError, RecursionError):
        raise RequestRefused("json") from None
    for path in ALWAYS:
        _text_at(envelope, path)
    for path in BY_TYPE.get(envelope["request"]["type"], ()):
        _text_at(envelope, path)
    return envelope  # type: ignore[no-any-return]


def application_id(envelope: Envelope) -> str:
    """The Alexa skill that was spoken to. Raises RequestRefused when context and session disagree."""
    application = envelope["context"]["System"]["application"]["applicationId"]
    session = envelope.get("session")
    if session is not None and _at(session, APPLICATION) not in (None, application):
        raise RequestRefused("application")
    return str(application)


def _at(node: Any, path: Path) -> Any:
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node


def _text_at(envelope: Any, path: Path) -> None:
    found = _at(envelope, path)
    if not isinstance(found, str) or not found:
        raise RequestRefused("envelope")


def _check(value: Any, depth: int) -> None:
    """Raises ValueError for what no database column and no deserialiser can take."""
    if depth == 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        if not value.isascii():
            value.encode("utf-8")  # half of a surrogate pair is no text
        if "\0" in value:
            raise ValueError("NUL")
    elif isinstance(value, dict):
        for name, part in value.items():
            _check(name, depth)
            _check(part, depth - 1)
    elif isinstance(value, list):
        for part in value:
            _check(part, depth - 1)


def _whole(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError("too large")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("too large")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


_JSON = json.JSONDecoder(parse_int=_whole, parse_float=_finite, parse_constant=_no_number)
