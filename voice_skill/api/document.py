"""The OpenAPI 3.1 document, made from the operations: msgspec tells the shapes, apispec puts them together."""

import re
from typing import Any

import msgspec
from apispec import APISpec

from voice_skill.api.errors import KINDS
from voice_skill.api.operations import OPERATIONS, Operation
from voice_skill.api.shapes import Problem
from voice_skill.store import SCOPES

ABOUT = """The API for a shop's own systems: read and change products, feeds, orders and customers.

Every request needs a token: `voice-skill token create`. Every POST needs an `Idempotency-Key`: a repeated request with
the same key and body gets the stored response for 24 hours, marked `Idempotent-Replayed: true`; a refused request
changed nothing and may be sent again. Resources have an `ETag`; send it as `If-Match` to change only the version you
read, or as `If-None-Match` to get 304 when nothing has changed. Lists are paged: follow `next` or the header `Link`.
A token may make 600 requests a minute. Times are in UTC."""
TAGS = ("products", "feeds", "jobs", "orders", "customers")
# Statuses that every operation can end in, and who has a body, an id in its path …
ALWAYS = (401, 403, 429, 500, 503)
HEADERS = {
    "ETag": "The version of this response; send it as If-Match or If-None-Match.",
    "Location": "The address of the result.",
    "Link": "The next page, if there is one.",
    "Idempotent-Replayed": "true if this is the stored response to an earlier request.",
    "Retry-After": "Seconds to wait.",
    "WWW-Authenticate": "Bearer.",
}
OF_STATUS = {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}
SECURITY = {
    "type": "http",
    "scheme": "bearer",
    "description": f"A token of the shop, with scopes of {', '.join(SCOPES)}.",
}


def openapi() -> dict[str, Any]:
    """The document, as JSON objects."""
    spec = APISpec(
        title="Voice Skill for merchants",
        version="1.0.0",
        openapi_version="3.1.0",
        info={"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        servers=[{"url": "/api/v1"}],
        security=[{"token": []}],
        tags=[{"name": name} for name in TAGS],
    )
    shapes, components = _shapes()
    for name, shape in components.items():
        spec.components.schema(name, shape)
    for name, about in HEADERS.items():
        spec.components.header(name, {"description": about, "schema": {"type": "string"}})
    spec.components.security_scheme("token", SECURITY)
    for each in sorted(OPERATIONS, key=lambda each: TAGS.index(_tag(each))):
        operation = _operation(each, shapes, components)
        spec.path(each.path, operations={each.method.lower(): operation})
    document: dict[str, Any] = spec.to_dict()
    for query in {each.query.__name__ for each in OPERATIONS if each.query}:
        del document["components"]["schemas"][query]  # its fields stand as parameters
    return document


def _shapes() -> tuple[dict[Any, Any], dict[str, Any]]:
    """A reference to each shape, and each component's schema."""
    types = [Problem, *(shape for each in OPERATIONS for shape in (each.response, each.body, each.query) if shape)]
    types = list(dict.fromkeys(types))
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return dict(zip(types, schemas, strict=True)), _ecma(components)


def _ecma(schema: Any) -> Any:
    """Patterns as JSON Schema has them: what keeps Python's $ from ending before a line feed is not needed there."""
    if isinstance(schema, dict):
        return {name: _ecma(value) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_ecma(value) for value in schema]
    return schema.replace(r"$(?!\n)", "$") if isinstance(schema, str) else schema


def _operation(each: Operation, shapes: dict[Any, Any], components: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": each.id,
        "summary": (each.run.__doc__ or "").split("\n")[0],
        "description": f"Needs the scope `{each.scope}`.",
        "tags": [_tag(each)],
        "parameters": [*_in_path(each), *_in_query(each, components), *_in_headers(each)],
        "responses": _responses(each, shapes),
    }
    if each.body:
        json = {"schema": shapes[each.body]} | ({"examples": {"one": {"value": each.example}}} if each.example else {})
        operation["requestBody"] = {"required": each.is_body_needed, "content": {"application/json": json}}
    return operation


def _in_path(each: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": 140},
            "example": each.seen[name],
        }
        for name in re.findall(r"{(\w+)}", each.path)
    ]


def _in_query(each: Operation, components: dict[str, Any]) -> list[dict[str, Any]]:
    shape = components[each.query.__name__] if each.query else {"properties": {}}
    return [
        {"name": name, "in": "query", "required": False, "schema": _request_schema(schema)}
        for name, schema in shape["properties"].items()
    ]


def _request_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not there is left out; there is no null in a query."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    return choices[0] if len(choices) == 1 else {k: v for k, v in schema.items() if k != "default" or v is not None}


def _in_headers(each: Operation) -> list[dict[str, Any]]:
    headers = []
    if each.method == "POST":
        key = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"}
        headers.append(_header("Idempotency-Key", "A new key for each operation.", key, required=True))
    if each.is_matched:
        headers.append(_header("If-Match", "The ETag of the version you read.", {"type": "string"}))
    if each.method == "GET":
        headers.append(_header("If-None-Match", "The ETag of your copy.", {"type": "string"}))
    return headers


def _header(name: str, description: str, schema: dict[str, Any], required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


def _responses(each: Operation, shapes: dict[Any, Any]) -> dict[str, Any]:
    good = [each.status, *(status for status in each.also if status < 300)]
    responses = {str(status): _good(each, shapes) for status in good}
    if each.method == "GET":
        responses["304"] = {"description": "Nothing changed.", "headers": _headers(["ETag"])}
    for status in sorted({*ALWAYS, *_refusals(each)}):
        responses[str(status)] = _problem(status, shapes)
    return responses


def _good(each: Operation, shapes: dict[Any, Any]) -> dict[str, Any]:
    if each.response is None:
        return {"description": "Done."}
    names = ["ETag"] + (["Location", "Idempotent-Replayed"] if each.method == "POST" else [])
    names += ["Link"] if each.query else []
    response = {"description": "Done.", "content": {"application/json": {"schema": shapes[each.response]}}}
    return response | {"headers": _headers(names)}


def _problem(status: int, shapes: dict[Any, Any]) -> dict[str, Any]:
    titles = " Or: ".join(title for code, title in KINDS.values() if code == status)
    response = {"description": titles, "content": {"application/problem+json": {"schema": shapes[Problem]}}}
    return response | ({"headers": _headers(OF_STATUS[status])} if status in OF_STATUS else {})


def _refusals(each: Operation) -> set[int]:
    statuses = {status for status in each.also if status >= 400} | {400}
    if "{" in each.path:
        statuses.add(404)
    if each.body:
        statuses |= {413, 415, 422}
    if each.method == "POST":
        statuses |= {409, 422}
    if each.method in ("PUT", "PATCH", "DELETE"):
        statuses |= {409}
    if each.is_matched:
        statuses |= {412, 428}
    return statuses


def _headers(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _tag(each: Operation) -> str:
    return each.path.split("/")[1]
