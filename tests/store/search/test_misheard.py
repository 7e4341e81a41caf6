"""Finding the product that was said, by its sound."""

import subprocess
import sys

import pytest

from tests.store.search.items import item
from voice_skill.store import MerchantStore, Store

# What a recogniser makes of names, one class of mishearing each; the shop is small, so that only the sound can tell.
MISHEARD = [
    ("a word split", "extra fresh tooth paste", "fresh"),
    ("two words glued", "extrafresh toothpaste", "fresh"),
    ("across word boundaries", "extra fresh to face", "fresh"),
    ("a homophone", "plane flower", "flour"),
    ("an accent", "bottle of watter", "water"),
    ("a dropped ending", "walk sock", "socks"),
    ("a number as a word", "seven up", "seven"),
    ("a unit", "two liters of spring lemonade", "lemonade"),
    ("a plural", "glass candle sticks", "candle"),
    ("the spelling of a brand", "nutela spread", "spread"),
    ("initials", "l e d light", "led"),
    ("words around it", "hello could i please get some plain flour thanks", "flour"),
]


@pytest.fixture
def pantry(shop: MerchantStore) -> MerchantStore:
    shop.catalogue.put(
        [
            item("fresh", "extra fresh toothpaste"),
            item("flour", "plain flour"),
            item("water", "bottle of water"),
            item("socks", "wool socks"),
            item("seven", "7 up"),
            item("lemonade", "spring lemonade 2 l"),
            item("candle", "glass candlestick"),
            item("spread", "hazelnut spread", brand="Nutella"),
            item("led", "LED light"),
        ]
    )
    return shop


@pytest.mark.parametrize(("said", "meant"), [pytest.param(*case[1:], id=case[0]) for case in MISHEARD])
def test_what_was_misheard_still_leads_to_the_product(pantry: MerchantStore, said: str, meant: str) -> None:
    found = pantry.catalogue.find(said)

    assert found.products[0].external_id == meant


def test_the_worst_mishearing_is_at_least_offered(pantry: MerchantStore) -> None:
    found = pantry.catalogue.find("to refresh to face")

    assert found.verdict != "sure"
    assert found.products[0].external_id == "fresh"


def test_of_several_readings_any_may_be_the_right_one(pantry: MerchantStore) -> None:
    found = pantry.catalogue.find([("playing flow", 0.6), ("plain flour", 0.3), ("plane floor", 0.1)])

    assert (found.verdict, found.products[0].external_id) == ("sure", "flour")


def test_a_small_word_that_was_not_heard_surely_may_be_another(pantry: MerchantStore) -> None:
    pantry.catalogue.put([item("owl", "owl doorstop"), item("plain", "doorstop")])

    unsure = pantry.catalogue.find([("all doorstop", 0.4), ("our doorstop", 0.3)])
    sure = pantry.catalogue.find("do you have a doorstop")

    assert "owl" in [product.external_id for product in unsure.products]
    assert (sure.verdict, sure.products[0].external_id) == ("sure", "plain")


@pytest.mark.parametrize(
    ("locale", "name", "said"),
    [
        ("de-DE", "Weiße Saite", "weise Seite"),
        ("de-DE", "Frische Zahnpasta", "frische Zahn Pasta"),
        ("fr-FR", "verre à eau", "vers a o"),
        ("fr-FR", "savon au lait", "savons au lé"),
        ("es-ES", "vaso de vino", "baso de bino"),
        ("es-ES", "jabón de lavanda", "javon de labanda"),
    ],
)
def test_names_of_other_languages_are_found_by_their_sound(store: Store, locale: str, name: str, said: str) -> None:
    store.add_merchant("far", title="Far", locale=locale)
    with store.for_merchant("far") as shop:
        shop.catalogue.put([item("meant", name), item("other", "Xylophon"), item("third", "Radio")])

        assert shop.catalogue.find(said).products[0].external_id == "meant"


WITHOUT_ESPEAK = """
import sys
sys.modules["espeakng_loader"] = None  # as if it were not installed
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store
store = Store.open(sys.argv[1])
with store.for_merchant("juniper") as shop:
    names = ["extra fresh toothpaste", "blue mug", "red teapot"]
    shop.catalogue.put(CatalogueItem(n, n, n, "", [CatalogueVariant(n, Money(1, "USD"))]) for n in names)
    for said in ("extra fresh tooth paste", "blu mug", "red taepot"):
        print(shop.catalogue.find(said).products[0].external_id)
"""


def test_without_espeak_names_are_found_by_how_they_are_written(store: Store, database_url: str) -> None:
    run = [sys.executable, "-c", WITHOUT_ESPEAK, database_url]

    found = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()

    assert found == ["extra fresh toothpaste", "blue mug", "red teapot"]
