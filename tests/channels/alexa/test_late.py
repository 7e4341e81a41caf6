"""What Alexa has given up waiting for changes nothing, wherever the time went; a clock that is off refuses nobody."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest

from tests.channels.alexa.alexa_requests import event, request
from tests.channels.alexa.delivering import ADD, NO, PLACE, REORDER, YES, Alexa, Said, stands
from tests.conftest import Clock
from voice_skill.channels.alexa.arrival import RECEIVED_AT
from voice_skill.health import FRESH_S

# What is said in time, what comes too late, and how the shop stands before and after.
CASES: dict[str, tuple[Sequence[Said], Said, str]] = {
    "adding": ([], ADD, "cart; orders 1"),
    "making it another number": ([ADD], ("ChangeCartIntent", {"quantity": "3"}), "cart 2 mug; orders 1"),
    "taking out": ([ADD], ("RemoveFromCartIntent", {"product": "blue mug"}), "cart 2 mug; orders 1"),
    "emptying": ([ADD, ("EmptyCartIntent", {})], YES, "cart 2 mug; orders 1"),
    "placing": ([ADD, PLACE], YES, "cart 2 mug; orders 1"),
    "not placing": ([ADD, PLACE], NO, "cart 2 mug; orders 1"),
    "placing a reorder": ([REORDER], YES, "cart; orders 1"),
    "cancelling": ([ADD, PLACE, YES, ("CancelOrderIntent", {})], YES, "cart; orders 2"),
    "asking for a price": ([], ("ProductPriceIntent", {"product": "blue mug"}), "cart; orders 1"),
}


def received_ago(seconds: float) -> dict[str, Any]:
    """What a server tells of a request that it received so long ago."""
    return {RECEIVED_AT: time.monotonic() - seconds}


@pytest.mark.parametrize("name", CASES)
def test_what_waited_longer_than_alexa_changes_nothing_and_is_logged(
    alexa: Alexa, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    before, said, expected = CASES[name]
    alexa.say(*before)
    caplog.clear()

    late = alexa.post(alexa.body(said), **received_ago(8.5))

    assert late.status_code == 200
    assert "went wrong" in late.text
    assert stands(alexa.store) == expected
    (line,) = [record for record in caplog.records if record.name == "voice_skill.channels.alexa"]
    assert line.levelname == "WARNING"
    assert 'outcome="late" waited_s=8.' in line.getMessage()


@pytest.mark.parametrize("environ", [dict, lambda: received_ago(1), lambda: {RECEIVED_AT: "yesterday"}])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_in_time_is_carried_out(alexa: Alexa, environ: Callable[[], dict[str, Any]]) -> None:
    assert "2 blue mugs" in alexa.post(alexa.body(ADD), **environ()).text
    assert stands(alexa.store) == "cart 2 mug; orders 1"


def test_what_came_too_late_is_carried_out_once_when_it_is_delivered_again(alexa: Alexa) -> None:
    body = alexa.body(ADD)
    alexa.post(body, **received_ago(9))

    again = {alexa.deliver(body) for _ in range(2)}

    assert b"2 blue mugs" in again.pop()
    assert not again
    assert stands(alexa.store) == "cart 2 mug; orders 1"


def test_an_event_is_carried_out_however_late_it_is(alexa: Alexa, clock: Clock) -> None:
    asked = event("SkillDisabled", clock.now, body={"userInformationPersistenceStatus": "NOT_PERSISTED"})

    assert alexa.post(json.dumps(asked).encode(), **received_ago(60)).status_code == 200

    with alexa.store.for_merchant("juniper") as shop:
        assert shop.customers.of_user("user-ana") is None


@contextmanager
def writing(database_url: str) -> Iterator[None]:
    """Somebody else is at the customers all the while."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(database_url) as other:
            other.execute("SELECT id FROM customers FOR UPDATE")
            yield
            other.rollback()


def test_what_waited_for_the_database_longer_than_alexa_does_changes_nothing(
    alexa: Alexa, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    environ, answers = received_ago(6.5), list[str]()
    turn = threading.Thread(target=lambda: answers.append(alexa.post(alexa.body(ADD), **environ).text))

    with writing(database_url):
        turn.start()
        time.sleep(2)
    turn.join()

    assert "went wrong" in answers[0]
    assert stands(alexa.store) == "cart; orders 1"
    assert 'outcome="late"' in caplog.text or "StoreUnavailable" in caplog.text


def test_a_turn_does_not_wait_for_ever_for_somebody_who_keeps_the_customers(alexa: Alexa, database_url: str) -> None:
    with writing(database_url):
        answer = alexa.post(alexa.body(ADD)).text

    assert "went wrong" in answer
    assert stands(alexa.store) == "cart; orders 1"


@pytest.mark.parametrize("off_s", [-140, -30, 30, 140])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_that_is_off_refuses_nothing_and_shows_in_health(alexa: Alexa, clock: Clock, off_s: int) -> None:
    asked = [alexa.body(ADD) for _ in range(4)]
    clock.advance(seconds=off_s)

    for body in asked:
        assert b"blue mugs" in alexa.deliver(body)

    assert stands(alexa.store) == "cart 8 mug; orders 1"
    health = alexa.workers[0].test_client().get("/health")
    assert health.status_code == 200
    assert health.json["warning"] == ["clock"]
    assert health.json["checks"]["clock"] == {"status": "warning", "why": "clock_off", "ahead_s": float(off_s)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_so_far_off_that_all_is_refused_shows_too_until_it_is_right(alexa: Alexa, clock: Clock) -> None:
    def ask(times: int) -> set[int]:
        return {alexa.post(body).status_code for body in [alexa.body(PLACE) for _ in range(times)]}

    def clock_check() -> dict[str, Any]:
        time.sleep(FRESH_S + 0.1)
        return dict(alexa.workers[0].test_client().get("/health").json["checks"]["clock"])

    bodies = [alexa.body(ADD) for _ in range(4)]
    clock.advance(hours=1)
    assert {alexa.post(body).status_code for body in bodies} == {400}
    assert clock_check() == {"status": "warning", "why": "clock_off", "ahead_s": 3600.0}

    assert ask(5) == {200}

    assert clock_check() == {"status": "ok", "ahead_s": 0.0}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_few_old_requests_among_many_say_nothing_of_the_clock(alexa: Alexa, clock: Clock) -> None:
    kept = [alexa.body(PLACE) for _ in range(3)]
    events = [json.dumps(event("SkillEnabled", clock.now)).encode() for _ in range(9)]
    clock.advance(minutes=2)

    for body in (*kept, *events, *(alexa.body(PLACE) for _ in range(4))):
        assert alexa.post(body).status_code == 200

    clock_check = alexa.workers[0].test_client().get("/health").json["checks"]["clock"]
    assert clock_check == {"status": "ok", "ahead_s": 0.0}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_waited_in_line_does_not_make_the_clock_look_off(alexa: Alexa, clock: Clock) -> None:
    asked = [json.dumps(request("LaunchRequest", clock.now, requestId=f"r{number}")).encode() for number in range(4)]
    clock.advance(seconds=20)

    for body in asked:
        alexa.post(body, **received_ago(20))

    ahead_s = alexa.workers[0].test_client().get("/health").json["checks"]["clock"]["ahead_s"]
    assert abs(ahead_s) < 5
