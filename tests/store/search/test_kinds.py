"""Finding what is of a kind by any everyday word for it, and saying of what is not sold that it is not."""

from collections.abc import Iterator

import pytest

from tests.store.search.items import item
from tests.store.search.kind_shops import Asked, answered, asked, items, shops
from voice_skill.store import MerchantStore, Store
from voice_skill.store.search.kinds import kind_request
from voice_skill.store.search.text import language_of


@pytest.fixture(params=sorted(shops()))
def stocked(request: pytest.FixtureRequest, store: Store) -> Iterator[tuple[MerchantStore, list[Asked]]]:
    """One of the invented shops, and what is asked for in it."""
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put(items(request.param))
        yield shop, list(asked(request.param))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_sold_is_found_and_what_is_not_is_not(stocked: tuple[MerchantStore, list[Asked]]) -> None:
    shop, things = stocked

    wrong = {each.said: answer.shown for each in things if not (answer := answered(shop, each)).is_right}

    assert not wrong


@pytest.mark.parametrize(
    ("said", "kinds", "others"),
    [
        ("tvs", {"television"}, ()),
        ("a nice telly", {"television"}, ("nice",)),
        ("headphones by Pellwood", {"headphones"}, ("pellwood",)),
        ("television 55 inch", {"television"}, ("55", "inch")),
        ("case for a phone", {"case"}, ("phone",)),
        ("watering can", {"watering-can"}, ()),
        ("peanut butter", {"peanut-butter"}, ()),
        ("flugelhorn", {"flugelhorn"}, ()),
    ],
)
def test_a_request_is_for_a_kind_and_narrowed_by_its_other_words(
    said: str, kinds: set[str], others: tuple[str, ...]
) -> None:
    request = kind_request(said, language_of("en-US"))

    assert request is not None
    assert (request.kinds, request.others) == (kinds, others)


def test_a_language_without_a_table_goes_by_the_last_word() -> None:
    request = kind_request("blaue Fernseher", language_of("de-DE"))

    assert request is not None
    assert (request.words, request.is_known) == (("fernseh",), False)


def test_an_accessory_is_not_the_thing(shop: MerchantStore) -> None:
    shop.catalogue.put([item("mouse", "wireless laptop mouse"), item("sleeve", "laptop sleeve", category="Laptops")])

    assert shop.catalogue.find("laptops").products == ()
    assert shop.catalogue.of_kind("laptops", limit=3) == []


def test_a_category_says_what_a_name_does_not(shop: MerchantStore) -> None:
    shop.catalogue.put([item("vista", "vista thirty two", category="Electronics > HDTVs")])

    assert [one.external_id for one in shop.catalogue.find("a telly").products] == ["vista"]


def test_names_of_games_tell_only_kinds_of_games(shop: MerchantStore) -> None:
    games = [item("castle", "castle jigsaw puzzle", category="games"), item("heist", "the teapot", category="games")]
    shop.catalogue.put(games)

    assert [one.external_id for one in shop.catalogue.find("a jigsaw").products] == ["castle"]
    assert shop.catalogue.of_kind("teapots", limit=3) == []


def test_what_is_in_a_product_is_not_what_it_is(shop: MerchantStore) -> None:
    shop.catalogue.put([item("crunch", "oat crunch", attributes={"allergens": "milk"})])

    assert shop.catalogue.find("milk").products == ()


def test_a_misheard_name_is_found_though_its_words_name_another_kind(shop: MerchantStore) -> None:
    shop.catalogue.put([item("flour", "plain flour"), item("rose", "red rose", category="Flowers")])

    assert shop.catalogue.find("plane flower").products[0].external_id == "flour"


def test_of_a_kind_without_the_other_words_the_nearest_is_only_offered(shop: MerchantStore) -> None:
    shop.catalogue.put([item("black", "black umbrella"), item("mug", "mug")])

    found = shop.catalogue.find("tartan brolly")

    assert (found.verdict, [one.external_id for one in found.products]) == ("none", ["black"])


def test_a_title_need_not_say_what_it_is(shop: MerchantStore) -> None:
    books = [item("thief", "the coffee thief", category="Books"), item("other", "the red teapot", category="Books")]
    shop.catalogue.put(books)

    assert shop.catalogue.find("teapots").products == ()
    assert [one.external_id for one in shop.catalogue.find("the coffee thief").products] == ["thief"]
    assert {one.external_id for one in shop.catalogue.find("books").products} == {"thief", "other"}
