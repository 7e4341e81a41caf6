"""Several things in one sentence: all of them are done, or the shop says what it could not do."""

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_cart import lines

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("i'd like three soup bowls 1 water jug and a soap", {"BOWL-SOUP": 3, "JUG-GLASS": 1, "SOAP-LAVENDER": 1}),
        ("put a bread knife a candle and a jug in my cart", {"KNIFE-BREAD": 1, "CANDLE-BEESWAX": 1, "JUG-GLASS": 1}),
        ("add soup bowl jam and green tea to my cart", {"BOWL-SOUP": 1, "JAM-STRAWBERRY": 1, "TEA-GREEN": 1}),
        ("honey jam and green tea please", {"HONEY-MEADOW": 1, "JAM-STRAWBERRY": 1, "TEA-GREEN": 1}),
        ("put a jug and a soup bowl in my cart", {"JUG-GLASS": 1, "BOWL-SOUP": 1}),
        ("two jars of honey and a jug please", {"HONEY-MEADOW": 2, "JUG-GLASS": 1}),
        ("one large and three small wool socks", {"SOCKS-L": 1, "SOCKS-S": 3}),
        ("two small and two large olive oils please", {"OIL-S": 2, "OIL-L": 2}),
    ],
)  # fmt: skip
def test_things_without_and_between_them_are_all_put_in(ada: Conversation, words: str, cart: dict[str, int]) -> None:
    ada.say(words)

    assert lines(ada) == cart


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("do you have jam and green tea", ["strawberry jam costs $6.50", "green tea costs $7.80"]),
        ("how much are the bread knife and the soup bowl", ["bread knife costs $45.00", "soup bowl costs $16.50"]),
        ("what do the red teapot, the water jug and the soup bowl cost", ["$38.00", "$21.00", "$16.50"]),
        ("how heavy are the red teapot and the wool blanket", ["weighs 900 grams", "weighs 1.1 kilograms"]),
    ],
)
def test_a_question_about_several_things_is_answered_for_each(
    ada: Conversation, question: str, answers: list[str]
) -> None:
    speech = ada.speech(question)

    assert [answer for answer in answers if answer not in speech] == []
    assert speech.count("?") == 1


@pytest.mark.parametrize("name", ["and", ",", "and and"])
def test_a_name_without_a_thing_is_asked_about(ada: Conversation, name: str) -> None:
    slots = {"product": {"name": "product", "value": name}}

    assert ada.echo.intent("ProductPriceIntent", slots).speech.endswith("?")


def test_the_second_of_several_answers_is_spoken_of_next(ada: Conversation) -> None:
    assert "soup bowl" in ada.speech("how much are the bread knife and the soup bowl", "the second one")


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        (("do you have jam and green tea", "both please"), {"JAM-STRAWBERRY": 1, "TEA-GREEN": 1}),
        (("how much is the soup bowl", "how much is the jug", "i'll take both"), {"BOWL-SOUP": 1, "JUG-GLASS": 1}),
        (
            ("how much are the soup bowl the water jug and the bread knife", "all three please"),
            {"BOWL-SOUP": 1, "JUG-GLASS": 1, "KNIFE-BREAD": 1},
        ),
        (("how much is the soup bowl", "how much is the water jug", "that's all"), {}),
        (("do you have wool socks", "both sizes"), {}),
    ],
)  # fmt: skip
def test_both_are_those_that_were_spoken_of(ada: Conversation, words: tuple[str, ...], cart: dict[str, int]) -> None:
    ada.say(*words)

    assert lines(ada) == cart


@pytest.mark.parametrize(
    ("words", "missing", "cart"),
    [
        ("put a soup bowl and a unicorn in my cart", "unicorn", {"BOWL-SOUP": 1}),
        ("add two soup bowls, a trampoline and a water jug", "trampoline", {"BOWL-SOUP": 2, "JUG-GLASS": 1}),
    ],
)
def test_a_thing_that_the_shop_does_not_have_is_named(
    ada: Conversation, words: str, missing: str, cart: dict[str, int]
) -> None:
    speech = ada.speech(words)

    assert f"couldn't find {missing}" in speech
    assert lines(ada) == cart
