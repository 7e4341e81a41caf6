"""The texts of all intents together: complete, short enough for an ear, and none stealing another's sentence."""

import re
import string
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import intents
from intents.dialogue.phrases import IntentFile, intent_files
from intents.registry import INTENTS
from voice_skill.channels.alexa.locales import spoken_locales

FOLDER = Path(intents.__file__).parent
LOCALES = sorted(spoken_locales())
MOST_WORDS = 30
# Languages that have the texts of every intent. A language begins with those that no conversation can do without.
COMPLETE_LANGUAGES = {"en"}
FIRST_FOLDERS = {"shared", "launch", "help", "fallback", "stop", "cancel"}
LONG_VALUES = {"items": 6, "values": 4, "other_values": 4, "status": 10, "changes": 9, "products": 7, "description": 18}


def texts(file: IntentFile) -> list[tuple[str, str]]:
    """Every single text of a file, with the name of its response."""
    return [(name, text) for name, response in file.responses.items() for text in flat(response)]


def flat(response: Any) -> list[str]:
    """All wordings of a response, in all grammatical numbers."""
    match response:
        case str():
            return [response]
        case dict():
            return [text for wordings in response.values() for text in flat(wordings)]
        case _:
            return list(response)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


ALL_TEXTS = {
    text: f"{folder}-{name}"
    for locale in LOCALES
    for folder, file in intent_files(locale).items()
    for name, text in texts(file)
}


def test_every_folder_is_registered() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/*/handler.py")}

    assert {intent.folder() for intent in INTENTS} == folders


@pytest.mark.parametrize("locale", LOCALES)
def test_every_folder_has_its_texts(locale: str) -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/*/handler.py")}

    spoken_folders = set(intent_files(locale))
    missing = (folders | {"shared"} if locale.split("-")[0] in COMPLETE_LANGUAGES else FIRST_FOLDERS) - spoken_folders

    assert missing == set()
    assert spoken_folders <= folders | {"shared"}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_says_the_same_things(locale: str) -> None:
    ours, english = intent_files(locale), intent_files("en-US")

    for folder, file in ours.items():
        placeholder_names = {name: placeholders(text) for name, text in texts(english[folder])}
        assert {name: placeholders(text) for name, text in texts(file)} == placeholder_names


@pytest.mark.parametrize("text", ALL_TEXTS, ids=ALL_TEXTS.values())
def test_a_text_asks_one_question_at_the_end(text: str) -> None:
    assert text.count("?") <= 1
    if "?" in text:
        assert text.endswith("?")


@pytest.mark.parametrize("text", ALL_TEXTS, ids=ALL_TEXTS.values())
def test_a_text_is_one_breath_long(text: str) -> None:
    longest = sum(LONG_VALUES.get(name, 2) - 1 for name in placeholders(text))

    assert len(text.split()) + longest <= MOST_WORDS + 2


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sample_stands_in_two_intents(locale: str) -> None:
    folders: dict[str, str] = {}

    for folder, file in intent_files(locale).items():
        for sample in [*file.samples, *chain.from_iterable(file.topics.values())]:
            shape = re.sub(r"\{\w+\}", "{}", sample.casefold())
            kinds = re.findall(r"\{(\w+)\}", sample)
            key = f"{shape} {[file.slots.get(kind) for kind in kinds]}"
            assert folders.setdefault(key, folder) == folder, f"{sample!r} stands in {folders[key]} and {folder}"


@pytest.mark.parametrize("locale", LOCALES)
def test_samples_use_the_slots_that_are_declared(locale: str) -> None:
    for file in intent_files(locale).values():
        own, several = (_slots_in(samples) for samples in (file.samples, (*file.several, *file.things)))

        if file.folder == "shared":
            assert set(file.slots) <= several | {"old_product"}, file.folder
        else:
            assert own == set(file.slots), file.folder
            assert several <= {*file.slots, *intent_files(locale)["shared"].slots, "things"}, file.folder


def _slots_in(samples: Iterable[str]) -> set[str]:
    return {name for sample in samples for name in re.findall(r"\{(\w+)\}", sample)}


@pytest.mark.parametrize("locale", LOCALES)
def test_wordings_that_take_turns_differ_and_say_the_same_facts(locale: str) -> None:
    for file in intent_files(locale).values():
        for name, response in file.responses.items():
            for wordings in response.values() if isinstance(response, dict) else [response]:
                if isinstance(wordings, list):
                    assert len(set(wordings)) == len(wordings) >= 2, name
                    assert len({frozenset(placeholders(text)) for text in wordings}) == 1, name


def test_handlers_name_only_phrases_that_exist() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py"))
    files = intent_files("en-US")
    phrase_keys = {f"{folder}.{name}" for folder, file in files.items() for name in file.responses}
    quoted_keys = set(re.findall(r"\"(\w+\.\w+)\"", code))

    assert {key for key in quoted_keys if key.split(".")[0] in files} <= phrase_keys


def test_no_sample_stands_in_two_topics() -> None:
    for file in intent_files("en-US").values():
        samples = [sample.casefold() for sample in chain.from_iterable(file.topics.values())]

        assert sorted(set(samples)) == sorted(samples)


def test_every_topic_has_an_answer() -> None:
    for file in intent_files("en-US").values():
        assert set(file.topics) <= set(file.responses)
