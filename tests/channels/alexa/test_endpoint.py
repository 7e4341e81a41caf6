import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text
from werkzeug.test import TestResponse

from tests.channels.alexa.alexa_requests import event, intent, request
from tests.channels.alexa.signing import CertificateHost, Signer, certificate_host, page
from tests.conftest import Clock
from voice_skill.app import create_app
from voice_skill.channels.alexa import endpoint
from voice_skill.channels.alexa.certificates import Download
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.config import Config
from voice_skill.store import Store

Send = Callable[..., TestResponse]

# For what is decided before a database is asked; the rest runs on both.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, signer: Signer) -> Iterator[CertificateHost]:
    with certificate_host(tmp_path_factory.mktemp("host")) as host:
        host.pages["/echo.api/echo-api-cert-1.pem"] = page(signer.chain)
        yield host


@pytest.fixture
def app(store: Store, signer: Signer, host: CertificateHost, clock: Clock) -> Flask:
    download = Download(cafile=host.cafile, address=host.address)
    verifier = Verifier(roots=signer.roots, fetch=download, clock=clock)
    return create_app(Config.from_env({}), store=store, verifier=verifier)


@pytest.fixture
def unverified_app(store: Store) -> Flask:
    config = Config.from_env({"VOICE_SKILL_VERIFY_REQUESTS": "off"})
    return create_app(config, store=store)


@pytest.fixture
def send(app: Flask, signer: Signer) -> Send:
    """Signs a request, given as JSON or as bytes, and sends it with further headers."""

    def send(asked: dict[str, Any] | bytes, **headers: str) -> TestResponse:
        body = asked if isinstance(asked, bytes) else json.dumps(asked, ensure_ascii=False).encode()
        signed = signer.headers(body) | {name.replace("_", "-"): text for name, text in headers.items()}
        return app.test_client().post("/alexa", data=body, headers=signed)

    return send


@pytest.fixture
def line(caplog: pytest.LogCaptureFixture) -> Callable[[], dict[str, Any]]:
    """The one line of the turn, read back."""
    caplog.set_level(logging.INFO, "voice_skill")

    def read() -> dict[str, Any]:
        (message,) = [each.getMessage() for each in caplog.records if each.name == "voice_skill.channels.alexa"]
        assert "\n" not in message
        decoder, facts, at = json.JSONDecoder(), {}, 0
        while at < len(message):
            key, _, _ = message[at:].partition("=")
            facts[key], end = decoder.raw_decode(message, at + len(key) + 1)
            at = end + 1
        return facts

    return read


def rows(store: Store) -> dict[str, int]:
    with store.for_merchant("juniper") as shop:
        tables = ("customers", "alexa_users", "carts", "orders", "seen_requests")
        return {table: shop.session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables}


def spoken(response: TestResponse) -> str:
    return str(response.json["response"]["outputSpeech"]["ssml"])


def test_a_signed_launch_is_answered_by_its_merchant(send, clock):
    juniper = send(request("LaunchRequest", clock.now))
    birch = send(request("LaunchRequest", clock.now, application="amzn1.ask.skill.birch"))

    assert (juniper.status_code, juniper.content_type) == (200, "application/json;charset=UTF-8")
    assert "Juniper Lane, Ana" in spoken(juniper)
    assert "Birch &amp; Sons, Ana" in spoken(birch)


def test_an_intent_is_answered_and_its_turn_logged(send, clock, line):
    response = send(intent("AMAZON.HelpIntent", clock.now))

    facts = line()
    assert response.status_code == 200
    assert facts.pop("ms") < 8000
    assert facts.pop("bytes") == len(response.data)
    assert facts == {
        "request": "amzn1.echo-api.request.1",
        "type": "IntentRequest",
        "intent": "AMAZON.HelpIntent",
        "merchant": "juniper",
        "outcome": "answered",
    }


@on_sqlite
def test_what_a_customer_said_is_not_logged(send, clock, caplog):
    caplog.set_level(logging.DEBUG, "voice_skill")
    said = "zebra socks for my aunt"

    assert send(intent("FindProductIntent", clock.now, {"product": said})).status_code == 200
    for private in (said, "user-ana", "secret-token", "device-1"):
        assert private not in caplog.text


@on_sqlite
def test_a_request_cannot_forge_a_line_of_the_log(send, clock, line):
    send(request("LaunchRequest", clock.now, requestId='r" outcome="answered"\nforged=1'))

    assert line()["request"] == 'r" outcome="answered"\nforged=1'


@pytest.mark.parametrize("content_type", ["application/json", "application/json;charset=UTF-8", "text/plain", ""])
@on_sqlite
def test_any_content_type_is_tolerated(send, clock, content_type):
    assert send(request("LaunchRequest", clock.now), Content_Type=content_type).status_code == 200


