"""Whatever names a shop has and whatever is said, an answer is well-formed XML within Alexa's limits."""

import itertools
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from intents.dialogue.phrases import intent_files
from tests.channels.alexa.alexa_requests import intent, request
from tests.conftest import Clock
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.language.characters import sayable, shortened
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, PastLine, Store, record_past_order

# XML 1.0, https://www.w3.org/TR/xml/#charsets
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BAD = "\x00\x01\x08\x0b\x0c\x0e\x1b\x1f\x7f\x80\x9f\ufdd0\ufffe\uffff\U0001fffe\U0010ffff"
LONE = "\ud800\udfff"
MARKUP = "</speak><audio src='x'/>&\"'<![CDATA[ ]]>&#0;&bogus;"
WORD = "mug"
LONG = 5_000
NAMES = [
    f"blue {WORD} {BAD}",
    f"red {WORD} {MARKUP}",
    f"green {WORD} " + "very " * 1_000,
    f"white {WORD} " + "&" * LONG,
    f"black {WORD} " + "\U0001f3fa" * LONG,
    f"{WORD}" + "x" * LONG,
]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check(answer: bytes) -> dict[str, Any]:
    """What Alexa would refuse is not in it."""
    assert len(answer) <= 120_000
    told: dict[str, Any] = json.loads(answer)
    response = told["response"]
    for spoken in (response.get("outputSpeech"), response.get("reprompt", {}).get("outputSpeech")):
        if spoken:
            assert utf16(spoken["ssml"]) < 8_000
            assert not FORBIDDEN.search(spoken["ssml"])
            assert ElementTree.fromstring(spoken["ssml"]).tag == "speak"
    card = response.get("card")
    if card:
        urls = card.get("image") or {}
        texts = [card["title"], card.get("content") or card.get("text") or "", *filter(None, urls.values())]
        assert sum(map(utf16, texts)) <= 8_000
        assert not FORBIDDEN.search("".join(texts))
        assert all(len(url) <= 2_000 for url in urls.values() if url)
    return told


def catalogue() -> list[CatalogueItem]:
    return [
        CatalogueItem(
            f"p{number}",
            name,
            name,
            f"{name} {WORD}s",
            [
                CatalogueVariant(f"v{number}{size}", Money(900, "USD"), {"size": f"{size} {name}"}, stock=900)
                for size in ("small", "large")
            ],
            brand=name,
            description=f"{name}. {name}.",
            attributes={"material": name, f"care {name[:40]}": name},
            image_url=f"https://shop.example/{'i' * (1_900 + 60 * number)}.png",
        )
        for number, name in enumerate(NAMES)
    ]


def soil(path: Path) -> None:
    """Puts the characters back that the store took out, as rows of an older version still have them."""
    dirty = f"{BAD}{MARKUP}{'&' * 300}"
    with closing(sqlite3.connect(path)) as database:
        for column in ("spoken_name", "spoken_plural", "title", "description", "brand"):
            database.execute(f"UPDATE products SET {column} = {column} || ?", [dirty])
        database.execute("UPDATE order_lines SET spoken_name = spoken_name || ?", [dirty])
        database.execute("UPDATE merchants SET title = title || ?", [dirty * 20])
        database.execute("UPDATE customers SET given_name = ?", [f"Ana {dirty * 20}"])
        database.commit()


