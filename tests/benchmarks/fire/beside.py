"""How long turns take, quiet and beside slow clients. Called by bench_fire."""

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import urllib3

from tests.benchmarks.due import Answered, Send, sent
from tests.benchmarks.fire.delivery import is_apology
from tests.benchmarks.fire.serving import NotServing
from tests.benchmarks.fire.shop import Sold
from tests.benchmarks.slow_clients import slow_clients
from tests.benchmarks.turns import APPLICATION
from tests.channels.alexa.alexa_requests import intent
from tests.channels.alexa.signing import Signer

TURNS_PER_S = 20
PATIENCE_S = 8.0  # as long as Alexa waits
ROUNDS = 2  # quiet and beside take turns, so that a busy machine slows both
WARM_UP_S = 2.0
INTENTS = ("FindProductIntent", "AddToCartIntent", "ProductPriceIntent")


def quiet_and_beside(port: int, signer: Signer, goods: Sequence[Sold], each: int, for_s: float) -> dict[str, Any]:
    """The figures of turns. each: slow clients of each kind; for_s: seconds of quiet, and as many beside them.
    Raises NotServing when not even the first ones are answered."""
    http = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=TURNS_PER_S, timeout=PATIENCE_S, retries=False)
    first, quiet, beside, opened = Answered(), Answered(), Answered(), 0
    with closing(http):
        turns = (_turn(http, signer, sold, number) for number, sold in enumerate(itertools.cycle(goods)))
        _send(turns, WARM_UP_S, first)
        if first.failed == len(first.times_s):
            raise NotServing("voice-skill serve is well and answers no signed turn")
        for _ in range(ROUNDS):
            _send(turns, for_s / ROUNDS, quiet)
            with slow_clients(port, each) as load:
                _send(turns, for_s / ROUNDS, beside)
            opened += sum(load.opened.values())
    figures = {"quiet": quiet.figures(), "beside": beside.figures()}
    ratio = round(figures["beside"]["p95_ms"] / figures["quiet"]["p95_ms"], 2)
    return {**figures, "ratio": ratio, "unanswered": quiet.failed + beside.failed, "slow_clients": opened}


def _send(turns: Iterator[Send], for_s: float, answered: Answered) -> None:
    answered.extend(sent({"turns": (turns, TURNS_PER_S)}, for_s, at_once=int(TURNS_PER_S * PATIENCE_S))["turns"])


def _turn(http: urllib3.HTTPConnectionPool, signer: Signer, sold: Sold, number: int) -> Send:
    """A question or a wish of a customer who was not there before, signed when it is made."""
    envelope = intent(
        INTENTS[number % len(INTENTS)],
        datetime.now(UTC),
        {"product": sold.name} | ({"option": sold.size} if sold.size else {}),
        application=APPLICATION,
        user=f"amzn1.ask.account.beside-{uuid4()}",
    )
    envelope["request"]["requestId"] = f"amzn1.echo-api.request.{uuid4()}"
    body = json.dumps(envelope).encode()
    headers = signer.headers(body)

    def send() -> int:
        try:
            response = http.request("POST", "/alexa", body=body, headers=headers)
        except urllib3.exceptions.HTTPError:
            return 0
        return 503 if response.status == 200 and is_apology(response.data) else response.status

    return send
