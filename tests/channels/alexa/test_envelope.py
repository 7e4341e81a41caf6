import copy
import json
from typing import Any

import pytest

from voice_skill.channels.alexa.envelope import application_id, read_envelope
from voice_skill.channels.alexa.errors import RequestRefused

INTENT: dict[str, Any] = {
    "version": "1.0",
    "session": {
        "new": False,
        "sessionId": "s",
        "application": {"applicationId": "skill-1"},
        "attributes": {},
    },
    "context": {"System": {"application": {"applicationId": "skill-1"}, "user": {"userId": "u"}}},
    "request": {
        "type": "IntentRequest",
        "requestId": "r",
        "timestamp": "2026-03-02T12:00:00Z",
        "locale": "en-US",
        "intent": {"name": "FindProductIntent", "slots": {"product": {"name": "product", "value": "mug"}}},
    },
}


def refused(body: bytes | str) -> str:
    with pytest.raises(RequestRefused) as refusal:
        read_envelope(body if isinstance(body, bytes) else body.encode())
    return refusal.value.rule


def with_value(literal: str) -> str:
    return json.dumps(INTENT).replace('"mug"', literal)


def test_a_request_is_read_as_it_was_sent():
    assert read_envelope(json.dumps(INTENT).encode()) == INTENT


def test_fields_that_nobody_knows_are_kept():
    body = json.dumps(INTENT | {"new": {"field": [1, 2.5, None]}}).encode()

    assert read_envelope(body)["new"] == {"field": [1, 2.5, None]}


@pytest.mark.parametrize("literal", ['"mug ☕"', '"\\ud83c\\udf75"', "12", "1.5", "18446744073709551615", "1e9"])
def test_ordinary_values_are_read(literal):
    value = read_envelope(with_value(literal).encode())["request"]["intent"]["slots"]["product"]["value"]

    assert value == json.loads(literal)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"\xff\xfe{\x00}\x00",
        json.dumps(INTENT).encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        json.dumps(INTENT).encode()[:-1],
        json.dumps(INTENT).encode() + b"{}",
        b'{"request": \xc3\x28}',
    ],
)
def test_what_is_no_json_is_refused(body):
    assert refused(body) == "json"


@pytest.mark.parametrize(
    "literal",
    [
        "9" * 21,
        "9" * 5000,
        "1e999",
        "-1e999",
        "NaN",
        "Infinity",
        '"\\ud83c"',
        '"\\u0000"',
        '{"\\u0000": 1}',
        "[" * 40 + "]" * 40,
    ],
)
def test_values_that_nothing_behind_could_take_are_refused(literal):
    assert refused(with_value(literal)) == "json"


@pytest.mark.parametrize("body", ["null", "[]", "{}", "1", '"text"', '{"request": {}}', '{"request": []}'])
def test_json_that_is_no_request_is_refused(body):
    assert refused(body) == "envelope"


@pytest.mark.parametrize(
    "path",
    [
        "session",
        "context",
        "request",
        "session.sessionId",
        "context.System",
        "context.System.application",
        "context.System.application.applicationId",
        "context.System.user.userId",
        "request.type",
        "request.requestId",
        "request.locale",
        "request.intent",
        "request.intent.name",
    ],
)
@pytest.mark.parametrize("instead", [None, "", [], 7])
def test_a_request_that_lacks_what_carries_it_is_refused(path, instead):
    spoiled = copy.deepcopy(INTENT)
    *parents, last = path.split(".")
    node = spoiled
    for name in parents:
        node = node[name]
    node[last] = instead

    assert refused(json.dumps(spoiled)) == "envelope"


def test_an_event_needs_no_session():
    event = {
        "context": INTENT["context"],
        "request": {"type": "AlexaSkillEvent.SkillDisabled", "requestId": "r"},
    }

    assert read_envelope(json.dumps(event).encode()) == event


def test_the_application_id_is_the_contexts():
    assert application_id(INTENT) == "skill-1"


def test_a_request_without_a_session_names_its_application_too():
    assert application_id({"context": INTENT["context"]}) == "skill-1"


def test_a_session_of_another_application_is_refused():
    mixed = copy.deepcopy(INTENT)
    mixed["session"]["application"]["applicationId"] = "skill-2"

    with pytest.raises(RequestRefused, match="application"):
        application_id(mixed)
