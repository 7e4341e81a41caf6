"""Products of one name are offered by what tells them apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intents import shops
from tests.intents.conftest import Conversation
from tests.intents.shops import Shop


@pytest.fixture(scope="session")
def twin_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop in which several products have one name."""
    return shops.open_shop("twin", tmp_path_factory.mktemp("twin"))


@pytest.fixture
def shopper(twin_shop: Shop, tmp_path: Path) -> Iterator[Conversation]:
    with twin_shop.visited(tmp_path) as conversation:
        yield conversation


@pytest.mark.parametrize(
    ("request_words", "offer"),
    [
        ("put a stone cup in my cart", "the stone cup for $9.00 or the stone cup for $14.50"),
        ("how much is the bath towel", "the Hobb bath towel or the Frew bath towel"),
        ("do you have a bar stool", "the oak bar stool and the ash bar stool"),
    ],
)
def test_asks_by_brand_by_what_differs_or_by_price(shopper: Conversation, request_words: str, offer: str) -> None:
    assert offer in shopper.speech(request_words)


@pytest.mark.parametrize(
    ("answer", "sku"),
    [("the cheaper one", "cup-low"), ("the nine dollar one", "cup-low"), ("the fourteen dollar one", "cup-high")],
)
def test_takes_the_one_whose_price_is_said(shopper: Conversation, answer: str, sku: str) -> None:
    speech = shopper.speech("put a stone cup in my cart", answer)

    assert shops.cart(shopper, "twin") == {sku: 1}, speech


@pytest.mark.parametrize(("answer", "sku"), [("the hobb one", "towel-a"), ("the frew towel", "towel-b")])
def test_takes_the_one_whose_brand_is_said(shopper: Conversation, answer: str, sku: str) -> None:
    speech = shopper.speech("put a bath towel in my cart", answer)

    assert shops.cart(shopper, "twin") == {sku: 1}, speech


def test_does_not_ask_which_of_two_that_nothing_tells_apart(shopper: Conversation) -> None:
    speech = shopper.speech("put an apple peeler in my cart")

    assert shops.cart(shopper, "twin") == {"peeler-there": 1}, speech
