"""Another kind or product instead of what is sold out, was put in the cart or was read back, in a garden shop."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.intents.conftest import Conversation
from tests.intents.shops import Shop, cart, open_shop
from tests.intents.test_questions import ask

Visit = Callable[[], Conversation]


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Sells cans, clogs and aprons of which some kinds are sold out, and tools with numbers in their names."""
    return open_shop("garden", tmp_path_factory.mktemp("garden"))


@pytest.fixture
def visit(garden: Shop, tmp_path: Path) -> Iterator[Visit]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(garden.visited(tmp_path))


RAKE, CART, FORK = (
    f"put a {name} in my cart" for name in ("leaf rake", "two wheel garden cart", "three prong hand fork")
)


@pytest.mark.parametrize(
    ("words", "answer", "then", "lines"),
    [
        (
            ("put two watering cans in my cart", "the red one"),
            "The red rose watering can is out of stock. We have it in green and blue. Which one would you like?",
            "okay green then",
            {"can-green": 2},
        ),
        (
            ("two pairs of garden clogs in size eight please",),
            "The 8 meadow garden clogs are out of stock. We have them in 7 and 9. Which one would you like?",
            "nine then please",
            {"clogs-9": 2},
        ),
        (
            ("i'd like a large brown potting apron",),
            "The large brown potting apron is out of stock. We only have it in olive. Would you like that?",
            "yes",
            {"apron-l-olive": 1},
        ),
        (
            ("put a watering can in my cart", "blue", "place my order", "make it the red one"),
            "The red rose watering can is out of stock. We have it in green and blue. Which one would you like?",
            "the green one",
            {"can-green": 1},
        ),
        (
            ("do you have the watering can in red",),
            "The red rose watering can is out of stock. We have it in green and blue. Which one would you like?",
            "two in blue",
            {"can-blue": 2},
        ),
    ],
)
def test_instead_of_a_kind_that_is_sold_out_another_is_chosen(
    visit: Visit, words: tuple[str, ...], answer: str, then: str, lines: dict[str, int]
) -> None:
    conversation = visit()

    assert conversation.speech(*words) == answer
    conversation.say(then)
    assert cart(conversation, "garden") == lines


def test_another_kind_is_chosen_as_alexa_sends_it(visit: Visit) -> None:
    conversation = visit()

    ask(conversation, "AddToCartIntent", product="watering can", option="red", quantity="3")
    ask(conversation, "AnswerIntent", option="blue")

    assert cart(conversation, "garden") == {"can-blue": 3}


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("got any bramble gloves", "two pairs please", "large"), {"gloves-l": 2}),
        (("i'm looking for bramble gloves", "three", "the small ones"), {"gloves-s": 3}),
        (("do you sell bramble gloves", "two of the medium ones"), {"gloves-m": 2}),
        (("have you got a watering can", "i need four", "in green"), {"can-green": 4}),
        (("got any bramble gloves", "large", "yes"), {"gloves-l": 1}),
    ],
)
def test_whoever_says_how_many_while_looking_buys_them(
    visit: Visit, words: tuple[str, ...], lines: dict[str, int]
) -> None:
    conversation = visit()

    conversation.say(*words)

    assert cart(conversation, "garden") == lines


@pytest.mark.parametrize("aside", [None, "how much is that one", "is it in stock", "how long does delivery take"])
@pytest.mark.parametrize(
    "words", ["ooh i'll have the medium instead", "actually the medium", "swap it for the medium one", "make it medium"]
)
def test_another_kind_takes_the_place_of_the_line(visit: Visit, words: str, aside: str | None) -> None:
    conversation = visit()
    conversation.say("put two pairs of bramble gloves in my cart", "large", *([aside] if aside else []))

    assert "2 pairs of medium bramble gloves" in conversation.speech(words)
    assert cart(conversation, "garden") == {"gloves-m": 2}


def test_what_was_just_put_in_is_not_offered_once_more(visit: Visit) -> None:
    conversation = visit()

    speech = conversation.speech(RAKE, "how much is it")

    assert speech == "The leaf rake costs $18.00. Is that everything?"
    assert conversation.speech("yes") == "That's one leaf rake, $18.00 in total. Shall I place the order?"


@pytest.mark.parametrize(
    ("put_in", "words", "sku"),
    [
        (RAKE, "oh no it's the bow rake i meant", "rake-bow"),
        (RAKE, "not that one, the bow rake", "rake-bow"),
        (RAKE, "wrong one, i wanted the bow rake", "rake-bow"),
        (RAKE, "that should've been the bow rake", "rake-bow"),
        (RAKE, "sorry i was after the bow rake", "rake-bow"),
        (RAKE, "not the leaf rake, the bow rake", "rake-bow"),
        (RAKE, "it was the four wheel cart i wanted", "cart-four"),
        (CART, "oh dear it's the four wheel one i need", "cart-four"),
        (CART, "no, the four wheel one", "cart-four"),
        (CART, "i meant the four wheel garden cart", "cart-four"),
        (CART, "the two wheel one", "cart-two"),
        (FORK, "make it the five prong hand fork", "fork-five"),
    ],
)
def test_a_product_named_at_the_read_back_takes_the_place_of_the_line(
    visit: Visit, put_in: str, words: str, sku: str
) -> None:
    conversation = visit()
    conversation.say(put_in, "place my order")

    answer = conversation.speech(words)

    assert cart(conversation, "garden") == {sku: 1}
    assert answer.startswith("All right, that's one ")
    assert answer.endswith("Shall I place the order?")


@pytest.mark.parametrize(
    ("intent", "slots", "lines"),
    [
        ("AnswerIntent", {"product": "four wheel one"}, {"cart-four": 1}),
        ("AnswerIntent", {"quantity": "4", "product": "wheel one"}, {"cart-four": 1}),
        ("AnswerIntent", {"quantity": "4", "option": "wheel"}, {"cart-four": 1}),
        ("AnswerIntent", {"option": "five prong"}, {"fork-five": 1}),
        ("SwapProductIntent", {"product": "four wheel"}, {"cart-four": 1}),
        ("ChangeCartIntent", {"quantity": "4", "product": "wheel garden cart"}, {"cart-four": 1}),
        ("ChangeCartIntent", {"quantity": "4"}, {"cart-two": 4}),
        ("AnswerIntent", {"quantity": "3", "product": "carts"}, {"cart-two": 3}),
    ],
)
def test_a_number_in_a_name_is_not_how_many_as_alexa_sends_it(
    visit: Visit, intent: str, slots: dict[str, str], lines: dict[str, int]
) -> None:
    conversation = visit()
    conversation.say(CART, "place my order")

    assert ask(conversation, intent, **slots).endswith("Shall I place the order?")
    assert cart(conversation, "garden") == lines
