"""Orders that a merchant brings along."""

from datetime import datetime, timedelta

import pytest

from voice_skill.store import (
    BadOrderNumber,
    BadQuantity,
    Customer,
    EmptyCart,
    MerchantStore,
    MixedCurrency,
    Money,
    OrderExists,
    PastLine,
    Store,
    record_past_order,
)


@pytest.fixture
def line(shop: MerchantStore) -> PastLine:
    return PastLine(shop.catalogue.variant("mug-small"), 2, Money(1100, "USD"))


def test_a_past_order_is_told_like_any_other(shop: MerchantStore, ana: Customer, line: PastLine) -> None:
    lamp = PastLine(shop.catalogue.variant("lamp"), 1)
    placed_at, arrived_at = shop.now - timedelta(days=9), shop.now - timedelta(days=5)

    record_past_order(shop, ana, number="104233", placed_at=placed_at, status_at=arrived_at, lines=[line, lamp])
    shop.commit()
    order = shop.orders.by_number(ana, "104233")

    assert (order.status, order.payment, order.total) == ("delivered", "paid", Money(6200, "USD"))
    assert (order.placed_at, order.reached_at("delivered")) == (placed_at, arrived_at)
    assert [(one.spoken_plural, one.unit_minor, one.ordered, one.delivered) for one in order.lines] == [
        ("blue mugs", 1100, 2, 2),
        ("lamps", 4000, 1, 1),
    ]
    assert [(event.kind, event.by) for event in order.events] == [("placed", "import"), ("delivered", "import")]
    assert shop.orders.usual(ana, "mugs")[0].sku == "mug-small"


def test_what_was_bought_so_far_is_told_without_what_was_cancelled(
    shop: MerchantStore, ana: Customer, line: PastLine
) -> None:
    lamp = PastLine(shop.catalogue.variant("lamp"), 1)
    for number, days, status, lines in (
        ("104233", 90, "delivered", [line, lamp]),
        ("104418", 40, "cancelled", [line]),
        ("104518", 9, "delivered", [line]),
    ):
        placed_at = shop.now - timedelta(days=days)
        record_past_order(shop, ana, number=number, placed_at=placed_at, status=status, lines=lines)
    shop.commit()

    def told(text: str | None = None, **period: datetime) -> list[tuple[str, list[str]]]:
        purchases = shop.orders.bought(ana, text, **period)
        return [(order.number, [each.sku for each in lines]) for order, lines in purchases]

    first = shop.orders.first(ana)
    assert first is not None
    assert first.number == "104233"
    assert told() == [("104518", ["mug-small"]), ("104233", ["mug-small", "lamp"])]
    assert told("lamps") == [("104233", ["lamp"])]
    assert told("teapot") == []
    assert told(since=shop.now - timedelta(days=30)) == [("104518", ["mug-small"])]
    assert told("mugs", until=shop.now - timedelta(days=30)) == [("104233", ["mug-small"])]


def test_it_takes_nothing_from_the_stock_and_gives_nothing_back(
    shop: MerchantStore, ana: Customer, line: PastLine
) -> None:
    order = record_past_order(shop, ana, number="104233", placed_at=shop.now, lines=[line], status="processing")
    shop.orders.cancel(ana, order)
    shop.commit()
    shop.session.expire_all()

    assert shop.catalogue.variant("mug-small").stock == 5


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        ("placed", (0, 0, 0, 0)),
        ("shipped", (0, 2, 0, 0)),
        ("delivered", (0, 2, 2, 0)),
        ("returned", (0, 2, 2, 2)),
        ("cancelled", (2, 0, 0, 0)),
    ],
)
def test_its_quantities_are_those_of_its_status(
    shop: MerchantStore, ana: Customer, line: PastLine, status: str, counted: tuple[int, ...]
) -> None:
    order = record_past_order(shop, ana, number="1", placed_at=shop.now, lines=[line], status=status)

    told = order.lines[0]
    assert (told.cancelled, told.shipped, told.delivered, told.returned) == counted


def test_an_order_on_its_way_goes_on_from_there(shop: MerchantStore, ana: Customer, line: PastLine) -> None:
    tomorrow = shop.now + timedelta(days=1)
    record_past_order(
        shop, ana, number="104872", placed_at=shop.now, lines=[line], status="shipped", expected_at=tomorrow
    )

    assert shop.orders.get("104872").expected_at == tomorrow
    assert shop.orders.move("104872", "delivered", by="carrier").lines[0].delivered == 2


def test_the_same_order_again_is_the_one_that_is_there(shop: MerchantStore, ana: Customer, line: PastLine) -> None:
    first = record_past_order(shop, ana, number="104233", placed_at=shop.now, lines=[line])

    again = record_past_order(shop, ana, number="104233", placed_at=shop.now, lines=[line])

    assert again.id == first.id
    assert len(shop.orders.list()) == 1


def test_a_number_of_somebody_else_is_refused(
    shop: MerchantStore, ana: Customer, ben: Customer, line: PastLine
) -> None:
    record_past_order(shop, ana, number="104233", placed_at=shop.now, lines=[line])

    with pytest.raises(OrderExists):
        record_past_order(shop, ben, number="104233", placed_at=shop.now, lines=[line])
    with pytest.raises(OrderExists):
        record_past_order(shop, ana, number="104233", placed_at=shop.now - timedelta(days=1), lines=[line])


def test_another_merchant_may_use_the_same_number(stocked: Store, shop: MerchantStore, ana: Customer) -> None:
    record_past_order(shop, ana, number="7", placed_at=shop.now, lines=[PastLine(shop.catalogue.variant("lamp"), 1)])
    shop.commit()

    with stocked.for_merchant("birch") as birch:
        lamp = PastLine(birch.catalogue.variant("lamp"), 1)
        record_past_order(birch, birch.customers.recognise("user-ana"), number="7", placed_at=birch.now, lines=[lamp])
        birch.commit()

        assert len(birch.orders.list()) == 1


def test_an_order_without_a_known_customer_is_in_the_books(shop: MerchantStore, line: PastLine) -> None:
    record_past_order(shop, None, number="104233", placed_at=shop.now, lines=[line])

    assert shop.orders.get("104233").customer_id is None


@pytest.mark.parametrize("number", ["", "A-17", "12 34", "1" * 17, "١٢٣"])
def test_a_number_that_nobody_could_say_is_refused(
    shop: MerchantStore, ana: Customer, line: PastLine, number: str
) -> None:
    with pytest.raises(BadOrderNumber):
        record_past_order(shop, ana, number=number, placed_at=shop.now, lines=[line])


def test_lines_that_make_no_order_are_refused(shop: MerchantStore, ana: Customer, line: PastLine) -> None:
    with pytest.raises(EmptyCart):
        record_past_order(shop, ana, number="1", placed_at=shop.now, lines=[])
    with pytest.raises(BadQuantity):
        record_past_order(shop, ana, number="2", placed_at=shop.now, lines=[line._replace(quantity=0)])
    with pytest.raises(MixedCurrency):
        record_past_order(shop, ana, number="3", placed_at=shop.now, lines=[line, line._replace(unit=Money(1, "EUR"))])
    assert shop.orders.list() == []