def refused(response: TestResponse, line: Callable[[], dict[str, Any]]) -> str:
    assert (response.status_code, response.data) == (400, b"")
    facts = line()
    assert facts["outcome"] == "refused"
    return str(facts["rule"])


@pytest.mark.parametrize(
    ("headers", "rule"),
    [
        ({"Signature_256": "AAAA"}, "signature"),
        ({"Signature_256": ""}, "signature_missing"),
        ({"SignatureCertChainUrl": ""}, "certificate_url"),
        ({"SignatureCertChainUrl": "https://example.com/echo.api/x.pem"}, "certificate_url"),
        ({"SignatureCertChainUrl": "https://s3.amazonaws.com/echo.api/none.pem"}, "certificate_fetch"),
    ],
)
def test_a_request_that_alexa_did_not_sign_is_refused_and_nothing_stored(send, store, clock, line, headers, rule):
    before = rows(store)

    response = send(intent("AMAZON.HelpIntent", clock.now, user="user-new"), **headers)

    assert refused(response, line) == rule
    assert rows(store) == before


@on_sqlite
def test_an_unsigned_request_is_refused(app, clock, line):
    response = app.test_client().post("/alexa", json=request("LaunchRequest", clock.now))

    assert refused(response, line) == "signature_missing"


@on_sqlite
def test_a_changed_body_is_refused(app, signer, clock, line):
    body = json.dumps(request("LaunchRequest", clock.now)).encode()
    changed = body.replace(b"user-ana", b"user-ben")

    response = app.test_client().post("/alexa", data=changed, headers=signer.headers(body))

    assert refused(response, line) == "signature"


@on_sqlite
def test_a_request_that_was_kept_and_sent_again_later_is_refused(send, clock, line):
    recorded = request("LaunchRequest", clock.now)
    clock.advance(seconds=151)

    assert refused(send(recorded), line) == "timestamp"


def test_an_event_is_taken_for_an_hour(send, clock):
    late = event("SkillEnabled", clock.now)
    clock.advance(minutes=59)

    assert (send(late).status_code, send(late).status_code) == (200, 200)


def test_an_unknown_application_is_refused(send, clock, line):
    response = send(request("LaunchRequest", clock.now, application="amzn1.ask.skill.other"))

    assert refused(response, line) == "unknown_application"


@on_sqlite
def test_a_session_of_another_application_is_refused(send, clock, line):
    mixed = request("LaunchRequest", clock.now)
    mixed["session"]["application"]["applicationId"] = "amzn1.ask.skill.birch"

    assert refused(send(mixed), line) == "application"


@pytest.mark.parametrize("body", [b"", b"hello", b"[" * 50_000, b'{"request": {}}', b"\xff"])
@on_sqlite
def test_a_signed_body_that_is_no_request_is_refused(send, line, body):
    assert refused(send(body), line) in ("json", "envelope")


@on_sqlite
def test_a_body_too_large_is_refused_unread(send, line):
    assert refused(send(b" " * (endpoint.REQUEST_BYTES + 1)), line) == "body_too_large"


@on_sqlite
def test_a_body_of_no_stated_length_is_bounded_too(app, line):
    class Endless:
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0
            self.taken += size
            return b" " * size

    endless = Endless()
    response = app.test_client().post(
        "/alexa",
        environ_overrides={"wsgi.input": endless, "wsgi.input_terminated": True},
        headers={"Transfer-Encoding": "chunked"},
    )

    assert refused(response, line) == "body_too_large"
    assert endless.taken < 2 * endpoint.REQUEST_BYTES


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
@on_sqlite
def test_other_methods_are_not_allowed(app, method):
    assert app.test_client().open("/alexa", method=method).status_code == 405


@pytest.mark.parametrize(
    "kind", ["Reminders.ReminderStarted", "AlexaSkillEvent.SomethingNew", "Messaging.MessageReceived", "Future"]
)
@on_sqlite
def test_request_types_that_nobody_knows_get_an_empty_answer(send, clock, kind):
    response = send(request(kind, clock.now, in_session=False))

    assert (response.status_code, response.json) == (200, {"version": "1.0", "response": {}})


@pytest.mark.parametrize("url", ["/alexa/", "/nothing"])
@on_sqlite
def test_there_is_nothing_else(app, url):
    assert app.test_client().post(url).status_code == 404


