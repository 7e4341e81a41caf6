"""How words sound."""

import subprocess
import sys

import pytest

from voice_skill.language import sounds

WITHOUT_ESPEAK = """
import sys
sys.modules["espeakng_loader"] = None  # as if it were not installed: importing it raises ImportError
from voice_skill.language import sounds
"""


def without_espeak(program: str) -> str:
    """What a program of these lines prints where espeak-ng is not installed."""
    run = [sys.executable, "-c", WITHOUT_ESPEAK + program]
    return subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


@pytest.mark.parametrize(
    ("one", "other", "locale"),
    [
        ("flower", "flour", "en-US"),
        ("knight", "night", "en-US"),
        ("2", "two", "en-US"),
        ("seite", "saite", "de-DE"),
        ("vert", "verre", "fr-FR"),
        ("vaca", "baca", "es-ES"),
    ],
)
def test_words_that_are_said_alike_sound_alike(one: str, other: str, locale: str) -> None:
    said = sounds.sounds([one, other], locale)

    assert sounds.outline(said[0]) == sounds.outline(said[1])


def test_each_sound_is_one_letter() -> None:
    assert sounds.sounds(["mug", "cheese", "day"], "en-US") == ["mʌɡ", "ʧiz", "dA"]


def test_a_locale_sounds_like_itself() -> None:
    assert sounds.sounds(["chat"], "fr-FR") != sounds.sounds(["chat"], "en-US")


def test_sounds_that_are_taken_for_each_other_share_an_outline() -> None:
    assert sounds.outline("bʌɡ") == sounds.outline("pæk")
    assert sounds.outline("bʌɡ") != sounds.outline("mʌɡ")


@pytest.mark.parametrize("word", ["", "x", "🙂", "٣", "十二", "a" * 500, "\x00"])
def test_whatever_is_written_has_sounds_or_none(word: str) -> None:
    assert len(sounds.sounds([word], "en-US")) == 1


def test_a_language_that_espeak_does_not_speak_sounds_as_it_is_written() -> None:
    assert not sounds.are_known("xx-XX")
    assert sounds.sounds(["mug"], "xx-XX") == ["mug"]


ALEXA_LOCALES = "ar-SA de-DE en-AU en-CA en-GB en-IN en-US es-ES es-MX es-US fr-CA fr-FR hi-IN it-IT ja-JP nl-NL pt-BR"


@pytest.mark.parametrize("locale", ALEXA_LOCALES.split())
def test_every_locale_of_alexa_is_known(locale: str) -> None:
    assert sounds.are_known(locale)


def test_a_country_sounds_like_itself() -> None:
    states, canada, britain = (sounds.sounds(["tomato"], locale) for locale in ("en-US", "en-CA", "en-GB"))
    latin, mexico, spain = (sounds.sounds(["zapato"], locale) for locale in ("es-US", "es-MX", "es-ES"))

    assert states == canada != britain
    assert latin == mexico != spain


def test_without_espeak_words_sound_as_they_are_written() -> None:
    program = "print(sounds.are_known('en-US'), *sounds.sounds(['mug', 'cheese'], 'en-US'))"

    assert without_espeak(program) == "False mug cheese"
