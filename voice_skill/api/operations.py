"""The API's operations: each is a function with its route, its scope and its shapes. The routes, the checks and the
OpenAPI document are all made from these."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import msgspec
from flask import request

from voice_skill.api.errors import Refused
from voice_skill.store import MerchantStore


@dataclass(frozen=True)
class ApiResponse:
    """A response; content None is an empty body."""

    content: msgspec.Struct | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None


@dataclass(frozen=True)
class Call:
    """One request that may be carried out: by whom, and what it says, checked. path: by the names in the route."""

    shop: MerchantStore
    path: Mapping[str, str]
    query: Any = None
    body: Any = None

    def match(self, content: Callable[[], msgspec.Struct | None], *, is_needed: bool = False) -> None:
        """Refuse a change of what is no longer what the caller saw; is_needed: also when they do not say what.

        content: gives it as it is now, None when it is not there; asked only where it matters."""
        is_told = "If-Match" in request.headers
        if not (is_told or is_needed):
            return
        now = content()
        if not is_told:
            raise Refused("if-match-missing", "GET the resource and send its ETag.")
        if now is None or not (request.if_match.star_tag or request.if_match.contains(etag_of(now))):
            raise Refused("stale", "GET it again, then repeat your change with the new ETag.")


@dataclass(frozen=True)
class Operation:
    """path: with the names of its parts in braces. also: statuses that this one alone can end in.
    example: a body that works; seen: example values of what stands in the path."""

    method: str
    path: str
    scope: str
    run: Callable[[Call], ApiResponse]
    status: int
    response: Any = None
    query: Any = None
    body: Any = None
    is_body_needed: bool = True
    is_matched: bool = False
    also: tuple[int, ...] = ()
    example: Mapping[str, Any] | None = None
    seen: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """In the manner of OpenAPI generators: listProducts."""
        first, *rest = self.run.__name__.split("_")
        return first + "".join(word.title() for word in rest)

    @property
    def rule(self) -> str:
        """The route as Flask writes it; an id of a product may have slashes in it."""
        return self.path.replace("{product_id}", "<path:product_id>").replace("{", "<").replace("}", ">")


OPERATIONS: list[Operation] = []

View = Callable[[Call], ApiResponse]


def operation(method: str, path: str, scope: str, status: int = HTTPStatus.OK, **about: Any) -> Callable[[View], View]:
    """Make the function an operation; about: fields of Operation."""

    def add(run: View) -> View:
        OPERATIONS.append(Operation(method, path, scope, run, int(status), **about))
        return run

    return add


def etag_of(content: msgspec.Struct) -> str:
    return etag(msgspec.json.encode(content))


def etag(body: bytes) -> str:
    """Of the response, so that nothing has to be kept and no change is missed."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()
