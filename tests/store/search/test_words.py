"""What words a text is made of."""

import pytest

from voice_skill.store.search import words


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Do you have the blue mugs, please?", ["blue", "mug"]),
        ("do you have", ["do", "you", "have"]),
        ("the blue one", ["blue"]),
        ("nike's air max", ["nike", "air", "max"]),
        ("Crème BRÛLÉE", words("creme brulee")),
        ("two hundred and fifty", ["250"]),
        ("1,500", ["1500"]),
        ("five hundred milliliters", words("500ml")),
        ("100% cotton", words("one hundred percent cotton")),
        ("", []),
        ("🙂 — !", []),
    ],
)
def test_words_are_those_that_tell_something(said: str, heard: list[str]) -> None:
    assert words(said) == heard


def test_words_of_other_languages_are_stemmed_by_their_own_rules() -> None:
    assert words("les chaussettes", "fr-FR") == words("les chaussette", "fr-FR")
    assert words("любимые чашки", "ru-RU") == words("любимая чашка", "ru-RU")
    assert words("ta mé", "xx-XX") == ["ta", "me"]
