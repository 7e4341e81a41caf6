"""POST /alexa/<a shop's own address> and /alexa: bytes in, JSON out. Registered by `app`.

At its own address a shop is asked by the skill that proves itself there (voice_skill/store/access/skills.py); at
/alexa, which is everybody's, by skills that are proven already. The address is a secret: no log line holds it."""

import ipaddress
import json
import logging
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from voice_skill.channels.alexa.arrival import EVENTS, delivery_of, received_at
from voice_skill.channels.alexa.envelope import Envelope, application_id, read_envelope
from voice_skill.channels.alexa.errors import RequestRefused
from voice_skill.channels.alexa.skill import EMPTY, Skill, apology
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.store import (
    AlreadyAnswered,
    Delivery,
    MerchantStore,
    OtherSkill,
    RequestReused,
    Store,
    StoreUnavailable,
    TooLate,
    UnknownMerchant,
)

REQUEST_BYTES = 256 * 1024  # a genuine request has 2 to 20 KB
# Amazon, JSON reference: 120 KB; some older accounts of it say 24 KB.
RESPONSE_BYTES = 120_000
RESPONSE_WARNING_BYTES = 24_000
# A request that passed a proxy, or was made by a web page, is not the developer's own on this machine.
PASSED_ON = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Prefix",
    "X-Forwarded-Proto",
    "X-Real-Ip",
    "Via",
    "Cf-Connecting-Ip",
    "True-Client-Ip",
    "Origin",
)
SPOKEN_TO = ("LaunchRequest", "IntentRequest")

log = logging.getLogger("voice_skill.channels.alexa")

Facts = dict[str, Any]


def alexa_blueprint(skill: Skill, store: Store, verifier: Verifier | None) -> Blueprint:
    """Serves Alexa from the store's merchants; without a verifier, only this machine is served."""
    blueprint = Blueprint("alexa", __name__)

    @blueprint.post("/alexa", provide_automatic_options=False)
    @blueprint.post("/alexa/<address>", provide_automatic_options=False)
    def alexa(address: str | None = None) -> Response:
        started, facts = time.perf_counter(), Facts()
        received = received_at(request.environ)
        try:
            body = _body()
            envelope = _proven(body, verifier, received)
            _note(envelope["request"], facts)
            open_shop = partial(_shop, store, address, verifier is not None)
            response = _response(*_turn(skill, open_shop, envelope, received, facts))
        except RequestRefused as refused:
            facts |= {"outcome": "refused", "rule": refused.rule}
            response = Response(status=400)
        except Exception as error:  # Flask would log it with the path, which holds the shop's secret
            facts |= _failure(error)
            response = Response(status=500)
        facts["ms"] = round((time.perf_counter() - started) * 1000, 1)
        _log(facts)
        return response

    return blueprint


def _body() -> bytes:
    request.max_content_length = REQUEST_BYTES
    try:
        body = request.get_data(cache=False)
    except HTTPException as error:
        raise RequestRefused("body_too_large" if error.code == 413 else "body") from None
    if len(body) >= REQUEST_BYTES:  # Werkzeug cuts a body of no stated length there, without a word
        raise RequestRefused("body_too_large")
    return body


def _proven(body: bytes, verifier: Verifier | None, received: float) -> Envelope:
    if verifier is not None:
        return verifier.verify(dict(request.headers.items()), body, waited_s=time.monotonic() - received)
    _check_own_machine()
    return read_envelope(body)


def _note(alexa_request: dict[str, Any], facts: Facts) -> None:
    facts |= {"request": alexa_request["requestId"], "type": alexa_request["type"]}
    if alexa_request["type"] in ("IntentRequest", "CanFulfillIntentRequest"):
        facts["intent"] = alexa_request["intent"]["name"]


def _check_own_machine() -> None:
    if any(name in request.headers for name in PASSED_ON):
        raise RequestRefused("not_loopback")
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        raise RequestRefused("not_loopback") from None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if not (mapped or address).is_loopback:
        raise RequestRefused("not_loopback")


def _shop(store: Store, address: str | None, is_signed: bool, application: str, delivery: Delivery) -> MerchantStore:
    """The shop whose turn it is. Raises UnknownMerchant, OtherSkill."""
    if address is None:
        return store.for_application(application, delivery)
    return store.for_address(address, application, delivery, is_signed=is_signed)


def _turn(
    skill: Skill,
    open_shop: Callable[[str, Delivery], MerchantStore],
    envelope: Envelope,
    received: float,
    facts: Facts,
) -> tuple[bytes, int]:
    """The answer and its status, whatever happens in the shop; what a request changes is saved together with its
    answer, which is given again when the request is. What is late changes nothing. Raises RequestRefused."""
    application, delivery = application_id(envelope), delivery_of(envelope, received)
    try:
        delivery.check_in_time()
        with open_shop(application, delivery) as shop:
            facts["merchant"] = shop.merchant.name
            shop.check_new()
            answer = _json(skill.answer(envelope, shop))
            facts |= {"outcome": _outcome(answer), "bytes": len(answer)}
            if facts["outcome"] == "too_large":
                return _failed(envelope["request"])
            shop.commit(answer.decode())
    except AlreadyAnswered as before:
        facts |= {"outcome": "repeated"}
        answer = before.answer.encode() if before.answer is not None else _json(EMPTY)
    except RequestReused:
        raise RequestRefused("request_reused") from None
    except TooLate:
        facts |= {"outcome": "late", "waited_s": round(time.monotonic() - received, 1)}
        return _failed(envelope["request"])
    except UnknownMerchant:
        raise RequestRefused("unknown_application") from None
    except OtherSkill as error:
        facts["merchant"] = error.merchant
        raise RequestRefused("other_skill") from None
    except Exception as error:
        facts |= _failure(error)
        return _failed(envelope["request"])
    return answer, 200


def _outcome(answer: bytes) -> str:
    if len(answer) > RESPONSE_BYTES:
        return "too_large"
    return "large" if len(answer) > RESPONSE_WARNING_BYTES else "answered"


def _failed(alexa_request: dict[str, Any]) -> tuple[bytes, int]:
    """An apology where it can be heard. An event that was not carried out is left for Alexa to send again."""
    if alexa_request["type"].startswith(EVENTS):
        return _json({"error": "unavailable"}), 503
    if alexa_request["type"] in SPOKEN_TO:
        return _json(apology(alexa_request["locale"])), 200
    return _json(EMPTY), 200


def _response(answer: bytes, status: int) -> Response:
    return Response(answer, status, content_type="application/json;charset=UTF-8")


def _json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _failure(error: Exception) -> Facts:
    """The words the log has for it; a database that is away, locked or full is named by its cause."""
    cause = {"cause": error.cause} if isinstance(error, StoreUnavailable) else {}
    return {"outcome": "failed", "error": type(error).__name__, **cause, "where": _where(error)}


def _where(error: Exception) -> str:
    """The innermost line of ours; an error's own text may quote what a customer said, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    frame = (ours or frames)[-1]
    return f"{frame.filename}:{frame.lineno}"


def _log(facts: Facts) -> None:
    """One line a turn: key=value, each value JSON, so that no request can forge a second line."""
    level = {"answered": logging.INFO, "repeated": logging.INFO, "failed": logging.ERROR, "too_large": logging.ERROR}
    line = " ".join(f"{key}={json.dumps(value)[:300]}" for key, value in facts.items())
    log.log(level.get(facts["outcome"], logging.WARNING), "%s", line)
