"""Several acts in one sentence: each is done and answered, in the order in which it was said."""

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_cart import lines
from tests.intents.test_ordering import orders

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("what's in my cart and where is my order", ["cart is empty", "on its way"]),
        ("where's my order and add a lavender soap", ["on its way", "lavender soap in your cart"]),
        ("how much is the red teapot and is it in stock", ["$38.00", "There are"]),
        ("add a water jug and place my order", ["water jug in your cart", "Shall I place the order?"]),
        ("add a blue mug, then make it two", ["That's 2 blue mugs"]),
        ("tell me about the bread knife and put one in my cart", ["bread knife", "one bread knife in your cart"]),
        ("put a rain jacket in my cart and tell me where my order is", ["on its way", "Which size of rain jacket"]),
        ("my sister has just moved and i need a blue mug", ["one blue mug"]),
    ],
)
def test_each_act_is_answered(ada: Conversation, words: str, answers: list[str]) -> None:
    speech = ada.speech(words)

    assert [answer for answer in answers if answer not in speech] == []
    assert speech.count("?") <= 1


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("remove the soap and add a beeswax candle", {"CANDLE-BEESWAX": 1}),
        ("take out the lavender soap and put in two blue mugs", {"MUG-BLUE": 2}),
        ("drop the soap then add a jug", {"JUG-GLASS": 1}),
        ("make it two and add a jug", {"SOAP-LAVENDER": 2, "JUG-GLASS": 1}),
    ],
)
def test_a_cart_is_changed_twice_at_once(ada: Conversation, words: str, cart: dict[str, int]) -> None:
    ada.say("put a lavender soap in my cart", words)

    assert lines(ada) == cart


def test_what_is_asked_to_two_acts_is_asked_one_after_the_other(ada: Conversation) -> None:
    ada.say("put a rain jacket in my cart and how much is the olive oil", "large", "medium")

    assert lines(ada) == {"JACKET-M": 1}


@pytest.mark.parametrize("words", ["yes and add a blue mug", "yes but take out the soap"])
def test_a_yes_with_another_act_places_no_order(ada: Conversation, words: str) -> None:
    before = orders(ada)

    ada.say("put two lavender soaps in my cart", "place my order", words)

    assert len(orders(ada)) == len(before)


def test_the_order_comes_last(ada: Conversation) -> None:
    speech = ada.speech("put a lavender soap in my cart", "check out and add a blue mug")

    assert "one lavender soap and one blue mug" in speech
    assert speech.endswith("Shall I place the order?")


@pytest.mark.parametrize("words", ["salt and pepper", "do you have soap and candles", "two mugs and a bowl"])
def test_a_name_or_a_list_with_and_is_one_act(ada: Conversation, words: str) -> None:
    assert "and" not in [word for turn in ada.turns(words) for word in turn.speech.split()[:2]]
