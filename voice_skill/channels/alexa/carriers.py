"""Catches what no sample says, as it was said: an intent of `AMAZON.SearchQuery` for each way to begin a sentence.

Alexa hands on the words behind a carrier phrase, and not the phrase itself: so each, with others that mean the same,
has an intent of its own, whose name says which it was. Called by `interaction_model` and `messages`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from intents.dialogue.phrases import intent_files, text_language
from intents.dialogue.slots import UTTERANCE

FREE_TEXT = "AMAZON.SearchQuery"
_PREFIX = "Said_"

Json = dict[str, Any]


def carrier_intents(locale: str) -> Iterator[Json]:
    """The intents, one for each carrier phrase of the locale's language. Alone it is a sample only where no other
    intent has it."""
    table = _table(locale)
    own = {sample.casefold() for words in intent_files(locale).values() for sample in words.samples}
    for name, phrases in _carriers(locale).items():
        alone = [phrase for phrase in phrases if phrase in table["alone"] and phrase not in own]
        samples = [*(f"{phrase} {{{UTTERANCE}}}" for phrase in phrases), *alone]
        yield {"name": _PREFIX + name, "slots": [{"name": UTTERANCE, "type": FREE_TEXT}], "samples": samples}


def is_for_carrier(sample: str, locale: str) -> bool:
    """True for a sample that a carrier takes the place of, because its words must be handed on whole."""
    beginnings: list[str] = _table(locale).get("whole", [])
    return any(f"{sample} ".startswith(f"{beginning} ") for beginning in beginnings)


def carrier_of(intent: str, locale: str) -> str | None:
    """The carrier phrase of an intent, or one that means the same; None for any other intent."""
    if not intent.startswith(_PREFIX):
        return None
    phrases = _carriers(locale).get(intent.removeprefix(_PREFIX))
    return phrases[0] if phrases else None


def _carriers(locale: str) -> dict[str, list[str]]:
    """The phrases of each carrier, by its name."""
    table: Mapping[str, str | list[str]] = _table(locale).get("carriers", {})
    return {name: [phrases] if isinstance(phrases, str) else phrases for name, phrases in table.items()}


@cache
def _table(locale: str) -> Mapping[str, Any]:
    file = files(__package__) / f"carriers/{text_language(locale)}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
