"""Words are recognized on the server by one understanding for all shops of a locale."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from intents.dialogue.slots import Recognized, Slot
from tests.conftest import Clock
from voice_skill.channels.word_reader import WordReader
from voice_skill.sample_shop import create_sample_shop
from voice_skill.store import CatalogueItem, CatalogueVariant, MerchantStore, Money, Store


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learned")


@pytest.fixture(scope="module")
def reader(cache_dir: Path) -> WordReader:
    reader = WordReader(cache_dir)
    reader.load("en-US")
    return reader


@pytest.fixture
def shop(sqlite_url: str, clock: Clock) -> Iterator[MerchantStore]:
    store = Store.open(sqlite_url, clock=clock)
    create_sample_shop(store, user_id="ada")
    with store.for_merchant("juniper") as opened:
        yield opened
    store.close()


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("where is my order", "OrderStatus", {}),
        ("how much does shipping cost", "DeliveryCost", {}),
        ("what does the red teapot cost", "ProductPrice", {"product": "red teapot"}),
        ("put two blue mugs in my cart", "AddToCart", {"quantity": "2", "product": "blue mugs"}),
        ("remove the lavender soap", "RemoveFromCart", {"product": "lavender soap"}),
        ("will it rain in lisbon on sunday", "Fallback", {}),
    ],
)
def test_recognizes_what_a_shop_is_asked(
    reader: WordReader, shop: MerchantStore, text: str, intent: str, slots: dict[str, str]
) -> None:
    recognized = reader(text, "en-US", shop)

    assert recognized is not None
    assert recognized.intent == intent
    assert {name: slot.text for name, slot in recognized.slots.items()} == slots


def test_only_the_shops_own_products_have_ids(reader: WordReader, shop: MerchantStore) -> None:
    assert reader("how much is the blue mug", "en-US", shop) == Recognized(
        "ProductPrice", {"product": Slot("blue mug", ("mug-blue",))}
    )
    assert reader("how much is the lawn mower", "en-US", shop) == Recognized(
        "ProductPrice", {"product": Slot("lawn mower")}
    )


def test_a_new_product_is_known_at_once(reader: WordReader, shop: MerchantStore) -> None:
    variants = [CatalogueVariant("zither-1", Money(9900, "USD"), stock=1)]
    item = CatalogueItem("zither", "Quillon Zither", "quillon zither", "quillon zithers", variants)

    shop.catalogue.put([item])

    recognized = reader("do you have the quillon zither", "en-US", shop)
    assert recognized is not None
    assert recognized.slots["product"].ids == ("zither",)


def test_is_learned_once_for_all_threads_and_kept(reader: WordReader, shop: MerchantStore, cache_dir: Path) -> None:
    another = WordReader(cache_dir)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(another.load, ["en-US"] * 4))
    reader.load("en-US")

    assert another("where is my order", "en-US", shop) == reader("where is my order", "en-US", shop)
    assert len(list(cache_dir.glob("*.understanding"))) == 1


def test_recognizes_nothing_in_a_language_without_goods(reader: WordReader, shop: MerchantStore) -> None:
    assert reader("wo ist meine bestellung", "de-DE", shop) is None
