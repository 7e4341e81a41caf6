"""Orders after the yes: found again by their customer, moved on by the merchant and the carrier."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from voice_skill.store import (
    BadQuantity,
    CannotCancel,
    Customer,
    IllegalTransition,
    MerchantStore,
    Order,
    OrderEvent,
    PastLine,
    UnknownOrder,
    UnknownProduct,
    record_past_order,
)
from voice_skill.store.statuses import ORDER_STATUSES, REPORTED, STATUSES

if TYPE_CHECKING:
    from tests.conftest import Clock

Buy = Callable[..., Order]

# How to bring an order to each status by legal moves only.
WAYS = {
    "placed": [],
    "on_hold": ["on_hold"],
    "processing": ["processing"],
    "shipped": ["processing", "shipped"],
    "out_for_delivery": ["processing", "shipped", "out_for_delivery"],
    "ready_for_pickup": ["processing", "ready_for_pickup"],
    "problem": ["processing", "shipped", "problem"],
    "delivered": ["processing", "shipped", "delivered"],
    "return_requested": ["processing", "shipped", "delivered", "return_requested"],
    "returned": ["processing", "shipped", "delivered", "return_requested", "returned"],
    "cancelled": ["cancelled"],
}


@pytest.fixture
def buy(shop: MerchantStore, ana: Customer) -> Buy:
    """buy(mug_small=2) places Ana's order of two mug-small."""

    def buy(customer: Customer = ana, **quantities: int) -> Order:
        for sku, quantity in quantities.items():
            shop.carts.add(customer, shop.catalogue.variant(sku.replace("_", "-")), quantity)
        return shop.orders.place(customer, shop.carts.read_back(customer).token)

    return buy


def bring(shop: MerchantStore, order: Order, status: str) -> Order:
    for step in WAYS[status]:
        order = shop.orders.move(order.number, step, by="merchant")
    return order


def counts(order: Order, name: str) -> dict[str, int]:
    return {line.sku: getattr(line, name) for line in order.lines}


def kinds(order: Order) -> list[str]:
    return [event.kind for event in order.events]


