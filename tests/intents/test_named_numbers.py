"""Numbers in names, fractions, ranges and packs: what lies in the cart, said to our ears and in slots as Amazon may
part them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intents import shops
from tests.intents.conftest import Conversation
from tests.intents.shops import Shop
from tests.intents.test_amounts import Slots, add, put

# fmt: off
# The words, turn by turn, and the resulting cart.
SAID: list[tuple[str, dict[str, int]]] = [
    ("put a six in one garden tool in my cart", {"tool": 1}),
    ("add two of those six in one garden tools to my cart", {"tool": 2}),
    ("put a bottle of two in one polish in my cart", {"polish": 1}),
    ("add two tubs of that ten minute filler to my cart", {"filler": 2}),
    ("put five three by twos in my cart", {"stud": 5}),
    ("put a three way adapter in my cart", {"adapter": 1}),
    ("put three brown bears in my cart", {"bears": 1}),
    ("put one three brown bears book in my cart", {"bears": 1}),
    ("put number six brass screws in my cart | the three hundred pack", {"screws-300": 1}),
    ("put a quarter inch socket in my cart", {"socket-quarter": 1}),
    ("put a ratchet socket in my cart | five eighths", {"socket-five-eighths": 1}),
    ("put a ratchet socket in my cart | the one and a half inch", {"socket-one-half": 1}),
    ("put balance planks in my cart | the thousand piece one", {"planks-1000": 1}),
    ("put balance planks in my cart | the two hundred one", {"planks-200": 1}),
    ("put a two hundred piece balance planks in my cart", {"planks-200": 1}),
    ("put a stripy romper in my cart | four to five", {"romper-4": 1}),
    ("put sports socks in my cart | eight to eleven", {"socks-8": 1}),
    ("put a couple of steel trowels in my cart", {"trowel": 2}),
    ("put two of the forty packs of cable clips in my cart", {"clips-40": 2}),
    ("add three of the hundred packs of cable clips to my cart", {"clips-100": 3}),
    ("put four one fifty grit sanding discs in my cart", {"discs-150": 4}),
    ("we have three cats and two sheds so put a steel trowel in my cart", {"trowel": 1}),
    ("my brother lost two of them so please add a six in one garden tool to my cart", {"tool": 1}),
    ("that six in one garden tool put it in my cart please", {"tool": 1}),
    ("add a steel trowel to my cart actually make it three", {"trowel": 3}),
]

# Amazon's slots of one request, and what the cart holds then.
PARTED: list[tuple[Slots, dict[str, int]]] = [
    (put("6", "in one garden tool"), {"tool": 1}),
    (put("2", "six in one garden tools"), {"tool": 2}),
    (put("", "bottle of two in one polish"), {"polish": 1}),
    (put("2", "tubs of that ten minute filler"), {"filler": 2}),
    (put("5", "three by twos"), {"stud": 5}),
    (put("3", "way adapter"), {"adapter": 1}),
    (put("3", "brown bears"), {"bears": 1}),
    (put("1", "three brown bears book"), {"bears": 1}),
    (put("", "three hundred pack of number six brass screws"), {"screws-300": 1}),
    (put("3", "hundred packs of cable clips"), {"clips-100": 3}),
    (put("6", "sheets of one fifty grit sanding disc"), {"discs-150": 6}),
    (put("", "quarter inch socket"), {"socket-quarter": 1}),
    (put("", "five eighths inch ratchet socket"), {"socket-five-eighths": 1}),
]
# fmt: on


@pytest.fixture(scope="session")
def named_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop whose names have numbers, as its owner opens it."""
    return shops.open_shop("named", tmp_path_factory.mktemp("named"))


@pytest.fixture
def shopper(named_shop: Shop, tmp_path: Path) -> Iterator[Conversation]:
    """A stranger in that shop."""
    with named_shop.visited(tmp_path) as conversation:
        yield conversation


@pytest.mark.parametrize(("words", "lines"), SAID, ids=[words for words, _ in SAID])
def test_a_number_that_our_ears_heard_is_where_it_belongs(
    shopper: Conversation, words: str, lines: dict[str, int]
) -> None:
    speech = shopper.speech(*words.split(" | "))

    assert shops.cart(shopper, "named") == lines, speech


@pytest.mark.parametrize(("slots", "lines"), PARTED, ids=[str(slots) for slots, _ in PARTED])
def test_a_number_that_amazon_parted_is_where_it_belongs(
    shopper: Conversation, slots: Slots, lines: dict[str, int]
) -> None:
    answer = add(shopper, slots)

    assert shops.cart(shopper, "named") == lines, answer
