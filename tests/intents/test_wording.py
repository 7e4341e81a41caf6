"""Customers' own words as the shop reads them: yeses with more than a yes, questions that sound like wishes, and
more."""

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_cart import lines
from tests.intents.test_ordering import orders

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BLUE_MUG = ("put a blue mug in my cart", "place my order")


@pytest.mark.parametrize(
    "words",
    [
        "okay then yes, order it", "right, place the order", "yep that's everything, order it", "perfect, order it",
        "no nothing else, go ahead and place the order", "aye go on then", "that's right, place my order",
        "sounds good to me, go ahead", "yes that's the one", "just order it", "fair enough, yes, order them",
    ],
)  # fmt: skip
def test_a_yes_with_more_than_a_yes_places_the_order(ada: Conversation, words: str) -> None:
    before = len(orders(ada))

    ada.say(*BLUE_MUG, words)

    assert len(orders(ada)) == before + 1


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("will it fit a soup bowl", {"MUG-BLUE": 1}),
        ("could it hold a soup bowl", {"MUG-BLUE": 1}),
        ("is there a red teapot on it", {"MUG-BLUE": 1}),
        ("two, they're for my sister", {"MUG-BLUE": 2}),
        ("too few, make it four", {"MUG-BLUE": 4}),
        ("make that three it's for the whole family", {"MUG-BLUE": 3}),
        ("no take it out, i've just found mine", {}),
        ("and a soup bowl too", {"MUG-BLUE": 1, "BOWL-SOUP": 1}),
        ("a red teapot instead of the mug", {"TEAPOT-RED": 1}),
        ("i didn't want a mug i wanted the soup bowl", {"BOWL-SOUP": 1}),
    ],
)
def test_what_is_said_to_a_read_back_is_read_word_by_word(ada: Conversation, words: str, cart: dict[str, int]) -> None:
    before = len(orders(ada))

    ada.say(*BLUE_MUG, words)

    assert lines(ada) == cart
    assert len(orders(ada)) == before


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        (
            ("put two blue mugs, a red teapot and a soup bowl in my cart",),
            {"MUG-BLUE": 2, "TEAPOT-RED": 1, "BOWL-SOUP": 1},
        ),
        (("add a bath towel and two soup bowls", "blue"), {"TOWEL-BLUE": 1, "BOWL-SOUP": 2}),
        (("put three soup bowls and a blue bath towel in my cart",), {"BOWL-SOUP": 3, "TOWEL-BLUE": 1}),
    ],
)
def test_several_things_in_one_sentence_are_all_put_in(
    ada: Conversation, words: tuple[str, ...], cart: dict[str, int]
) -> None:
    ada.say(*words)

    assert lines(ada) == cart


def test_what_cannot_be_put_in_is_told_beside_what_was(ada: Conversation) -> None:
    speech = ada.speech("add two soup bowls and a bath towel")

    assert speech == "I put 2 soup bowls in your cart. Which color of bath towel would you like: white or blue?"
    assert lines(ada) == {"BOWL-SOUP": 2}


def test_what_is_ordered_is_read_back_at_once_and_placed_on_a_yes(ada: Conversation) -> None:
    before = len(orders(ada))

    assert ada.speech("order a soup bowl").endswith("Shall I place the order?")
    assert len(orders(ada)) == before
    ada.say("yes")
    assert len(orders(ada)) == before + 1


def test_an_order_is_bought_again_by_its_number(ada: Conversation) -> None:
    number = orders(ada)[-1].number

    assert ada.speech(f"order number {' '.join(number)} again").endswith("Shall I place the order?")
