"""What customers pick, up to the read-back."""

from datetime import timedelta

import pytest

from voice_skill.store import (
    BadQuantity,
    Change,
    Customer,
    EmptyCart,
    MerchantStore,
    MixedCurrency,
    Money,
    NothingToReorder,
    OutOfStock,
    Sure,
    UnknownCartLine,
    UnknownCustomer,
    Variant,
)


def dollars(text: str) -> Money:
    return Money.parse(text, "USD")


def set_price(shop: MerchantStore, sku: str, price: str) -> None:
    shop.begin_write()
    shop.catalogue.variant(sku).price_minor = dollars(price).amount_minor
    shop.session.flush()


def set_stock(shop: MerchantStore, sku: str, stock: int | None) -> None:
    shop.begin_write()
    shop.catalogue.variant(sku).stock = stock
    shop.session.flush()


def test_a_cart_nobody_touched_is_empty(shop: MerchantStore, ana: Customer) -> None:
    cart = shop.carts.of(ana)

    assert cart.lines == []
    assert cart.total == Money(0, "USD")


def test_puts_in_the_cart_and_adds_to_what_is_there(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("mug-small"), 2)
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)
    line = shop.carts.add(ana, shop.catalogue.variant("mug-small"), 1)

    assert line.quantity == 3
    assert line.variant.product.spoken_name == "blue mug"
    assert [(line.variant.sku, line.quantity) for line in shop.carts.of(ana).lines] == [("mug-small", 3), ("coffee", 1)]
    assert shop.carts.of(ana).total == dollars("46.50")


def test_customers_have_carts_of_their_own(shop: MerchantStore, ana: Customer, ben: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)

    assert shop.carts.of(ben).lines == []


@pytest.mark.parametrize("quantity", [0, -2, 100, 1_000_000])
def test_refuses_quantities_that_nobody_means(shop: MerchantStore, ana: Customer, quantity: int) -> None:
    with pytest.raises(BadQuantity) as refused:
        shop.carts.add(ana, shop.catalogue.variant("coffee"), quantity)

    assert (refused.value.quantity, refused.value.limit) == (quantity, 99)
    assert shop.carts.of(ana).lines == []


def test_the_limit_is_of_the_line_not_of_the_sentence(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 98, Sure({"coffee": 98}))

    with pytest.raises(BadQuantity):
        shop.carts.add(ana, shop.catalogue.variant("coffee"), 2)

    assert shop.carts.of(ana).lines[0].quantity == 98


def test_says_how_many_are_left_counting_what_lies_in_the_cart(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("mug-large"), 2)

    with pytest.raises(OutOfStock) as refused:
        shop.carts.add(ana, shop.catalogue.variant("mug-large"), 2)

    assert (refused.value.variant.product.external_id, refused.value.wanted, refused.value.available) == ("mug", 4, 3)


def test_what_is_on_backorder_can_be_picked_beyond_the_shelf(shop: MerchantStore, ana: Customer) -> None:
    assert shop.carts.add(ana, shop.catalogue.variant("tea"), 5).quantity == 5


def test_changes_to_an_absolute_quantity(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("mug-small"), 1)

    assert shop.carts.change(ana, shop.catalogue.variant("mug-small"), 4).quantity == 4
    with pytest.raises(OutOfStock):
        shop.carts.change(ana, shop.catalogue.variant("mug-small"), 6)
    with pytest.raises(BadQuantity):
        shop.carts.change(ana, shop.catalogue.variant("mug-small"), -1)
    assert shop.carts.of(ana).lines[0].quantity == 4


def test_changing_to_none_removes_the_line(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("mug-small"), 1)

    shop.carts.change(ana, shop.catalogue.variant("mug-small"), 0)

    assert shop.carts.of(ana).lines == []


def test_cannot_change_or_remove_what_is_not_there(shop: MerchantStore, ana: Customer) -> None:
    with pytest.raises(UnknownCartLine) as refused:
        shop.carts.change(ana, shop.catalogue.variant("coffee"), 2)
    with pytest.raises(UnknownCartLine):
        shop.carts.remove(ana, shop.catalogue.variant("coffee"))

    assert refused.value.sku == "coffee"


def test_empties_the_cart_and_says_how_many_lines_that_were(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("mug-small"), 3)
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)

    assert shop.carts.empty(ana) == 2
    assert shop.carts.empty(ana) == 0
    assert shop.carts.of(ana).lines == []


def test_refuses_two_currencies_in_one_cart(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)
    shop.catalogue.variant("tea").currency = "EUR"

    with pytest.raises(MixedCurrency):
        shop.carts.add(ana, shop.catalogue.variant("tea"), 1)


def test_a_forgotten_customer_has_no_cart_to_add_to(shop: MerchantStore, ana: Customer) -> None:
    shop.customers.forget("user-ana")

    with pytest.raises(UnknownCustomer):
        shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)


