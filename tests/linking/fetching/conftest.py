"""Shops to fetch from, and settings that let them be reached."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest

from tests.linking.fetching.shops import NAMES, Authority, Shop, authority_in, serve
from voice_skill.linking.fetching import FetchSettings


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_in(tmp_path_factory.mktemp("authority"), NAMES)


@pytest.fixture
def shop(authority: Authority) -> Iterator[Shop]:
    """https://shop.example:PORT"""
    yield from serve("https", authority.context)


@pytest.fixture
def http_shop() -> Iterator[Shop]:
    """http://shop.example:PORT"""
    yield from serve("http", None)


@pytest.fixture
def settings(authority: Authority) -> FetchSettings:
    """Every name is at 127.0.0.1, the one address that may be reached though it is not public."""
    return replace(
        FetchSettings(),
        allow_private=(ip_network("127.0.0.1/32"),),
        authorities=authority.path,
        resolver=lambda name, port: ["127.0.0.1"],
        connect_timeout_s=2,
        read_timeout_s=2,
        deadline_s=10,
    )
