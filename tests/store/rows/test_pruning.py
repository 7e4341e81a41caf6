"""What nobody needs any more is deleted, a bounded number of rows at a time; orders and whoever has a name stay."""

import pytest
from sqlalchemy import text

from tests.conftest import Clock
from voice_skill.store import CatalogueItem, CatalogueVariant, Delivery, MerchantStore, Money, Place, Store
from voice_skill.store.rows import pruning
from voice_skill.store.tables import Table

APPLICATION = "amzn1.ask.skill.juniper"


@pytest.fixture
def shops(store: Store) -> Store:
    with store.for_merchant("juniper") as shop:
        variants = [CatalogueVariant("mug", Money(1400, "USD"), stock=None)]
        shop.catalogue.put([CatalogueItem("mug", "Blue Mug", "blue mug", "blue mugs", variants)])
        shop.commit()
    return store


def add(shop: MerchantStore, user_id: str) -> None:
    shop.carts.add(shop.customers.speaking(user_id), shop.catalogue.variant("mug"), 1)


def order(shop: MerchantStore, user_id: str) -> None:
    add(shop, user_id)
    customer = shop.customers.speaking(user_id)
    shop.orders.place(customer, shop.carts.read_back(customer).token)


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.for_merchant("juniper") as shop:
        tables = Table.metadata.tables
        return {name: shop.session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in tables}


def use(store: Store, first: int, last: int) -> None:
    """Everything that grows with use: repeated requests, orders, emptied carts, calls of the API, tries to sign in."""
    for number in range(first, last):
        with store.for_application(APPLICATION, Delivery(f"request-{number}", "0" * 64)) as shop:
            add(shop, f"stranger-{number}")
            shop.carts.empty(shop.customers.speaking(f"stranger-{number}"))
            shop.commit("an answer")
        with store.for_merchant("juniper") as shop:
            shop.responses.keep(f"key-{number}", "asked", status=200, headers={}, body="{}")
            shop.commit()


def test_after_ten_times_the_use_there_are_no_more_rows_two_days_later(shops: Store, clock: Clock) -> None:
    use(shops, 0, 30)
    clock.advance(days=2)
    shops.prune(60)
    before = counts(shops)

    use(shops, 30, 330)
    clock.advance(days=2)
    pruned = shops.prune(60)

    assert counts(shops) == before
    assert pruned.is_done
    gone = dict.fromkeys(["seen_requests", "idempotency_keys", "carts", "alexa_users", "customers"], 300)
    assert pruned.deleted == gone


def test_what_is_fresh_stays(shops: Store, clock: Clock) -> None:
    use(shops, 0, 3)
    clock.advance(minutes=59)
    before = counts(shops)

    assert shops.prune(60).deleted == {}
    assert counts(shops) == before


def test_a_customer_with_an_order_a_name_or_a_cart_stays(shops: Store, clock: Clock) -> None:
    with shops.for_merchant("juniper") as shop:
        order(shop, "buyer")
        add(shop, "picker")
        add(shop, "user-ana")
        shop.carts.empty(shop.customers.speaking("user-ana"))
        shop.commit()
    clock.advance(days=2)

    deleted = shops.prune(60).deleted

    assert deleted == {"carts": 2, "cart_lines": 1}
    with shops.for_merchant("juniper") as shop:
        buyer, picker = (shop.customers.of_user(user) for user in ("buyer", "picker"))
        assert shop.customers.of_user("user-ana") is not None
        assert buyer is not None
        assert picker is not None
        assert shop.orders.latest(buyer) is not None
        assert len(shop.carts.of(picker).lines) == 1


def test_a_cart_that_nobody_touched_for_a_month_goes_with_its_stranger(shops: Store, clock: Clock) -> None:
    with shops.for_merchant("juniper") as shop:
        add(shop, "picker")
        add(shop, "user-ana")
        shop.commit()
    clock.advance(days=20)
    with shops.for_merchant("juniper") as shop:
        add(shop, "user-ana")
        shop.commit()
    clock.advance(days=11)

    assert shops.prune(60).deleted == {"carts": 1, "cart_lines": 1, "alexa_users": 1, "customers": 1}


def test_a_request_for_deletion_keeps_no_stranger_and_deletes_nobody_else(shops: Store, clock: Clock) -> None:
    """Of a stranger without a cart nothing is left to delete; who has a name or an order waits for the merchant."""
    with shops.for_merchant("juniper") as shop:
        order(shop, "buyer")
        add(shop, "picker")
        for user in ("buyer", "picker", "user-ana"):
            shop.customers.ask_for_deletion(shop.customers.recognise(user))
        shop.commit()
    clock.advance(days=31)

    assert shops.prune(60).deleted == {"carts": 2, "cart_lines": 2, "alexa_users": 1, "customers": 1}
    with shops.for_merchant("juniper") as shop:
        waiting = {each.id for each in shop.customers.all(limit=9, deletion_asked=True)}
        assert waiting == {shop.customers.recognise(user).id for user in ("buyer", "user-ana")}


def test_a_second_yes_gives_the_same_order_after_the_cart_is_gone(shops: Store, clock: Clock) -> None:
    with shops.for_merchant("juniper") as shop:
        add(shop, "buyer")
        buyer = shop.customers.speaking("buyer")
        token = shop.carts.read_back(buyer).token
        number = shop.orders.place(buyer, token).number
        shop.commit()
    clock.advance(hours=2)
    shops.prune(60)

    with shops.for_merchant("juniper") as shop:
        assert shop.orders.place(buyer, token).number == number


def test_sessions_and_tries_to_sign_in_go_when_they_are_over(shops: Store, clock: Clock) -> None:
    shops.logins.add("juniper", "ana@example.com", "a few good words")
    shops.logins.sign_in("ana@example.com", "a few good words", Place("127.0.0.1"))
    clock.advance(hours=23)
    assert "web_sessions" not in shops.prune(60).deleted
    clock.advance(hours=2)

    assert shops.prune(60).deleted["web_sessions"] == 1
    assert counts(shops)["attempts"] == 0


def test_more_than_goes_at_a_time_goes_in_several_transactions(shops: Store, clock: Clock) -> None:
    count = 2 * pruning.ROWS_AT_A_TIME + 1
    with shops.for_merchant("juniper") as shop:
        for number in range(count):
            shop.responses.keep(f"key-{number}", "asked", status=200, headers={}, body="{}")
        shop.commit()
    clock.advance(days=2)

    assert shops.prune(60).deleted == {"idempotency_keys": count}


def test_it_stops_when_its_time_is_over(shops: Store, clock: Clock) -> None:
    use(shops, 0, 3)
    clock.advance(days=2)

    pruned = shops.prune(0)

    assert (pruned.deleted, pruned.is_done) == ({}, False)
