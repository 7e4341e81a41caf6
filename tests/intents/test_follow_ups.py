"""The talk goes on: corrections, "the other one", "and the bowl?", and a choice that waits while something else is
said."""

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_cart import lines

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("side", "answer"),
    [
        ("where is my order", "on its way"),
        ("how heavy is the wool blanket", "1.1 kilograms"),
        ("what's in my cart", "empty"),
    ],
)
def test_a_choice_is_asked_again_after_something_else(ada: Conversation, side: str, answer: str) -> None:
    first, beside, last = (turn.speech for turn in ada.turns("do you have wool socks", side, "the large ones please"))

    assert "Which size" in first
    assert answer in beside
    assert "wool socks" in beside or beside.endswith("What else would you like to know?")
    assert "large wool socks" in last


def test_a_choice_waits_unasked_while_something_is_put_in_the_cart(ada: Conversation) -> None:
    beside = ada.speech("do you have wool socks", "put a lavender soap in my cart")

    assert "size" not in beside
    assert "large wool socks" in ada.speech("the large ones please")


@pytest.mark.parametrize("words", ["never mind", "not now", "none of those", "neither"])
def test_a_choice_that_is_called_off_is_not_asked_again(ada: Conversation, words: str) -> None:
    speech = ada.speech("what coffee do you have", words)

    assert "Which one" not in speech
    assert "Which" not in ada.speech("do you have wool socks", words, "what's in my cart")


@pytest.mark.parametrize(
    ("talk", "answer"),
    [
        (["how much is the bread knife", "and the red teapot"], "$38.00"),
        (["how much is the bread knife", "what about the soup bowl"], "$16.50"),
        (["how much is the bread knife", "how about the large chopping board"], "$36.00"),
        (["do you have blue mugs", "and soup bowls"], "$16.50"),
        (["how much are two red teapots"], "2 red teapots cost $76.00"),
        (["how much is the red teapot", "how much is it with three"], "3 red teapots cost $114.00"),
        (["do you have coffee", "the first one", "what about the other one"], "coffee"),
    ],
)
def test_what_was_asked_is_asked_of_another(ada: Conversation, talk: list[str], answer: str) -> None:
    assert answer in ada.speech(*talk)
    assert lines(ada) == {}


@pytest.mark.parametrize(
    ("talk", "offer"),
    [
        (["rain jacket", "small", "i meant the large"], "large rain jacket"),
        (["rain jacket", "small", "no sorry the medium"], "medium rain jacket"),
        (["rain jacket", "small", "and in large"], "large rain jacket"),
        (["rain jacket", "my daughter takes a medium"], "medium rain jacket"),
        (["wool blanket", "grey", "no the cream one"], "cream wool blanket"),
    ],
)
def test_another_kind_than_the_one_offered_is_offered(ada: Conversation, talk: list[str], offer: str) -> None:
    speech = ada.speech(*talk)

    assert offer in speech.casefold()
    assert speech.endswith(("Shall I put one in your cart?", "Would you like one?"))
    assert lines(ada) == {}


@pytest.mark.parametrize(
    ("talk", "cart"),
    [
        (["put 3 blue mugs in my cart", "double it"], {"MUG-BLUE": 6}),
        (["put 3 blue mugs in my cart", "twice as many"], {"MUG-BLUE": 6}),
        (["put 4 blue mugs in my cart", "half of that"], {"MUG-BLUE": 2}),
        (["put 3 blue mugs in my cart", "you know what, double it"], {"MUG-BLUE": 6}),
        (["put two blue mugs in my cart", "make that four, no wait, three"], {"MUG-BLUE": 3}),
        (["put three blue mugs, no wait, two in my cart"], {"MUG-BLUE": 2}),
        (["add 3 blue mugs no sorry two red teapots"], {"TEAPOT-RED": 2}),
        (["put a large rain jacket in my cart", "hm, instead of large i'll take small"], {"JACKET-S": 1}),
        (["add a rain jacket to my cart", "small. no, medium"], {"JACKET-M": 1}),
        (["put 3 plain oat biscuits in my cart", "remove one of them"], {"BISCUITS-PLAIN": 2}),
        (["put 3 plain oat biscuits in my cart", "one more pack please"], {"BISCUITS-PLAIN": 4}),
        (["put a jug and a soap in my cart", "take the first one out again"], {"SOAP-LAVENDER": 1}),
        (["add a blue mug and two soaps, oh and a jug"], {"MUG-BLUE": 1, "SOAP-LAVENDER": 2, "JUG-GLASS": 1}),
        (["how much is the red teapot", "that one please"], {"TEAPOT-RED": 1}),
        (["which is cheaper the soup bowl or the blue mug", "put that one in my cart"], {"MUG-BLUE": 1}),
        (["which is cheaper the soup bowl or the blue mug", "the cheaper one then, in my cart"], {"MUG-BLUE": 1}),
        (["how much are the jug and the soup bowl", "ok one of each in my cart"], {"JUG-GLASS": 1, "BOWL-SOUP": 1}),
        (["put a soup bowl in my cart", "extra large"], {"BOWL-SOUP": 1}),
        (["how much is the red teapot", "i don't want it"], {}),
        (["put a rain jacket in my cart", "large", "i meant the wool socks"], {"SOCKS-L": 1}),
        (["put a blue mug in my cart", "i'd like the large jacket as well"], {"MUG-BLUE": 1, "JACKET-L": 1}),
        (["rain jacket", "small", "i'll take two in large"], {"JACKET-L": 2}),
    ],
)
def test_a_change_of_what_was_put_in_keeps_the_rest(ada: Conversation, talk: list[str], cart: dict[str, int]) -> None:
    ada.say(*talk)

    assert lines(ada) == cart
