"""From the read-back to the order: confirmed once, paid as said, stock taken all or nothing."""

import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from voice_skill.store import (
    Change,
    ConfirmationExpired,
    Customer,
    MerchantStore,
    Money,
    OutOfStock,
    PriceChanged,
    Store,
    StoreError,
)

if TYPE_CHECKING:
    from tests.conftest import Clock


def read_back(shop: MerchantStore, customer: Customer, **quantities: int) -> str:
    """Pick so many of each sku ("mug_small" for mug-small) and have it read out; the token."""
    for sku, quantity in quantities.items():
        shop.carts.add(customer, shop.catalogue.variant(sku.replace("_", "-")), quantity)
    return shop.carts.read_back(customer).token


def stock(shop: MerchantStore, sku: str) -> int | None:
    shop.session.expire_all()
    return shop.catalogue.variant(sku).stock


def at_once(count: int, turn: Callable[[int], object]) -> list[object]:
    """Run `turn` in so many threads that start together; what each returned or raised."""
    ready = threading.Barrier(count)
    outcomes: list[object] = []

    def run(index: int) -> None:
        ready.wait(30)
        try:
            outcomes.append(turn(index))
        except StoreError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=run, args=[index]) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(outcomes) == count
    return outcomes


def test_places_what_was_read_back(shop: MerchantStore, ana: Customer) -> None:
    token = read_back(shop, ana, mug_small=2, coffee=1)

    order = shop.orders.place(ana, token)

    assert (order.status, order.payment, order.total) == ("placed", "unpaid", Money(3400, "USD"))
    assert len(order.number) == 6
    assert order.number.isdigit()
    assert order.placed_at == shop.now
    assert [(line.sku, line.spoken_name, line.options, line.ordered, line.unit) for line in order.lines] == [
        ("mug-small", "blue mug", {"size": "small"}, 2, Money(1250, "USD")),
        ("coffee", "dark roast", {}, 1, Money(900, "USD")),
    ]
    assert [(event.kind, event.by) for event in order.events] == [("placed", "customer")]
    assert (stock(shop, "mug-small"), stock(shop, "coffee")) == (3, None)


def test_the_cart_is_empty_afterwards(shop: MerchantStore, ana: Customer) -> None:
    shop.orders.place(ana, read_back(shop, ana, coffee=1))

    assert shop.carts.of(ana).lines == []


def test_a_second_yes_gives_the_same_order(stocked: Store) -> None:
    with stocked.for_merchant("juniper") as shop:
        ana = shop.customers.recognise("user-ana")
        token = read_back(shop, ana, mug_small=2)
        first = shop.orders.place(ana, token)
        shop.commit()

    with stocked.for_merchant("juniper") as shop:
        second = shop.orders.place(ana, token)
        shop.commit()

        assert second.number == first.number
        assert [line.sku for line in second.lines] == ["mug-small"]
        assert len(shop.orders.list()) == 1
        assert stock(shop, "mug-small") == 3


def test_two_yeses_at_once_give_one_order(stocked: Store) -> None:
    with stocked.for_merchant("juniper") as shop:
        ana = shop.customers.recognise("user-ana")
        token = read_back(shop, ana, mug_small=2)
        shop.commit()

    def say_yes(_: int) -> str:
        with stocked.for_merchant("juniper") as shop:
            ana = shop.customers.recognise("user-ana")
            number = shop.orders.place(ana, token).number
            shop.commit()
            return number

    numbers = at_once(2, say_yes)

    assert numbers[0] == numbers[1]
    with stocked.for_merchant("juniper") as shop:
        assert len(shop.orders.list()) == 1
        assert stock(shop, "mug-small") == 3


def test_a_hundred_buying_the_last_one_give_one_order(stocked: Store) -> None:
    with stocked.for_merchant("juniper") as shop:
        buyers = [shop.customers.add(f"Buyer {n}", user_id=f"buyer-{n}") for n in range(100)]
        tokens = [read_back(shop, buyer, lamp=1) for buyer in buyers]
        shop.commit()

    def say_yes(index: int) -> str:
        with stocked.for_merchant("juniper") as shop:
            shop.orders.place(buyers[index], tokens[index])
            shop.commit()
            return "order"

    outcomes = Counter(at_once(100, say_yes))

    assert outcomes == {"order": 1, OutOfStock: 99}
    with stocked.for_merchant("juniper") as shop:
        assert len(shop.orders.list()) == 1
        assert stock(shop, "lamp") == 0


