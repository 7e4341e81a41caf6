"""What measures, packs or sizes a thing stays with the thing, and a number of things stays a number."""

import pytest

from tests.understanding.conftest import model_of
from voice_skill.understanding import Understanding


def slots_of(understanding: Understanding, text: str) -> tuple[str | None, dict[str, str]]:
    understood = understanding.understand(text)
    return understood.intent, {name: slot.value for name, slot in understood.slots.items()}


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("add a two pack of wool socks to my cart", "two pack of wool socks"),
        ("i'd like to buy three hundred grams of house coffee", "three hundred grams of house coffee"),
        ("add a twelve inch blue mug to my cart", "twelve inch blue mug"),
        ('add a 12" blue mug to my cart', '12" blue mug'),
        ("add a 12in blue mug to my cart", "12in blue mug"),
        ("put the half liter blue mug in my cart", "half liter blue mug"),
        ("add green tea in a one pound box to my cart", "green tea in a one pound box"),
        ("add the 20 bag green tea to my cart", "20 bag green tea"),
        ("add one and a half pounds of green tea to my cart", "one and a half pounds of green tea"),
        ("add a pack of six blue mugs to my cart", "pack of six blue mugs"),
    ],
)
def test_a_size_belongs_to_its_thing(shop: Understanding, text: str, product: str) -> None:
    assert slots_of(shop, text) == ("AddToCartIntent", {"product": product})


@pytest.mark.parametrize(
    ("text", "quantity", "product"),
    [
        ("add two blue mugs to my cart", "2", "blue mugs"),
        ("put a dozen blue mugs in my cart", "12", "blue mugs"),
        ("get me half a dozen blue mugs", "6", "blue mugs"),
        ("get me two twelve inch blue mugs", "2", "twelve inch blue mugs"),
        ("buy three one pound bags of green tea", "3", "one pound bags of green tea"),
        ("put two packs of wool socks in my cart", "2", "packs of wool socks"),
        ("add two two packs of wool socks to my cart", "2", "two packs of wool socks"),
    ],
)
def test_a_number_of_things_is_the_quantity(shop: Understanding, text: str, quantity: str, product: str) -> None:
    assert slots_of(shop, text) == ("AddToCartIntent", {"quantity": quantity, "product": product})


def test_other_slots_between_a_size_and_its_thing_are_kept(shop: Understanding) -> None:
    intent, slots = slots_of(shop, "how much is the twelve inch red wool blanket")

    assert intent == "PriceIntent"
    assert slots["product"].startswith("twelve inch")
    assert slots["product"].endswith("wool blanket")


def test_a_size_with_no_thing_of_this_shop_is_still_a_thing(shop: Understanding) -> None:
    assert slots_of(shop, "do you have a fourteen inch laptop") == (
        "FindProductIntent",
        {"product": "fourteen inch laptop"},
    )


@pytest.mark.parametrize(
    "text", ["set a timer for ten minutes", "what's the weather in two weeks", "wake me in two hours"]
)
def test_a_time_alone_is_no_thing(shop: Understanding, text: str) -> None:
    assert shop.understand(text).intent is None


def test_a_name_that_begins_with_a_unit_leaves_the_number_alone() -> None:
    understanding = Understanding(
        model_of(
            {"BuyIntent": ["buy {count} {thing}", "get me {count} {thing}", "i want the {thing}", "add a {thing}"]},
            {"count": "AMAZON.NUMBER", "thing": "THING"},
            THING={"pound cake": [], "foot stool": [], "soup": []},
        )
    )

    assert slots_of(understanding, "buy two pound cakes") == ("BuyIntent", {"count": "2", "thing": "pound cakes"})
    assert slots_of(understanding, "get me three foot stools") == ("BuyIntent", {"count": "3", "thing": "foot stools"})


def test_a_skill_that_speaks_of_units_itself_means_numbers_by_them() -> None:
    understanding = Understanding(
        model_of(
            {
                "TimerIntent": ["set a timer for {count} minutes", "set the {thing} timer to {count} minutes"],
                "StopIntent": ["stop the {thing} timer"],
            },
            {"count": "AMAZON.NUMBER", "thing": "THING"},
            THING={"egg": [], "pasta": []},
        )
    )

    assert slots_of(understanding, "set the egg timer to ten minutes") == (
        "TimerIntent",
        {"count": "10", "thing": "egg"},
    )


def test_an_answer_of_a_listed_size_is_that_size() -> None:
    understanding = Understanding(
        model_of(
            {"AnswerIntent": ["{size}", "the {size}", "{thing}"], "BuyIntent": ["buy {thing}", "get me the {thing}"]},
            {"size": "SIZE", "thing": "THING"},
            SIZE={"6 pack": [], "500 g": []},
            THING={"eggs": [], "rice": []},
        )
    )

    assert slots_of(understanding, "the six pack please") == ("AnswerIntent", {"size": "six pack"})
    assert slots_of(understanding, "five hundred grams") == ("AnswerIntent", {"size": "five hundred grams"})
