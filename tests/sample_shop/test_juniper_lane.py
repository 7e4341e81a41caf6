"""The sample shop."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from voice_skill.sample_shop import create_sample_shop
from voice_skill.store import MerchantStore, Money, Store


@pytest.fixture
def empty_store(database_url: str, clock: Any) -> Iterator[Store]:
    store = Store.open(database_url, clock=clock)
    yield store
    store.close()


@pytest.fixture
def shop(empty_store: Store) -> Iterator[MerchantStore]:
    create_sample_shop(empty_store, user_id="user-ada")
    with empty_store.for_merchant("juniper") as shop:
        yield shop


def test_it_is_a_merchant_of_its_own(empty_store: Store) -> None:
    merchant = create_sample_shop(empty_store, user_id="user-ada")

    assert (merchant.name, merchant.title) == ("juniper", "Juniper Lane")
    with empty_store.for_application("amzn1.ask.skill.juniper-lane-sample") as shop:
        assert shop.merchant.id == merchant.id


def test_every_product_is_sure_by_its_name_plural_and_synonyms(shop: MerchantStore) -> None:
    names = list(shop.catalogue.names())

    assert len(names) >= 24
    for name in names:
        for said in (name.spoken_name, name.spoken_plural, *name.synonyms):
            found = shop.catalogue.find(f"do you have {said}")
            assert (found.verdict, [product.external_id for product in found.products]) == ("sure", [name.external_id])


def test_names_are_plain_words_for_ears_that_know_few(shop: MerchantStore) -> None:
    for name in shop.catalogue.names():
        for said in (name.spoken_name, name.spoken_plural, *name.synonyms):
            assert said.replace("-", " ").replace(" ", "").isalpha()
            assert said == said.lower()
            assert len(said.split()) <= 4


def test_there_is_a_choice_to_be_asked_about(shop: MerchantStore) -> None:
    found = shop.catalogue.find("coffee")

    assert found.verdict == "ask"
    assert [product.spoken_name for product in found.products] == ["house blend coffee", "dark roast coffee"]


def test_it_has_something_out_of_stock_nearly_so_and_on_sale(shop: MerchantStore) -> None:
    blanket = shop.catalogue.variant("BLANKET-GRAY")

    assert not shop.catalogue.variant("SCARF-WINTER").can_sell(1)
    assert shop.catalogue.variant("JAM-STRAWBERRY").left == 1
    assert shop.catalogue.variant("LAMP-TABLE").can_sell(1)
    assert blanket.price(shop.now) == Money(7600, "USD")
    assert blanket.price_minor == 9500


def test_ada_has_bought_before(shop: MerchantStore) -> None:
    ada = shop.customers.of_user("user-ada")
    assert ada is not None

    latest = shop.orders.latest(ada)
    first = shop.orders.by_number(ada, "104233")
    usual = shop.orders.usual(ada, "coffee")

    assert ada.given_name == "Ada"
    assert latest is not None
    assert (latest.number, latest.status) == ("104872", "shipped")
    assert latest.expected_at == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert [(line.spoken_plural, line.ordered) for line in latest.lines] == [("blue mugs", 2)]
    assert [(line.sku, line.ordered) for line in first.lines] == [("HOUSE-GROUND-S", 2), ("SOAP-LAVENDER", 1)]
    assert first.status == "delivered"
    assert [line.sku for line in usual] == ["HOUSE-GROUND-S"]


def test_coffee_costs_more_now_than_ada_paid(shop: MerchantStore) -> None:
    ada = shop.customers.recognise("user-ada")

    paid = shop.orders.usual(ada, "coffee")[0]

    assert paid.unit == Money(1250, "USD")
    assert shop.catalogue.variant(paid.sku).price(shop.now) == Money(1350, "USD")


def test_once_open_it_is_left_as_it_is(empty_store: Store, shop: MerchantStore, clock: Any) -> None:
    ada = shop.customers.recognise("user-ada")
    shop.carts.add(ada, shop.catalogue.variant("JAM-STRAWBERRY"), 1)
    shop.orders.place(ada, shop.carts.read_back(ada).token)
    shop.commit()
    clock.advance(days=3)

    merchant = create_sample_shop(empty_store, user_id="user-ada")

    with empty_store.for_merchant(merchant.name) as again:
        assert again.catalogue.variant("JAM-STRAWBERRY").stock == 0
        assert len(again.orders.list()) == 4
        assert again.merchant.catalogue_version == 1
