"""Requests delivered again to `voice-skill serve`: to either worker, at once, and after workers were killed."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from tests.benchmarks.servers import free_port
from tests.channels.alexa.alexa_requests import intent
from tests.cli.conftest import Shell
from tests.cli.test_serve import PATIENCE_S, Served, serving, wait_until
from voice_skill.cli.options import LAPTOP_USER
from voice_skill.sample_shop import create_sample_shop
from voice_skill.sample_shop.juniper_lane import APPLICATION_ID
from voice_skill.store import Store

WORKERS, DELIVERIES = 2, 5
ALEXA_WAITS_S = 8.0
ADD = {"quantity": "2", "product": "blue mug"}


@pytest.fixture
def shop(database_url: str) -> Iterator[Store]:
    with closing(Store.open(database_url)) as store:
        create_sample_shop(store, user_id=LAPTOP_USER)
        yield store


@pytest.fixture
def served(shop: Store, database_url: str, tmp_path: Path) -> Iterator[Served]:
    shell = Shell(tmp_path / "home")
    shell.environ["DATABASE_URL"] = database_url
    with serving(shell, free_port(), "--workers", str(WORKERS), "--no-sync") as served:
        yield served


def body_of(name: str, slots: dict[str, str], attributes: dict[str, Any] | None = None) -> bytes:
    asked = intent(name, datetime.now(UTC), slots, application=APPLICATION_ID, user=LAPTOP_USER)
    asked["request"]["requestId"] = f"amzn1.echo-api.request.{uuid4()}"
    asked["session"] |= {"new": False, "attributes": attributes or {}}
    return json.dumps(asked).encode()


def deliver(served: Served, body: bytes, timeout_s: float = PATIENCE_S) -> bytes:
    """One connection for each delivery, so that any worker may get it."""
    with urlopen(Request(f"{served.url}/alexa", body, method="POST"), timeout=timeout_s) as answer:
        return bytes(answer.read())


def deliver_at_once(served: Served, body: bytes) -> set[bytes]:
    with ThreadPoolExecutor(DELIVERIES) as pool:
        return set(pool.map(lambda _: deliver(served, body), range(DELIVERIES)))


def deliver_while_a_worker_dies(served: Served, body: bytes) -> set[bytes]:
    """Several deliveries at once, each again until it is answered, as Alexa would."""

    def deliver_until_answered(_: int) -> bytes:
        until = time.monotonic() + PATIENCE_S
        while True:
            with suppress(OSError, HTTPException):
                return deliver(served, body, ALEXA_WAITS_S)
            assert time.monotonic() < until, "never answered"
            time.sleep(0.05)

    with ThreadPoolExecutor(DELIVERIES) as pool:
        answers = [pool.submit(deliver_until_answered, number) for number in range(DELIVERIES)]
        served.workers()[0].kill()
        return {answer.result() for answer in answers}


def kill_workers(served: Served) -> None:
    killed = served.workers()
    for worker in killed:
        worker.kill()
    wait_until(lambda: not set(killed) & set(served.workers()) and served.is_well())


def test_deliveries_to_two_workers_and_after_both_were_killed_have_one_effect(served: Served, shop: Store) -> None:
    add = body_of("AddToCartIntent", ADD)
    added = deliver_at_once(served, add)
    kill_workers(served)
    added |= {deliver(served, add)}
    read_back = json.loads(deliver(served, body_of("PlaceOrderIntent", {})))
    yes = body_of("AMAZON.YesIntent", {}, read_back["sessionAttributes"])

    placed = deliver_at_once(served, yes)
    kill_workers(served)
    placed |= {deliver(served, yes)}

    assert (len(added), len(placed)) == (1, 1)
    with shop.for_merchant("juniper") as juniper:
        ada = juniper.customers.of_user(LAPTOP_USER)
        assert ada is not None
        latest = juniper.orders.latest(ada)
        assert juniper.carts.of(ada).lines == []
        assert latest is not None
        assert [(line.sku, line.ordered) for line in latest.lines] == [("MUG-BLUE", 2)]
        assert len(juniper.orders.list()) == 4


def test_a_worker_killed_in_the_middle_of_deliveries_leaves_one_effect(served: Served, shop: Store) -> None:
    bodies = [body_of("AddToCartIntent", ADD) for _ in range(3)]

    answers = []
    for body in bodies:
        wait_until(lambda: len(served.workers()) == WORKERS)
        answers.append(deliver_while_a_worker_dies(served, body))

    assert [len(each) for each in answers] == [1] * len(bodies)
    with shop.for_merchant("juniper") as juniper:
        ada = juniper.customers.of_user(LAPTOP_USER)
        assert ada is not None
        assert [line.quantity for line in juniper.carts.of(ada).lines] == [2 * len(bodies)]
