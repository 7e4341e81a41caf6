"""One request, one effect: what Alexa delivers again changes nothing more and is answered the same."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.channels.alexa.alexa_requests import event, request
from tests.channels.alexa.delivering import ADD, NO, PLACE, REORDER, YES, Alexa, Said, stands
from tests.conftest import Clock

DELIVERIES = 5


# What is said before, what is delivered again and again, and the cart and the orders that it leads to.
CASES: dict[str, tuple[Sequence[Said], Said, str]] = {
    "adding": ([], ADD, "cart 2 mug; orders 1"),
    "adding more": ([ADD], ADD, "cart 4 mug; orders 1"),
    "adding too many": ([], ("AddToCartIntent", {"quantity": "51", "product": "blue mug"}), "cart; orders 1"),
    "making it another number": ([ADD], ("ChangeCartIntent", {"quantity": "3"}), "cart 3 mug; orders 1"),
    "taking out": ([ADD], ("RemoveFromCartIntent", {"product": "blue mug"}), "cart; orders 1"),
    "emptying": ([ADD, ("EmptyCartIntent", {})], YES, "cart; orders 1"),
    "reading back": ([ADD], PLACE, "cart 2 mug; orders 1"),
    "placing": ([ADD, PLACE], YES, "cart; orders 2"),
    "not placing": ([ADD, PLACE], NO, "cart 2 mug; orders 1"),
    "reordering": ([], REORDER, "cart; orders 1"),
    "placing a reorder": ([REORDER], YES, "cart; orders 2"),
    "cancelling": ([ADD, PLACE, YES, ("CancelOrderIntent", {})], YES, "cart; orders 2, 1 cancelled"),
    "asking for a price": ([], ("ProductPriceIntent", {"product": "blue mug"}), "cart; orders 1"),
    "asking what is in the cart": ([ADD], ("ShowCartIntent", {}), "cart 2 mug; orders 1"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_request_delivered_five_times_has_one_effect_and_one_answer(alexa: Alexa, name: str) -> None:
    before, said, expected = CASES[name]
    alexa.say(*before)
    body = alexa.body(said)

    answers = {alexa.deliver(body, worker % 2) for worker in range(DELIVERIES)}

    assert len(answers) == 1
    assert b"went wrong" not in answers.pop()
    assert stands(alexa.store) == expected


@pytest.mark.parametrize("name", ["adding", "adding more", "emptying", "placing", "placing a reorder", "cancelling"])
def test_five_deliveries_at_once_have_one_effect_and_one_answer(alexa: Alexa, name: str) -> None:
    before, said, expected = CASES[name]
    alexa.say(*before)
    body = alexa.body(said)

    with ThreadPoolExecutor(DELIVERIES) as pool:
        answers = set(pool.map(lambda number: alexa.deliver(body, number % 2), range(DELIVERIES)))

    assert len(answers) == 1
    assert b"went wrong" not in answers.pop()
    assert stands(alexa.store) == expected


def test_a_stranger_is_taken_down_once_by_deliveries_at_once(alexa: Alexa) -> None:
    body = alexa.body(ADD, user="user-new")

    with ThreadPoolExecutor(DELIVERIES) as pool:
        answers = set(pool.map(lambda number: alexa.deliver(body, number % 2), range(DELIVERIES)))

    assert len(answers) == 1
    assert stands(alexa.store, user="user-new") == "cart 2 mug; orders 1"


def test_the_answer_is_given_again_after_later_turns(alexa: Alexa) -> None:
    body = alexa.body(ADD)
    first = alexa.deliver(body)
    alexa.say(PLACE, YES, ADD, ADD)

    assert alexa.deliver(body) == first
    assert stands(alexa.store) == "cart 4 mug; orders 2"


def test_two_requests_that_ask_for_the_same_have_two_effects(alexa: Alexa) -> None:
    alexa.say(ADD, ADD)

    assert stands(alexa.store) == "cart 4 mug; orders 1"


def test_a_request_id_is_the_shops_own(alexa: Alexa) -> None:
    same = json.loads(alexa.body(ADD))
    other = json.loads(alexa.body(ADD, application="amzn1.ask.skill.birch"))
    other["request"]["requestId"] = same["request"]["requestId"]

    for asked in (same, other, same, other):
        alexa.deliver(json.dumps(asked).encode())

    assert stands(alexa.store, "juniper") == "cart 2 mug; orders 1"
    assert stands(alexa.store, "birch") == "cart 2 mug; orders 1"


def changed(body: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    asked = json.loads(body)
    change(asked)
    return json.dumps(asked).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda asked: asked["request"].update(timestamp=asked["request"]["timestamp"].replace(":00:00", ":00:02")),
        lambda asked: asked["context"]["System"].update(apiAccessToken="another token"),
        lambda asked: asked["session"].update(new=True),
    ],
)
def test_what_alexa_makes_anew_with_each_delivery_tells_no_requests_apart(
    alexa: Alexa, change: Callable[[dict[str, Any]], None]
) -> None:
    body = alexa.body(ADD)
    first = alexa.deliver(body)

    assert alexa.deliver(changed(body, change)) == first
    assert stands(alexa.store) == "cart 2 mug; orders 1"


@pytest.mark.parametrize(
    "change",
    [
        lambda asked: asked["request"]["intent"]["slots"]["quantity"].update(value="9"),
        lambda asked: asked["request"]["intent"].update(name="EmptyCartIntent"),
        lambda asked: asked["context"]["System"]["user"].update(userId="user-ben"),
        lambda asked: asked["session"].update(attributes={"product": "coffee"}),
    ],
)
def test_another_request_under_the_same_id_is_refused_and_changes_nothing(
    alexa: Alexa, caplog: pytest.LogCaptureFixture, change: Callable[[dict[str, Any]], None]
) -> None:
    body = alexa.body(ADD)
    alexa.deliver(body)
    other = changed(body, change)

    refused = alexa.post(other, worker=1)

    assert (refused.status_code, refused.data) == (400, b"")
    assert 'outcome="refused" rule="request_reused"' in caplog.text
    assert stands(alexa.store) == "cart 2 mug; orders 1"
    assert stands(alexa.store, user="user-ben") == "cart; orders 1"


def test_a_request_id_of_any_length_is_told_from_others(alexa: Alexa) -> None:
    for request_id in ("r" * 300 + "a", "r" * 300 + "b"):
        asked = json.loads(alexa.body(ADD))
        asked["request"]["requestId"] = request_id
        body = json.dumps(asked).encode()
        assert alexa.deliver(body) == alexa.deliver(body)

    assert stands(alexa.store) == "cart 4 mug; orders 1"


def test_a_turn_that_failed_is_carried_out_when_it_comes_again(alexa: Alexa, database_url: str) -> None:
    body = alexa.body(ADD)
    with lost(database_url, "cart_lines"):
        assert b"went wrong" in alexa.deliver(body)
    assert stands(alexa.store) == "cart; orders 1"

    again = [alexa.deliver(body) for _ in range(2)]

    assert b"2 blue mugs" in again[0]
    assert again[0] == again[1]
    assert stands(alexa.store) == "cart 2 mug; orders 1"


@contextmanager
def lost(database_url: str, table: str) -> Iterator[None]:
    """A table is away meanwhile."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)

    def rename(old: str, new: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    rename(table, "lost")
    try:
        yield
    finally:
        rename("lost", table)


def test_an_answer_that_alexa_would_not_take_leaves_nothing_behind(alexa: Alexa) -> None:
    body = changed(alexa.body(ADD), lambda asked: asked["session"].update(attributes={"kept": "x" * 120_000}))

    assert b"went wrong" in alexa.deliver(body)
    assert stands(alexa.store) == "cart; orders 1"


def test_turns_that_only_read_leave_no_row(alexa: Alexa) -> None:
    alexa.say(("ProductPriceIntent", {"product": "blue mug"}), ("OrderStatusIntent", {}), ("AMAZON.HelpIntent", {}))
    alexa.deliver(json.dumps(request("LaunchRequest", alexa.clock.now, requestId="launch")).encode())

    with alexa.store.for_merchant("juniper") as shop:
        assert shop.session.scalar(text("SELECT count(*) FROM seen_requests")) == 0


def test_an_event_is_carried_out_once_in_an_hour(alexa: Alexa, clock: Clock) -> None:
    asked = event("SkillDisabled", clock.now, body={"userInformationPersistenceStatus": "NOT_PERSISTED"})
    body = json.dumps(asked).encode()
    first = alexa.deliver(body)
    with alexa.store.for_merchant("juniper") as shop:
        shop.customers.add("Ana", user_id="user-ana")
        shop.commit()

    clock.advance(minutes=59)

    assert alexa.deliver(body, worker=1) == first
    with alexa.store.for_merchant("juniper") as shop:
        assert shop.customers.of_user("user-ana") is not None
