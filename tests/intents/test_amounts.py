"""A number with a unit or in a name belongs to the thing, any other one is how many: what must lie in the cart, whoever
heard the words. Ours are typed; Amazon's model parts them into slots as it does, here in the ways seen to be likely.

corner_shop.json is a shop whose things have sizes, packs and parts of many kinds; Juniper Lane is the sample shop."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intents import shops
from tests.intents.conftest import Conversation
from tests.intents.shops import Shop

# The words, the slots that Amazon may make of them, and the resulting cart.
Slots = dict[str, str]
Case = tuple[str, Slots, dict[str, int]]


def put(quantity: str = "", product: str = "", option: str = "") -> Slots:
    values = {"quantity": quantity, "product": product, "option": option}
    return {name: value for name, value in values.items() if value}


# fmt: off
SIZES: list[Case] = [
    ("put a two liter whole milk in my cart", put("2", "liter whole milk"), {"milk-2": 1}),
    ("add a one liter bottle of milk to my cart", put("1", "liter bottle of milk"), {"milk-1": 1}),
    ("put 2 l whole milk in my cart", put("2", "l whole milk"), {"milk-2": 1}),
    ("i'd like one and a half kilos of plain flour", put("1.5", "kilos of plain flour"), {"flour": 1}),
    ("put a five hundred gram bag of basmati rice in my cart", put("500", "gram bag of basmati rice"), {"rice-500": 1}),
    ("put 500g basmati rice in my cart", put("500", "g basmati rice"), {"rice-500": 1}),
    ("add the five kilo basmati rice to my cart", put("5", "kilo basmati rice"), {"rice-5000": 1}),
    ("buy basmati rice in a one kilogram bag", put("", "basmati rice in a one kilogram bag"), {"rice-1000": 1}),
    ("put a hundred and fifty grams of shortbread in my cart", put("150", "grams of shortbread"), {"shortbread": 1}),
    ("give me three quarters of a kilo of muesli", put("", "three quarters of a kilo of muesli"), {"muesli": 1}),
    ("put a twelve ounce jar of orange marmalade in my cart", put("12", "ounce jar of orange marmalade"),
     {"marmalade": 1}),
    ("put a six pack of farm eggs in my cart", put("6", "pack of farm eggs"), {"eggs-6": 1}),
    ("put a pack of twelve farm eggs in my cart", put("", "pack of twelve farm eggs"), {"eggs-12": 1}),
    ("put a dozen farm eggs in my cart", put("12", "farm eggs"), {"eggs-12": 1}),
    ("put half a dozen farm eggs in my cart", put("6", "farm eggs"), {"eggs-6": 1}),
    ("put five bagels in my cart", put("5", "bagels"), {"bagels": 1}),
    ("put a five pack of bagels in my cart", put("5", "pack of bagels"), {"bagels": 1}),
    ("put a six pack of pip cola in my cart", put("6", "pack of pip cola"), {"cola": 1}),
    ("put six cans of pip cola in my cart", put("6", "cans of pip cola"), {"cola": 1}),
    ("put half a liter of spring water in my cart", put("", "half a liter of spring water"), {"water": 1}),
    ("put the forty bag black tea in my cart", put("40", "bag black tea"), {"tea-40": 1}),
    ("put a box of 160 bags of black tea in my cart", put("160", "bags of black tea"), {"tea-160": 1}),
    ("add a seventy percent dark chocolate to my cart", put("70", "percent dark chocolate"), {"chocolate": 1}),
    ("put seven stars lemonade in my cart", put("7", "stars lemonade"), {"lemonade": 1}),
    ("put a thirty pack of dishwasher tablets in my cart", put("30", "pack of dishwasher tablets"), {"tablets": 1}),
    ("put an eight pack of double a batteries in my cart", put("8", "pack of double a batteries"), {"aa-8": 1}),
    ("put a 4-pack of aa batteries in my cart", put("4", "pack of aa batteries"), {"aa-4": 1}),
    ("add a sixty watt led bulb to my cart", put("60", "watt led bulb"), {"bulb-60": 1}),
    ("i want an eighteen volt cordless drill", put("18", "volt cordless drill"), {"drill": 1}),
    ("put a five meter tape measure in my cart", put("5", "meter tape measure"), {"tape": 1}),
    ("put two and a half inch wood screws in my cart", put("", "two and a half inch wood screws"), {"screws": 1}),
    ("add a half inch wood chisel to my cart", put("", "half inch wood chisel"), {"chisel-half": 1}),
    ("add a quarter inch wood chisel to my cart", put("", "quarter inch wood chisel"), {"chisel-quarter": 1}),
    ("put a two by four in my cart", put("2", "by four"), {"two-by-four": 1}),
    ("add a twelve cup coffee maker to my cart", put("12", "cup coffee maker"), {"maker-12": 1}),
    ("buy a four slice toaster", put("4", "slice toaster"), {"toaster-4": 1}),
    ("buy a two slice toaster", put("2", "slice toaster"), {"toaster-2": 1}),
    ("put a six face grater in my cart", put("6", "face grater"), {"grater": 1}),
    ("i want a fourteen inch laptop", put("14", "inch laptop"), {"laptop-14": 1}),
    ('put a 14" laptop in my cart', put("", '14" laptop'), {"laptop-14": 1}),
    ("put a 14in laptop in my cart", put("", "14in laptop"), {"laptop-14": 1}),
    ("i'd like a fifteen inch laptop", put("15", "inch laptop"), {"laptop-15": 1}),
    ("add a fifty five inch television to my cart", put("55", "inch television"), {"tv-55": 1}),
    ("order a ten foot hdmi cable", put("10", "foot hdmi cable"), {"cable-10": 1}),
    ("add a sixty four gig usb stick to my cart", put("64", "gig usb stick"), {"stick-64": 1}),
    ("buy the two terabyte hard drive", put("2", "terabyte hard drive"), {"drive": 1}),
    ("buy the comet phone nine", put("9", "comet phone"), {"phone-9": 1}),
    ("put size ten sneakers in my cart", put("", "size ten sneakers"), {"sneakers-10": 1}),
    ("put the sneakers in size nine and a half in my cart", put("", "sneakers in size nine and a half"),
     {"sneakers-95": 1}),
    ("put a pair of ankle socks in my cart", put("", "pair of ankle socks"), {"socks": 1}),
    ("put a three pack of undershirts in my cart", put("3", "pack of undershirts"), {"tees": 1}),
    ("put a set of four linen napkins in my cart", put("", "set of four linen napkins"), {"napkins": 1}),
    ("buy a thousand piece jigsaw puzzle", put("1000", "piece jigsaw puzzle"), {"puzzle-1000": 1}),
    ("put a twenty five dollar gift card in my cart", put("25", "dollar gift card"), {"gift-card": 1}),
    ("add twenty meters of sisal rope to my cart", put("20", "meters of sisal rope"), {"rope": 1}),
    ("put a ten liter bucket in my cart", put("10", "liter bucket"), {"bucket": 1}),
]

QUANTITIES: list[Case] = [
    ("put two enamel mugs in my cart", put("2", "enamel mugs"), {"mug": 2}),
    ("put twelve enamel mugs in my cart", put("12", "enamel mugs"), {"mug": 12}),
    ("put a dozen enamel mugs in my cart", put("12", "enamel mugs"), {"mug": 12}),
    ("put half a dozen enamel mugs in my cart", put("6", "enamel mugs"), {"mug": 6}),
    ("put a couple of enamel mugs in my cart", put("2", "enamel mugs"), {"mug": 2}),
    ("put a pair of enamel mugs in my cart", put("", "pair of enamel mugs"), {"mug": 2}),
    ("put a four pack of enamel mugs in my cart", put("4", "pack of enamel mugs"), {"mug": 4}),
    ("put two three packs of garden candles in my cart", put("2", "three packs of garden candles"), {"candle": 6}),
    ("put a box of six garden candles in my cart", put("", "box of six garden candles"), {"candle": 6}),
    ("put two packs of garden candles in my cart", put("2", "packs of garden candles"), {"candle": 2}),
    ("put five white dinner plates in my cart", put("5", "dinner plates", "white"), {"plate-white": 5}),
    ("add two foot stools to my cart", put("2", "foot stools"), {"stool": 2}),
    ("add three cup holders to my cart", put("3", "cup holders"), {"cup-holder": 3}),
    ("put two lemon pound cakes in my cart", put("2", "lemon pound cakes"), {"pound-cake": 2}),
    ("put two pound cakes in my cart", put("2", "pound cakes"), {"pound-cake": 2}),
    ("put two fourteen inch laptops in my cart", put("2", "fourteen inch laptops"), {"laptop-14": 2}),
    ("put 2 14 inch laptops in my cart", put("2", "14 inch laptops"), {"laptop-14": 2}),
    ("put two two liter bottles of milk in my cart", put("2", "two liter bottles of milk"), {"milk-2": 2}),
    ("put three one liter bottles of milk in my cart", put("3", "one liter bottles of milk"), {"milk-1": 3}),
    ("put two five hundred gram bags of basmati rice in my cart", put("2", "five hundred gram bags of basmati rice"),
     {"rice-500": 2}),
    ("add two six packs of farm eggs to my cart", put("2", "six packs of farm eggs"), {"eggs-6": 2}),
    ("add two packs of bagels to my cart", put("2", "packs of bagels"), {"bagels": 2}),
    ("add three packs of dishwasher tablets to my cart", put("3", "packs of dishwasher tablets"), {"tablets": 3}),
    ("put two boxes of forty bag black tea in my cart", put("2", "boxes of forty bag black tea"), {"tea-40": 2}),
    ("add four bottles of spring water to my cart", put("4", "bottles of spring water"), {"water": 4}),
    ("put two four slice toasters in my cart", put("2", "four slice toasters"), {"toaster-4": 2}),
    ("put two twelve cup coffee makers in my cart", put("2", "twelve cup coffee makers"), {"maker-12": 2}),
    ("put three sixty watt led bulbs in my cart", put("3", "sixty watt led bulbs"), {"bulb-60": 3}),
    ("put ten two by fours in my cart", put("10", "two by fours"), {"two-by-four": 10}),
    ("put eleven garden candles in my cart", put("11", "garden candles"), {"candle": 11}),
    ("put two comet phone nines in my cart", put("2", "comet phone nine"), {"phone-9": 2}),
    ("put three pairs of ankle socks in my cart", put("3", "pairs of ankle socks"), {"socks": 3}),
    ("put two size ten sneakers in my cart", put("2", "size ten sneakers"), {"sneakers-10": 2}),
    ("put two twenty five dollar gift cards in my cart", put("2", "twenty five dollar gift cards"), {"gift-card": 2}),
    ("put two sets of linen napkins in my cart", put("2", "sets of linen napkins"), {"napkins": 2}),
    ("put two bars of dark chocolate in my cart", put("2", "bars of dark chocolate"), {"chocolate": 2}),
    ("put two jars of orange marmalade in my cart", put("2", "jars of orange marmalade"), {"marmalade": 2}),
    ("give me three ten foot hdmi cables", put("3", "ten foot hdmi cables"), {"cable-10": 3}),
    ("i'd like two garden buckets", put("2", "garden buckets"), {"bucket": 2}),
    ("buy eight garden candles", put("8", "garden candles"), {"candle": 8}),
    ("order three bags of plain flour", put("3", "bags of plain flour"), {"flour": 3}),
    ("put 3 enamel mugs in my cart", put("3", "enamel mugs"), {"mug": 3}),
    ("two enamel mugs please", put("2", "enamel mugs"), {"mug": 2}),
]
# fmt: on


@pytest.fixture(scope="session")
def corner_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The corner shop as its owner opens it."""
    return shops.open_shop("corner", tmp_path_factory.mktemp("corner"))


