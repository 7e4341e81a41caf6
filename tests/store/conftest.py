"""A small catalogue in both merchants, the same skus in each, so that only the merchant tells them apart."""

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from voice_skill.store import Customer, MerchantStore, Money, Store
from voice_skill.store.imports.items import CatalogueItem, CatalogueVariant

if TYPE_CHECKING:
    from tests.conftest import PostgresqlServer


def dollars(text: str) -> Money:
    return Money.parse(text, "USD")


CATALOGUE = [
    CatalogueItem(
        "mug",
        "Stoneware Mug",
        "blue mug",
        "blue mugs",
        [
            CatalogueVariant("mug-small", dollars("12.50"), {"size": "small"}, stock=5),
            CatalogueVariant("mug-large", dollars("15.00"), {"size": "large"}, stock=3),
        ],
    ),
    CatalogueItem(
        "coffee",
        "Dark Roast Beans",
        "dark roast",
        "dark roasts",
        [CatalogueVariant("coffee", dollars("9.00"))],
        brand="Harbor",
        category="Coffee",
    ),
    CatalogueItem(
        "tea",
        "Green Tea",
        "green tea",
        "green teas",
        [CatalogueVariant("tea", dollars("7.00"), stock=2, availability="backorder")],
    ),
    CatalogueItem("lamp", "Desk Lamp", "lamp", "lamps", [CatalogueVariant("lamp", dollars("40.00"), stock=1)]),
]


@pytest.fixture
def stocked(store: Store) -> Store:
    """The store with CATALOGUE in both shops."""
    for name in ("juniper", "birch"):
        with store.for_merchant(name) as shop:
            shop.catalogue.put(CATALOGUE)
            shop.commit()
    return store


@pytest.fixture
def shop(stocked: Store) -> Iterator[MerchantStore]:
    with stocked.for_merchant("juniper") as shop:
        yield shop


@pytest.fixture
def ana(shop: MerchantStore) -> Customer:
    return shop.customers.recognise("user-ana")


@pytest.fixture
def ben(shop: MerchantStore) -> Customer:
    return shop.customers.recognise("user-ben")


@pytest.fixture
def new_store(postgresql_server: "PostgresqlServer") -> Iterator[Store]:
    """In a database at which PostgreSQL has not looked yet."""
    url = postgresql_server.create()
    with closing(Store.open(url)) as store:
        store.upgrade()
        for name in ("juniper", "birch"):
            store.add_merchant(name, title=name.title())
        yield store
    postgresql_server.drop(url)