def test_leaving_without_commit_keeps_nothing(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)

    shop.rollback()

    assert shop.carts.of(ana).lines == []


def test_reads_back_lines_prices_and_total(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("mug-small"), 2)
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)

    summary = shop.carts.read_back(ana)

    assert [(line.variant.sku, line.quantity, line.unit) for line in summary.lines] == [
        ("mug-small", 2, dollars("12.50")),
        ("coffee", 1, dollars("9.00")),
    ]
    assert summary.total == dollars("34.00")
    assert summary.changes == ()
    assert len(summary.token) >= 20


def test_reads_back_the_sale_price_while_the_sale_runs(shop: MerchantStore, ana: Customer) -> None:
    coffee = shop.catalogue.variant("coffee")
    coffee.sale_price_minor = 800
    coffee.sale_from, coffee.sale_until = shop.now, shop.now + timedelta(days=1)
    shop.carts.add(ana, coffee, 1)

    assert shop.carts.read_back(ana).total == dollars("8.00")


def test_has_nothing_to_read_back_from_an_empty_cart(shop: MerchantStore, ana: Customer) -> None:
    with pytest.raises(EmptyCart):
        shop.carts.read_back(ana)


def test_says_what_changed_since_the_last_read_back(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("mug-small"), 4)
    shop.carts.add(ana, shop.catalogue.variant("lamp"), 1)
    shop.carts.read_back(ana)
    set_price(shop, "mug-small", "13.00")
    set_stock(shop, "mug-small", 2)
    set_stock(shop, "lamp", 0)

    summary = shop.carts.read_back(ana)

    assert summary.changes == (
        Change("less", "blue mug", "blue mugs", 4, 2),
        Change("price", "blue mug", "blue mugs", dollars("12.50"), dollars("13.00")),
        Change("gone", "lamp", "lamps", 1, 0),
    )
    assert summary.total == dollars("26.00")
    assert [line.variant.sku for line in shop.carts.of(ana).lines] == ["mug-small"]


def test_a_cart_of_which_nothing_is_left_is_kept_and_said(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("lamp"), 1)
    set_stock(shop, "lamp", 0)

    with pytest.raises(OutOfStock) as refused:
        shop.carts.read_back(ana)

    assert (refused.value.variant.product.external_id, refused.value.wanted, refused.value.available) == ("lamp", 1, 0)
    assert len(shop.carts.of(ana).lines) == 1


def test_a_reorder_is_read_back_at_today_s_prices_and_leaves_the_cart_alone(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 2)
    shop.carts.add(ana, shop.catalogue.variant("mug-large"), 2)
    shop.carts.add(ana, shop.catalogue.variant("lamp"), 1)
    past = shop.orders.place(ana, shop.carts.read_back(ana).token)
    set_price(shop, "coffee", "9.50")
    shop.carts.add(ana, shop.catalogue.variant("tea"), 1)

    summary = shop.carts.read_back_again(ana, past.lines)

    assert summary.changes == (
        Change("price", "dark roast", "dark roasts", dollars("9.00"), dollars("9.50")),
        Change("less", "blue mug", "blue mugs", 2, 1),
        Change("gone", "lamp", "lamps", 1, 0),
    )
    assert summary.total == dollars("34.00")
    assert [line.variant.sku for line in shop.carts.of(ana).lines] == ["tea"]


def test_a_reorder_of_two_orders_adds_up(shop: MerchantStore, ana: Customer) -> None:
    lines = []
    for quantity in (1, 2):
        shop.carts.add(ana, shop.catalogue.variant("coffee"), quantity)
        lines += shop.orders.place(ana, shop.carts.read_back(ana).token).lines

    summary = shop.carts.read_back_again(ana, lines)

    assert [line.quantity for line in summary.lines] == [3]


def test_says_so_when_nothing_can_be_bought_again(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("lamp"), 1)
    past = shop.orders.place(ana, shop.carts.read_back(ana).token)

    with pytest.raises(NothingToReorder) as sold_out:
        shop.carts.read_back_again(ana, past.lines)
    with pytest.raises(NothingToReorder) as never_bought:
        shop.carts.read_back_again(ana, [])

    assert sold_out.value.changes == (Change("gone", "lamp", "lamps", 1, 0),)
    assert never_bought.value.changes == ()


def test_left_is_what_could_be_promised_now() -> None:
    counted = Variant(availability="in_stock", stock=3)
    uncounted = Variant(availability="in_stock", stock=None)
    preorder = Variant(availability="preorder", stock=2)
    backorder = Variant(availability="backorder", stock=0)
    sold_out = Variant(availability="out_of_stock", stock=7)

    assert [variant.left for variant in (counted, uncounted, preorder, backorder, sold_out)] == [3, None, 2, None, 0]
    assert [variant.can_sell(3) for variant in (counted, uncounted, preorder, backorder, sold_out)] == [
        True,
        True,
        False,
        True,
        False,
    ]