@pytest.fixture
def corner(corner_shop: Shop, tmp_path: Path) -> Iterator[Conversation]:
    """A stranger in the corner shop."""
    with corner_shop.visited(tmp_path) as conversation:
        yield conversation


def cart(conversation: Conversation) -> dict[str, int]:
    return shops.cart(conversation, "corner")


def add(conversation: Conversation, slots: Slots) -> str:
    """Answers Amazon's AddToCartIntent with these slots."""
    return conversation.echo.intent("AddToCartIntent", {name: {"value": value} for name, value in slots.items()}).speech


@pytest.mark.parametrize(("words", "slots", "lines"), SIZES, ids=[words for words, *_ in SIZES])
def test_a_size_that_our_ears_heard_is_the_things(
    corner: Conversation, words: str, slots: Slots, lines: dict[str, int]
) -> None:
    speech = corner.speech(words)

    assert cart(corner) == lines, speech


@pytest.mark.parametrize(("words", "slots", "lines"), SIZES, ids=[words for words, *_ in SIZES])
def test_a_size_that_amazon_parted_from_its_thing_is_the_things(
    corner: Conversation, words: str, slots: Slots, lines: dict[str, int]
) -> None:
    answer = add(corner, slots)

    assert cart(corner) == lines, answer


@pytest.mark.parametrize(("words", "slots", "lines"), QUANTITIES, ids=[words for words, *_ in QUANTITIES])
def test_a_number_of_things_that_our_ears_heard_is_how_many(
    corner: Conversation, words: str, slots: Slots, lines: dict[str, int]
) -> None:
    speech = corner.speech(words)

    assert cart(corner) == lines, speech