@pytest.fixture(scope="module")
def client(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    path = tmp_path_factory.mktemp("limits") / "shop.db"
    path.write_bytes(sqlite_template.read_bytes())
    clock = Clock()
    with closing(Store.open(f"sqlite:///{path}", clock=clock)) as store:
        store.add_merchant("juniper", title=f"Juniper {LONE}{BAD}", application_id="amzn1.ask.skill.juniper")
        with store.for_merchant("juniper") as shop:
            ana = shop.customers.add(f"Ana {LONE}{BAD}", user_id="user-ana")
            shop.catalogue.put(catalogue())
            lines = [PastLine(shop.catalogue.product(f"p{number}").variants[0], 2) for number in range(len(NAMES))]
            record_past_order(shop, ana, number="104233", placed_at=clock.now, lines=lines, status="shipped")
            shop.commit()
        soil(path)
        config = Config.from_env({"VOICE_SKILL_VERIFY_REQUESTS": "off", "VOICE_SKILL_HOME": str(path.parent)})
        yield create_app(config, store=store).test_client()


Send = Callable[..., dict[str, Any]]
_numbers = itertools.count()


@pytest.fixture
def send(client: Client) -> Send:
    """Sends a request of its own and gives the answer, which Alexa would take."""

    def send(asked: dict[str, Any], *, screen: bool = True, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
        asked["request"]["requestId"] = f"amzn1.echo-api.request.{next(_numbers)}"
        asked["session"] |= {"new": attributes is None, "attributes": attributes or {}}
        interfaces = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.1"}}} if screen else {}
        asked["context"]["System"]["device"]["supportedInterfaces"] = interfaces
        answer = client.post("/alexa", data=json.dumps(asked, ensure_ascii=False).encode())
        assert answer.status_code == 200
        return check(answer.data)

    return send


def speech(told: dict[str, Any]) -> str:
    return "".join(ElementTree.fromstring(told["response"]["outputSpeech"]["ssml"]).itertext())


@pytest.mark.parametrize("user", ["user-ana", "a stranger"])
def test_the_greeting_of_a_shop_with_impossible_names(send: Send, user: str) -> None:
    told = send(request("LaunchRequest", Clock().now, user=user))

    assert "Juniper" in speech(told)


@pytest.mark.parametrize("number", range(len(NAMES)))
@pytest.mark.parametrize("name", ["ProductPrice", "ProductDetails", "ProductOptions", "AddToCart", "FindProduct"])
def test_each_product_is_spoken_of_whatever_it_is_called(send: Send, number: int, name: str) -> None:
    asked = intent(f"{name}Intent", Clock().now, {"product": f"{WORD} {number}"})
    value = {"value": {"name": WORD, "id": f"p{number}"}}
    authority = {"authority": "amzn1.er-authority.echo-sdk.x.PRODUCT", "status": {"code": "ER_SUCCESS_MATCH"}}
    asked["request"]["intent"]["slots"]["product"]["resolutions"] = {
        "resolutionsPerAuthority": [authority | {"values": [value]}]
    }

    told = send(asked)

    assert "sorry" not in speech(told).lower()
    assert WORD in speech(told)


@pytest.mark.parametrize("said", ["a" * 10_000, "mug " * 2_500, "&" * 10_000, f"mug{BAD[1:]}", "\U0001f3fa" * 10_000])
@pytest.mark.parametrize("name", ["FindProduct", "ProductPrice", "OrderStatus", "CompareProducts"])
def test_what_was_said_is_said_back_within_the_limits(send: Send, name: str, said: str) -> None:
    slots = {"product": said, "other_product": said, "order_number": said, "option": said}

    told = send(intent(f"{name}Intent", Clock().now, slots))

    assert len(json.dumps(told["sessionAttributes"])) < 24_000


def test_a_question_is_heard_at_the_end_of_what_had_to_be_cut(send: Send) -> None:
    attributes = {"said": "very long " * 2_000 + "Which one?", "asked": "Which one?"}

    told = send(intent("AMAZON.RepeatIntent", Clock().now), attributes=attributes)

    assert speech(told).startswith("very long very long")
    assert speech(told).endswith("… Which one?")


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
again = st.sampled_from(["mug ", "&", "<b>", "\U0001f3fa", "ä", "x"])
hostile = st.one_of(
    text,
    st.builds(lambda part, times: part * times, again, st.integers(1, 3_000)),
    st.sampled_from([BAD[1:], MARKUP, WORD, "?", "2", "104233", "999999999999", "the cheapest", "small"]),
)
folders = [file for file in intent_files("en-US").values() if file.name]
kept = st.one_of(st.none(), hostile, st.integers(-9, 9), st.lists(hostile, max_size=3))
of_a_question = {
    "intent": st.sampled_from([file.name.removesuffix("Intent") for file in folders if file.name]),
    "about": st.sampled_from(["confirm", "product", "option", "order_number"]),
    "among": st.lists(hostile, max_size=3),
    "slot": st.sampled_from(["product", "other_product"]),
    "slots": st.dictionaries(
        st.sampled_from(["product", "quantity"]), st.tuples(hostile, st.lists(hostile)), max_size=2
    ),
    "options": st.lists(hostile, max_size=2),
    "data": st.dictionaries(st.sampled_from(["token", "number", "placed"]), hostile, max_size=2),
}
questions = st.fixed_dictionaries({}, optional=of_a_question)
of_a_session = {"said": kept, "asked": kept, "product": kept, "missed": kept, "question": questions}
sessions = st.fixed_dictionaries({}, optional=of_a_session)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_request_is_answered_with_what_alexa_would_refuse(send: Send, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(folders))
    slots = {slot: data.draw(hostile) for slot in file.slots}

    send(
        intent(file.name or "", Clock().now, slots, user=data.draw(st.sampled_from(["user-ana", "somebody"]))),
        screen=data.draw(st.booleans()),
        attributes=data.draw(sessions),
    )


@given(st.text(st.characters(), max_size=50))
def test_what_can_be_said_stays_as_it_is(written: str) -> None:
    said = sayable(written)

    assert len(said) == len(written)
    assert not FORBIDDEN.search(said)
    assert all(after in (before, " ") for before, after in zip(written, said, strict=True))
    if written.isprintable():
        assert said == written


@given(st.text(max_size=80), st.integers(10, 60))
def test_what_is_shortened_is_short(written: str, most: int) -> None:
    short = shortened(written, most)

    assert len(short) <= most
    assert short == written or short.endswith(" …")
