"""Measures each intent by sentences that were held back from it, and finds which intent takes them from
whom. Called by `voice-skill understand --report` and the tests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voice_skill.understanding.understanding import Understanding


@dataclass(frozen=True)
class HeldSentence:
    """intent: None for what is none of the skill's business. slots: each slot's value."""

    text: str
    intent: str | None
    slots: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "HeldSentence":
        """Raises KeyError, TypeError."""
        return cls(str(entry["text"]), entry["intent"], dict(entry.get("slots") or {}))


@dataclass(frozen=True)
class Loss:
    """A sentence that was not understood, and the intent that took it: None for none, its own for a wrong slot."""

    text: str
    taken_by: str | None


@dataclass(frozen=True)
class IntentReport:
    """losses: every held sentence of the intent that was not understood.
    new_losses: those that are understood without the intents that were left out."""

    intent: str | None
    sentences: int
    losses: tuple[Loss, ...]
    new_losses: tuple[Loss, ...] = ()

    @property
    def understood(self) -> int:
        return self.sentences - len(self.losses)


def report(
    understanding: Understanding, sentences: Iterable[HeldSentence], *, without: Understanding | None = None
) -> list[IntentReport]:
    """One for each intent of the sentences, in their order.

    without: understands the same model but for the intents whose price is asked for."""
    by_intent: dict[str | None, list[HeldSentence]] = {}
    for sentence in sentences:
        by_intent.setdefault(sentence.intent, []).append(sentence)
    return [_of_intent(intent, sentences, understanding, without) for intent, sentences in by_intent.items()]


def without_intents(model: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """An interaction model without these intents. Raises KeyError for one that it does not have."""
    whole = model["interactionModel"]
    language = whole["languageModel"]
    intent_names = {intent["name"] for intent in language["intents"]}
    for name in names:
        if name not in intent_names:
            raise KeyError(name)
    intents = [intent for intent in language["intents"] if intent["name"] not in names]
    return {
        **model,
        "interactionModel": {**model["interactionModel"], "languageModel": {**language, "intents": intents}},
    }


def _of_intent(
    intent: str | None, sentences: Sequence[HeldSentence], understanding: Understanding, without: Understanding | None
) -> IntentReport:
    losses = [loss for sentence in sentences if (loss := _loss(understanding, sentence))]
    lost_texts = {loss.text for loss in losses}
    new = {
        sentence.text
        for sentence in sentences
        if without and sentence.text in lost_texts and not _loss(without, sentence)
    }
    return IntentReport(intent, len(sentences), tuple(losses), tuple(loss for loss in losses if loss.text in new))


def _loss(understanding: Understanding, sentence: HeldSentence) -> Loss | None:
    result = understanding.understand(sentence.text)
    slots = {name: slot.value for name, slot in result.slots.items()}
    if result.intent == sentence.intent and (sentence.intent is None or slots == sentence.slots):
        return None
    return Loss(sentence.text, result.intent)