@on_sqlite
class TestUnverified:
    """Verification switched off: a developer's own machine."""

    def test_this_machine_is_served(self, unverified_app, clock):
        client = unverified_app.test_client()

        for address in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"):
            response = client.post(
                "/alexa",
                json=request("LaunchRequest", clock.now),
                environ_overrides={"REMOTE_ADDR": address},
            )
            assert "Juniper Lane" in spoken(response)

    @pytest.mark.parametrize(
        "address", ["192.168.1.5", "10.0.0.1", "8.8.8.8", "2001:db8::1", "::ffff:8.8.8.8", "", "localhost"]
    )
    def test_no_other_machine_is_served(self, unverified_app, clock, line, address):
        response = unverified_app.test_client().post(
            "/alexa",
            json=request("LaunchRequest", clock.now),
            environ_overrides={"REMOTE_ADDR": address},
        )

        assert refused(response, line) == "not_loopback"

    @pytest.mark.parametrize("header", endpoint.PASSED_ON)
    def test_what_a_proxy_or_a_web_page_passes_on_is_refused(self, unverified_app, clock, line, header):
        response = unverified_app.test_client().post(
            "/alexa", json=request("LaunchRequest", clock.now), headers={header: "127.0.0.1"}
        )

        assert refused(response, line) == "not_loopback"

    def test_the_request_is_read_as_strictly(self, unverified_app, line):
        assert refused(unverified_app.test_client().post("/alexa", data=b"[" * 50_000), line) == "json"


class TestTrouble:
    """What breaks behind the endpoint is apologised for, and its trace goes nowhere."""

    @pytest.fixture
    def lose(self, app: Flask, database_url: str) -> Iterator[Callable[[str], None]]:
        """Takes a table away under the running app; it is back after the test, for the next one."""
        url = make_url(database_url)
        driver = "postgresql+psycopg" if url.drivername == "postgresql" else url.drivername
        engine = create_engine(url.set(drivername=driver))
        lost: list[str] = []

        def rename(table: str, to: str) -> None:
            with engine.begin() as connection:
                connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))

        def lose(table: str) -> None:
            lost.append(table)
            rename(table, "lost")

        yield lose
        for table in lost:
            rename("lost", table)
        engine.dispose()

    @pytest.mark.parametrize("table", ["merchants", "alexa_users"])
    def test_a_customer_hears_an_apology(self, send, lose, clock, table):
        lose(table)

        response = send(request("LaunchRequest", clock.now))

        assert response.status_code == 200
        assert "sorry" in spoken(response).lower()
        assert response.json["response"]["shouldEndSession"] is True
        assert "Traceback" not in response.text
        assert table not in response.text

    def test_the_log_says_what_failed_and_where(self, send, lose, clock, line):
        lose("merchants")
        send(request("LaunchRequest", clock.now))

        facts = line()
        assert facts["outcome"] == "failed"
        assert facts["error"] in ("StoreUnavailable", "ProgrammingError")
        assert re.search(r"/voice_skill/store/\w+\.py:\d+$", facts["where"])

    def test_an_event_that_was_not_carried_out_is_left_to_be_sent_again(self, send, lose, clock):
        lose("seen_requests")

        assert send(event("SkillDisabled", clock.now)).status_code == 503

    def test_where_nothing_can_be_said_nothing_is(self, send, lose, clock):
        lose("merchants")

        response = send(request("SessionEndedRequest", clock.now, reason="USER_INITIATED"))

        assert (response.status_code, response.json) == (200, {"version": "1.0", "response": {}})

    def remembering(self, size: int, clock: Clock) -> dict[str, Any]:
        """A turn whose session attributes, which every answer carries back, are that large."""
        asked = intent("AMAZON.HelpIntent", clock.now)
        asked["session"]["attributes"] = {"kept": "é" * (size // 2)}
        return asked

    @on_sqlite
    def test_an_answer_too_large_for_alexa_becomes_an_apology(self, send, clock, line):
        response = send(self.remembering(endpoint.RESPONSE_BYTES, clock))

        assert "sorry" in spoken(response).lower()
        assert len(response.data) < 1000
        assert line()["outcome"] == "too_large"

    @on_sqlite
    def test_a_large_answer_is_sent_with_a_warning(self, send, clock, caplog):
        response = send(self.remembering(endpoint.RESPONSE_WARNING_BYTES, clock))

        assert len(response.json["sessionAttributes"]["kept"]) == endpoint.RESPONSE_WARNING_BYTES // 2
        assert [each.levelname for each in caplog.records if each.name == "voice_skill.channels.alexa"] == ["WARNING"]


def test_a_database_that_is_away_is_apologised_for_and_the_next_turn_works(tmp_path, sqlite_template, signer, clock):
    path = tmp_path / "away" / "shop.db"
    store = Store.open(f"sqlite:///{path}", clock=clock)
    verifier = Verifier(roots=signer.roots, fetch=signer.fetch, clock=clock)
    client = create_app(Config.from_env({}), store=store, verifier=verifier).test_client()
    body = json.dumps(request("LaunchRequest", clock.now)).encode()

    away = client.post("/alexa", data=body, headers=signer.headers(body))
    assert "sorry" in spoken(away).lower()

    path.parent.mkdir()
    path.write_bytes(sqlite_template.read_bytes())
    store.add_merchant("juniper", title="Juniper Lane", application_id="amzn1.ask.skill.juniper")
    back = client.post("/alexa", data=body, headers=signer.headers(body))
    assert "Juniper Lane" in spoken(back)
    store.close()
