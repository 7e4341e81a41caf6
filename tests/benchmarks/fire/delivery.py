"""Brings requests to the shop as a network under fire does: twice, at once, late, and with answers that get lost.
Called by `customer` as the skill that its Echo talks to.
"""

import http.client
import json
import socket
import struct
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from intents.dialogue.phrases import intent_files
from tests.benchmarks.fire.counts import Counts
from tests.channels.alexa.signing import Signer

ANSWER_PATIENCE_S = 10.0  # of one attempt; Alexa herself waits 8 s
PATIENCE_S = 100.0  # Alexa's timestamp is good for 150 s
PAUSE_S = 0.1
# How often each thing happens to a request; what is left of 1 is delivered once.
AT_ONCE, LOST, AGAIN, LATE = 0.1, 0.1, 0.1, 0.05
MOST_COPIES = 4
# What changes nothing is answered anew each time: later, the answer may be another.
OF_THE_MOMENT = ("LaunchRequest", "ShowCartIntent", "CancelOrderIntent", "EmptyCartIntent")


class Unanswered(Exception):
    """A request got no answer, however often it was sent."""


class Delivery:
    """One customer's way to the shop, a WSGI app for their Echo. Each request arrives at least once.

    told_otherwise: called with what differs when the same request is answered in two ways.
    """

    def __init__(
        self,
        port: int,
        signer: Signer,
        random: Random,
        counts: Counts,
        at_once: ThreadPoolExecutor,
        told_otherwise: Callable[[str], None],
    ) -> None:
        self._port, self._signer, self._random, self._counts = port, signer, random, counts
        self._at_once, self._told_otherwise = at_once, told_otherwise
        self._late: list[tuple[bytes, bytes]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._delivered(environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Type", "application/json")])
        return [answer]

    def _delivered(self, body: bytes) -> bytes:
        """The answer that the customer hears. Raises Unanswered."""
        self._counts.add("turns")
        late, self._late = self._late, []
        answer = self._brought(body)
        for body_before, heard_before in late:
            self._counts.add("resends: after the next turn")
            self._compare(body_before, heard_before, self._asked(body_before))
        return answer

    def _brought(self, body: bytes) -> bytes:
        way = self._random.random()
        if way < AT_ONCE:
            copies = self._random.randint(2, MOST_COPIES)
            self._counts.add("resends: at once", copies - 1)
            answers = list(self._at_once.map(self._asked, [body] * copies))
        elif way < AT_ONCE + LOST:
            self._counts.add("resends: answer lost")
            self._lose(body)
            answers = [self._asked(body, is_under_way=True)]
        elif way < AT_ONCE + LOST + AGAIN:
            copies = self._random.randint(1, MOST_COPIES)
            self._counts.add("resends: after the answer", copies)
            answers = [self._asked(body) for _ in range(1 + copies)]
        else:
            answers = [self._asked(body)]
        heard = next((answer for answer in answers if not is_apology(answer)), answers[0])
        for answer in answers:
            self._compare(body, heard, answer)
        if way > 1 - LATE and not is_apology(heard):
            self._late.append((body, heard))
        return heard

    def _asked(self, body: bytes, is_under_way: bool = False) -> bytes:
        """The answer, asked for until there is one. is_under_way: an earlier copy may still be worked on, so that an
        apology does not tell what becomes of it. Raises Unanswered."""
        headers, reasons = self._signer.headers(body), set[str]()
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                status, answer = self._posted(body, headers)
                again = f"HTTP {status}" if status != 200 else "sorry" if is_under_way and is_apology(answer) else None
            except (OSError, http.client.HTTPException) as error:
                is_under_way = is_under_way or isinstance(error, TimeoutError)
                again = "no answer in time" if isinstance(error, TimeoutError) else "connection lost"
            if again is None:
                return answer
            if time.monotonic() > until:
                raise Unanswered(f"no answer within {PATIENCE_S:.0f} s, at last: {again}")
            if again not in reasons:
                self._counts.add(f"asked again: {again}")
            reasons.add(again)
            time.sleep(PAUSE_S)

    def _posted(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_PATIENCE_S)
        try:
            connection.request("POST", "/alexa", body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def _lose(self, body: bytes) -> None:
        """Sends it, and resets the connection before or after the answer is there, which nobody reads."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_PATIENCE_S)
        try:
            connection.request("POST", "/alexa", body, self._signer.headers(body))
            time.sleep(self._random.choice((0.0, 0.005, 0.05)))
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            self._counts.add("asked again: connection lost")
        finally:
            connection.close()

    def _compare(self, body: bytes, heard: bytes, answer: bytes) -> None:
        request = json.loads(body)["request"]
        name = request["intent"]["name"] if "intent" in request else request["type"]
        if name in OF_THE_MOMENT or is_apology(answer) or json.loads(answer) == json.loads(heard):
            return
        again = repr(_speech(answer)) if _speech(answer) != _speech(heard) else "the same with other session attributes"
        self._told_otherwise(f"{name} was answered {_speech(heard)!r}, and when delivered again {again}")


def is_apology(answer: bytes) -> bool:
    """Whether the skill said sorry, that something went wrong on its side."""
    return str(intent_files("en-US")["shared"].responses["sorry"]) in _speech(answer)


def _speech(answer: bytes) -> str:
    response: dict[str, Any] = json.loads(answer)["response"]
    return str((response.get("outputSpeech") or {}).get("ssml", ""))
