"""A merchant's web server, one for each test."""

from collections.abc import Iterator

import pytest

from tests.linking.shop_server import ShopServer, shop_server


@pytest.fixture
def web() -> Iterator[ShopServer]:
    with shop_server() as web:
        yield web
