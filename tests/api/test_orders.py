"""What a merchant's system reads of orders and tells of them, and what the customer hears next."""

import base64
from datetime import timedelta

import pytest

from tests.api.conftest import System
from tests.api.test_door import kind_of
from tests.conftest import Clock
from voice_skill.store import Store


def numbers(system: System, query: str = "") -> list[str]:
    return [order["number"] for order in system.get(f"/orders{query}").get_json()["items"]]


def test_orders_are_listed_newest_first_a_page_at_a_time(juniper: System) -> None:
    first = juniper.get("/orders?limit=1")
    rest = numbers(juniper, f"?limit=1&cursor={first.get_json()['next']}")

    assert [order["number"] for order in first.get_json()["items"]] == ["104233"]
    assert rest == ["1042330"]
    assert numbers(juniper) == ["104233", "1042330"]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_cursor_at_the_end_of_all_days_is_refused(juniper: System, time: str) -> None:
    cursor = base64.urlsafe_b64encode(f'["{time}", 1]'.encode()).decode()

    assert kind_of(juniper.get(f"/orders?cursor={cursor}")) == "malformed"


def test_orders_are_listed_by_status_and_by_when_something_happened(juniper: System, clock: Clock) -> None:
    clock.advance(hours=1)
    since = clock.now.isoformat().replace("+00:00", "Z")
    juniper.post("/orders/1042330/events", json={"kind": "return_requested"})

    assert numbers(juniper, "?status=processing") == ["104233"]
    assert numbers(juniper, "?status=shipped") == []
    assert numbers(juniper, f"?updated_since={since}") == ["1042330"]


def test_a_shipped_order_is_told_with_when_it_arrives(shops: Store, juniper: System, clock: Clock) -> None:
    body = {"kind": "shipped", "expected_at": "2026-11-24T18:00:00Z", "source_id": "dhl-1", "why": "by DHL"}

    answer = juniper.post("/orders/104233/events", json=body)

    order = answer.get_json()
    assert (answer.status_code, answer.headers["Location"]) == (201, "/api/v1/orders/104233")
    assert (order["status"], order["expected_at"]) == ("shipped", "2026-11-24T18:00:00Z")
    assert order["lines"][0] | {"options": 0} == {
        "sku": "mug-small",
        "title": "Juniper Mug",
        "options": 0,
        "unit_price": {"amount_minor": 1250, "currency": "USD"},
        "ordered": 2,
        "cancelled": 0,
        "shipped": 2,
        "delivered": 0,
        "returned": 0,
    }
    event = order["events"][-1]
    assert (event["kind"], event["by"], event["why"], event["source_id"]) == ("shipped", "merchant", "by DHL", "dhl-1")
    assert answer.headers["ETag"] == juniper.get("/orders/104233").headers["ETag"]
    with shops.for_merchant("juniper") as shop:
        latest = shop.orders.latest(shop.customers.recognise("user-ana"))
        assert latest is not None
        assert latest.expected_at == clock.now.replace(day=24, hour=18)


def test_the_way_to_the_door_is_told_step_by_step(juniper: System) -> None:
    for kind in ("shipped", "out_for_delivery", "delivered", "return_requested", "returned"):
        answer = juniper.post("/orders/104233/events", json={"kind": kind})
        assert (answer.status_code, answer.get_json()["status"]) == (201, kind)

    refused = juniper.post("/orders/104233/events", json={"kind": "shipped"})

    assert (refused.status_code, kind_of(refused)) == (409, "illegal-transition")
    assert b"returned cannot become shipped" in refused.data


def test_a_part_is_shipped_by_sku(juniper: System) -> None:
    body = {"kind": "shipped", "quantities": {"mug-small": 1}}

    part = juniper.post("/orders/104233/events", json=body).get_json()
    whole = juniper.post("/orders/104233/events", json=body).get_json()

    assert (part["status"], part["lines"][0]["shipped"]) == ("processing", 1)
    assert (whole["status"], whole["lines"][0]["shipped"]) == ("shipped", 2)


def test_a_carriers_late_report_is_kept_and_leads_nowhere(juniper: System, clock: Clock) -> None:
    juniper.post("/orders/104233/events", json={"kind": "delivered", "by": "carrier"})
    late = (clock.now - timedelta(hours=5)).isoformat()

    answer = juniper.post("/orders/104233/events", json={"kind": "shipped", "by": "carrier", "at": late})

    assert (answer.status_code, answer.get_json()["status"]) == (201, "delivered")
    assert [event["kind"] for event in answer.get_json()["events"]][-2:] == ["delivered", "shipped"]


@pytest.mark.parametrize("etag", ['"another"', "W/x", ""])
def test_an_order_that_is_no_longer_what_was_seen_is_left(juniper: System, etag: str) -> None:
    answer = juniper.post("/orders/104233/events", json={"kind": "shipped"}, headers={"If-Match": etag})

    assert (answer.status_code, kind_of(answer)) == (412, "stale")
    assert juniper.get("/orders/104233").get_json()["status"] == "processing"


def test_an_order_that_is_what_was_seen_is_changed(juniper: System) -> None:
    etag = juniper.get("/orders/104233").headers["ETag"]

    answer = juniper.post("/orders/104233/events", json={"kind": "cancelled"}, headers={"If-Match": etag})

    assert answer.get_json()["status"] == "cancelled"
