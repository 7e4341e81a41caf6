"""The interaction model: what customers may say to one merchant's skill, in Alexa's JSON.

Made from the intents' files and the merchant's catalogue, never kept, so it cannot disagree with the handlers.
Called by `skill_package`, and by `cli` for listening and understanding on a laptop.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from intents.dialogue.phrases import IntentFile, intent_files, topic_name
from voice_skill.channels.alexa.carriers import carrier_intents, is_for_carrier
from voice_skill.channels.alexa.errors import InteractionModelRefused
from voice_skill.channels.alexa.invocation_name import invocation_name
from voice_skill.channels.alexa.model_rules import MODEL_BYTES, validate
from voice_skill.channels.alexa.slot_types import CATALOGUE_TYPES, catalogue_types, generic_types, json_bytes
from voice_skill.store import MerchantStore

# How much that is said to the shop may be none of its business before it says so. Medium: the samples say most of
# what customers ask, and products that found no room in the model must still get through.
FALLBACK_SENSITIVITY = "MEDIUM"

Json = dict[str, Any]
_SLOT = re.compile(r"\{(\w+)\}")


def interaction_model(store: MerchantStore, locale: str, *, has_words: bool = False) -> Json:
    """The merchant's model in one locale. Raises InvocationNameRefused, InteractionModelRefused.

    has_words: for a channel that hands on all that was said; Alexa needs intents that catch it."""
    name = invocation_name(store.merchant.title, locale)
    catching = [] if has_words else list(carrier_intents(locale))
    # Measured with every catalogue type empty; the few bytes that an intent loses with its type are no matter.
    empty_types: dict[str, list[Json]] = {name: [] for name in CATALOGUE_TYPES}
    all_intents = _intents(locale, CATALOGUE_TYPES, names_several=not has_words)
    frame = _model(name, locale, [*all_intents, *catching], empty_types)
    types = catalogue_types(store, locale, MODEL_BYTES - json_bytes(frame))
    model = _model(name, locale, [*_intents(locale, types, names_several=not has_words), *catching], types)
    if problems := validate(model, locale):
        raise InteractionModelRefused(problems)
    return model


def generic_model(locale: str) -> Json | None:
    """A model of what is said to any shop, with goods that many of them sell: for the server, which learns it once for
    all merchants and is told each shop's own names as they are needed. None in a language in which nothing is known of
    goods."""
    types = generic_types(locale)
    return _model("any shop", locale, _intents(locale, types), types) if types else None


def _model(name: str, locale: str, intents: list[Json], types: dict[str, list[Json]]) -> Json:
    language: Json = {
        "invocationName": name,
        "intents": intents,
        "types": [{"name": type_name, "values": values} for type_name, values in types.items()],
    }
    if locale.startswith("en-") or locale == "de-DE":  # the only locales that take it
        language["modelConfiguration"] = {"fallbackIntentSensitivity": {"level": FALLBACK_SENSITIVITY}}
    return {"interactionModel": {"languageModel": language}}


def _intents(locale: str, filled_types: Collection[str], *, names_several: bool = False) -> list[Json]:
    files = intent_files(locale)
    shared = files["shared"] if names_several else IntentFile("shared", None)
    intents = [_intent(words, shared, filled_types, locale) for words in files.values() if words.name]
    intents += [
        {"name": topic_name(words.folder, topic), "slots": [], "samples": list(samples)}
        for words in files.values()
        for topic, samples in words.topics.items()
    ]
    return [intent for intent in intents if intent["samples"] or intent["name"].startswith("AMAZON.")]


def _intent(words: IntentFile, shared: IntentFile, filled_types: Collection[str], locale: str) -> Json:
    """An intent without the slots, and without the samples, that need what this catalogue does not have.

    A shop whose products have no sizes has no OPTION to say, and Alexa refuses a type without values. shared: how
    several things are named; empty where they need not be.
    """
    types = {**words.slots, **(shared.slots if words.several else {})}
    said = [*words.samples, *(_with_several(words, shared) if shared.things else ())]
    lost_names = {name for name, kind in types.items() if kind in CATALOGUE_TYPES and kind not in filled_types}
    samples = [sample for sample in dict.fromkeys(said) if lost_names.isdisjoint(_SLOT.findall(sample))]
    samples = [sample for sample in samples if not (shared.things and is_for_carrier(sample, locale))]
    slot_names = {*words.slots, *(name for sample in samples for name in _SLOT.findall(sample))} - lost_names
    slots = [{"name": name, "type": kind} for name, kind in types.items() if name in slot_names]
    return {"name": words.name, "slots": slots, "samples": samples}


def _with_several(words: IntentFile, shared: IntentFile) -> Iterator[str]:
    for sample in words.several:
        yield from (
            (sample.replace("{things}", things) for things in shared.things) if "{things}" in sample else [sample]
        )