@pytest.mark.parametrize(("words", "slots", "lines"), QUANTITIES, ids=[words for words, *_ in QUANTITIES])
def test_a_number_of_things_that_amazon_heard_is_how_many(
    corner: Conversation, words: str, slots: Slots, lines: dict[str, int]
) -> None:
    answer = add(corner, slots)

    assert cart(corner) == lines, answer


# The slots, the shop's question, the answers, and the resulting cart.
ASKED: list[tuple[Slots, str, list[str], dict[str, int]]] = [
    (
        put("300", "grams of shortbread"),
        "For 300 grams, you'll need 2 .*shortbreads",
        ["yes"],
        {"shortbread": 2},
    ),
    (put("300", "grams of shortbread"), "Shall I put them in your cart", ["no"], {}),
    (put("300", "grams of shortbread"), "Shall I put them in your cart", ["three"], {"shortbread": 3}),
    (put("200", "grams of shortbread"), "is 150 grams. How many", ["one"], {"shortbread": 1}),
    (put("10", "bagels"), "For 10, you'll need 2 packs of five corner bagels", ["yes"], {"bagels": 2}),
    (put("7", "bagels"), "There are 5 in one pack of five corner bagels. How many", ["two"], {"bagels": 2}),
    (put("12", "cans of pip cola"), "For 12, you'll need 2", ["yes"], {"cola": 2}),
    (put("24", "farm eggs"), "Which size .*: 6 pack or 12 pack", ["twelve pack", "yes"], {"eggs-12": 2}),
    (put("", "farm eggs"), "Which size .*: 6 pack or 12 pack", ["twelve"], {"eggs-12": 1}),
    (put("3", "farm eggs"), "Which size .*: 6 pack or 12 pack", ["the six pack", "three"], {"eggs-6": 3}),
    (put("", "basmati rice"), "Which size", ["five hundred grams"], {"rice-500": 1}),
    (put("2", "basmati rice"), "Which size", ["the one kilo"], {"rice-1000": 2}),
    (put("", "sneakers"), "Which size .*: 9, 9.5, or 10", ["ten"], {"sneakers-10": 1}),
    (
        put("1", "pound jar of orange marmalade"),
        "exact match for 1 pound jar .* closest is the orange",
        ["yes"],
        {"marmalade": 1},
    ),
    (put("13", "inch laptop"), "exact match for 13 inch laptop", ["no"], {}),
    (put("5", "slice toaster"), "exact match for 5 slice toaster", ["no"], {}),
    (put("214", "inch laptops"), "exact match for 214 inch laptops", ["no"], {}),
    (put("?", "inch television"), "Do you mean the forty inch .* or the fifty five", ["the second one"], {"tv-55": 1}),
    (put("?", "watt led bulb"), "Do you mean", ["the sixty watt led bulb"], {"bulb-60": 1}),
    (put("?", "volt cordless drill"), "I didn't catch the size. Do you mean the eighteen volt", ["yes"], {"drill": 1}),
    (put("?", "packs of bagels"), "How many would you like", ["two"], {"bagels": 2}),
    (put("27", "stars lemonades"), "That's 2 .*seven stars lemonades. Did you mean 2", ["yes"], {"lemonade": 2}),
]


@pytest.mark.parametrize(
    ("slots", "question", "answers", "lines"), ASKED, ids=[f"{each[0]} {each[2]}" for each in ASKED]
)
def test_asks_where_a_number_cannot_be_told(
    corner: Conversation, slots: Slots, question: str, answers: list[str], lines: dict[str, int]
) -> None:
    answer = add(corner, slots)
    before = cart(corner)
    speech = corner.speech(*answers)

    assert re.search(question, answer), answer
    assert before == {}
    assert cart(corner) == lines, speech


def test_so_many_kilos_of_what_comes_by_the_kilo_need_no_question(corner: Conversation) -> None:
    answer = add(corner, {"quantity": "3", "product": "kilos of basmati rice"})

    assert cart(corner) == {"rice-1000": 3}, answer
