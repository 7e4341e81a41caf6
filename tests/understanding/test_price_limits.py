"""What a thing may cost stays with the thing, as Alexa's catalogue slots take it."""

import pytest

from tests.understanding.conftest import model_of
from voice_skill.understanding import Understanding


def slots_of(understanding: Understanding, text: str) -> tuple[str | None, dict[str, str]]:
    understood = understanding.understand(text)
    return understood.intent, {name: slot.value for name, slot in understood.slots.items()}


@pytest.mark.parametrize(
    ("text", "intent", "product"),
    [
        ("do you have blue mug under ten dollars", "FindProductIntent", "blue mug under ten dollars"),
        (
            "show me wool blankets for less than fifty bucks",
            "FindProductIntent",
            "wool blankets for less than fifty bucks",
        ),
        (
            "i'm looking for green tea cheaper than eight fifty",
            "FindProductIntent",
            "green tea cheaper than eight fifty",
        ),
        ("add a blue mug under twenty dollars to my cart", "AddToCartIntent", "blue mug under twenty dollars"),
        ("could you please find a wool blanket below 80 dollars", "FindProductIntent", "wool blanket below 80 dollars"),
        ("do you sell green tea over ten dollars fifty", "FindProductIntent", "green tea over ten dollars fifty"),
        ("do you have anything under twenty dollars", "FindProductIntent", "anything under twenty dollars"),
        ("show me something for at most five euros", "FindProductIntent", "something for at most five euros"),
        ("do you have green tea no less than ten dollars", "FindProductIntent", "green tea no less than ten dollars"),
        ("do you have blue umbrellas under ten dollars", "FindProductIntent", "blue umbrellas under ten dollars"),
    ],
)
def test_a_price_behind_a_thing_belongs_to_it(shop: Understanding, text: str, intent: str, product: str) -> None:
    assert slots_of(shop, text) == (intent, {"product": product})


def test_the_rest_of_the_request_is_understood_as_without_it(shop: Understanding) -> None:
    understood = shop.understand("put two blue mugs under ten dollars in my cart")

    assert understood.intent == "AddToCartIntent"
    assert {name: slot.value for name, slot in understood.slots.items()} == {
        "quantity": "2",
        "product": "blue mugs under ten dollars",
    }


def test_what_is_told_between_the_thing_and_its_price_goes_with_it(shop: Understanding) -> None:
    intent, slots = slots_of(shop, "do you have the blue mug in large under ten dollars")

    assert intent == "StockIntent"
    assert slots == {"product": "blue mug in large under ten dollars"}


def test_what_is_no_value_of_the_catalogue_resolves_to_none(shop: Understanding) -> None:
    slot = shop.understand("do you have blue mug under ten dollars").slots["product"]

    assert slot.resolutions is not None
    [authority] = slot.resolutions["resolutionsPerAuthority"]
    assert authority["status"]["code"] == "ER_SUCCESS_NO_MATCH"


@pytest.mark.parametrize("text", ["change the green tea to up to ten", "put the kids to bed under ten blankets"])
def test_a_number_that_is_no_price_stays_outside(shop: Understanding, text: str) -> None:
    product = shop.understand(text).slots.get("product")

    assert product is None or "ten" not in product.value


def test_a_skill_that_asks_for_the_price_in_a_slot_of_its_own_gets_it_there() -> None:
    things = {name: [] for name in ("red kite", "kites", "lamp", "chair", "table", "rug")}
    samples = {
        "FindIntent": ["find me a {thing}", "do you have a {thing} under {price} dollars", "a {thing} under {price}"],
        "BuyIntent": ["buy a {thing}", "i take the {thing}"],
    }
    skill = Understanding(model_of(samples, {"thing": "THING", "price": "AMAZON.NUMBER"}, THING=things))

    assert slots_of(skill, "please find a lamp under forty dollars")[1] == {"thing": "lamp", "price": "40"}
