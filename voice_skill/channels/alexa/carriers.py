"""Catches what no sample says, as it was said: an intent of `AMAZON.SearchQuery` for each way to begin a sentence.

Alexa hands on the words behind a carrier phrase, and not the phrase itself: so each has an intent of its own, whose
name says which it was. Called by `interaction_model` and `messages`.
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
    for name, carrier in table.get("carriers", {}).items():
        samples = [
            f"{carrier} {{{UTTERANCE}}}",
            *([carrier] if carrier in table["alone"] and carrier not in own else []),
        ]
        yield {"name": _PREFIX + name, "slots": [{"name": UTTERANCE, "type": FREE_TEXT}], "samples": samples}


def carrier_of(intent: str, locale: str) -> str | None:
    """The carrier phrase of an intent; None for any other intent."""
    if not intent.startswith(_PREFIX):
        return None
    carrier: str | None = _table(locale).get("carriers", {}).get(intent.removeprefix(_PREFIX))
    return carrier


@cache
def _table(locale: str) -> Mapping[str, Any]:
    file = files(__package__) / f"carriers/{text_language(locale)}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
