"""Who buys, and what stays of them when they leave."""

import threading

from sqlalchemy import text

from voice_skill.store import Customer, MerchantStore, Store


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