class TestFinding:
    def test_finds_the_latest(
        self, shop: MerchantStore, ana: Customer, ben: Customer, buy: Buy, clock: "Clock"
    ) -> None:
        assert shop.orders.latest(ana) is None
        buy(coffee=1)
        clock.advance(days=1)
        latest = buy(tea=1)
        buy(ben, coffee=1)

        found = shop.orders.latest(ana)

        assert found is not None
        assert found.number == latest.number

    def test_finds_a_number(self, shop: MerchantStore, ana: Customer, buy: Buy) -> None:
        order = buy(coffee=1)

        assert shop.orders.by_number(ana, order.number).id == order.id

    def test_another_customer_s_number_sounds_like_an_unknown_one(
        self, shop: MerchantStore, ana: Customer, ben: Customer, buy: Buy
    ) -> None:
        number = buy(ben, coffee=1).number

        with pytest.raises(UnknownOrder) as foreign:
            shop.orders.by_number(ana, number)
        with pytest.raises(UnknownOrder) as missing:
            shop.orders.by_number(ana, "000000")

        assert (foreign.value.number, missing.value.number) == (number, "000000")

    def test_a_misheard_number_means_the_only_one_like_it(self, shop: MerchantStore, ana: Customer, buy: Buy) -> None:
        order = buy(coffee=1)
        first, *rest = order.number
        wrong = [str((int(first) + 1) % 10), *rest]

        for heard in ("".join(wrong), "".join(wrong[:-1]), order.number + "22"):
            meant = shop.orders.sounding_like(ana, heard)
            assert meant is not None
            assert meant.number == order.number
        assert shop.orders.sounding_like(ana, "".join(str((int(figure) + 5) % 10) for figure in order.number)) is None

    def test_a_misheard_number_between_two_orders_means_neither(self, shop: MerchantStore, ana: Customer) -> None:
        lines = [PastLine(shop.catalogue.variant("lamp"), 1)]
        for number in ("104233", "104238"):
            record_past_order(shop, ana, number=number, placed_at=shop.now, lines=lines)

        assert shop.orders.sounding_like(ana, "104235") is None

    def test_a_misheard_number_never_means_another_customer_s(
        self, shop: MerchantStore, ana: Customer, ben: Customer, buy: Buy
    ) -> None:
        number = buy(ben, coffee=1).number

        assert shop.orders.sounding_like(ana, number) is None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("mugs", ["mug and coffee", "mug"]),
            ("my blue mug", ["mug and coffee", "mug"]),
            ("the small mug", ["mug"]),
            ("coffee", ["mug and coffee"]),
            ("dark roast coffee from harbor", ["mug and coffee"]),
            ("blue suede shoes", []),
            ("", []),
        ],
    )
    def test_finds_orders_by_what_was_in_them(
        self,
        shop: MerchantStore,
        ana: Customer,
        ben: Customer,
        buy: Buy,
        clock: "Clock",
        text: str,
        expected: list[str],
    ) -> None:
        orders = {buy(mug_small=1).number: "mug"}
        clock.advance(days=1)
        orders[buy(mug_large=1, coffee=1).number] = "mug and coffee"
        clock.advance(days=1)
        orders[buy(tea=1).number] = "tea"
        buy(ben, mug_small=1)

        assert [orders[order.number] for order in shop.orders.containing(ana, text)] == expected

    def test_the_usual_is_what_is_bought_often_and_lately(
        self, shop: MerchantStore, ana: Customer, buy: Buy, clock: "Clock"
    ) -> None:
        for _ in range(3):
            buy(mug_small=1)
        clock.advance(days=400)
        for quantity in (1, 2):
            buy(coffee=quantity)
            clock.advance(days=7)
        buy(tea=1)

        usual = shop.orders.usual(ana, None)

        assert [line.sku for line in usual] == ["coffee", "tea", "mug-small"]
        assert usual[0].ordered == 2

    def test_words_narrow_the_usual(self, shop: MerchantStore, ana: Customer, ben: Customer, buy: Buy) -> None:
        for _ in range(3):
            buy(tea=1)
        buy(coffee=1)

        assert [line.sku for line in shop.orders.usual(ana, "coffee")] == ["coffee"]
        assert shop.orders.usual(ana, "shoes") == []
        assert shop.orders.usual(ben, "coffee") == []

    def test_what_was_cancelled_is_not_usual(self, shop: MerchantStore, ana: Customer, buy: Buy) -> None:
        shop.orders.cancel(ana, buy(coffee=1))

        assert shop.orders.usual(ana, None) == []

    def test_lists_the_shop_s_orders_newest_first(
        self, shop: MerchantStore, ben: Customer, buy: Buy, clock: "Clock"
    ) -> None:
        first = buy(coffee=1)
        clock.advance(minutes=1)
        second = buy(ben, coffee=1)
        shop.orders.move(first.number, "processing", by="merchant")

        assert [order.number for order in shop.orders.list()] == [second.number, first.number]
        assert [order.number for order in shop.orders.list(status="processing")] == [first.number]
        assert [order.number for order in shop.orders.list(limit=1)] == [second.number]
        assert shop.orders.get(first.number).lines[0].sku == "coffee"
        with pytest.raises(UnknownOrder):
            shop.orders.get("000000")


