"""Who is let in, what is not taken, and that everything is done once, by the door that a merchant's system uses."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.api.conftest import System, token_of
from tests.conftest import Clock
from voice_skill.api.allowance import MOST_A_MINUTE, Allowance
from voice_skill.api.door import BODY_BYTES
from voice_skill.api.errors import Refused
from voice_skill.store import SCOPES, MerchantStore, Store, StoreUnavailable

SHIPPED = {"kind": "shipped"}
EVENTS = "/orders/104233/events"


def kind_of(answer: TestResponse) -> str:
    """The kind of a problem, which has to be told as RFC 9457 says."""
    assert answer.content_type == "application/problem+json"
    told = json.loads(answer.data)
    assert (told["status"], set(told)) == (answer.status_code, {"type", "title", "status", "detail"})
    return str(told["type"]).rpartition("#")[2]


def expire(store: Store, clock: Clock) -> str:
    secret = token_of(store, "juniper", expires_at=clock.now + timedelta(hours=1))
    clock.advance(hours=1)
    return secret


def revoke(store: Store, clock: Clock) -> str:
    with store.for_merchant("juniper") as shop:
        token, secret = shop.tokens.create("gone", SCOPES)
        shop.tokens.revoke(token.id)
        shop.commit()
    return secret


@pytest.mark.parametrize("make", [expire, revoke, lambda store, clock: "vsk_guess", lambda store, clock: ""])
def test_a_token_that_is_not_good_is_told_the_same_of_what_is_there_and_what_is_not(
    app: Flask, shops: Store, clock: Clock, make: Callable[[Store, Clock], str]
) -> None:
    system = System(app.test_client(), make(shops, clock))

    answers = [
        system.get("/orders/104233"),
        system.get("/orders/999999"),
        system.get("/products/mug"),
        system.post(EVENTS, json=SHIPPED),
        system.post("/orders/999999/events", data=b"{", content_type="text/plain"),
        system.ask("DELETE", "/customers/1"),
    ]

    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"
    assert kind_of(answers[0]) == "unauthorized"


@pytest.mark.parametrize("header", ["", "Basic dXNlcjpwdw==", "Bearer", "Bearer \u00e9", "Bearer a b", "Bearer a\tb"])
def test_what_is_no_bearer_token_is_refused(app: Flask, header: str) -> None:
    answer = app.test_client().get("/api/v1/products", headers={"Authorization": header.encode().decode("latin-1")})

    assert (answer.status_code, kind_of(answer)) == (401, "unauthorized")


def test_a_token_for_something_else_is_told_the_same_of_what_is_there_and_what_is_not(app: Flask, shops: Store) -> None:
    reader = System(app.test_client(), token_of(shops, "juniper", "catalogue:read"))

    there, missing = reader.get("/orders/104233"), reader.get("/orders/999999")
    written = reader.ask("PATCH", "/products/mug", json={"name": "a", "plural": "b"})

    assert there.status_code == missing.status_code == 403
    assert there.data == missing.data
    assert kind_of(written) == "forbidden"
    assert reader.get("/products/mug").status_code == 200


def test_another_shops_things_are_as_if_they_were_not_there(juniper: System) -> None:
    for theirs, missing in [
        ("/orders/204233", "/orders/999999"),
        ("/products/cup", "/products/none"),
        ("/feeds/net", "/feeds/none"),
        ("/customers/3", "/customers/99"),
        ("/customers/3/export", "/customers/99/export"),
        ("/jobs/2", "/jobs/99"),
    ]:
        one, other = juniper.get(theirs), juniper.get(missing)
        assert (one.status_code, one.data) == (404, other.data), theirs
    assert juniper.post("/orders/204233/events", json=SHIPPED).status_code == 404
    assert juniper.ask("DELETE", "/customers/3").status_code == 404


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b'{"kind": "shipped"}', "text/plain", "unsupported-media-type"),
        (b'{"kind": "shipped"}', "application/x-www-form-urlencoded", "unsupported-media-type"),
        (b"", "application/json", "malformed"),
        (b"{", "application/json", "malformed"),
        (b'{"kind": "shipped"', "application/json", "malformed"),
        (b'{"kind": "shipped", "why": "\\ud800"}', "application/json", "malformed"),
        (b'{"kind": "shipped", "why": "\xff"}', "application/json", "malformed"),
        (b"[" * 100_000, "application/json", "invalid"),
        (b'{"kind": ' + b"[" * 100_000, "application/json", "invalid"),
        (b'{"kind": "shipped", "why": "a\\u0000b"}', "application/json", "invalid"),
        (b'{"kind": "shipped", "source_id": "a\\n"}', "application/json", "invalid"),
        (b'{"kind": "shipped", "tracking": "1"}', "application/json", "invalid"),
        (b'{"kind": "flown"}', "application/json", "invalid"),
        (b'{"kind": "shipped", "at": "yesterday"}', "application/json", "invalid"),
        (b'{"kind": "shipped", "at": "2026-11-20T10:00:00"}', "application/json", "invalid"),
        (b'{"kind": "shipped", "at": "0001-01-01T00:00:00+10:00"}', "application/json", "invalid"),
        (b'{"kind": "shipped", "expected_at": "9999-12-31T23:59:59-10:00"}', "application/json", "invalid"),
        (b'{"kind": "shipped", "quantities": {"mug-small": 1e400}}', "application/json", "invalid"),
        (b'{"kind": "shipped", "quantities": {"mug-small": ' + b"9" * 5_000 + b"}}", "application/json", "invalid"),
        (b'{"kind": "shipped", "quantities": {"mug-small": true}}', "application/json", "invalid"),
        (b'{"kind": "shipped", "quantities": {"mug-small": 3}}', "application/json", "invalid"),
        (b'{"kind": "shipped", "quantities": {"tea": 1}}', "application/json", "invalid"),
        (b'{"kind": "ready_for_pickup", "quantities": {"mug-small": 1}}', "application/json", "invalid"),
        (b'{"kind": "shipped", "why": "' + b"x" * BODY_BYTES + b'"}', "application/json", "too-large"),
    ],
)
def test_a_bad_body_is_told_and_changes_nothing(juniper: System, body: bytes, content_type: str, kind: str) -> None:
    answer = juniper.post(EVENTS, data=body, content_type=content_type)

    assert kind_of(answer) == kind
    assert juniper.get("/orders/104233").get_json()["status"] == "processing"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=" + "9" * 5_000,
        "limit=1&limit=2",
        "unknown=1",
        "status=flown",
        "status=null",
        "updated_since=today",
        "updated_since=2026-11-20T10:00:00",
        "updated_since=12",
        "cursor=x",
        "cursor=%00",
        "cursor=WyJ4IiwgMV0=",
        "cursor=MQ==",
    ],
)
def test_a_bad_query_is_told(juniper: System, query: str) -> None:
    assert kind_of(juniper.get(f"/orders?{query}")) == "malformed"


@pytest.mark.parametrize("id_", ["%00", "a%00b", "%FF%FE", "%ED%A0%80", "9" * 400, "..%2f..", "<script>", "é" * 300])
def test_an_id_that_nothing_can_have_is_nowhere(juniper: System, id_: str) -> None:
    for path in ("products", "orders", "customers", "feeds", "jobs"):
        assert kind_of(juniper.get(f"/{path}/{id_}")) == "not-found"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/v2/orders", 404),
        ("GET", "/api//v1/orders", 404),
        ("GET", "/api/v1/orders/", 404),
        ("DELETE", "/api/v1/orders", 405),
        ("OPTIONS", "/api/v1/orders", 405),
        ("TRACE", "/api/v1/orders/104233", 405),
        ("BREW", "/api/v1/products/mug", 405),
        ("POST", "/api/v1/openapi.json", 405),
    ],
)
def test_whatever_is_asked_under_api_a_problem_is_json(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)

    assert answer.status_code == status
    if method != "TRACE":
        kind_of(answer)
    assert (status == 405) is ("Allow" in answer.headers)


def test_a_fault_of_ours_is_told_as_one_and_says_nothing_of_it(
    juniper: System, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(shop: MerchantStore) -> None:
        raise ValueError("secret of the shop")

    monkeypatch.setattr(MerchantStore, "orders", property(fail))

    answer = juniper.get("/orders/104233")

    assert (answer.status_code, kind_of(answer)) == (500, "failed")
    assert b"secret" not in answer.data
    assert "secret" not in caplog.text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_is_away_is_told(juniper: System, request: pytest.FixtureRequest) -> None:
    juniper.get("/orders")
    with request.getfixturevalue("postgresql_server").away():
        answer = juniper.get("/orders")

    assert (answer.status_code, kind_of(answer)) == (503, "unavailable")
    assert "Retry-After" in answer.headers


def test_the_log_holds_no_token_and_no_key(juniper: System, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    juniper.post(EVENTS, json=SHIPPED | {"why": "told in private"}, key="a-key-of-ours")

    assert "addOrderEvent" in caplog.text
    for secret in (juniper.secret, "told in private", "a-key-of-ours"):
        assert secret not in caplog.text


def test_a_post_needs_a_key(juniper: System) -> None:
    assert kind_of(juniper.post(EVENTS, json=SHIPPED, headers={"Idempotency-Key": ""})) == "idempotency-key-missing"
    for key in ("a b", "x" * 256, "\u00e9".encode().decode("latin-1")):
        assert kind_of(juniper.post(EVENTS, json=SHIPPED, key=key)) == "malformed"


def test_the_same_request_again_is_given_the_same_answer_and_does_nothing(juniper: System, clock: Clock) -> None:
    first = juniper.post(EVENTS, json=SHIPPED, key="ship")
    juniper.post(EVENTS, json={"kind": "delivered"})
    clock.advance(hours=23)

    again = juniper.post(EVENTS, data=b'{ "kind" : "shipped" }', content_type="application/json", key="ship")

    assert (again.status_code, again.data, again.headers["ETag"]) == (201, first.data, first.headers["ETag"])
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert juniper.get("/orders/104233").get_json()["status"] == "delivered"


def test_a_key_with_another_request_is_refused(juniper: System) -> None:
    juniper.post(EVENTS, json=SHIPPED, key="ship")

    body = juniper.post(EVENTS, json={"kind": "delivered"}, key="ship")
    path = juniper.post("/orders/1042330/events", json=SHIPPED, key="ship")

    assert (body.status_code, kind_of(body)) == (422, "idempotency-key-reused")
    assert kind_of(path) == "idempotency-key-reused"
    assert juniper.get("/orders/104233").get_json()["status"] == "shipped"


def test_keys_of_two_shops_are_not_the_same(juniper: System, birch: System) -> None:
    juniper.post(EVENTS, json=SHIPPED, key="ship")

    answer = birch.post("/orders/204233/events", json=SHIPPED, key="ship")

    assert (answer.status_code, answer.get_json()["number"]) == (201, "204233")


def test_a_refused_request_may_be_sent_again(juniper: System) -> None:
    assert juniper.post(EVENTS, json={"kind": "out_for_delivery"}, key="out").status_code == 409
    juniper.post(EVENTS, json=SHIPPED)

    assert juniper.post(EVENTS, json={"kind": "out_for_delivery"}, key="out").status_code == 201


def test_a_key_is_forgotten_after_a_day(juniper: System, clock: Clock) -> None:
    juniper.post(EVENTS, json=SHIPPED, key="ship")
    clock.advance(hours=24)

    answer = juniper.post(EVENTS, json={"kind": "delivered"}, key="ship")

    assert answer.status_code == 201


def test_nothing_is_kept_of_what_was_broken_off_before_it_was_committed(
    juniper: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(shop: MerchantStore) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(MerchantStore, "commit", break_off)
        assert juniper.post(EVENTS, json=SHIPPED, key="ship").status_code == 503
    assert juniper.get("/orders/104233").get_json()["status"] == "processing"

    again = juniper.post(EVENTS, json=SHIPPED, key="ship")

    assert (again.status_code, again.headers.get("Idempotent-Replayed")) == (201, None)


def test_at_once_with_one_key_it_is_done_once(app: Flask, shops: Store, juniper: System) -> None:
    systems = [System(app.test_client(), juniper.secret) for _ in range(6)]
    answers: list[TestResponse] = []
    body = {"kind": "shipped", "quantities": {"mug-small": 1}}

    def ship(system: System) -> None:
        answers.append(system.post(EVENTS, json=body, key="ship"))

    threads = [threading.Thread(target=ship, args=[system]) for system in systems]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} <= {201, 409}
    fresh = [one for one in answers if one.status_code == 201 and "Idempotent-Replayed" not in one.headers]
    assert len(fresh) == 1
    assert juniper.get("/orders/104233").get_json()["lines"][0]["shipped"] == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_while_the_first_is_under_way_the_second_is_told(shops: Store, juniper: System) -> None:
    with shops.for_merchant("juniper") as shop:
        shop.responses.find("ship", "asked")

        answer = juniper.post(EVENTS, json=SHIPPED, key="ship")

    assert (answer.status_code, kind_of(answer)) == (409, "idempotency-key-busy")
    assert juniper.post(EVENTS, json=SHIPPED, key="ship").status_code == 201


def test_too_many_requests_are_turned_away_for_a_minute(juniper: System, birch: System, clock: Clock) -> None:
    clock.advance(seconds=15)
    answers = [juniper.get("/jobs/1").status_code for _ in range(MOST_A_MINUTE)]

    late = juniper.get("/jobs/1")

    assert set(answers) == {200}
    assert (late.status_code, kind_of(late), late.headers["Retry-After"]) == (429, "too-many-requests", "45")
    assert birch.get("/jobs/2").status_code == 200
    clock.advance(seconds=45)
    assert juniper.get("/jobs/1").status_code == 200


def is_taken(store: Store, secret: str, server: Allowance) -> bool:
    shop, token = store.of_token(secret)
    with shop:
        try:
            server.take(shop, token)
        except Refused:
            return False
        return True


def test_the_allowance_holds_for_all_servers_together(shops: Store, juniper: System, clock: Clock) -> None:
    servers = [Allowance(), Allowance(), Allowance()]

    taken = [is_taken(shops, juniper.secret, servers[number % 3]) for number in range(MOST_A_MINUTE)]

    assert all(taken)
    assert [is_taken(shops, juniper.secret, server) for server in servers] == [False, False, False]
    clock.advance(minutes=1)
    assert [is_taken(shops, juniper.secret, server) for server in servers] == [True, True, True]


def test_a_server_that_is_used_up_first_leaves_the_rest_to_the_other(shops: Store, juniper: System) -> None:
    first, other = Allowance(most=100), Allowance(most=100)
    assert is_taken(shops, juniper.secret, other)

    assert sum(is_taken(shops, juniper.secret, first) for _ in range(150)) == 99


def test_many_connections_to_two_servers_get_the_whole_allowance_and_no_more(
    shops: Store, database_url: str, clock: Clock, juniper: System
) -> None:
    with closing(Store.open(database_url, clock=clock)) as beside:
        servers = [(shops, Allowance(most=100)), (beside, Allowance(most=100))]

        def take(number: int) -> bool:
            store, server = servers[number % 2]
            return is_taken(store, juniper.secret, server)

        with ThreadPoolExecutor(12) as pool:
            assert sum(pool.map(take, range(150))) == 100


def test_a_server_whose_clock_is_behind_lets_in_no_more(
    shops: Store, database_url: str, clock: Clock, juniper: System
) -> None:
    late, most = Clock(), 10
    late.advance(seconds=-1)
    with closing(Store.open(database_url, clock=late)) as beside:
        servers = [(shops, Allowance(most)), (beside, Allowance(most))]

        taken = [is_taken(store, juniper.secret, server) for store, server in servers * most]

    assert sum(taken) == most


def test_nobody_is_written_for_who_is_refused(shops: Store, juniper: System) -> None:
    server = Allowance(most=1)
    assert is_taken(shops, juniper.secret, server)
    assert not is_taken(shops, juniper.secret, server)

    with shops.for_merchant("birch") as writing:
        writing.begin_write()
        started = time.monotonic()
        assert not is_taken(shops, juniper.secret, server)

    assert time.monotonic() - started < 0.05


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_a_large_feed_is_written_whoever_only_reads_is_not_kept_waiting(shops: Store, juniper: System) -> None:
    with shops.for_merchant("birch") as writing:
        writing.begin_write()

        answer = juniper.get("/orders/104233")

    assert answer.status_code == 200


def test_when_a_token_was_used_last_is_kept(shops: Store, juniper: System, clock: Clock) -> None:
    clock.advance(minutes=5)

    juniper.get("/orders")

    with shops.for_merchant("juniper") as shop:
        assert [token.last_used_at for token in shop.tokens.all()] == [clock.now]
        assert juniper.secret not in json.dumps([_values(token) for token in shop.tokens.all()])


def _values(token: Any) -> dict[str, str]:
    return {name: str(value) for name, value in vars(token).items()}