def test_two_who_want_the_same_things_in_another_order_do_not_wait_for_each_other_for_ever(stocked: Store) -> None:
    with stocked.for_merchant("juniper") as shop:
        ana, ben = (shop.customers.recognise(user) for user in ("user-ana", "user-ben"))
        tokens = [read_back(shop, ana, mug_small=1, mug_large=1), read_back(shop, ben, mug_large=1, mug_small=1)]
        shop.commit()

    def say_yes(index: int) -> str:
        with stocked.for_merchant("juniper") as shop:
            shop.orders.place((ana, ben)[index], tokens[index])
            shop.commit()
            return "order"

    assert at_once(2, say_yes) == ["order", "order"]


def test_takes_nothing_when_one_line_is_out_of_stock(shop: MerchantStore, ana: Customer, ben: Customer) -> None:
    token = read_back(shop, ana, mug_small=2, lamp=1)
    shop.orders.place(ben, read_back(shop, ben, lamp=1))

    with pytest.raises(OutOfStock) as refused:
        shop.orders.place(ana, token)
    shop.commit()

    assert (refused.value.variant.product.external_id, refused.value.wanted, refused.value.available) == ("lamp", 1, 0)
    assert stock(shop, "mug-small") == 5
    assert [order.customer_id for order in shop.orders.list()] == [ben.id]


def test_the_customer_confirms_again_when_the_price_has_changed(shop: MerchantStore, ana: Customer) -> None:
    token = read_back(shop, ana, mug_small=2)
    shop.catalogue.variant("mug-small").price_minor = 1400
    shop.session.flush()

    with pytest.raises(PriceChanged) as changed:
        shop.orders.place(ana, token)

    summary = changed.value.summary
    assert summary.changes == (Change("price", "blue mug", "blue mugs", Money(1250, "USD"), Money(1400, "USD")),)
    assert shop.orders.list() == []
    with pytest.raises(ConfirmationExpired):
        shop.orders.place(ana, token)
    assert shop.orders.place(ana, summary.token).total == Money(2800, "USD")


def test_what_is_gone_and_dearer_is_gone(shop: MerchantStore, ana: Customer) -> None:
    token = read_back(shop, ana, lamp=1)
    lamp = shop.catalogue.variant("lamp")
    lamp.price_minor, lamp.stock = 9900, 0
    shop.session.flush()

    with pytest.raises(OutOfStock):
        shop.orders.place(ana, token)


def test_a_sale_that_ends_before_the_yes_is_a_changed_price(shop: MerchantStore, ana: Customer, clock: "Clock") -> None:
    coffee = shop.catalogue.variant("coffee")
    coffee.sale_price_minor, coffee.sale_until = 800, shop.now + timedelta(minutes=1)
    token = read_back(shop, ana, coffee=1)
    clock.advance(minutes=1)

    with pytest.raises(PriceChanged):
        shop.orders.place(ana, token)


def test_a_read_back_is_good_for_ten_minutes(shop: MerchantStore, ana: Customer, clock: "Clock") -> None:
    token = read_back(shop, ana, coffee=1)
    clock.advance(minutes=10)
    assert shop.orders.place(ana, token).status == "placed"

    token = read_back(shop, ana, coffee=1)
    clock.advance(minutes=10, seconds=1)
    with pytest.raises(ConfirmationExpired):
        shop.orders.place(ana, token)


@pytest.mark.parametrize("verb", ["add", "change", "remove", "empty", "turn_down", "read_back"])
def test_a_yes_is_void_once_the_cart_is_another(shop: MerchantStore, ana: Customer, verb: str) -> None:
    token = read_back(shop, ana, mug_small=1, coffee=1)
    coffee = shop.catalogue.variant("coffee")

    {
        "add": lambda: shop.carts.add(ana, coffee, 1),
        "change": lambda: shop.carts.change(ana, coffee, 2),
        "remove": lambda: shop.carts.remove(ana, coffee),
        "empty": lambda: shop.carts.empty(ana),
        "turn_down": lambda: shop.carts.turn_down(ana, token),
        "read_back": lambda: shop.carts.read_back(ana),
    }[verb]()

    with pytest.raises(ConfirmationExpired):
        shop.orders.place(ana, token)


