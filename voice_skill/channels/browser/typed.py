"""Typed turns of a page without JavaScript: the web server speaks for the browser with the process that hears.

A worker that answers Alexa loads no understanding and waits for none; when a turn takes long, the page says so.
"""

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from voice_skill.channels.browser.protocol import Json

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

PATIENCE_S = 4.0
ANSWER_WITHIN_S = 10.0
AT_ONCE = BoundedSemaphore(1)  # the other threads of a worker are Alexa's
AWAY = "The process that hears and understands does not answer. Try again in a few seconds."
BUSY = "Another turn is in progress. Send yours again."


@dataclass(frozen=True)
class TypedTurns:
    """turns: the conversation so far. problem: why there is no new one, or ""."""

    turns: list[Json]
    problem: str = ""


def say(address: str, origin: str, hello: Json, text: str, form_id: str) -> TypedTurns:
    """One typed turn; with no text, a new conversation."""
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect
    from websockets.typing import Origin

    if not AT_ONCE.acquire(blocking=False):
        return TypedTurns([], BUSY)
    try:
        with connect(address, origin=Origin(origin), compression=None, open_timeout=PATIENCE_S, proxy=None) as socket:
            return _say(socket, hello, text, form_id)
    except (OSError, WebSocketException) as error:
        return TypedTurns([], _reason(error) or AWAY)
    finally:
        AT_ONCE.release()


def _say(socket: "ClientConnection", hello: Json, text: str, form_id: str) -> TypedTurns:
    _send(socket, type="hello", keeps=True, **hello)
    ready = _next(socket, PATIENCE_S)
    if ready["type"] != "ready":
        return TypedTurns([], f"Getting ready: {ready['words']} Send it again in a few seconds.")
    if text:
        _send(socket, type="say", text=text, id=form_id)
    else:
        _send(socket, type="new", screen=hello["screen"])
    answer = _next(socket, ANSWER_WITHIN_S)
    match answer["type"]:
        case "turn":
            before = [turn for turn in ready["turns"] if turn.get("id") != form_id]
            return TypedTurns([*before, answer])
        case "problem":
            return TypedTurns(ready["turns"], answer["words"])
    return TypedTurns([])


def _next(socket: "ClientConnection", patience_s: float) -> Json:
    """Words to show after getting ready, or the progress so far when patience ends."""
    until, message = time.monotonic() + patience_s, {"type": "preparing", "words": "Waking up."}
    with suppress(TimeoutError):
        while message["type"] == "preparing":
            message = json.loads(socket.recv(max(0.0, until - time.monotonic())))
    return message


def _send(socket: "ClientConnection", **message: Any) -> None:
    socket.send(json.dumps(message))


def _reason(error: Exception) -> str:
    """The words of a close by the server."""
    received = getattr(error, "rcvd", None)
    return str(received.reason) if received else ""
