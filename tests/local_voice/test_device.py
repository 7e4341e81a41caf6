"""The simulated Echo against real skills: a Flask app in this process, and one behind a real loopback server."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import IntentRequest, LaunchRequest, RequestEnvelope, SessionEndedRequest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from local_voice.device import (
    DeviceError,
    Echo,
    InvalidResponse,
    NoSession,
    SkillFailed,
    SkillTimedOut,
    SkillUnreachable,
)

APPLICATION = "amzn1.ask.skill.juniper"
Json = dict[str, Any]


class Skill:
    """A real little skill: keeps what it was sent and answers what it was told to."""

    def __init__(self) -> None:
        self.app = Flask("skill")
        self.app.post("/alexa")(self._answer)
        self.received: list[Json] = []
        self.next: list[Callable[[], Response | Json]] = []

    def will_answer(self, response: Json, **envelope: Any) -> None:
        self.next.append(lambda: {"version": "1.0", "response": response} | envelope)

    def will_send(self, body: str | bytes, status: int = 200) -> None:
        self.next.append(lambda: Response(body, status))

    def _answer(self) -> Response | Json:
        assert request.remote_addr == "127.0.0.1"
        self.received.append(request.get_json())
        return self.next.pop(0)() if self.next else {"version": "1.0", "response": {}}


@pytest.fixture
def skill() -> Skill:
    return Skill()


@pytest.fixture
def echo(skill: Skill) -> Echo:
    return Echo(skill.app, application_id=APPLICATION, user_id="amzn1.ask.account.ANA")


@pytest.fixture
def served(skill: Skill) -> Iterator[str]:
    """The address of the same skill behind a real server."""
    server = make_server("127.0.0.1", 0, skill.app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def ssml(text: str, **more: Any) -> Json:
    return {"outputSpeech": {"type": "SSML", "ssml": f"<speak>{text}</speak>"}, "shouldEndSession": False} | more


def test_a_launch_carries_what_alexa_sends(echo: Echo, skill: Skill) -> None:
    skill.will_answer(ssml("Welcome back, Ana."))

    answer = echo.launch()

    envelope: Any = DefaultSerializer().deserialize(json.dumps(skill.received[0]), RequestEnvelope)
    assert isinstance(envelope.request, LaunchRequest)
    assert envelope.request.request_id.startswith("amzn1.echo-api.request.")
    assert abs((datetime.now(UTC) - envelope.request.timestamp).total_seconds()) < 10
    assert envelope.request.locale == "en-US"
    assert envelope.session.new is True
    assert envelope.session.application.application_id == APPLICATION
    assert envelope.session.user.user_id == envelope.context.system.user.user_id == "amzn1.ask.account.ANA"
    assert envelope.context.system.application.application_id == APPLICATION
    assert envelope.context.system.device.supported_interfaces.alexa_presentation_apl.runtime.max_version
    assert envelope.context.viewport.pixel_width == 1024
    assert skill.received[0]["request"]["timestamp"].endswith("Z")
    assert (answer.speech, answer.session_ends, answer.card) == ("Welcome back, Ana.", False, None)
    assert answer.request == skill.received[0]
    assert answer.took_ms > 0


def test_an_intent_carries_its_slots_filled_and_not(echo: Echo, skill: Skill) -> None:
    found = {
        "resolutionsPerAuthority": [
            {
                "authority": f"amzn1.er-authority.echo-sdk.{APPLICATION}.PRODUCT",
                "status": {"code": "ER_SUCCESS_MATCH"},
                "values": [{"value": {"name": "blue mug", "id": "MUG-1"}}],
            }
        ]
    }
    echo.intent("FindProductIntent", {"product": {"value": "blue mugs", "resolutions": found}, "option": {}})

    sent = skill.received[0]["request"]["intent"]
    assert sent == {
        "name": "FindProductIntent",
        "confirmationStatus": "NONE",
        "slots": {
            "product": {
                "name": "product",
                "value": "blue mugs",
                "confirmationStatus": "NONE",
                "source": "USER",
                "resolutions": found,
                "slotValue": {"type": "Simple", "value": "blue mugs", "resolutions": found},
            },
            "option": {"name": "option", "confirmationStatus": "NONE", "source": "USER"},
        },
    }
    envelope: Any = DefaultSerializer().deserialize(json.dumps(skill.received[0]), RequestEnvelope)
    assert isinstance(envelope.request, IntentRequest)
    read = envelope.request
    assert read.intent.slots["product"].resolutions.resolutions_per_authority[0].values[0].value.id == "MUG-1"


def test_the_session_goes_on_and_gives_its_attributes_back(echo: Echo, skill: Skill) -> None:
    skill.will_answer(ssml("Which size?"), sessionAttributes={"question": "size"})
    skill.will_answer(ssml("And?"))

    echo.launch()
    echo.intent("AnswerIntent")
    echo.intent("AnswerIntent")

    first, second, third = (sent["session"] for sent in skill.received)
    assert first["sessionId"] == second["sessionId"] == third["sessionId"]
    assert [first["new"], second["new"], third["new"]] == [True, False, False]
    assert [first["attributes"], second["attributes"], third["attributes"]] == [{}, {"question": "size"}, {}]


def test_after_a_session_has_ended_the_next_words_begin_a_new_one(echo: Echo, skill: Skill) -> None:
    skill.will_answer(ssml("Goodbye.", shouldEndSession=True), sessionAttributes={"left": "over"})

    assert echo.intent("AMAZON.StopIntent").session_ends
    assert not echo.in_session
    echo.intent("OrderStatusIntent")

    first, second = (sent["session"] for sent in skill.received)
    assert first["sessionId"] != second["sessionId"]
    assert second["new"] is True
    assert second["attributes"] == {}


def test_opening_the_skill_again_starts_over(echo: Echo, skill: Skill) -> None:
    skill.will_answer(ssml("Hello."), sessionAttributes={"old": "news"})

    echo.launch()
    echo.launch()

    first, second = (sent["session"] for sent in skill.received)
    assert first["sessionId"] != second["sessionId"]
    assert second["attributes"] == {}


def test_the_skill_is_told_that_the_customer_left(echo: Echo, skill: Skill) -> None:
    skill.will_answer(ssml("Hello."))
    skill.will_answer(ssml("This must not be heard."))
    echo.launch()

    answer = echo.end("EXCEEDED_MAX_REPROMPTS")

    read = DefaultSerializer().deserialize(json.dumps(skill.received[1]), RequestEnvelope).request
    assert isinstance(read, SessionEndedRequest)
    assert read.reason.value == "EXCEEDED_MAX_REPROMPTS"
    assert answer.ssml is None
    assert answer.session_ends
    with pytest.raises(NoSession):
        echo.end()


@pytest.mark.parametrize(
    ("response", "screen", "ends"),
    [
        ({"shouldEndSession": True}, True, True),
        ({"shouldEndSession": False}, False, False),
        ({}, True, True),
        ({"shouldEndSession": None}, False, True),
        ({"directives": [{"type": "Dialog.ElicitSlot", "slotToElicit": "size"}]}, False, False),
        ({"directives": [{"type": "Alexa.Presentation.APL.RenderDocument"}]}, True, False),
        ({"directives": [{"type": "Alexa.Presentation.APL.RenderDocument"}]}, False, True),
        ({"directives": [{"type": "Dialog.ElicitSlot"}], "shouldEndSession": True}, False, True),
    ],
)
def test_the_session_ends_when_a_device_would_end_it(skill: Skill, response: Json, screen: bool, ends: bool) -> None:
    skill.will_answer(response)
    echo = Echo(skill.app, application_id=APPLICATION, screen=screen)

    answer = echo.launch()

    assert answer.session_ends is ends
    assert echo.in_session is not ends
    assert answer.directives == response.get("directives", [])


def test_a_device_without_a_screen_says_so(skill: Skill) -> None:
    Echo(skill.app, application_id=APPLICATION, screen=False).launch()

    context = skill.received[0]["context"]
    assert context["System"]["device"]["supportedInterfaces"] == {}
    assert "Viewport" not in context


def test_plain_text_is_said_as_it_stands(echo: Echo, skill: Skill) -> None:
    skill.will_answer({"outputSpeech": {"type": "PlainText", "text": "M&M's <b>"}})

    answer = echo.launch()

    assert answer.ssml == "<speak>M&amp;M's &lt;b&gt;</speak>"
    assert answer.speech == "M&M's <b>"


def test_reprompt_and_card_are_read(echo: Echo, skill: Skill) -> None:
    card = {"type": "Standard", "title": "Mug", "text": "Blue", "image": {"smallImageUrl": "https://example.com/a.png"}}
    reprompt = {"outputSpeech": {"type": "PlainText", "text": "Which size?"}}
    skill.will_answer(ssml("It comes in two sizes.", card=card, reprompt=reprompt))

    answer = echo.launch()

    assert answer.card == card
    assert answer.reprompt == "<speak>Which size?</speak>"


def test_skill_events_come_outside_any_session_and_do_not_disturb_it(echo: Echo, skill: Skill) -> None:
    skill.will_answer(ssml("Hello."))
    echo.launch()

    echo.send({"type": "AlexaSkillEvent.SkillDisabled", "body": {"userInformationPersistenceStatus": "NOT_PERSISTED"}})
    echo.intent("AMAZON.HelpIntent")

    launch, event, help_ = skill.received
    assert "session" not in event
    assert event["context"]["System"]["user"]["userId"] == "amzn1.ask.account.ANA"
    assert help_["session"]["sessionId"] == launch["session"]["sessionId"]


def test_dynamic_entities_stay_in_force_until_they_are_cleared(echo: Echo, skill: Skill) -> None:
    types = [{"name": "PRODUCT", "values": [{"id": "1", "name": {"value": "mug", "synonyms": []}}]}]
    update = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE", "types": types}
    skill.will_answer(ssml("Hello.", directives=[update], shouldEndSession=True))
    skill.will_answer(ssml("Hello again.", directives=[update | {"updateBehavior": "CLEAR", "types": None}]))

    echo.launch()
    assert echo.dynamic_entities == types
    echo.launch()
    assert echo.dynamic_entities == []


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (ssml("unclosed <b"), "Invalid SSML Output Speech"),
        (ssml("<blink>x</blink>"), "invalid SSML element blink"),
        ({"outputSpeech": {"type": "SSML", "ssml": "no speak tag"}}, "Invalid SSML"),
        (ssml("x" * 8000), "Alexa allows 8000"),
        ({"outputSpeech": {"type": "PlainText", "text": "x" * 8001}}, "8001 characters"),
        ({"outputSpeech": {"type": "Telepathy", "text": "x"}}, "outputSpeech must be"),
        ({"outputSpeech": {"type": "SSML", "text": "x"}}, "outputSpeech must be"),
        ({"outputSpeech": "x"}, "'outputSpeech' of the response is not a JSON object"),
        (ssml("x", reprompt={"outputSpeech": {"type": "SSML", "ssml": "<speak>&</speak>"}}), "Invalid SSML"),
        (ssml("x", card={"type": "Poster"}), "a card's type"),
        (ssml("x", card={"type": "Simple", "title": "a", "content": "x" * 8000}), "more than 8000"),
        (ssml("x", card={"type": "Standard", "image": {"smallImageUrl": "http://example.com/a.png"}}), "https"),
        (ssml("x", directives={"type": "x"}), "directives must be"),
    ],
)
def test_a_reply_that_alexa_would_refuse_ends_the_session_and_both_sides_are_told(
    echo: Echo, skill: Skill, response: Json, why: str
) -> None:
    skill.will_answer(ssml("Hello."))
    skill.will_answer(response)
    echo.launch()

    with pytest.raises(InvalidResponse, match=why):
        echo.intent("FindProductIntent")

    told = skill.received[2]
    assert told["request"]["type"] == "SessionEndedRequest"
    assert told["request"]["reason"] == "ERROR"
    assert told["request"]["error"]["type"] == "INVALID_RESPONSE"
    assert why in told["request"]["error"]["message"]
    assert told["session"]["sessionId"] == skill.received[0]["session"]["sessionId"]
    assert not echo.in_session


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "not JSON"),
        ("<html>", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"response": {}}', '"version": "1.0"'),
        ('{"version": "1.0"}', "'response' of the response"),
        ('{"version": "1.0", "response": {}, "sessionAttributes": []}', "'sessionAttributes'"),
        (json.dumps({"version": "1.0", "response": {}, "sessionAttributes": {"x": "x" * 123_000}}), "larger than"),
    ],
)
def test_a_body_that_is_no_response_is_refused(echo: Echo, skill: Skill, body: str | bytes, why: str) -> None:
    skill.will_send(body)

    with pytest.raises(InvalidResponse, match=why):
        echo.launch()


@pytest.mark.parametrize(
    ("status", "advice"), [(400, "application id"), (404, "/alexa"), (405, "POST"), (500, "log"), (204, "200 only")]
)
def test_an_http_error_says_what_to_do(skill: Skill, served: str, status: int, advice: str) -> None:
    for device in (Echo(skill.app, application_id=APPLICATION), Echo(served, application_id=APPLICATION)):
        skill.will_send("", status)

        with pytest.raises(SkillFailed, match=f"HTTP {status}.*{advice}"):
            device.launch()


def test_talks_to_a_served_skill(skill: Skill, served: str) -> None:
    skill.will_answer(ssml("Hello."))
    skill.will_answer(ssml("Grüße an Ümit & Co.".replace("&", "&amp;")))
    echo = Echo(served, application_id=APPLICATION)

    echo.launch()
    answer = echo.intent("FindProductIntent", {"product": {"value": "Kaffee für Ümit"}})

    assert answer.speech == "Grüße an Ümit & Co."
    assert skill.received[1]["request"]["intent"]["slots"]["product"]["value"] == "Kaffee für Ümit"


def test_an_address_with_a_path_of_its_own_keeps_it(skill: Skill, served: str) -> None:
    skill.app.add_url_rule("/shops/juniper", view_func=skill._answer, methods=["POST"], endpoint="own")
    skill.will_answer(ssml("Own."))

    assert Echo(f"{served}/shops/juniper", application_id=APPLICATION).launch().speech == "Own."


def test_a_skill_that_is_too_slow_has_timed_out(skill: Skill, served: str) -> None:
    def dawdle() -> Json:
        time.sleep(0.5)
        return {"version": "1.0", "response": {}}

    for device in (
        Echo(skill.app, application_id=APPLICATION, timeout_s=0.2),
        Echo(served, application_id=APPLICATION, timeout_s=0.2),
    ):
        skill.received.clear()
        skill.next.append(dawdle)

        with pytest.raises(SkillTimedOut, match=r"within 0\.2 seconds"):
            device.launch()

        assert skill.received[1]["request"]["error"]["type"] == "ENDPOINT_TIMEOUT"


def test_nobody_there_says_how_to_start_the_skill() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"

        with pytest.raises(SkillUnreachable, match="voice-skill serve"):
            Echo(address, application_id=APPLICATION).launch()


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://127.0.0.1/alexa", "http://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_said(address: str) -> None:
    with pytest.raises(DeviceError, match="is not a web address"):
        Echo(address, application_id=APPLICATION)


def test_a_server_that_speaks_no_http_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            for _ in range(2):
                connection, _address = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"220 mail ready\r\n")

        thread = Thread(target=babble)
        thread.start()
        with pytest.raises(SkillUnreachable):
            Echo(f"http://127.0.0.1:{server.getsockname()[1]}", application_id=APPLICATION).launch()
        thread.join()