class TestMoving:
    def test_every_status_has_its_row_in_the_table(self) -> None:
        assert set(ORDER_STATUSES) == set(WAYS)
        assert {target for status in STATUSES.values() for target in status.leads_to} == set(REPORTED)

    @pytest.mark.parametrize("current", ORDER_STATUSES)
    def test_moves_where_the_table_says_and_nowhere_else(self, shop: MerchantStore, buy: Buy, current: str) -> None:
        for wanted in ORDER_STATUSES:
            order = bring(shop, buy(coffee=1), current)
            if wanted == current:
                assert shop.orders.move(order.number, wanted, by="merchant").status == wanted
                assert kinds(order) == ["placed", *WAYS[current]]
            elif wanted in STATUSES[current].leads_to:
                assert shop.orders.move(order.number, wanted, by="merchant").status == wanted
                assert kinds(order) == ["placed", *WAYS[current], wanted]
            else:
                with pytest.raises(IllegalTransition) as refused:
                    shop.orders.move(order.number, wanted, by="merchant")
                assert (refused.value.current, refused.value.wanted) == (current, wanted)
                assert shop.orders.get(order.number).status == current

    @pytest.mark.parametrize("by", ["merchant", "carrier"])
    def test_refuses_a_status_that_there_is_not(self, shop: MerchantStore, buy: Buy, by: str) -> None:
        with pytest.raises(IllegalTransition):
            shop.orders.move(buy(coffee=1).number, "teleported", by=by)

    def test_keeps_who_when_and_why(self, shop: MerchantStore, buy: Buy, clock: "Clock") -> None:
        number = buy(coffee=1).number
        happened_at = clock.now
        clock.advance(hours=2)

        order = shop.orders.move(
            number, "on_hold", by="merchant", why="address unclear", at=happened_at, source_id="erp-1"
        )

        event = order.events[-1]
        assert (event.kind, event.by, event.why, event.source_id) == ("on_hold", "merchant", "address unclear", "erp-1")
        assert (event.at, event.recorded_at) == (happened_at, clock.now)
        assert event.data == {"from": "placed", "to": "on_hold"}
        assert order.reached_at("on_hold") == happened_at
        assert order.reached_at("shipped") is None

    def test_the_same_report_again_changes_nothing(self, shop: MerchantStore, buy: Buy) -> None:
        number = buy(mug_small=2).number
        shop.orders.move(number, "processing", by="merchant")
        for _ in range(2):
            order = shop.orders.move(
                number, "shipped", by="merchant", source_id="parcel-1", quantities={"mug-small": 1}
            )

        assert counts(order, "shipped") == {"mug-small": 1}
        assert kinds(order) == ["placed", "processing", "shipped"]

    def test_tells_the_expected_day_and_when_it_is_late(self, shop: MerchantStore, buy: Buy, clock: "Clock") -> None:
        expected_at = clock.now + timedelta(days=3)
        order = bring(shop, buy(coffee=1), "processing")
        assert not order.late(expected_at + timedelta(days=9))

        order = shop.orders.move(order.number, "shipped", by="merchant", expected_at=expected_at)

        assert order.expected_at == expected_at
        assert not order.late(expected_at)
        assert order.late(expected_at + timedelta(seconds=1))
        assert not shop.orders.move(order.number, "delivered", by="merchant").late(expected_at + timedelta(days=1))

    def test_a_new_expected_day_is_news_even_when_the_status_is_not(
        self, shop: MerchantStore, buy: Buy, clock: "Clock"
    ) -> None:
        order = bring(shop, buy(coffee=1), "shipped")

        order = shop.orders.move(order.number, "shipped", by="carrier", expected_at=clock.now + timedelta(days=5))

        assert order.expected_at == clock.now + timedelta(days=5)
        assert kinds(order) == ["placed", "processing", "shipped", "shipped"]

    def test_what_was_recorded_cannot_be_rewritten(self, shop: MerchantStore, buy: Buy) -> None:
        buy(coffee=1)
        shop.commit()

        with pytest.raises(IntegrityError, match="append-only"):
            shop.session.execute(update(OrderEvent).values(why="something else"))


