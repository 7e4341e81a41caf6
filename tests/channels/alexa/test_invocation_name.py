import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.channels.alexa.errors import InvocationNameRefused
from voice_skill.channels.alexa.invocation_name import broken_rule, invocation_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Juniper Lane", "juniper lane"),
        ("Birch & Sons", "birch and sons"),
        ("Molly’s Horoscope!", "molly's horoscope"),
        ("The Merchants' House", "the merchants' house"),
        ("'Quoted' Goods", "quoted goods"),
        ("J.Crew", "j. crew"),
        ("L.L. Bean", "l. l. bean"),
        ("St. John Tea", "st john tea"),
        ("Studio 54", "studio fifty four"),
        ("7-Eleven", "seven eleven"),
        ("IC1000", "i. c. one thousand"),
        ("WD40 Store", "w. d. forty store"),
        ("Mp3 World", "mp three world"),
        ("3D Prints", "three d. prints"),
        ("B2B Parts", "b. two b. parts"),
        ("Route66", "route sixty six"),
        ("Sneakers 2000", "sneakers two thousand"),
        ("10,000 Teas", "ten thousand teas"),
        ("Area 120,000", "area one hundred twenty thousand"),
        ("5th Avenue", "fifth avenue"),
        ("The 90s Shop", "the nineties shop"),
        ("24/7 Tea", "twenty four seven tea"),
        ("100% Wool", "one hundred percent wool"),
        ("Cakes @ Home", "cakes at home"),
        ("OLD BOOKS", "old books"),
        ("Müller Öl", "müller öl"),
        ("Roomba", "roomba"),
        ("Tea + Cake <b>", "tea and cake b"),
        ("The Tea House", "the tea house"),
    ],
)
def test_a_title_becomes_a_name_that_can_be_said(title, name):
    assert invocation_name(title, "en-US") == name


@pytest.mark.parametrize(
    "title",
    [
        "",
        "☕",
        "...",
        "The Bookie",
        "An Espresso",
        "Made of",
        "Toys for Kids",
        "Better with Bacon",
        "Open House Goods",
        "Alexa's Shop",
        "Amazon Outlet",
        "Echo Park Books",
        "My Tea App",
        "Founded 1900",
        "Bond 007",
        "Size 1,5",
        "Shop 2.0",
        "Anno 1250000",
        "Lot 12345678",
        "The 1980s Shop",
        "Tea ٣",
    ],
)
def test_a_title_that_amazon_would_refuse_is_refused_with_the_rule(title):
    with pytest.raises(InvocationNameRefused) as refusal:
        invocation_name(title, "en-US")

    assert refusal.value.title == title
    assert len(refusal.value.why) > 20
    assert "\n" not in str(refusal.value)


def test_the_english_lists_are_for_english():
    assert invocation_name("Tee in Hamburg", "de-DE") == "tee in hamburg"
    with pytest.raises(InvocationNameRefused, match="54"):
        invocation_name("Studio 54", "de-DE")


@settings(deadline=None)
@given(st.text())
def test_every_title_becomes_a_good_name_or_is_refused(title):
    try:
        name = invocation_name(title, "en-US")
    except InvocationNameRefused:
        return
    assert broken_rule(name, "en-US") is None
    assert invocation_name(name, "en-US") == name


@pytest.mark.parametrize("name", ["Juniper Lane", "juniper  7", "juniper-lane", "juniper & lane", ""])
def test_a_name_that_was_not_made_here_is_held_to_the_rules_too(name):
    assert broken_rule(name, "en-US")
