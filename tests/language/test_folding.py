"""Words of many scripts, compared as their readers would; number words, with their accents and without."""

import pytest

from voice_skill.language.figures import figures
from voice_skill.language.folding import folded
from voice_skill.store.search.text import language_of, plain_words
from voice_skill.understanding.numbers import number
from voice_skill.understanding.words import folded_words

ALIKE = [
    ("Crème Brûlée", "creme brulee"),
    ("أزرق", "ازرق"),  # hamza
    ("كُوبٌ", "كوب"),  # short vowels
    ("قهـــوة", "قهوه"),  # tatweel, teh marbuta
    ("الشاى", "الشاي"),
    ("٣٥٠", "350"),
    ("२५०", "250"),
    ("albaştri", "albaștri"),
    ("\u200fكوب\u200e", "كوب"),
    ("ΚΑΦΈΣ", "καφεσ"),
]
APART = [("कप", "कपि"), ("मग", "मगा"), ("ชา", "ชี"), ("कोफ़ी", "कफ")]
NUMBERS = [
    ("fünf", "de", "5"),
    ("zwölf", "de", "12"),
    ("zweihundertfünfzig", "de", "250"),
    ("veintidós", "es", "22"),
    ("veintitrés", "es", "23"),
    ("zéro", "fr", "0"),
    ("tweeëntwintig", "nl", "22"),
    ("twenty two", "en", "22"),
    ("dreißig", "de", "30"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_readers_take_for_the_same_is_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert folded_words(one) == folded_words(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_signs_that_make_another_word_stay(one: str, other: str) -> None:
    assert folded(one) != folded(other)
    assert folded_words(one) != folded_words(other)


@pytest.mark.parametrize(
    ("text", "locale", "words"),
    [
        ("नीले मग चाहिए", "hi-IN", ["नीले", "मग", "चाहिए"]),
        ("كُوبٌ أَزْرَق", "ar-SA", ["كوب", "ازرق"]),
        ("กาแฟเย็น", "th-TH", ["กาแฟเย็น"]),
    ],
)
def test_a_word_is_looked_for_whole(text: str, locale: str, words: list[str]) -> None:
    assert plain_words(text, language_of(locale)) == words


@pytest.mark.parametrize(("text", "language", "expected"), NUMBERS)
def test_a_number_word_is_a_number(text: str, language: str, expected: str) -> None:
    assert figures(folded(text), language) == expected
    assert number(folded_words(text), language) == expected
    assert plain_words(text, language_of(language)) == [expected]


def test_other_words_stay_as_they_are() -> None:
    assert figures("der rote zwolferpack", "de") == "der rote zwolferpack"
