"""Checks an interaction model by Alexa's rules. Called by its generator, and by tests over all kinds of catalogues.

Sources: Alexa Skills Kit, "Interaction Model Schema" and "Slot Type Reference"; the errors InvalidCharInSamples
and InvalidSlotTypeName of the Skill Management API; size limits as they are often quoted, no page of Amazon's found.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from voice_skill.channels.alexa.invocation_name import broken_rule
from voice_skill.channels.alexa.slot_types import json_bytes
from voice_skill.channels.alexa.spoken import is_spoken

MODEL_BYTES = 1_500_000
MOST_INTENTS = 250
MOST_SAMPLE_CHARACTERS = 200
REQUIRED = ("AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.FallbackIntent")
FREE_TEXT = "AMAZON.SearchQuery"
SLOT = re.compile(r"\{(\w+)\}")

Json = Mapping[str, Any]


def validate(model: Json, locale: str) -> list[str]:
    """Lists the reasons for which Alexa would reject the model, one line each; empty for a model that can be
    deployed."""
    language = model["interactionModel"]["languageModel"]
    intents, types = language["intents"], language["types"]
    problems = [
        *_name_problems(language["invocationName"], locale),
        *_repeated("intent", [intent["name"] for intent in intents]),
        *(f"{name} is missing" for name in REQUIRED if name not in {intent["name"] for intent in intents}),
        *_slot_name_problems(intents),
        *_shared_samples(intents),
        *(f"{slot_type['name']}: {problem}" for slot_type in types for problem in _type_problems(slot_type)),
    ]
    type_names = {slot_type["name"] for slot_type in types}
    for intent in intents:
        problems += [f"{intent['name']}: {problem}" for problem in _intent_problems(intent, type_names)]
    if len(intents) > MOST_INTENTS:
        problems.append(f"{len(intents)} intents are more than {MOST_INTENTS}")
    if (size_bytes := json_bytes(model)) > MODEL_BYTES:
        problems.append(f"{size_bytes} bytes are more than {MODEL_BYTES}")
    return problems


def _name_problems(name: str, locale: str) -> Iterator[str]:
    if why := broken_rule(name, locale):
        yield f"invocation name: {why}"


def _repeated(what: str, names: Iterable[str]) -> Iterator[str]:
    yield from (f"the {what} “{name}” is there {count} times" for name, count in Counter(names).items() if count > 1)


def _slot_name_problems(intents: Iterable[Json]) -> Iterator[str]:
    types: dict[str, set[str]] = {}
    for intent in intents:
        for slot in intent.get("slots", ()):
            types.setdefault(slot["name"], set()).add(slot["type"])
    for name, type_names_of_slot in types.items():
        if len(type_names_of_slot) > 1:
            yield f"the slot {name} has several types: {', '.join(sorted(type_names_of_slot))}"


def _shared_samples(intents: Iterable[Json]) -> Iterator[str]:
    """Two intents that are said alike, as Alexa hears them: slots of one type sound the same."""
    owners: dict[str, str] = {}
    for intent in intents:
        types = _slot_types(intent)
        for sample in intent["samples"]:
            pattern = SLOT.sub(lambda slot: f"{{{types.get(slot[1])}}}", sample.casefold())  # noqa: B023
            owner = owners.setdefault(" ".join(pattern.split()), intent["name"])
            if owner != intent["name"]:
                yield f"“{sample}” is said for {owner} and for {intent['name']}"


def _slot_types(intent: Json) -> dict[str, str]:
    return {slot["name"]: slot["type"] for slot in intent.get("slots", ())}


def _intent_problems(intent: Json, known_types: set[str]) -> Iterator[str]:
    slots = _slot_types(intent)
    if not re.fullmatch(r"(AMAZON\.)?[A-Za-z_]+", intent["name"]):
        yield "its name may hold letters and underscores only"
    if not intent["samples"] and not intent["name"].startswith("AMAZON."):
        yield "it has no samples"
    for name, slot_type in slots.items():
        if not re.fullmatch(r"[A-Za-z_]+", name):
            yield f"the slot name {name} may hold letters and underscores only"
        if not slot_type.startswith("AMAZON.") and slot_type not in known_types:
            yield f"the slot {name} has the unknown type {slot_type}"
    if list(slots.values()).count(FREE_TEXT) > 1:
        yield f"it has more than one slot of {FREE_TEXT}"
    yield from _repeated("sample", (sample.casefold() for sample in intent["samples"]))
    for sample in intent["samples"]:
        yield from (f"“{sample}”: {problem}" for problem in _sample_problems(sample, slots))


def _sample_problems(sample: str, slots: Mapping[str, str]) -> Iterator[str]:
    slot_names, carrier = SLOT.findall(sample), SLOT.sub(" ", sample)
    if len(sample) > MOST_SAMPLE_CHARACTERS:
        yield f"it is longer than {MOST_SAMPLE_CHARACTERS} characters"
    if strange := sorted({letter for letter in carrier if not _is_sample_character(letter)}):
        yield f"characters that Alexa does not take: {' '.join(strange)}"
    if re.search(r"[^\s]\{|\}(?!'s\b)[^\s]", sample):
        yield "a slot stands apart from the words beside it"
    yield from _repeated("slot", slot_names)
    yield from (f"the slot {name} is not declared" for name in slot_names if name not in slots)
    if FREE_TEXT in [slots.get(name) for name in slot_names]:
        if len(slot_names) > 1:
            yield f"{FREE_TEXT} stands beside another slot"
        if not carrier.strip():
            yield f"{FREE_TEXT} needs words around it"


def _is_sample_character(letter: str) -> bool:
    return letter in " '._-" or unicodedata.category(letter)[0] in "LM"


def _type_problems(slot_type: Json) -> Iterator[str]:
    values = slot_type["values"]
    if not re.fullmatch(r"[A-Za-z][A-Za-z_]*", slot_type["name"]):
        yield "its name may hold letters and underscores only"
    if not values:
        yield "it has no values"
    yield from _repeated("id", (value["id"] for value in values))
    yield from _repeated("value", (value["name"]["value"].casefold() for value in values))
    for value in values:
        names = [value["name"]["value"], *value["name"]["synonyms"]]
        yield from (f"“{name}” cannot be a value" for name in names if not is_spoken(name))
        yield from _repeated("synonym", (name.casefold() for name in names))
