"""The turns that are measured: what Alexa sends, ask-sdk's bare answer to it, and ours. Called by the benchmarks."""

import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import uuid4

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_intent_name
from ask_sdk_model import RequestEnvelope, Response
from flask import Flask

from tests.benchmarks.invented_orders import user_id
from tests.channels.alexa.signing import Signer
from voice_skill.store import ProductName, Store

MERCHANT = "juniper"
APPLICATION = "amzn1.ask.skill.0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
REQUEST_ID = "amzn1.echo-api.request.0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
# The kinds of turn: the intent, and words of a right answer. Some words of a name may fit several products.
ANSWERED = {
    "product by its id": ("FindProductIntent", "Yes, the {name} "),
    "product by its name": ("FindProductIntent", "Yes, the {name} "),
    "product by some words": ("FindProductIntent", "?"),
    "order status": ("OrderStatusIntent", "is on its way"),
    "reorder": ("ReorderIntent", "Shall I place the order?"),
}
KINDS = tuple(ANSWERED)


@dataclass(frozen=True)
class Asked:
    """A request, and words that a right answer to it has."""

    body: bytes
    words: str


def asked(kind: str, names: Iterable[ProductName], now: datetime) -> Iterator[Asked]:
    """Requests of that kind, each by another customer and about another product."""
    for number, name in enumerate(names):
        slots, (intent, words) = {}, ANSWERED[kind]
        if kind == "product by its id":
            slots = {"product": _slot(name.spoken_name, name.external_id)}
        elif kind == "product by its name":
            slots = {"product": _slot(name.spoken_name)}
        elif kind == "product by some words":
            slots = {"product": _slot(name.spoken_name.partition(" ")[2])}
        body = json.dumps(_request(intent, user_id(number), slots, now), separators=(",", ":"))
        yield Asked(body.encode(), words.format(name=name.spoken_name))


def telling_names(store: Store, count: int) -> list[ProductName]:
    """Products that are the only ones of their name, drawn from all over the catalogue."""
    with store.for_merchant(MERCHANT) as shop:
        names = list(shop.catalogue.names())
    often = Counter(name.spoken_name for name in names)
    return Random(count).sample([name for name in names if often[name.spoken_name] == 1], count)


def _request(intent: str, user: str, slots: dict[str, Any], now: datetime) -> dict[str, Any]:
    """As long and as deep as what an Echo Show sends in the middle of a session."""
    application, person = {"applicationId": APPLICATION}, {"userId": user}
    interfaces = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.1"}}}
    return {
        "version": "1.0",
        "session": {
            "new": False,
            "sessionId": "amzn1.echo-api.session.1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809",
            "application": application,
            "attributes": {"said": "Welcome back. What can I find for you?", "asked": "What can I find for you?"},
            "user": person,
        },
        "context": {
            "System": {
                "application": application,
                "user": person,
                "device": {"deviceId": f"amzn1.ask.device.{'D' * 160}", "supportedInterfaces": interfaces},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": "t" * 900,
            }
        },
        "request": {
            "type": "IntentRequest",
            "requestId": REQUEST_ID,
            "timestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "locale": "en-US",
            "intent": {"name": intent, "confirmationStatus": "NONE", "slots": slots},
            "dialogState": "STARTED",
        },
    }


def _slot(said: str, product_id: str | None = None) -> dict[str, Any]:
    """A product slot: resolved to an id, or a name that is not in the interaction model."""
    resolution: dict[str, Any] = {
        "authority": f"amzn1.er-authority.echo-sdk.{APPLICATION}.PRODUCT",
        "status": {"code": "ER_SUCCESS_MATCH" if product_id else "ER_SUCCESS_NO_MATCH"},
    }
    if product_id:
        resolution["values"] = [{"value": {"name": said, "id": product_id}}]
    resolutions = {"resolutionsPerAuthority": [resolution]}
    return {
        "name": "product",
        "value": said,
        "confirmationStatus": "NONE",
        "source": "USER",
        "resolutions": resolutions,
        "slotValue": {"type": "Simple", "value": said, "resolutions": resolutions},
    }


class Bare:
    """What ask-sdk takes by itself: the request deserialised, a handler that does nothing, the response as JSON."""

    def __init__(self) -> None:
        builder = SkillBuilder()
        builder.add_request_handler(_Trivial())
        self._skill = builder.create()
        self._serializer = DefaultSerializer()

    def __call__(self, body: bytes) -> str:
        envelope = self._serializer.deserialize(body.decode(), RequestEnvelope)
        return json.dumps(self._serializer.serialize(self._skill.invoke(envelope, None)))


class _Trivial(AbstractRequestHandler):
    def can_handle(self, handler_input: HandlerInput) -> bool:
        return bool(is_intent_name("FindProductIntent")(handler_input))

    def handle(self, handler_input: HandlerInput) -> Response:
        question = "Shall I put one in your cart?"
        return handler_input.response_builder.speak(f"Yes, the blue mug costs $14. {question}").ask(question).response


class Signed:
    """A request as a WSGI server hands it over: from the network's bytes on, nothing is left out."""

    def __init__(self, app: Flask, signer: Signer, asked: Asked) -> None:
        self.asked = asked
        self._app, self._signer = app, signer
        self.renew()

    def renew(self) -> None:
        """Makes it a request of its own: one that was answered already would only be answered again."""
        self._body = self.asked.body.replace(REQUEST_ID.encode(), f"amzn1.echo-api.request.{uuid4()}".encode())
        self._environ = self._signed()

    def _signed(self) -> dict[str, Any]:
        headers = {"Host": "shop.example", "Accept": "application/json", **self._signer.headers(self._body)}
        named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        return named | {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": "/alexa",
            "QUERY_STRING": "",
            "SERVER_NAME": "shop.example",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": named.pop("HTTP_CONTENT_TYPE"),
            "CONTENT_LENGTH": str(len(self._body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

    def __call__(self) -> bytes:
        body = {"wsgi.input": io.BytesIO(self._body)}
        return b"".join(self._app.wsgi_app(self._environ | body, lambda status, headers, trouble=None: bytes))

    def check(self) -> None:
        """Raises RuntimeError unless the answer is right, so that no apology is measured."""
        answer = self().decode()
        if self.asked.words not in answer:
            raise RuntimeError(f"{self.asked.words!r} is not in the answer: {answer[:1000]}")