class TestParts:
    def test_an_order_is_only_as_far_as_its_last_item(self, shop: MerchantStore, buy: Buy) -> None:
        number = bring(shop, buy(mug_small=2, coffee=1), "processing").number

        order = shop.orders.move(number, "shipped", by="merchant", quantities={"mug-small": 2})
        assert (order.status, order.partly_shipped) == ("processing", True)
        assert counts(order, "shipped") == {"mug-small": 2, "coffee": 0}

        order = shop.orders.move(number, "delivered", by="carrier")
        assert (order.status, order.partly_shipped) == ("processing", True)
        assert counts(order, "delivered") == {"mug-small": 2, "coffee": 0}

        order = shop.orders.move(number, "shipped", by="merchant")
        assert (order.status, order.partly_shipped) == ("shipped", False)

        order = shop.orders.move(number, "delivered", by="carrier")
        assert order.status == "delivered"
        assert counts(order, "delivered") == {"mug-small": 2, "coffee": 1}
        assert [event.data.get("quantities") for event in order.events[2:]] == [
            {"mug-small": 2},
            {"mug-small": 2},
            {"coffee": 1},
            {"coffee": 1},
        ]

    def test_calling_off_the_rest_leaves_the_order_where_the_shipped_part_is(
        self, shop: MerchantStore, buy: Buy
    ) -> None:
        number = bring(shop, buy(mug_small=2, coffee=1), "processing").number
        shop.orders.move(number, "shipped", by="merchant", quantities={"mug-small": 2})

        order = shop.orders.move(number, "cancelled", by="merchant", quantities={"coffee": 1})

        assert (order.status, order.partly_shipped) == ("shipped", False)
        assert counts(order, "cancelled") == {"mug-small": 0, "coffee": 1}
        assert shop.orders.move(number, "delivered", by="carrier").status == "delivered"

    def test_calling_off_one_item_puts_it_back_on_the_shelf(self, shop: MerchantStore, buy: Buy) -> None:
        number = buy(mug_small=3).number

        order = shop.orders.move(number, "cancelled", by="merchant", quantities={"mug-small": 1})

        assert order.status == "placed"
        assert shop.catalogue.variant("mug-small").stock == 3

    def test_a_partial_return_waits_for_the_rest(self, shop: MerchantStore, buy: Buy) -> None:
        number = bring(shop, buy(mug_small=2), "return_requested").number

        order = shop.orders.move(number, "returned", by="merchant", quantities={"mug-small": 1})
        assert order.status == "return_requested"

        order = shop.orders.move(number, "returned", by="merchant")
        assert order.status == "returned"
        assert counts(order, "returned") == {"mug-small": 2}

    def test_a_parcel_that_came_back_undelivered_is_returned(self, shop: MerchantStore, buy: Buy) -> None:
        number = bring(shop, buy(mug_small=2), "problem").number

        order = shop.orders.move(number, "returned", by="merchant")

        assert (counts(order, "delivered"), counts(order, "returned")) == ({"mug-small": 0}, {"mug-small": 2})

    def test_what_is_picked_up_was_handed_over(self, shop: MerchantStore, buy: Buy) -> None:
        order = bring(shop, buy(mug_small=2), "ready_for_pickup")

        order = shop.orders.move(order.number, "delivered", by="merchant")

        assert (counts(order, "shipped"), counts(order, "delivered")) == ({"mug-small": 2}, {"mug-small": 2})

    @pytest.mark.parametrize("quantity", [0, -1, 3])
    def test_refuses_to_count_more_than_there_is(self, shop: MerchantStore, buy: Buy, quantity: int) -> None:
        number = bring(shop, buy(mug_small=2), "processing").number

        with pytest.raises(BadQuantity) as refused:
            shop.orders.move(number, "shipped", by="merchant", quantities={"mug-small": quantity})

        assert (refused.value.quantity, refused.value.limit) == (quantity, 2)

    def test_refuses_a_sku_that_is_not_in_the_order(self, shop: MerchantStore, buy: Buy) -> None:
        number = bring(shop, buy(mug_small=2), "processing").number

        with pytest.raises(UnknownProduct):
            shop.orders.move(number, "shipped", by="merchant", quantities={"lamp": 1})

    def test_refuses_to_count_items_as_what_is_not_counted(self, shop: MerchantStore, buy: Buy) -> None:
        with pytest.raises(ValueError, match="processing"):
            shop.orders.move(buy(mug_small=2).number, "processing", by="merchant", quantities={"mug-small": 1})

    @pytest.mark.parametrize("wanted", ["cancelled", "ready_for_pickup"])
    def test_what_is_half_gone_cannot_be_called_off_or_picked_up_whole(
        self, shop: MerchantStore, buy: Buy, wanted: str
    ) -> None:
        number = bring(shop, buy(mug_small=2), "processing").number
        shop.orders.move(number, "shipped", by="merchant", quantities={"mug-small": 1})

        with pytest.raises(IllegalTransition):
            shop.orders.move(number, wanted, by="merchant")


