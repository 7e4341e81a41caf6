"""How texts are cut into words."""

import pytest

from voice_skill.understanding.words import UNKNOWN, folded_words, text_between, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Add TWO blue mugs, please!", ("add", "two", "blue", "mugs", "please")),
        ("Jerry's list", ("jerry", "'s", "list")),
        ("don’t", ("don't",)),
        ("M&M's", ("m", "and", "m", "'s")),
        ("café au lait", ("cafe", "au", "lait")),
        ("t-shirt", ("t", "shirt")),
        ("T.V. stand", ("tv", "stand")),
        ("9:30am on the 2nd, 1,000 times", ("9:30", "am", "on", "the", "2nd", "1,000", "times")),
        ("12oz", ("12", "oz")),
        ("kiosk KIOSK", ("kiosk", "kiosk")),
        ("[unk] cart <unk>", (UNKNOWN, "cart", UNKNOWN)),
        ("की कीमत", ("की", "कीमत")),
        ("... ?!", ()),
        ("\u0300", ("\u0300",)),
        ("", ()),
    ],
)
def test_a_text_is_cut_into_folded_words(text: str, words: tuple[str, ...]) -> None:
    assert folded_words(text) == words
    assert tuple(word.folded for word in words_of(text)) == words


def test_words_know_where_they_stand() -> None:
    text = "Rate Wilco: Learning How to Die, please."

    words = words_of(text)

    assert text_between(text, words[1:6]) == "Wilco: Learning How to Die"


def test_words_know_capitals_figures_and_commas() -> None:
    assert [word.look for word in words_of("add Teddy, 5 mugs")] == ["a", "A", ",0", "a"]
