"""Which of a few products is more, by what merchants say of them; enters by the module that intents ask."""

from datetime import UTC, datetime

import pytest

from tests.store.products.test_facts import product
from voice_skill.store import Product, Variant
from voice_skill.store.products.ranking import Ranking, ranking

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ranked(said: str, *products: Product, attribute: str = "") -> Ranking:
    return ranking(products, said, attribute, "en-US", NOW)


def best(found: Ranking) -> list[Product]:
    return [told.product for told in found.told[: found.best]]


@pytest.mark.parametrize(
    ("said", "more", "less"),
    [
        ("heavier", {"weight": "1.1 kilograms"}, {"weight": "900 g"}),
        ("weighs more", {"weight": "3 lb"}, {"weight": "900 g"}),
        ("heaviest", {"item_weight": "3 lb"}, {"item_weight": "900 g"}),
        ("lighter", {"weight": "10 oz"}, {"weight": "300 g"}),
        ("bigger", {"dimensions": "30 x 20 cm"}, {"size": "25 x 20 cm"}),
        ("bigger", {"height": "30 cm"}, {"height": "10 in"}),
        ("longer", {"burning_time": "thirty hours"}, {"burning_time": "1 day"}),
        ("longer", {"length": "2 m"}, {"length": "six feet"}),
        ("shorter", {"height": "20 cm"}, {"height": "21 cm"}),
        ("stronger", {"strength": "4/5"}, {"strength": "3/5"}),
    ],
)
def test_amounts_decide_in_any_units(said: str, more: dict[str, str], less: dict[str, str]) -> None:
    first, second = product("", **more), product("", **less)

    for found in (ranked(said, first, second), ranked(said, second, first)):
        assert best(found) == [first]
        assert found.silent == ()


@pytest.mark.parametrize(
    ("said", "one", "other"),
    [
        ("heavier", {"weight": "heavy"}, {"weight": "light"}),
        ("heavier", {"weight": "380"}, {"weight": "0.4"}),
        ("heavier", {"weight": "380 g"}, {"weight": "up to 500 g"}),
        ("heavier", {"weight": "380 g"}, {"weight": "30 cm"}),
        ("heavier", {"weight": "380 g"}, {"shipping_weight": "500 g"}),
        ("bigger", {"dimensions": "30 x 20 cm"}, {"dimensions": "25 x 25 cm"}),
        ("taller", {"dimensions": "30 x 20 x 10 cm"}, {"dimensions": "20 x 10 x 5 cm"}),
        ("stronger", {"strength": "medium"}, {"strength": "strong"}),
        ("longer", {"warranty": "2 years"}, {"warranty": "1 year"}),
        ("nicer", {"weight": "380 g"}, {"weight": "500 g"}),
    ],
)
def test_what_the_data_does_not_tell_is_not_told(said: str, one: dict[str, str], other: dict[str, str]) -> None:
    assert ranked(said, product("", **one), product("", **other)).best == 0


def test_of_what_is_not_said_of_nothing_is_concluded() -> None:
    light, heavy, silent = product("", weight="1 kg"), product("", weight="2 kg"), product("It is lovely.")

    found = ranked("lighter", silent, heavy, light)

    assert best(found) == [light]
    assert found.silent == (silent,)


def test_equal_amounts_share_the_first_place() -> None:
    one, same, less = product("", weight="0.5 kg"), product("", weight="500 g"), product("", weight="400 g")

    assert best(ranked("heaviest", less, one, same)) == [one, same]


def test_an_amount_in_a_sentence_counts_where_the_sentence_says_nothing_else_of_it() -> None:
    large, small = product("A thing that holds one liter."), product("It holds 350 ml, and more in summer.")

    assert best(ranked("holds more", small, large)) == [large]
    assert ranked("holds more", product("It holds up to one liter."), small).best == 0


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Blue Mug", "It weighs 90 grams."),
        ("Blue Mug", "Weighs 90 grams."),
        ("Blue Mug", "<ul><li>The mug weighs about 90 grams</li></ul>"),
        ("Blue Mug", "This blue mug weighs 90 grams, without its box."),
        ("Wool Socks", "They are warm. The socks: weighs 90 grams."),
        ("Teapot with Lid", "The teapot weighs 90 grams."),
    ],
)
def test_an_amount_of_the_product_itself_counts(title: str, sentence: str) -> None:
    told, other = product(sentence), product("", weight="80 g")
    told.title = told.spoken_name = title

    assert best(ranked("heavier", told, other)) == [told]


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Blue Mug", "The lid weighs 90 grams."),
        ("Blue Mug", "It has a lid that weighs 90 grams."),
        ("Blue Mug", "The mug with its lid weighs 90 grams."),
        ("Blue Mug", "The blue lid weighs 90 grams."),
        ("Mug Rack", "Each mug weighs 90 grams."),
        ("Mug Rack", "The mug weighs 90 grams."),
        ("Teapot with Lid", "The lid weighs 90 grams."),
        ("Set of Bowls", "A bowl weighs 90 grams."),
    ],
)
def test_an_amount_of_a_part_is_not_the_products(title: str, sentence: str) -> None:
    told, other = product(sentence), product("", weight="80 g")
    told.title = told.spoken_name = title

    assert ranked("heavier", told, other).best == 0


def test_any_attribute_of_the_merchant_is_compared_when_it_is_named() -> None:
    fine, coarse = product("", thread_count="400"), product("", thread_count="200")

    assert best(ranked("higher", coarse, fine, attribute="thread count")) == [fine]
    assert best(ranked("less", coarse, fine, attribute="thread count")) == [coarse]


def test_a_duration_is_compared_by_its_own_name() -> None:
    long, short = product("", warranty="2 years"), product("", warranty="18 months")

    assert best(ranked("longer", short, long, attribute="warranty")) == [long]


def test_prices_are_those_of_today() -> None:
    reduced = product()
    reduced.variants = [Variant(price_minor=2000, sale_price_minor=900, currency="USD", options={})]
    plain = product()
    plain.variants = [Variant(price_minor=1000, currency="USD", options={})]

    assert best(ranked("cheaper", plain, reduced)) == [reduced]
    assert best(ranked("more expensive", plain, reduced)) == [plain]
    assert best(ranked("lower", plain, reduced, attribute="price")) == [reduced]
    assert best(ranked("has the highest price", plain, reduced)) == [plain]
