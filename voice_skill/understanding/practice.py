"""Makes labelled sentences to learn from out of an interaction model: samples with values put in their slots."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voice_skill.language.tables import table
from voice_skill.understanding.interaction_model import (
    Intent,
    InteractionModel,
    Sample,
    SlotRef,
    SlotType,
    Value,
    sample_pieces,
)
from voice_skill.understanding.phrases import Phrases
from voice_skill.understanding.samples import Span
from voice_skill.understanding.words import Word, words_of

SENTENCES = 2_400  # aimed at for all intents together; more bring little and take longer
FEWEST_AN_INTENT, MOST_AN_INTENT = 140, 600
MOST_VALUES_A_TYPE = 400  # of a long catalogue, evenly spread


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an intent, and which words of it fill which slot."""

    intent: str
    words: tuple[str, ...]
    looks: tuple[str, ...]
    spans: tuple[Span, ...]


def with_practice_values(model: InteractionModel, language: str) -> InteractionModel:
    """The model with what any catalogue of the language may hold in place of a merchant's own values, which have ids:
    what is learned from it serves every shop."""
    table_values = table("catalogue", language)
    types = {
        name: _any_catalogues(name, table_values[name])
        if name in table_values and any(value.id for value in slot_type.values)
        else slot_type
        for name, slot_type in model.types.items()
    }
    return replace(model, invocation_name="", types=types)


def _any_catalogues(name: str, values: Iterable[str]) -> SlotType:
    return SlotType(name, tuple(Value(value, value, ()) for value in values))


def practice_sentences(
    model: InteractionModel, samples: Mapping[str, Sequence[Sample]], phrases: Phrases, seed: int
) -> dict[str, list[Sentence]]:
    """Sentences by intent, always the same for the same model and seed."""
    chance = random.Random(seed)  # noqa: S311 (no secret: it only mixes values)
    values = {name: _endless(chance, texts) for name, texts in sorted(_values(model, phrases).items())}
    slotted = sum(1 for intent in model.intents if intent.slots)
    count = min(MOST_AN_INTENT, max(FEWEST_AN_INTENT, SENTENCES // max(1, slotted)))
    return {
        intent.name: list(dict.fromkeys(_sentences(intent, samples[intent.name], values, count)))
        for intent in model.intents
    }


def _sentences(
    intent: Intent, samples: Sequence[Sample], values: Mapping[str, Iterator[str]], count: int
) -> Iterator[Sentence]:
    slotted = sum(1 for sample in samples if sample.slot_names)
    fillings = max(1, round(count / max(1, slotted)))
    for sample in samples:
        for _ in range(fillings if sample.slot_names else 1):
            yield _filled(intent, sample, values)


def _values(model: InteractionModel, phrases: Phrases) -> dict[str, list[str]]:
    """Phrases for each slot type: its own values, else those of the locale."""
    values: dict[str, list[str]] = {}
    for type_name in {slot.type for intent in model.intents for slot in intent.slots.values()}:
        slot_type = model.types.get(type_name)
        texts = [text for value in (slot_type.values if slot_type else ()) for text in (value.name, *value.synonyms)]
        step = max(1, len(texts) // MOST_VALUES_A_TYPE)
        values[type_name] = [text for text in texts[::step] if words_of(text)] or phrases.values_of(type_name)
    return values


def _endless(chance: random.Random, values: Iterable[str]) -> Iterator[str]:
    """Each value once in a mixed order, then again, so that every one is met."""
    order = list(values)
    while True:
        chance.shuffle(order)
        yield from order


def _filled(intent: Intent, sample: Sample, values: Mapping[str, Iterator[str]]) -> Sentence:
    text = ""
    places: list[tuple[str, int, int]] = []
    for piece in sample_pieces(sample.text):
        if isinstance(piece, SlotRef):
            value = next(values[intent.slots[piece.name].type])
            places.append((piece.name, len(text), len(text) + len(value)))
            text += value
        else:
            text += piece
    words = words_of(text)
    return Sentence(
        intent=intent.name,
        words=tuple(word.folded for word in words),
        looks=tuple(word.look for word in words),
        spans=tuple(_span(slot, start, end, words) for slot, start, end in places),
    )


def _span(slot: str, start: int, end: int, words: Sequence[Word]) -> Span:
    inside = [at for at, word in enumerate(words) if word.start < end and word.end > start]
    return Span(slot, inside[0], inside[-1] + 1)
