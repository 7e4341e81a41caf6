"""Who buys, and what stays of them when they leave."""

import threading

import pytest
from sqlalchemy import text

from tests.conftest import Clock
from voice_skill.store import Customer, MerchantStore, Store, UnknownCustomer


def rows(shop: MerchantStore, table: str) -> int:
    count = shop.session.scalar(text(f"SELECT count(*) FROM {table}"))
    assert isinstance(count, int)
    return count


def test_knows_a_customer_by_the_alexa_user(shop: MerchantStore) -> None:
    ana = shop.customers.of_user("user-ana")

    assert ana is not None
    assert (ana.given_name, ana.email) == ("Ana", "ana@example.com")
    assert shop.customers.of_user("somebody else") is None


def test_makes_a_nameless_customer_of_a_new_user_once(stocked: Store) -> None:
    with stocked.for_merchant("juniper") as shop:
        new = shop.customers.recognise("user-new")
        shop.commit()

    with stocked.for_merchant("juniper") as shop:
        assert shop.customers.recognise("user-new").id == new.id
        assert new.given_name is None


def test_two_requests_of_a_new_user_at_once_make_one_customer(stocked: Store) -> None:
    both_looked = threading.Barrier(2, timeout=5)
    met: list[int] = []

    def turn() -> None:
        with stocked.for_merchant("juniper") as shop:
            assert shop.customers.of_user("user-new") is None
            both_looked.wait()
            met.append(shop.customers.recognise("user-new").id)
            shop.commit()

    threads = [threading.Thread(target=turn) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(met) == 2
    assert len(set(met)) == 1


def test_gives_a_user_who_came_first_and_told_later_a_name(shop: MerchantStore) -> None:
    nameless = shop.customers.recognise("user-new")

    named = shop.customers.add("Cleo", user_id="user-new", email="cleo@example.com")

    assert named.id == nameless.id
    assert named.given_name == "Cleo"


def test_adds_a_customer_who_never_spoke(shop: MerchantStore) -> None:
    dora = shop.customers.add("Dora", email="dora@example.com")

    assert dora.id is not None


def test_forgets_name_identity_and_cart_but_keeps_the_order_in_the_books(stocked: Store) -> None:
    with stocked.for_merchant("juniper") as shop:
        ana = shop.customers.recognise("user-ana")
        shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)
        order = shop.orders.place(ana, shop.carts.read_back(ana).token)
        shop.carts.add(ana, shop.catalogue.variant("tea"), 1)
        shop.commit()

    with stocked.for_merchant("juniper") as shop:
        shop.customers.forget("user-ana")
        shop.commit()

    with stocked.for_merchant("juniper") as shop:
        assert shop.customers.of_user("user-ana") is None
        assert shop.orders.get(order.number).customer_id is None
        assert (rows(shop, "carts"), rows(shop, "cart_lines")) == (0, 0)
        assert "Ana" not in shop.session.scalars(text("SELECT given_name FROM customers WHERE merchant_id = 1"))


def test_forgets_a_customer_whose_cart_this_very_turn_has_read(shop: MerchantStore, ana: Customer) -> None:
    shop.carts.add(ana, shop.catalogue.variant("coffee"), 1)

    shop.customers.forget("user-ana")
    again = shop.customers.recognise("user-ana")

    assert again.given_name is None
    assert shop.carts.of(again).lines == []


def test_forgetting_an_unknown_user_changes_nothing(shop: MerchantStore) -> None:
    before = rows(shop, "customers")

    shop.customers.forget("somebody else")

    assert rows(shop, "customers") == before


def test_a_customer_without_a_name_is_known_by_their_user(shop: MerchantStore) -> None:
    customer = shop.customers.add(None, user_id="amzn1.ask.account.nameless")

    assert customer.given_name is None
    assert shop.customers.of_user("amzn1.ask.account.nameless") is not None


def test_a_request_for_deletion_is_stored_with_its_first_time_and_deletes_nothing(stocked: Store, clock: Clock) -> None:
    first = clock.now
    for _ in range(2):
        with stocked.for_merchant("juniper") as shop:
            shop.customers.ask_for_deletion(shop.customers.recognise("user-ana"))
            shop.commit()
        clock.advance(days=3)

    with stocked.for_merchant("juniper") as shop:
        ana, ben = (shop.customers.recognise(f"user-{name}") for name in ("ana", "ben"))
        assert (ana.given_name, ana.deletion_asked_at) == ("Ana", first)
        assert ben.deletion_asked_at is None
        assert shop.customers.held(ana.id).customer.deletion_asked_at == first
        assert [each.id for each in shop.customers.all(limit=9, deletion_asked=True)] == [ana.id]
        assert [each.id for each in shop.customers.all(limit=9, deletion_asked=False)] == [ben.id]
        assert [each.id for each in shop.customers.all(limit=9)] == [ana.id, ben.id]
    with stocked.for_merchant("birch") as other:
        assert other.customers.all(limit=9, deletion_asked=True) == []


def test_a_request_for_deletion_is_taken_back(shop: MerchantStore, ana: Customer) -> None:
    shop.customers.ask_for_deletion(ana)

    shop.customers.take_back_deletion(ana)
    shop.customers.take_back_deletion(ana)

    assert shop.customers.get(ana.id).deletion_asked_at is None


def test_a_request_for_deletion_stays_when_the_merchant_tells_the_name(shop: MerchantStore, clock: Clock) -> None:
    shop.customers.ask_for_deletion(shop.customers.recognise("user-new"))

    shop.customers.add("Cleo", user_id="user-new")

    assert [(each.given_name, each.deletion_asked_at) for each in shop.customers.all(limit=9, deletion_asked=True)] == [
        ("Cleo", clock.now)
    ]


def test_a_customer_who_was_forgotten_meanwhile_has_nothing_to_ask_for(shop: MerchantStore, ana: Customer) -> None:
    shop.customers.forget_one(ana)

    for request in (shop.customers.ask_for_deletion, shop.customers.take_back_deletion):
        with pytest.raises(UnknownCustomer):
            request(ana)
