"""Orders on the pages: seen, moved on, and what customers hear afterwards."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.conftest import Clock
from tests.web.conftest import Browser, words
from tests.web.test_catalogue import item, sell
from voice_skill.store import CatalogueVariant, Money, Store


def ordered(store: Store, merchant: str = "juniper", quantity: int = 1) -> str:
    """The number of an order that Ana placed."""
    with store.for_merchant(merchant) as shop:
        ana = shop.customers.recognise("user-ana")
        shop.carts.add(ana, shop.catalogue.variant("mug"), quantity)
        order = shop.orders.place(ana, shop.carts.read_back(ana).token)
        shop.commit()
        return order.number


@pytest.fixture
def number(store: Store) -> str:
    for merchant in ("juniper", "birch"):
        sell(store, item("mug", "Blue Mug"), merchant=merchant)
    return ordered(store)


def status(store: Store, number: str) -> str:
    with store.for_merchant("juniper") as shop:
        return shop.orders.get(number).status


def move(browser: Browser, number: str, to: str, **told: str) -> str:
    return words(browser.post(f"/orders/{number}", status=to, **told))


def test_orders_are_listed_filtered_and_found_by_number(ana: Browser, number: str) -> None:
    assert f"{number} placed 1 × Blue Mug $14.00 21 Nov 2026, 10:00" in words(ana.get("/orders"))
    assert number in words(ana.get("/orders?status=placed"))
    assert "No order is shipped." in words(ana.get("/orders?status=shipped"))
    assert f"Order {number}" in words(ana.get(f"/orders?number={number}"))
    assert ana.get("/orders?status=nonsense").status_code == 404
    assert ana.get("/orders?number=1").status_code == 404
    assert "1 order to process" in words(ana.get("/"))


def test_an_order_is_packed_shipped_and_delivered(ana: Browser, number: str, store: Store) -> None:
    move(ana, number, "processing")
    shipped = move(ana, number, "shipped", expected="2026-11-24", why="DHL 123")
    assert 'type="date" value="2026-11-24"' in ana.get(f"/orders/{number}").text
    move(ana, number, "out_for_delivery")
    delivered = move(ana, number, "delivered")

    assert f"Order {number} is shipped." in shipped
    assert "DHL 123" in shipped
    assert f"Order {number} is delivered." in delivered
    with store.for_merchant("juniper") as shop:
        order = shop.orders.get(number)
        assert order.expected_at == datetime(2026, 11, 25, 4, 59, tzinfo=UTC)  # midnight in New York
        assert [event.kind for event in order.events][1:] == ["processing", "shipped", "out_for_delivery", "delivered"]


def test_only_what_can_happen_next_is_offered(ana: Browser, number: str, store: Store) -> None:
    offered = re.findall(r'name="status" value="(\w+)"', ana.get(f"/orders/{number}").text)

    assert offered == ["processing", "on_hold", "cancelled"]
    assert "Nothing was changed: the order is already placed." in move(ana, number, "delivered")
    assert status(store, number) == "placed"


def test_a_cancelled_order_gives_its_stock_back(ana: Browser, number: str, store: Store) -> None:
    assert f"Order {number} is cancelled." in move(ana, number, "cancelled", why="sold out")

    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.variant("mug").stock == 3


def test_a_form_sent_twice_happens_once(ana: Browser, number: str, store: Store) -> None:
    form = ana.hidden(f"/orders/{number}") | {"status": "on_hold"}

    ana.send(f"/orders/{number}", **form)
    move(ana, number, "processing")
    ana.send(f"/orders/{number}", **form)  # by a browser that was asleep

    assert status(store, number) == "processing"


@pytest.mark.parametrize("told", [{"status": ""}, {"status": "placed"}, {"status": "shipped", "form_id": ""}])
def test_what_nobody_can_mean_is_refused(ana: Browser, number: str, told: dict[str, str]) -> None:
    assert ana.post(f"/orders/{number}", **told).status_code == 400


def test_a_day_that_is_none_is_left_out(ana: Browser, number: str, store: Store) -> None:
    move(ana, number, "processing", expected="tomorrow'--")

    with store.for_merchant("juniper") as shop:
        assert shop.orders.get(number).expected_at is None


def test_many_orders_are_turned_over(ana: Browser, number: str, store: Store, clock: Clock) -> None:
    numbers = {number}
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put([replace(item("mug", "Blue Mug"), variants=[CatalogueVariant("mug", Money(1_400, "USD"))])])
        shop.commit()
    for _ in range(34):
        clock.advance(minutes=1)
        numbers.add(ordered(store))

    page, seen = "/orders", set()
    while page:
        text = ana.get(page).text
        seen |= set(re.findall(r'href="/orders/(\d+)"', text))
        page = text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")

    assert seen == numbers
    assert ana.get("/orders?before=nonsense").status_code == 200
    assert ana.get("/orders?before=2026-99-99T10:00:00%2B00:00,7").status_code == 200


def test_nothing_of_another_merchant_is_there(ben: Browser, number: str, store: Store) -> None:
    hidden = ben.hidden("/account")

    assert ben.get(f"/orders/{number}").status_code == 404
    assert ben.send(f"/orders/{number}", status="cancelled", form_id="x", **hidden).status_code == 404
    assert number not in ben.get("/orders").text
    assert status(store, number) == "placed"
