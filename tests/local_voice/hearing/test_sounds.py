"""Words that sound like another, asked of a small vocabulary and espeak-ng."""

from collections.abc import Callable

import pytest

from local_voice.hearing.sounds import SoundAlikes, sounds_of
from local_voice.speaking.espeak import EspeakVoice

KNOWN = "match much uh the cha sir roger otter tough key turkey go chew jang pear row gee a blue mug air pods"


@pytest.fixture(scope="module")
def likenesses() -> Callable[[str], list[str]]:
    espeak = EspeakVoice("en-US")
    words = KNOWN.split()
    alike = SoundAlikes(
        dict(zip(words, espeak.pronounce(words), strict=True)),
        dict.fromkeys(words, 8.0),
        lambda word: espeak.pronounce([word]),
    )
    return lambda word: [" ".join(way) for way in alike.likenesses(word)]


@pytest.mark.parametrize(
    ("word", "alike"),
    [
        ("matcha", "match uh"),
        ("tofurky", "tough air key"),
        ("mugg", "mug"),
        ("airpods", "air pods"),
        ("gochujang", "go chew jang"),
    ],
)
def test_finds_the_words_that_sound_most_like_it(likenesses: Callable[[str], list[str]], word: str, alike: str) -> None:
    assert alike in likenesses(word)


@pytest.mark.parametrize("word", ["strength", "zzz", "", "12", "supercalifragilisticexpialidocious"])
def test_nothing_is_found_for_what_sounds_like_nothing_known(likenesses: Callable[[str], list[str]], word: str) -> None:
    assert likenesses(word) == []


def test_stress_length_and_spelling_of_sounds_do_not_count() -> None:
    assert sounds_of("tʃˈɑːkəlˌət") == ("ʧ", "ɑ", "k", "ə", "l", "ə", "t")
    assert sounds_of("bˈʌɾɚ") == ("b", "ʌ", "t", "ə", "ɹ")
