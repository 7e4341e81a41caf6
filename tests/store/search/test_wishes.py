"""What is asked for beside a name."""

from dataclasses import replace

import pytest

from tests.store.search.items import item, priced
from voice_skill.store import CatalogueItem, CatalogueVariant, MerchantStore, Money, Store

KINDS = ["yunnan", "assam", "mate", "jasmine", "oolong", "chai", "matcha", "nettle", "lemon", "ginger", "rose"]


@pytest.fixture
def tea_shop(shop: MerchantStore) -> MerchantStore:
    shop.catalogue.put(
        [
            priced("green", "green tea", "12.00"),
            priced("black", "black tea", "8.00", attributes={"organic": "yes"}),
            priced("mint", "mint tea", "15.00", stock=0, attributes={"organic": "no"}),
            CatalogueItem(
                "shirt",
                "Shirt",
                "shirt",
                "shirts",
                [
                    CatalogueVariant("shirt-s", Money(2000, "USD"), {"color": "blue", "size": "S"}),
                    CatalogueVariant("shirt-m", Money(2500, "USD"), {"color": "red", "size": "M"}, stock=0),
                ],
            ),
        ]
    )
    return shop


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tea under ten dollars", "black"),
        ("tea for less than $8.50", "black"),
        ("tea under nine bucks", "black"),
        ("tea for at most eight dollars", "black"),
        ("green tea under twelve dollars fifty", "green"),
        ("organic tea", "black"),
        ("do you have any tea over twelve dollars", "mint"),
        ("a blue shirt", "shirt"),
        ("shirt size s", "shirt"),
        ("a small blue shirt in stock", "shirt"),
    ],
)
def test_what_is_asked_for_beside_the_name_is_applied(tea_shop: MerchantStore, said: str, meant: str) -> None:
    found = tea_shop.catalogue.find(said)

    assert (found.verdict, [product.external_id for product in found.products]) == ("sure", [meant])
    assert found.unmet == ()


@pytest.mark.parametrize(
    ("said", "nearest", "unmet"),
    [
        ("green tea under ten dollars", "green", ("under 10 dollars",)),
        ("mint tea in stock", "mint", ("in stock",)),
        ("organic mint tea", "mint", ("organic",)),
        ("a small red shirt", "shirt", ("red",)),
        ("shirt size m in stock", "shirt", ("in stock",)),
        ("shirt under fifteen dollars", "shirt", ("under 15 dollars",)),
    ],
)
def test_what_only_fails_that_is_offered_with_what_it_fails(
    tea_shop: MerchantStore, said: str, nearest: str, unmet: tuple[str, ...]
) -> None:
    found = tea_shop.catalogue.find(said)

    assert (found.verdict, found.products[0].external_id, found.unmet) == ("none", nearest, unmet)


@pytest.mark.parametrize(
    ("locale", "currency", "said"),
    [
        ("de-DE", "EUR", "Tee unter zehn Euro"),
        ("fr-FR", "EUR", "thé à moins de dix euros"),
        ("es-ES", "EUR", "té por menos de diez euros"),
        ("en-GB", "GBP", "tea less than ten pounds"),
    ],
)
def test_prices_are_understood_in_other_languages(store: Store, locale: str, currency: str, said: str) -> None:
    store.add_merchant("far", title="Far", locale=locale, currency=currency)
    tea = said.split()[0]
    with store.for_merchant("far") as shop:
        shop.catalogue.put(
            [
                CatalogueItem(
                    str(price),
                    f"{brand} {tea}",
                    f"{brand} {tea}",
                    "",
                    [CatalogueVariant(brand, Money(price, currency))],
                )
                for brand, price in (("Elm", 900), ("Ash", 1100))
            ]
        )
        found = shop.catalogue.find(said)

    assert (found.verdict, [product.external_id for product in found.products]) == ("sure", ["900"])


def test_the_only_one_that_meets_it_is_found_among_many_of_its_kind(shop: MerchantStore) -> None:
    shop.catalogue.put([priced(f"{number}", f"tea {word}", f"{number}.00") for number, word in enumerate(KINDS, 10)])

    found = shop.catalogue.find("do you have any tea under eleven dollars")

    assert (found.verdict, [product.external_id for product in found.products]) == ("sure", ["10"])


def test_a_name_that_sounds_like_a_limit_is_a_name(shop: MerchantStore) -> None:
    shop.catalogue.put([priced("vitamins", "over 50 vitamins", "20.00"), priced("game", "under ten dollars", "30.00")])

    assert shop.catalogue.find("over fifty vitamins").products[0].external_id == "vitamins"
    assert shop.catalogue.find("under ten dollars").products[0].external_id == "game"


def test_who_has_the_price_but_only_sounds_like_it_is_not_taken_for_it(shop: MerchantStore) -> None:
    cheap, dear = item("cheap", "green tea"), item("dear", "tee shirt")
    dear = replace(dear, variants=[CatalogueVariant("dear-1", Money(2500, "USD"))])
    shop.catalogue.put([cheap, dear])

    found = shop.catalogue.find("tea over fifteen dollars")

    assert (found.verdict, found.products[0].external_id) == ("none", "cheap")
