"""What is far from what is bought here is asked about: quantities of one thing, and totals."""

from datetime import timedelta

import pytest

from voice_skill.store import (
    BadMerchant,
    Customer,
    MerchantStore,
    OutOfStock,
    PastLine,
    Store,
    Sure,
    UnknownMerchant,
    UnusualQuantity,
    UnusualTotal,
    record_past_order,
)


def bought(
    shop: MerchantStore, customer: Customer, sku: str, quantity: int, *, number: str, status: str = "delivered"
) -> None:
    at = shop.now - timedelta(days=3)
    lines = [PastLine(shop.catalogue.variant(sku), quantity)]
    record_past_order(shop, customer, number=number, placed_at=at, status=status, status_at=at, lines=lines)


def many_orders(shop: MerchantStore, customer: Customer, count: int, status: str = "delivered") -> None:
    """So many orders of one coffee, $9.00 each."""
    for place in range(count):
        bought(shop, customer, "coffee", 1, number=str(500_000 + place), status=status)


def test_a_dozen_is_usual_and_one_more_is_asked_about(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 12)

    with pytest.raises(UnusualQuantity) as asked:
        shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)

    assert (asked.value.quantity, asked.value.in_cart) == (13, 12)
    assert shop.carts.of(ana).lines[0].quantity == 12


def test_what_the_customer_is_sure_of_goes_and_no_more(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 40, Sure({"coffee": 40}))

    with pytest.raises(UnusualQuantity):
        shop.carts.change(ana, shop.catalogue.variant("coffee"), 41, Sure({"coffee": 40}))

    assert shop.carts.of(ana).lines[0].quantity == 40


def test_fewer_need_no_question(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 40, Sure({"coffee": 40}))

    shop.carts.change(ana, shop.catalogue.variant("coffee"), 30)

    assert shop.carts.of(ana).lines[0].quantity == 30


def test_as_many_as_this_customer_ordered_before_are_usual(shop: MerchantStore, ana: Customer) -> None:
    bought(shop, ana, "coffee", 30, number="500001")

    shop.carts.add(ana, shop.catalogue.variant("coffee"), 30)

    assert shop.carts.of(ana).lines[0].quantity == 30


def test_what_others_ordered_or_was_called_off_makes_nothing_usual(shop: MerchantStore, ana: Customer) -> None:
    bought(shop, shop.customers.recognise("user-ben"), "coffee", 30, number="500001")
    bought(shop, ana, "coffee", 30, number="500002", status="cancelled")

    with pytest.raises(UnusualQuantity):
        shop.carts.add(ana, shop.catalogue.variant("coffee"), 30)


def test_a_stranger_who_is_asked_is_not_taken_down(shop: MerchantStore) -> None:
    stranger = shop.customers.speaking("user-new")

    with pytest.raises(UnusualQuantity):
        shop.carts.add(stranger, shop.catalogue.variant("coffee"), 40)

    assert shop.customers.speaking("user-new") == stranger


def test_changing_the_kind_takes_nothing_out_for_what_is_not_there(shop: MerchantStore, ana: Customer) -> None:
    coffee, mug = shop.catalogue.variant("coffee"), shop.catalogue.variant("mug-small")
    shop.carts.add(ana, coffee, 2)

    with pytest.raises(OutOfStock):
        shop.carts.exchange(ana, coffee, mug, 20)

    assert [(line.variant.sku, line.quantity) for line in shop.carts.of(ana).lines] == [("coffee", 2)]


def test_the_read_back_asks_about_what_nobody_was_asked_about(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 40, Sure({"coffee": 40}))

    with pytest.raises(UnusualQuantity):
        shop.carts.read_back(ana)

    assert shop.carts.of(ana).status == "open"
    assert shop.carts.read_back(ana, Sure({"coffee": 40})).lines[0].quantity == 40


def test_a_total_is_asked_about_once_there_are_twenty_orders(shop: MerchantStore, ana: Customer) -> None:
    many_orders(shop, ana, 19)
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 11)
    first = shop.carts.read_back(ana)
    bought(shop, ana, "coffee", 1, number="600000")

    with pytest.raises(UnusualTotal) as asked:
        shop.carts.read_back(ana)

    assert first.total == asked.value.total
    assert shop.carts.read_back(ana, Sure(total_minor=9900)).total == first.total


def test_ten_times_the_median_is_not_above_it(shop: MerchantStore, ana: Customer) -> None:
    many_orders(shop, ana, 20)
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 10)

    assert shop.carts.read_back(ana).total.amount_minor == 9000


def test_orders_that_were_called_off_tell_nothing_of_totals(shop: MerchantStore, ana: Customer) -> None:
    many_orders(shop, ana, 25, status="cancelled")
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 12)

    assert shop.carts.read_back(ana).total.amount_minor == 10_800


def test_another_shops_orders_tell_nothing_of_totals(stocked: Store) -> None:
    with stocked.for_merchant("birch") as birch:
        many_orders(birch, birch.customers.recognise("user-ana"), 25)
        birch.commit()

    with stocked.for_merchant("juniper") as shop:
        ana = shop.customers.recognise("user-ana")
        shop.carts.add(ana, shop.catalogue.variant("coffee"), 12)

        assert shop.carts.read_back(ana).total.amount_minor == 10_800


def test_buying_again_asks_about_a_total_too(shop: MerchantStore, ana: Customer) -> None:
    many_orders(shop, ana, 20)
    bought(shop, ana, "coffee", 12, number="600000")
    past = shop.orders.by_number(ana, "600000").lines

    with pytest.raises(UnusualTotal):
        shop.carts.read_back_again(ana, past)

    assert shop.carts.read_back_again(ana, past, sure=Sure(total_minor=10_800)).total.amount_minor == 10_800


def test_each_shop_has_its_own_limits(stocked: Store) -> None:
    stocked.set_limits("juniper", quantity=3)
    stocked.set_limits("birch", quantity=0)

    with stocked.for_merchant("juniper") as shop, pytest.raises(UnusualQuantity):
        shop.carts.add(shop.customers.recognise("user-ana"), shop.catalogue.variant("coffee"), 4)
    with stocked.for_merchant("birch") as shop:
        shop.carts.add(shop.customers.recognise("user-ana"), shop.catalogue.variant("coffee"), 99)


def test_no_total_is_asked_about_where_the_shop_wants_none(stocked: Store) -> None:
    stocked.set_limits("juniper", times_median=0)

    with stocked.for_merchant("juniper") as shop:
        ana = shop.customers.recognise("user-ana")
        many_orders(shop, ana, 20)
        shop.carts.add(ana, shop.catalogue.variant("coffee"), 12)

        assert shop.carts.read_back(ana).total.amount_minor == 10_800


def test_limits_that_cannot_be_are_refused(stocked: Store) -> None:
    with pytest.raises(BadMerchant):
        stocked.set_limits("juniper", quantity=-1)
    with pytest.raises(UnknownMerchant):
        stocked.set_limits("nobody", quantity=1)


def test_the_median_looks_at_few_orders_by_their_index(shop: MerchantStore) -> None:
    """SQLite's plan; PostgreSQL chooses by statistics that a small table does not have."""
    if shop.connection.dialect.name != "sqlite":
        statement = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_orders_placed'"
        assert "(merchant_id, placed_at)" in str(shop.connection.exec_driver_sql(statement).scalar())
        return

    query = "SELECT total_minor FROM orders WHERE merchant_id = 1 ORDER BY placed_at DESC LIMIT 200"
    plan = " ".join(str(row) for row in shop.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all())

    assert "ix_orders_placed" in plan
    assert "TEMP B-TREE" not in plan
