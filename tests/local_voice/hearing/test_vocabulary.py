"""How names are heard that hold figures, initials and words that the recogniser does not know."""

import pytest

from local_voice.hearing.sounds import SoundAlikes
from local_voice.hearing.vocabulary import GOES_ON, UNKNOWN, Vocabulary
from local_voice.speaking.espeak import EspeakVoice

KNOWN = (
    "[unk] air pods blue mug mugs mother's day what's 's a b c d q x z four zero oh one hundred five forty tea and "
    "w reese bowl salt pepper"
)


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary({word: number for number, word in enumerate(KNOWN.split(), 1)})


def heard(vocabulary: Vocabulary, text: str) -> list[str]:
    words = {number: word for word, number in vocabulary.ids.items()}
    return [" ".join(words[heard] for heard, _ in line) for line in vocabulary.lines_of(text)]


def written(vocabulary: Vocabulary, text: str) -> list[str]:
    lines = vocabulary.lines_of(text)
    words = {number: word for word, number in (vocabulary.ids | vocabulary.added).items()}
    return [" ".join(words[number] for _, number in line) for line in lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Blue Mug", ["blue mug"]),
        ("MOTHER'S DAY", ["mother's day"]),
        ("Salt & Pepper", ["salt and pepper"]),
        ("Mug-Tea", ["mug tea"]),
        ("AirPods", ["air pods"]),
        ("WD-40", ["w d forty", "w d four zero", "w d four oh"]),
        ("Bowl 501", ["bowl five hundred one", "bowl five zero one", "bowl five oh one"]),
        ("QXZ", ["q x z"]),
        ("Reese's", ["reese 's"]),
        ("", []),
        ("!?", []),
    ],
)
def test_written_names_are_heard_as_people_say_them(vocabulary: Vocabulary, text: str, expected: list[str]) -> None:
    assert heard(vocabulary, text) == expected


def test_a_word_heard_in_pieces_is_written_as_one(vocabulary: Vocabulary) -> None:
    assert written(vocabulary, "blue airpods") == [f"blue airpods {GOES_ON}"]


def test_a_word_without_any_likeness_is_heard_as_an_unknown_sound(vocabulary: Vocabulary) -> None:
    assert heard(vocabulary, "matcha bowl") == [f"{UNKNOWN} bowl"]
    assert written(vocabulary, "matcha bowl") == ["matcha bowl"]


def test_a_word_it_does_not_know_is_heard_as_known_words_that_sound_like_it() -> None:
    known = {word: number for number, word in enumerate((UNKNOWN, "much", "uh", "bowl", "air", "pods", "match"), 1)}
    espeak = EspeakVoice("en-US")
    usual = {word: sounds for word, sounds in zip(known, espeak.pronounce(known), strict=True) if word.isalpha()}
    alike = SoundAlikes(usual, dict.fromkeys(usual, 8.0), lambda word: espeak.pronounce([word]))
    vocabulary = Vocabulary(known, alike)

    assert heard(vocabulary, "matcha bowl")[0] == "match uh bowl"
    assert set(written(vocabulary, "matcha bowl")) == {f"matcha {GOES_ON} bowl"}
    assert heard(vocabulary, "airpods")[0] == "air pods"
    assert heard(vocabulary, "zyx bowl") == [f"{UNKNOWN} bowl"]


def test_tells_the_words_that_it_does_not_know(vocabulary: Vocabulary) -> None:
    for name in ("blue mug", "matcha bowl", "airpods"):
        vocabulary.lines_of(name)

    assert vocabulary.unknown == {"matcha": [UNKNOWN], "airpods": ["air pods"]}
    assert vocabulary.found_in == {"matcha": {"matcha bowl"}, "airpods": {"airpods"}}


def test_a_name_full_of_figures_has_few_readings(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.lines_of("5 1 0 4 5 1 0 4 51 50 40")) <= 8
