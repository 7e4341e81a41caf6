import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channels.alexa.signing import Signer
from voice_skill.channels.alexa.errors import RequestRefused
from voice_skill.channels.alexa.verify import Verifier

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def request(*, type: str = "LaunchRequest", timestamp: Any = "2026-03-02T12:00:00Z") -> dict[str, Any]:
    application = {"applicationId": "amzn1.ask.skill.test"}
    return {
        "version": "1.0",
        "session": {"new": True, "sessionId": "session-1", "application": application},
        "context": {"System": {"application": application, "user": {"userId": "user-1"}}},
        "request": {"type": type, "requestId": "request-1", "timestamp": timestamp, "locale": "en-US"},
    }


def raw(**changes: Any) -> bytes:
    return json.dumps(request(**changes)).encode()


@pytest.fixture(scope="module")
def verifier(signer: Signer) -> Verifier:
    return Verifier(roots=signer.roots, fetch=signer.fetch, clock=lambda: NOW)


@pytest.fixture(scope="module")
def rule_of(verifier: Verifier) -> Callable[[dict[str, str], bytes], str]:
    def refused(headers: dict[str, str], body: bytes) -> str:
        with pytest.raises(RequestRefused) as refusal:
            verifier.verify(headers, body)
        return refusal.value.rule

    return refused


def test_a_signed_request_is_read(verifier, signer):
    body = raw()

    assert verifier.verify(signer.headers(body), body) == request()


def test_header_names_are_read_in_any_case(verifier, signer):
    body = raw()
    shouted = {name.upper(): value for name, value in signer.headers(body).items()}

    assert verifier.verify(shouted, body) == request()


def test_a_changed_body_is_refused(rule_of, signer):
    body = raw()

    assert rule_of(signer.headers(body), body.replace(b"user-1", b"user-2")) == "signature"


def test_the_same_json_in_other_bytes_is_refused(rule_of, signer):
    body = raw()

    assert rule_of(signer.headers(body), body + b"\n") == "signature"


def test_another_key_signs_in_vain(rule_of, signer):
    body = raw()
    foreign = Signer.create()

    assert rule_of(foreign.headers(body), body) == "signature"


def test_the_old_sha1_signature_alone_is_refused(rule_of, signer):
    body = raw()
    headers = signer.headers(body)
    del headers["Signature-256"]

    assert rule_of(headers, body) == "signature_missing"


def test_a_sha1_signature_under_the_new_name_is_refused(rule_of, signer):
    body = raw()
    headers = signer.headers(body) | {"Signature-256": signer.signature(body, SHA1())}

    assert rule_of(headers, body) == "signature"


def test_an_empty_signature_is_refused(rule_of, signer):
    body = raw()

    assert rule_of(signer.headers(body) | {"Signature-256": ""}, body) == "signature_missing"


@pytest.mark.parametrize("spoil", ["{}=", "{}==", " {}", "{}\n", "-{}", "{}!", "ab{}", "é{}", "{0}, {0}"])
def test_base64_is_read_strictly(rule_of, signer, spoil):
    body = raw()
    good = signer.headers(body)["Signature-256"]

    assert rule_of(signer.headers(body) | {"Signature-256": spoil.format(good)}, body) == "signature"


def test_a_missing_certificate_address_is_refused(rule_of, signer):
    body = raw()
    headers = signer.headers(body)
    del headers["SignatureCertChainUrl"]

    assert rule_of(headers, body) == "certificate_url"


def test_nothing_is_parsed_before_the_signature_is_proven(rule_of, signer):
    assert rule_of(signer.headers(raw()), b"no json") == "signature"
    assert rule_of(signer.headers(b"no json"), b"no json") == "json"


@pytest.mark.parametrize("apart_s", [0, 150, -150, 149.9])
def test_a_request_of_this_moment_is_taken(verifier, signer, apart_s):
    body = raw(timestamp=(NOW + timedelta(seconds=apart_s)).isoformat())

    assert verifier.verify(signer.headers(body), body)


@pytest.mark.parametrize("apart_s", [150.1, -150.1, 86_400, -86_400])
def test_a_stale_request_and_one_from_the_future_are_refused(rule_of, signer, apart_s):
    body = raw(timestamp=(NOW + timedelta(seconds=apart_s)).isoformat())

    assert rule_of(signer.headers(body), body) == "timestamp"


@pytest.mark.parametrize(
    "type",
    ["AlexaSkillEvent.SkillDisabled", "AlexaSkillEvent.SkillAccountUnlinked", "Reminders.ReminderStarted"],
)
def test_an_event_may_be_an_hour_old(verifier, rule_of, signer, type):
    late = raw(type=type, timestamp=(NOW - timedelta(seconds=3600)).isoformat())
    lost = raw(type=type, timestamp=(NOW - timedelta(seconds=3600.1)).isoformat())

    assert verifier.verify(signer.headers(late), late)
    assert rule_of(signer.headers(lost), lost) == "timestamp"


def test_a_timestamp_may_have_an_offset(verifier, signer):
    body = raw(timestamp=NOW.astimezone(timezone(timedelta(hours=9))).isoformat())

    assert verifier.verify(signer.headers(body), body)


@pytest.mark.parametrize(
    "timestamp",
    [None, "", "now", "2026-03-02T12:00:00", 1772452800, True, [], "2026-13-02T12:00Z", "9" * 99],
)
def test_a_timestamp_that_is_none_is_refused(rule_of, signer, timestamp):
    body = raw(timestamp=timestamp)

    assert rule_of(signer.headers(body), body) == "timestamp"


def test_a_request_without_a_timestamp_is_refused(rule_of, signer):
    unstamped = request()
    del unstamped["request"]["timestamp"]
    body = json.dumps(unstamped).encode()

    assert rule_of(signer.headers(body), body) == "timestamp"


headers = st.dictionaries(
    st.sampled_from(["Signature-256", "SignatureCertChainUrl", "signature-256", "Content-Type"]) | st.text(),
    st.text() | st.sampled_from(["https://s3.amazonaws.com/echo.api/x.pem", "AAAA", "https://[", "https://a:9/"]),
)


@settings(deadline=None)
@given(headers, st.binary())
def test_hostile_headers_are_only_ever_refused(verifier, headers, body):
    with pytest.raises(RequestRefused):
        verifier.verify(headers, body)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
)
places = st.sampled_from(
    ["request", "context", "session", "version", "request.type", "request.timestamp", "context.System"]
)


@settings(deadline=None)
@given(st.binary() | json_like.map(lambda value: json.dumps(value).encode()))
def test_a_signed_body_of_anything_is_only_ever_refused(verifier, signer, body):
    with pytest.raises(RequestRefused):
        verifier.verify(signer.headers(body), body)


@settings(deadline=None)
@given(places, json_like)
def test_a_signed_request_with_anything_anywhere_is_read_or_refused(verifier, signer, place, anything):
    spoiled: dict[str, Any] = request()
    *path, last = place.split(".")
    node = spoiled
    for name in path:
        node = node[name]
    node[last] = anything
    body = json.dumps(spoiled).encode()

    outcome: Any
    try:
        outcome = verifier.verify(signer.headers(body), body)
    except RequestRefused as refused:
        outcome = refused.rule

    assert outcome in (spoiled, "json", "envelope", "timestamp")
