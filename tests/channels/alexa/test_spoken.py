import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.channels.alexa.spoken import is_spoken, slot_value, word_for_and


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("blue mug", "blue mug"),
        ("M&M's <b>", "M and M's b"),
        ("Salt&Pepper", "Salt and Pepper"),
        ("12” plate (30 cm)", "12 plate 30 cm"),
        ("Ben’s “best” tea", "Ben's best tea"),
        ("café crème", "café crème"),
        ("cafe\u0301", "café"),
        ("50% cotton/linen", "50 cotton linen"),
        ("☕ espresso ☕", "espresso"),
        ("t-shirt - XL", "t-shirt XL"),
        ("fire h.d. 7", "fire h.d. 7"),
        ("  many \t spaces\n", "many spaces"),
        ("snake_case, and comma", "snake case and comma"),
        ("ほうじ茶", "ほうじ茶"),
        ("☕🎉", ""),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_name_is_written_as_alexa_takes_it(written, said):
    assert slot_value(written, "en-US") == said


def test_a_long_name_ends_with_a_whole_word():
    name = slot_value("blue mug " * 40, "en-US")

    assert len(name) <= 140
    assert name.endswith(("blue", "mug"))
    assert len(slot_value("x" * 500, "en-US")) == 140


@pytest.mark.parametrize(("locale", "word"), [("en-GB", "and"), ("de-DE", "und"), ("fr-FR", "et"), ("hi-IN", "और")])
def test_and_is_said_in_the_locales_words(locale, word):
    assert word_for_and(locale) == word
    assert slot_value("1 & 2", locale) == f"1 {word} 2"


@settings(deadline=None)
@given(st.text())
def test_whatever_is_said_is_taken(text):
    said = slot_value(text, "en-US")

    assert said == "" or is_spoken(said)
    assert slot_value(said, "en-US") == said


@pytest.mark.parametrize("name", ["", " ", "-", "a  b", " a", "a\n", "a<b", "a_b", "☕", "x" * 141])
def test_what_alexa_refuses_is_told(name):
    assert not is_spoken(name)
