"""What is not a conversation: can-fulfil questions, skill events, reports; and intents with odd values."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.channels.alexa.alexa_requests import event, intent, request
from tests.conftest import Clock
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store

Post = Callable[[dict[str, Any]], Any]


@pytest.fixture
def app(store: Store) -> Flask:
    with store.for_merchant("juniper") as shop:
        variants = [CatalogueVariant("mug", Money(1400, "USD"), stock=3)]
        shop.catalogue.put([CatalogueItem("mug", "Blue Mug", "blue mug", "blue mugs", variants)])
        shop.commit()
    return create_app(Config.from_env({"VOICE_SKILL_VERIFY_REQUESTS": "off"}), store=store)


@pytest.fixture
def post(app: Flask) -> Post:
    return lambda asked: app.test_client().post("/alexa", data=json.dumps(asked).encode())


def can_fulfill(name: str, slots: Any, clock: Clock) -> dict[str, Any]:
    asked = {"name": name, "confirmationStatus": "NONE", "slots": slots}
    return request("CanFulfillIntentRequest", clock.now, in_session=False, intent=asked)


@pytest.mark.parametrize(
    ("name", "slots", "verdict"),
    [
        ("FindProductIntent", {"product": {"name": "product", "value": "blue mug"}}, "YES"),
        ("FindProductIntent", {"product": {"name": "product", "value": "submarine"}}, "NO"),
        ("FindProductIntent", {"weird": {"name": "weird", "value": "x"}}, "NO"),
        ("FindProductIntent", ["product"], "NO"),
        ("OrderStatusIntent", {}, "YES"),
        ("BookFlightIntent", {}, "NO"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_says_whether_it_could_help(post: Post, clock: Clock, name: str, slots: Any, verdict: str) -> None:
    reply = post(can_fulfill(name, slots, clock)).json

    assert reply["response"]["canFulfillIntent"]["canFulfill"] == verdict
    assert reply.keys() == {"version", "response"}
    assert reply["response"].keys() == {"canFulfillIntent"}


def test_a_question_whether_it_could_help_leaves_no_trace(post: Post, clock: Clock, store: Store) -> None:
    asked = can_fulfill("AddToCartIntent", {"product": {"name": "product", "value": "blue mug"}}, clock)
    asked["context"]["System"]["user"]["userId"] = "user-new"

    post(asked)

    with store.for_merchant("juniper") as shop:
        assert shop.customers.of_user("user-new") is None


def test_a_customer_who_leaves_for_good_is_forgotten_once(post: Post, clock: Clock, store: Store) -> None:
    left = event("SkillDisabled", clock.now, body={"userInformationPersistenceStatus": "NOT_PERSISTED"})

    first = post(left)
    with store.for_merchant("juniper") as shop:
        assert shop.customers.of_user("user-ana") is None
        shop.customers.add("Ana", user_id="user-ana")
        shop.commit()
    second = post(left)

    with store.for_merchant("juniper") as shop:
        assert shop.customers.of_user("user-ana") is not None
    with store.for_merchant("birch") as shop:
        assert shop.customers.of_user("user-ana") is not None
    assert (first.status_code, second.status_code) == (200, 200)


@pytest.mark.parametrize("body", [{"userInformationPersistenceStatus": "PERSISTED"}, {}, "x", ["x"], None])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_other_event_is_taken_and_forgets_nobody(post: Post, clock: Clock, store: Store, body: Any) -> None:
    assert post(event("SkillDisabled", clock.now, body=body)).status_code == 200
    with store.for_merchant("juniper") as shop:
        assert shop.customers.of_user("user-ana") is not None


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("SessionEndedRequest", {"reason": "A_NEW_REASON"}),
        ("SessionEndedRequest", {"reason": "ERROR", "error": "x"}),
        ("System.ExceptionEncountered", {"error": {"type": "INVALID_RESPONSE", "message": "secret words"}}),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reports_are_noted_without_their_words(
    post: Post, clock: Clock, caplog: pytest.LogCaptureFixture, kind: str, fields: dict[str, Any]
) -> None:
    response = post(request(kind, clock.now, **fields))

    assert (response.status_code, response.json) == (200, {"version": "1.0", "response": {}})
    assert "secret words" not in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        {"slots": {"product": None}},
        {"slots": {"product": {"name": "product", "value": ["x"]}}},
        {"slots": {"product": {"name": "product", "value": "mug", "confirmationStatus": "PERHAPS"}}},
        {"slots": {"product": {"name": "product", "value": "mug", "resolutions": {"resolutionsPerAuthority": []}}}},
        {"confirmationStatus": "PERHAPS"},
        {"slots": None},
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_intent_with_odd_values_is_answered_aloud(post: Post, clock: Clock, change: dict[str, Any]) -> None:
    asked = intent("FindProductIntent", clock.now)
    asked["request"]["dialogState"] = "A_NEW_STATE"
    asked["request"]["intent"] |= change

    reply = post(asked).json

    assert reply["response"]["outputSpeech"]["ssml"].startswith("<speak>")
    assert "went wrong" not in reply["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize("locale", ["ar-SA", "de-DE", "A_NEW_LOCALE"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_language_without_texts_is_told_so_and_not_answered_in_english(
    post: Post, clock: Clock, store: Store, locale: str
) -> None:
    asked = intent("AddToCartIntent", clock.now, {"product": "blue mug"})
    asked["request"]["locale"] = locale
    could = can_fulfill("FindProductIntent", {"product": {"name": "product", "value": "blue mug"}}, clock)
    could["request"] |= {"locale": locale, "requestId": "amzn1.echo-api.request.2"}

    said = post(asked).json["response"]

    assert said["outputSpeech"]["ssml"].endswith("Juniper Lane only speaks English so far. Goodbye.</speak>")
    assert said["shouldEndSession"]
    assert post(could).json["response"]["canFulfillIntent"]["canFulfill"] == "NO"
    with store.for_merchant("juniper") as shop:
        assert not shop.carts.of(shop.customers.recognise("user-ana")).lines


NEEDED = [
    "request",
    "request.type",
    "request.requestId",
    "request.locale",
    "request.intent",
    "request.intent.name",
    "request.intent.slots.product.value",  # an id that was resolved counts only as far as its name has these words
    "session",
    "session.sessionId",
    "session.application",
    "session.application.applicationId",
    "context",
    "context.System",
    "context.System.application",
    "context.System.application.applicationId",
    "context.System.user",
    "context.System.user.userId",
]


def whole(clock: Clock) -> dict[str, Any]:
    """A request with all that Alexa may send in one."""
    found = [{"value": {"name": "blue mug", "id": "mug"}}]
    by_authority = [{"authority": "a", "status": {"code": "ER_SUCCESS_MATCH"}, "values": found}]
    resolutions = {"resolutionsPerAuthority": by_authority}
    slot = {
        "name": "product",
        "value": "mug",
        "confirmationStatus": "NONE",
        "source": "USER",
        "resolutions": resolutions,
    }
    simple = {"type": "Simple", "value": "mug", "resolutions": resolutions}
    asked = intent("FindProductIntent", clock.now)
    asked["request"] |= {"dialogState": "STARTED", "task": {"name": "a.Task", "version": "1", "input": {}}}
    asked["request"]["intent"]["slots"] = {"product": slot | {"slotValue": simple}}
    asked["session"]["attributes"] = {"product": "mug", "said": "x", "asked": "y", "missed": ["fallback.what_i_do", 1]}
    asked["session"]["user"] |= {"accessToken": "t", "permissions": {"scopes": {"a": {"status": "GRANTED"}}}}
    system = asked["context"]["System"]
    system |= {"unit": {"unitId": "u"}, "person": {"personId": "p", "authenticationConfidenceLevel": {"level": 300}}}
    apl, display = {"runtime": {"maxVersion": "2024.3"}}, {"templateVersion": "1.0", "markupVersion": "1.0"}
    system["device"]["supportedInterfaces"] = {"Alexa.Presentation.APL": apl, "Display": display, "AudioPlayer": {}}
    asked["context"] |= {
        "AudioPlayer": {"playerActivity": "IDLE"},
        "Viewport": {"shape": "RECTANGLE", "mode": "HUB", "touch": ["SINGLE"], "keyboard": ["DIRECTION"]},
        "Viewports": [{"type": "APL", "id": "main", "shape": "ROUND", "presentationType": "STANDARD"}],
        "Geolocation": {"locationServices": {"status": "RUNNING", "access": "ENABLED"}},
    }
    return asked


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything in a request."""
    for name, part in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, name)
        yield from places(part, (*path, name))


@pytest.mark.parametrize("odd", ["A_NEW_VALUE", 7, None, [], ["x"], {}, {"new": {"newer": 1}}], ids=repr)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_value_that_alexa_adds_anywhere_spoils_no_turn(post: Post, clock: Clock, odd: Any) -> None:
    """Every value of a request is replaced in turn; what no turn can do without is refused or answered otherwise."""
    spoiled = []

    for number, path in enumerate(places(whole(clock))):
        asked = whole(clock)
        asked["request"]["requestId"] = f"amzn1.echo-api.request.{number}"
        replace(asked, path, odd)
        reply = post(asked)
        is_needed = ".".join(map(str, path)) in NEEDED
        is_told = "blue mug" in reply.text and "went wrong" not in reply.text
        if not is_told and not (is_needed and reply.status_code in (200, 400) and "went wrong" not in reply.text):
            spoiled.append(path)

    assert spoiled == []


def replace(node: Any, path: tuple[str | int, ...], odd: Any) -> None:
    *above, last = path
    for name in above:
        node = node[name]
    node[last] = odd
