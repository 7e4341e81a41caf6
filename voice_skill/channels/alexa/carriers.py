"""Catches what no sample says, as it was said: an intent of `AMAZON.SearchQuery` for each way to begin a sentence.

Alexa hands on the words behind a carrier phrase, and not the phrase itself: so each has an intent of its own, whose
name says which it was. Called by `interaction_model` and `messages`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from intents.dialogue.phrases import text_language
from intents.dialogue.slots import UTTERANCE

FREE_TEXT = "AMAZON.SearchQuery"
_PREFIX = "Said_"

Json = dict[str, Any]


def carrier_intents(locale: str) -> Iterator[Json]:
    """The intents, one for each carrier phrase of the locale's language."""
    for name, carrier in _carriers(locale).items():
        slots = [{"name": UTTERANCE, "type": FREE_TEXT}]
        yield {"name": _PREFIX + name, "slots": slots, "samples": [f"{carrier} {{{UTTERANCE}}}"]}


def carrier_of(intent: str, locale: str) -> str | None:
    """The carrier phrase of an intent; None for any other intent."""
    return _carriers(locale).get(intent.removeprefix(_PREFIX)) if intent.startswith(_PREFIX) else None


@cache
def _carriers(locale: str) -> Mapping[str, str]:
    file = files(__package__) / f"carriers/{text_language(locale)}.toml"
    if not file.is_file():
        return {}
    carriers: dict[str, str] = tomllib.loads(file.read_text("utf-8"))["carriers"]
    return carriers
