"""The path of every request: admitted by its token, read, checked, carried out once. Called by the routes."""

import hashlib
import json
import logging
import re
import time
import traceback
from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from voice_skill.api.allowance import Allowance
from voice_skill.api.errors import KINDS, Refused, not_found, refusal, unauthorized
from voice_skill.api.operations import ApiResponse, Call, Operation, etag
from voice_skill.api.shapes import Problem
from voice_skill.store import ApiToken, IdempotencyKey, MerchantStore, Store, StoreError, StoreUnavailable

BODY_BYTES = 256 * 1024
PROBLEM_TYPE = "/api/v1/docs#{}"
# Printable ASCII, as long as the store keeps it. Source: ACP's rfc on idempotency, at most 255 characters.
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_TOKEN = re.compile(r"(?i:bearer) +([A-Za-z0-9._~+/-]+=*)")
_MOST_WHY = 300

log = logging.getLogger(__name__)

Facts = dict[str, Any]


class Door:
    """Carries out operations for whoever has a token."""

    def __init__(self, store: Store, allowance: Allowance) -> None:
        self._store, self._allowance = store, allowance

    def respond(self, operation: Operation, path: Mapping[str, str]) -> AnyResponse:
        """Whatever happens, a response that the document describes."""
        started, facts = time.perf_counter(), Facts(operation=operation.id)
        response: AnyResponse
        try:
            response = self._respond(operation, path, facts)
        except Refused as refused:
            facts["refused"] = refused.kind
            if isinstance(refused.__cause__, StoreUnavailable):
                facts |= {"error": "StoreUnavailable", "cause": refused.__cause__.cause}
            response = problem(refused)
        except Exception as error:
            facts |= {"error": type(error).__name__, "where": _where(error)}
            response = problem(Refused("failed", "The server's log has the details; try again later."))
        facts |= {"status": response.status_code, "ms": round((time.perf_counter() - started) * 1000, 1)}
        _log(facts)
        if "Location" in response.headers:  # stored responses may be sent again under another prefix
            response.headers["Location"] = request.script_root + response.headers["Location"]
        return response

    def _respond(self, operation: Operation, path: Mapping[str, str], facts: Facts) -> AnyResponse:
        try:
            shop, token = self._store.of_token(_bearer())
            with shop:
                facts |= {"merchant": shop.merchant.name, "token": token.id}
                self._allowance.take(shop, token)
                return self._carry_out(operation, _call(operation, shop, token, path))
        except StoreError as error:
            refused = refusal(error)
            if refused is None:
                raise
            raise refused from error

    def _carry_out(self, operation: Operation, call: Call) -> AnyResponse:
        if operation.method == "GET":
            return _response_of(operation.run(call))
        if operation.method == "POST":
            return _once(operation, call)
        call.shop.begin_write()  # before anything is compared with what the caller saw
        api_response = operation.run(call)
        call.shop.commit()
        return _response(api_response, operation.status)


def _bearer() -> str:
    match = _TOKEN.fullmatch(request.headers.get("Authorization", ""))
    if match is None:
        raise unauthorized()
    return match[1]


def _call(operation: Operation, shop: MerchantStore, token: ApiToken, path: Mapping[str, str]) -> Call:
    if operation.scope not in token.scopes:
        raise Refused("forbidden", f"This operation needs the scope {operation.scope}.")
    if any("\0" in value for value in path.values()):
        raise not_found()
    return Call(shop, path, _query(operation), _body(operation))


def _query(operation: Operation) -> Any:
    parameters = request.args
    if len(list(parameters.items(multi=True))) != len(parameters):
        raise Refused("malformed", "A query parameter is given twice.")
    if operation.query is None:
        return None
    try:
        return msgspec.convert(parameters.to_dict(), operation.query, strict=False)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        raise Refused("malformed", f"The query is not valid: {str(error)[:_MOST_WHY]}.") from None


def _body(operation: Operation) -> Any:
    if operation.body is None:
        return None
    body = _bytes()
    if not body and not operation.is_body_needed:
        return operation.body()
    if request.mimetype != "application/json":
        raise Refused("unsupported-media-type", "Send Content-Type: application/json.")
    try:
        return msgspec.json.decode(body, type=operation.body)
    except msgspec.ValidationError as error:
        raise Refused("invalid", f"{str(error)[:_MOST_WHY]}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("malformed", "The body is not JSON in UTF-8.") from None


def _bytes() -> bytes:
    request.max_content_length = BODY_BYTES
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise _too_large() from None
    except HTTPException:
        raise Refused("malformed", "The body is incomplete.") from None
    if len(body) >= BODY_BYTES:  # Werkzeug cuts a body of no stated length there, without a word
        raise _too_large()
    return body


def _too_large() -> Refused:
    return Refused("too-large", f"A body must have fewer than {BODY_BYTES} bytes.")


def _response_of(api_response: ApiResponse) -> AnyResponse:
    response = _response(api_response, 200)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request.environ)


def _once(operation: Operation, call: Call) -> Response:
    """Keeps the change and its response in one transaction; the same request again gets that response."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise Refused("idempotency-key-missing", "Send a new one for each operation.")
    if not _KEY.fullmatch(key):
        raise Refused("malformed", "The Idempotency-Key must be 1 to 255 printable ASCII characters.")
    body = msgspec.json.encode(call.body, order="sorted")
    digest = hashlib.sha256(b"\n".join([request.method.encode(), request.path.encode(), body])).hexdigest()
    stored = call.shop.responses.find(key, digest)
    if stored is not None:
        return _again(stored)
    response = _response(operation.run(call), operation.status)
    headers = {name: value for name, value in response.headers if name in ("ETag", "Location")}
    call.shop.responses.keep(
        key, digest, status=response.status_code, headers=headers, body=response.get_data(as_text=True)
    )
    call.shop.commit()
    return response


def _again(stored: IdempotencyKey) -> Response:
    response = Response(stored.body, stored.status, stored.headers, content_type="application/json")
    response.headers["Idempotent-Replayed"] = "true"
    return _guarded(response)


def _response(api_response: ApiResponse, status: int) -> Response:
    body = b"" if api_response.content is None else msgspec.json.encode(api_response.content)
    response = Response(body, api_response.status or status, api_response.headers)
    if api_response.content is None:
        del response.headers["Content-Type"]
    else:
        response.content_type = "application/json"
        response.set_etag(etag(body))
    return _guarded(response)


def problem(refused: Refused) -> Response:
    """As application/problem+json."""
    status, title = KINDS[refused.kind]
    body = msgspec.json.encode(
        Problem(request.script_root + PROBLEM_TYPE.format(refused.kind), title, status, refused.detail)
    )
    return _guarded(Response(body, status, refused.headers, content_type="application/problem+json"))


def _guarded(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _where(error: Exception) -> str:
    """The innermost line of ours; an error's own text may quote what a merchant sent, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    frame = (ours or frames)[-1]
    return f"{frame.filename}:{frame.lineno}"


def _log(facts: Facts) -> None:
    """One line a request: key=value, each value JSON, so that no request can forge a second line."""
    line = " ".join(f"{key}={json.dumps(value)}" for key, value in facts.items())
    log.log(logging.ERROR if "error" in facts else logging.INFO, "%s", line)
