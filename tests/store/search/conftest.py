"""A small shop that is searched."""

from collections.abc import Callable, Iterator

import pytest

from tests.store.search.items import ITEMS
from voice_skill.store import MerchantStore, Store


@pytest.fixture
def shop(store: Store) -> Iterator[MerchantStore]:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put(ITEMS)
        yield shop


@pytest.fixture
def find(shop: MerchantStore) -> Callable[[str], tuple[str, list[str]]]:
    """The verdict and the ids, which is all that most tests ask for."""

    def find(said: str) -> tuple[str, list[str]]:
        found = shop.catalogue.find(said)
        return found.verdict, [product.external_id for product in found.products]

    return find
