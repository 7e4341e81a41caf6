"""The examples of every intent's texts, with all intents loaded together: each gives its intent, slots and reply."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from intents.dialogue.phrases import IntentFile, intent_files, topic_name
from tests.intents.conftest import Conversation

LONGEST_ANSWER_WORDS = 32  # about thirty; the listener cannot scroll back

HEARD_AS = {"launch": "LaunchRequest", "fallback": None}  # no intents of the model: a request, and out of scope


def _heard_as(file: IntentFile, example: Mapping[str, Any]) -> str | None:
    if "topic" in example:
        return topic_name(file.folder, example["topic"])
    return HEARD_AS.get(file.folder, file.name)


EXAMPLES = [
    pytest.param(_heard_as(file, example), example, id=f"{folder}-{example['hear']}")
    for folder, file in intent_files("en-US").items()
    for example in file.examples
]


@pytest.mark.parametrize(("intent", "example"), EXAMPLES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_example_is_understood_and_answered(ada: Conversation, intent: str, example: Mapping[str, Any]) -> None:
    for text in example.get("after", ()):
        ada.say(text)

    (turn,) = ada.turns(example["hear"])

    assert turn.understood is not None
    assert turn.understood.intent == intent
    assert {name: slot.value for name, slot in turn.understood.slots.items()} == example.get("slots", {})
    assert turn.answer is not None
    assert turn.answer.speech == example["say"]


@pytest.mark.parametrize("example", [example for _, example in [param.values for param in EXAMPLES]])
def test_an_answer_is_for_the_ear(example: Mapping[str, Any]) -> None:
    say = example["say"]

    assert len(say.split()) <= LONGEST_ANSWER_WORDS
    assert say.count("?") <= 1
    assert not re.search(r"[<>&{}_|]|[A-Z]{3,}-\d", say)


def test_every_intent_has_an_example() -> None:
    without = {folder for folder, file in intent_files("en-US").items() if not file.examples}

    assert without == {"shared"}
