"""What a slot's words ask for: how many, of which amount, of what."""

import pytest

from voice_skill.language.amounts.amount_phrase import amount_phrase_of, is_by_pair


@pytest.mark.parametrize(
    ("text", "name", "count", "said"),
    [
        (
            "two hundred and fifty gram jar of strawberry jam",
            "strawberry jam",
            None,
            "two hundred and fifty gram jar of",
        ),
        ("two 500 gram packs of spaghetti", "spaghetti", 2, "500 gram packs of"),
        ("two fourteen inch laptops", "laptops", 2, "fourteen inch"),
        ("honey in a one pound jar", "honey", None, "one pound jar"),
        ("a dozen large eggs", "large eggs", 12, ""),
        ("half a dozen soup bowls", "soup bowls", 6, ""),
        ("two dozen eggs", "eggs", 24, ""),
        ("a couple of blue mugs", "blue mugs", 2, ""),
        ("two packs of six socks", "socks", None, "two packs of six"),
        ("sneakers in size ten", "sneakers", None, "size ten"),
        ("the 240 bag tea", "tea", None, "240 bag"),
        ("six pack", "", None, "six pack"),
        ("seven up", "seven up", None, ""),
        ("two by four", "two by four", None, ""),
        ("ten two by fours", "ten two by fours", None, ""),
        ("toys for a ten year old", "toys for a ten year old", None, ""),
        ("twenty dollar gift card", "twenty dollar gift card", None, ""),
        ("blue mugs", "blue mugs", None, ""),
        ("", "", None, ""),
    ],
)
def test_parts_a_name_from_how_much_of_it(text: str, name: str, count: int | None, said: str) -> None:
    phrase = amount_phrase_of(text, "en-US")

    assert (phrase.name, phrase.count, phrase.amount_words) == (name, count, said)


def test_tells_sizes_from_what_counts_packs() -> None:
    counted, sized = amount_phrase_of("two packs of socks", "en-US"), amount_phrase_of("a two pack of socks", "en-US")

    assert counted.counted_amount is not None
    assert counted.sizes == ()
    assert sized.counted_amount is None
    assert [size.number for size in sized.sizes] == [2]


@pytest.mark.parametrize(
    ("text", "is_pair"), [("a pair of mugs", True), ("two pairs of socks", True), ("two socks", False)]
)
def test_hears_pairs(text: str, is_pair: bool) -> None:
    assert is_by_pair(amount_phrase_of(text, "en-US"), "en-US") == is_pair


def test_a_language_without_a_table_keeps_its_words() -> None:
    assert amount_phrase_of("zwei Liter Milch", "de-DE").name == "zwei Liter Milch"