def test_a_no_keeps_the_cart(shop: MerchantStore, ana: Customer) -> None:
    token = read_back(shop, ana, coffee=2)

    shop.carts.turn_down(ana, token)
    shop.carts.turn_down(ana, "never heard of")

    assert [line.quantity for line in shop.carts.of(ana).lines] == [2]
    assert shop.orders.place(ana, shop.carts.read_back(ana).token).status == "placed"


def test_another_customer_s_yes_counts_for_nothing(shop: MerchantStore, ana: Customer, ben: Customer) -> None:
    token = read_back(shop, ana, coffee=1)

    with pytest.raises(ConfirmationExpired):
        shop.orders.place(ben, token)


def test_a_reorder_is_placed_beside_the_cart(shop: MerchantStore, ana: Customer) -> None:
    past = shop.orders.place(ana, read_back(shop, ana, coffee=2))
    shop.carts.add(ana, shop.catalogue.variant("tea"), 1)

    order = shop.orders.place(ana, shop.carts.read_back_again(ana, past.lines).token)

    assert [(line.sku, line.ordered) for line in order.lines] == [("coffee", 2)]
    assert [line.variant.sku for line in shop.carts.of(ana).lines] == ["tea"]


def test_only_the_reorder_that_was_read_out_last_can_be_placed(shop: MerchantStore, ana: Customer) -> None:
    past = shop.orders.place(ana, read_back(shop, ana, coffee=2))
    earlier = shop.carts.read_back_again(ana, past.lines)
    later = shop.carts.read_back_again(ana, past.lines)

    with pytest.raises(ConfirmationExpired):
        shop.orders.place(ana, earlier.token)
    shop.carts.turn_down(ana, later.token)
    with pytest.raises(ConfirmationExpired):
        shop.orders.place(ana, later.token)


def test_what_is_on_backorder_waits_whole_when_the_shelf_has_too_few(shop: MerchantStore, ana: Customer) -> None:
    waiting = shop.orders.place(ana, read_back(shop, ana, tea=5))
    assert (waiting.lines[0].taken, stock(shop, "tea")) == (0, 2)

    at_hand = shop.orders.place(ana, read_back(shop, ana, tea=2))
    assert (at_hand.lines[0].taken, stock(shop, "tea")) == (2, 0)


def test_order_numbers_differ_within_a_merchant(shop: MerchantStore, ana: Customer) -> None:
    numbers = {shop.orders.place(ana, read_back(shop, ana, coffee=1)).number for _ in range(20)}

    assert len(numbers) == 20


def test_a_number_that_is_taken_is_never_given_again(
    shop: MerchantStore, ana: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda limit: limit - 1)

    numbers = [shop.orders.place(ana, read_back(shop, ana, coffee=1)).number for _ in range(2)]

    assert numbers == ["999999", "9999999"]


PLACE_AND_DIE = """
import os, signal, sys
from sqlalchemy import Engine, event
from voice_skill.store import Store

url, token, last_words = sys.argv[1:]


def die_after(connection, cursor, statement, *rest):
    if statement.startswith(last_words):
        os.kill(os.getpid(), signal.SIGKILL)


event.listen(Engine, "after_cursor_execute", die_after)
store = Store.open(url)
with store.for_merchant("juniper") as shop:
    shop.orders.place(shop.customers.recognise("user-ana"), token)
    shop.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("last_words", "orders"), [("UPDATE variants", 0), ("INSERT INTO order_events", 0), ("never said", 1)]
)
def test_a_process_killed_while_placing_leaves_a_whole_order_or_nothing(
    stocked: Store, database_url: str, clock: "Clock", last_words: str, orders: int
) -> None:
    clock.now = datetime.now(UTC)  # the other process has no other clock
    with stocked.for_merchant("juniper") as shop:
        token = read_back(shop, shop.customers.recognise("user-ana"), mug_small=1, mug_large=1)
        shop.commit()

    killed = subprocess.run([sys.executable, "-c", PLACE_AND_DIE, database_url, token, last_words], timeout=60)

    assert killed.returncode == -signal.SIGKILL
    with stocked.for_merchant("juniper") as shop:
        assert [(len(order.lines), len(order.events)) for order in shop.orders.list()] == [(2, 1)] * orders
        assert (stock(shop, "mug-small"), stock(shop, "mug-large")) == (5 - orders, 3 - orders)

    with stocked.for_merchant("juniper") as shop:
        shop.orders.place(shop.customers.recognise("user-ana"), token)
        shop.commit()
        assert len(shop.orders.list()) == 1
        assert (stock(shop, "mug-small"), stock(shop, "mug-large")) == (4, 2)
