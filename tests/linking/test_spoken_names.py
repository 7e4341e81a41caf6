"""Names for the ear."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.linking import spoken_names, spoken_plural


@pytest.mark.parametrize(
    ("title", "name", "plural"),
    [
        ("Blue Mug", "blue mug", "blue mugs"),
        ("Bread Knife", "bread knife", "bread knives"),
        ("Teapot | Free Shipping | Juniper Lane", "teapot", "teapots"),
        ("NEW! Rain Jacket – 30% off", "rain jacket", "rain jackets"),
        ("WHITE HANGING HEART T-LIGHT HOLDER", "white hanging heart t-light holder", None),
        ("85123A White Heart", "white heart", "white hearts"),
        ("Lamp SKU: 4711", "lamp", "lamps"),
        ("#A-17 Lamp (4006381333931)", "lamp", "lamps"),
        ("Salt & Pepper Mill", "salt and pepper mill", "salt and pepper mills"),
        ("100% Cotton Apron", "one hundred percent cotton apron", None),
        ("Emoji cup 🙂", "emoji cup", "emoji cups"),
        ("Crème Brûlée Torch", "crème brûlée torch", "crème brûlée torches"),
        ("Vitamin B12", "vitamin b12", None),
    ],
)
def test_a_name_has_only_what_is_said(title: str, name: str, plural: str | None) -> None:
    said = spoken_names(title)

    assert said[0] == name
    assert plural is None or said[1] == plural


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Olive Oil 500ml", "five hundred milliliter olive oil"),
        ("Olive Oil (1.5 L)", "one point five liter olive oil"),
        ("Olive Oil | 2x500ml", "two by five hundred milliliter olive oil"),
        ('12" Skillet', "twelve inch skillet"),
        ("12-inch Cast Iron Pan", "twelve inch cast iron pan"),
        ("Honey 340g Jar", "three hundred forty gram honey jar"),
        ("Water 16 fl oz", "sixteen fluid ounce water"),
        ("Cotton Socks - Pack of 3", "pack of three cotton socks"),
        ("Vitamin Tablets, 60 count", "pack of sixty vitamin tablets"),
        ("Box of 12 Candles", "box of twelve candles"),
        ("2 in 1 Shampoo", "two in one shampoo"),
        ("Set of 6 Mugs", "set of six mugs"),
    ],
)
def test_measures_and_counts_are_said_in_words(title: str, name: str) -> None:
    assert spoken_names(title)[0] == name


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("cotton socks", "cotton socks"),
        ("kitchen scissors", "kitchen scissors"),
        ("oat biscuits", "oat biscuits"),
        ("canvas", "canvases"),
        ("water glass", "water glasses"),
        ("bus", "buses"),
        ("jar of honey", "jars of honey"),
        ("pack of three cotton socks", "packs of three cotton socks"),
        ("mug with lid", "mugs with lid"),
        ("two in one shampoo", "two in one shampoos"),
        ("olive oil bottle", "olive oil bottles"),
        ("winter scarf", "winter scarves"),
        ("", ""),
    ],
)
def test_several_are_named_as_people_say_it(name: str, plural: str) -> None:
    assert spoken_plural(name) == plural


def test_a_long_title_is_cut_before_what_it_is_for() -> None:
    name, _ = spoken_names("Extra Soft Hand Woven Merino Wool Winter Blanket for Beds and Sofas with Fringe")

    assert name == "extra soft hand woven merino wool winter blanket"


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_title_gets_a_name_that_is_short_and_not_shouted(title: str) -> None:
    name, plural = spoken_names(title)

    assert bool(name) == bool(title.strip())
    assert not any(character.isalnum() for character in title) or len(name.split()) <= 10
    assert bool(plural) == bool(name)


def test_the_library_for_plurals_is_loaded_only_when_a_plural_is_wanted() -> None:
    code = "import sys, voice_skill.linking, voice_skill.sample_shop; sys.exit('inflect' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