class TestCarriers:
    def test_a_late_report_is_kept_and_moves_nothing_back(self, shop: MerchantStore, buy: Buy, clock: "Clock") -> None:
        order = bring(shop, buy(coffee=1), "shipped")
        shipped_at = clock.now
        clock.advance(days=2)
        shop.orders.move(order.number, "delivered", by="carrier", source_id="scan-3")

        order = shop.orders.move(
            order.number, "out_for_delivery", by="carrier", source_id="scan-2", at=shipped_at + timedelta(days=1)
        )

        assert order.status == "delivered"
        assert kinds(order)[-2:] == ["delivered", "out_for_delivery"]
        assert order.events[-1].data == {"from": "delivered", "to": "delivered"}

    def test_a_carrier_may_be_faster_than_the_merchant(self, shop: MerchantStore, buy: Buy) -> None:
        order = shop.orders.move(buy(mug_small=2).number, "out_for_delivery", by="carrier")

        assert order.status == "out_for_delivery"
        assert counts(order, "shipped") == {"mug-small": 2}

    def test_an_old_scan_does_not_solve_a_newer_problem(self, shop: MerchantStore, buy: Buy, clock: "Clock") -> None:
        order = bring(shop, buy(coffee=1), "shipped")
        clock.advance(days=1)
        shop.orders.move(order.number, "problem", by="carrier", why="address not found")

        order = shop.orders.move(order.number, "delivered", by="carrier", at=clock.now - timedelta(hours=1))
        assert order.status == "problem"

        order = shop.orders.move(order.number, "delivered", by="carrier", at=clock.now + timedelta(hours=1))
        assert order.status == "delivered"

    @pytest.mark.parametrize("status", ["cancelled", "returned", "return_requested"])
    def test_no_carrier_reopens_what_is_over(self, shop: MerchantStore, buy: Buy, status: str) -> None:
        order = bring(shop, buy(coffee=1), status)

        order = shop.orders.move(order.number, "delivered", by="carrier")

        assert order.status == status
        assert kinds(order)[-1] == "delivered"

    def test_a_late_report_does_not_bring_back_an_older_expected_day(
        self, shop: MerchantStore, buy: Buy, clock: "Clock"
    ) -> None:
        number = bring(shop, buy(coffee=1), "shipped").number
        clock.advance(days=1)
        newest = clock.now + timedelta(days=5)
        shop.orders.move(number, "out_for_delivery", by="carrier", expected_at=newest)

        order = shop.orders.move(
            number, "shipped", by="carrier", at=clock.now - timedelta(hours=9), expected_at=clock.now
        )

        assert order.expected_at == newest


class TestCancelling:
    @pytest.mark.parametrize("status", ["placed", "on_hold", "processing", "ready_for_pickup"])
    def test_cancels_what_has_not_left_the_shop_and_puts_it_back(
        self, shop: MerchantStore, ana: Customer, buy: Buy, status: str
    ) -> None:
        order = bring(shop, buy(mug_small=2, coffee=1), status)

        cancelled = shop.orders.cancel(ana, order)

        assert cancelled.status == "cancelled"
        assert counts(cancelled, "cancelled") == {"mug-small": 2, "coffee": 1}
        assert cancelled.events[-1].by == "customer"
        assert shop.catalogue.variant("mug-small").stock == 5
        assert shop.catalogue.variant("coffee").stock is None

    @pytest.mark.parametrize(
        "status", sorted({*ORDER_STATUSES} - {"placed", "on_hold", "processing", "ready_for_pickup", "cancelled"})
    )
    def test_cannot_cancel_what_is_on_its_way_or_further(
        self, shop: MerchantStore, ana: Customer, buy: Buy, status: str
    ) -> None:
        order = bring(shop, buy(mug_small=2), status)

        with pytest.raises(CannotCancel) as refused:
            shop.orders.cancel(ana, order)

        assert refused.value.order.status == status
        assert shop.catalogue.variant("mug-small").stock == 3

    def test_cannot_cancel_what_is_partly_shipped(self, shop: MerchantStore, ana: Customer, buy: Buy) -> None:
        order = bring(shop, buy(mug_small=2), "processing")
        shop.orders.move(order.number, "shipped", by="merchant", quantities={"mug-small": 1})

        with pytest.raises(CannotCancel):
            shop.orders.cancel(ana, order)

    def test_cancelling_twice_puts_back_once(self, shop: MerchantStore, ana: Customer, buy: Buy) -> None:
        order = buy(mug_small=2)

        assert shop.orders.cancel(ana, order).status == shop.orders.cancel(ana, order).status == "cancelled"
        assert shop.catalogue.variant("mug-small").stock == 5

    def test_puts_back_only_what_was_taken(self, shop: MerchantStore, ana: Customer, buy: Buy) -> None:
        waiting = buy(tea=5)

        shop.orders.cancel(ana, waiting)

        assert shop.catalogue.variant("tea").stock == 2

    def test_another_customer_s_order_is_unknown(self, shop: MerchantStore, ben: Customer, buy: Buy) -> None:
        with pytest.raises(UnknownOrder):
            shop.orders.cancel(ben, buy(coffee=1))
