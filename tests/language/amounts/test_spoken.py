"""Amounts among words, said and written."""

from decimal import Decimal

import pytest

from voice_skill.language.amounts.spoken import amounts_in, begins_with_unit
from voice_skill.language.amounts.written import with_letters, written_words


def found(text: str, locale: str = "en-US") -> list[tuple[str, str, str]]:
    """The words of each amount, its number and its kind."""
    words = written_words(text, locale)
    return [
        (" ".join(words[amount.start : amount.end]), "" if amount.number is None else f"{amount.number:f}", amount.kind)
        for amount in amounts_in(words, locale)
    ]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("a fourteen inch laptop", [("fourteen inch", "14", "length")]),
        ("two fourteen inch laptops", [("fourteen inch", "14", "length")]),
        ("one forty inch tv", [("forty inch", "40", "length")]),
        ('14" laptop', [("14 inch", "14", "length")]),
        ("14in laptop", [("14 inch", "14", "length")]),
        ("a 14-inch laptop", [("14 inch", "14", "length")]),
        ("6' cable", [("6 foot", "6", "length")]),
        ("6-1/2 inch speaker", [("6-1/2 inch", "6.5", "length")]),
        ("2 1/2 inch screws", [("2 1/2 inch", "2.5", "length")]),
        ("half an inch bolt", [("half an inch", "0.5", "length")]),
        ("three quarter inch pipe", [("three quarter inch", "0.75", "length")]),
        ("500g flour", [("500 g", "500", "mass")]),
        ("1.5 l water", [("1.5 liter", "1.5", "volume")]),
        ("1,500 watt heater", [("1500 watt", "1500", "power")]),
        ("9V battery", [("9 volt", "9", "voltage")]),
        ("a one terabyte drive", [("one terabyte", "1", "digital")]),
        ("sixteen gig stick", [("sixteen gig", "16", "digital")]),
        ("seventy percent chocolate", [("seventy percent", "70", "concentr")]),
        ("three hundred grams of biscuits", [("three hundred grams of", "300", "mass")]),
        ("half a pound of coffee", [("half a pound of", "0.5", "mass")]),
        ("one and a half kilos of oranges", [("one and a half kilos of", "1.5", "mass")]),
        ("two hundred and fifty gram jar of jam", [("two hundred and fifty gram jar of", "250", "mass")]),
        ("honey in a one pound jar", [("one pound jar", "1", "mass")]),
        ("a pound of coffee", [("a pound of", "1", "mass")]),
        ("a two pack of socks", [("two pack of", "2", "pack")]),
        ("2-pack socks", [("2 pack", "2", "pack")]),
        ("two packs of socks", [("two packs of", "2", "pack")]),
        ("two packs of six socks", [("two packs of", "2", "pack"), ("six", "6", "pack")]),
        ("two six packs of cola", [("six packs of", "6", "pack")]),
        ("a pack of six eggs", [("pack of six", "6", "pack")]),
        ("eggs in a box of 12", [("box of 12", "12", "pack")]),
        ("a set of four mugs", [("set of four", "4", "pack")]),
        ("4 x 125 g yogurt", [("4 x", "4", "pack"), ("125 g", "125", "mass")]),
        ("four slice toaster", [("four slice", "4", "part")]),
        ("240 bag tea", [("240 bag", "240", "part")]),
        ("green tea, 20 bags", [("20 bags", "20", "part")]),
        ("twenty bags of green tea", [("twenty bags of", "20", "part")]),
        ("six bottles of water", [("six bottles of", "6", "box")]),
        ("a bottle of oil", [("bottle of", "", "box")]),
        ("sneakers in size nine and a half", [("size nine and a half", "9.5", "size")]),
        ("two by four", [("two by four", "", "sides")]),
        ("ten two by fours", [("two by fours", "", "sides")]),
        ("130 × 180 cm blanket", [("130 × 180 cm", "", "sides")]),
        ("toys for a ten year old", [("ten year old", "10", "age")]),
        ("a twenty dollar gift card", [("twenty dollar", "20", "money")]),
    ],
)
def test_finds_what_a_number_is_of(text: str, amounts: list[tuple[str, str, str]]) -> None:
    assert found(text) == amounts


@pytest.mark.parametrize(
    "text",
    ["two blue mugs", "two soup bowls", "a dozen eggs", "six eggs", "a second bag", "twenty dollars", "seven up",
     "an mp3 player", "two bags", "nineteen eighty four", "galaxy s nine", "put 2 in my cart", "one", ""],
)  # fmt: skip
def test_a_number_of_things_is_no_amount(text: str) -> None:
    assert [amount for amount in found(text) if amount[1]] == []


@pytest.mark.parametrize(
    ("text", "is_total"),
    [("three hundred grams of biscuits", True), ("two liters milk", True), ("a two liter bottle of milk", False),
     ("a fourteen inch laptop", False), ("ten meters of rope", True)],
)  # fmt: skip
def test_tells_what_is_wanted_in_all_from_what_each_measures(text: str, is_total: bool) -> None:
    assert amounts_in(written_words(text, "en-US"), "en-US")[0].is_total == is_total


def test_an_amount_has_its_unit_by_which_it_can_be_compared() -> None:
    kilos, grams = (amounts_in(written_words(text, "en-US"), "en-US")[0] for text in ("1.5 kilos of", "1500 g of"))

    assert (kilos.kind, kilos.factor * (kilos.number or 0)) == (grams.kind, grams.factor * (grams.number or Decimal()))


@pytest.mark.parametrize("text", ["inch laptop", "pack of socks", "g flour", "by four", "l milk", "packs of six"])
def test_knows_a_unit_that_was_parted_from_its_number(text: str) -> None:
    assert begins_with_unit(text, "en-US")


@pytest.mark.parametrize("text", ["blue mugs", "eggs", "soup bowls", "small socks", ""])
def test_knows_what_no_unit_begins(text: str) -> None:
    assert not begins_with_unit(text, "en-US")


def test_a_letter_is_said_as_often_as_it_stands_there() -> None:
    assert with_letters("Double A and triple a batteries", "en-US") == "AA and aaa batteries"
    assert with_letters("treble a batteries", "en-GB") == "aaa batteries"


@pytest.mark.parametrize("text", ["vierzehn Zoll Laptop", "500 g Mehl"])
def test_a_language_without_a_table_has_no_amounts(text: str) -> None:
    assert found(text, "de-DE") == []


@pytest.mark.parametrize(
    "text", ["1" * 400, "one " * 400, "1/0 inch", "half " * 300, "9" * 60 + " inch", "½ inch", "² gram"]
)
def test_hostile_numbers_take_no_time_and_no_error(text: str) -> None:
    assert isinstance(found(text), list)
