"""From words to an intent and its slots, for any Alexa interaction model; called by the voice loop and the CLI."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from voice_skill.understanding.alternatives import likeliest
from voice_skill.understanding.answering import Answers, Question
from voice_skill.understanding.confidence import THRESHOLDS
from voice_skill.understanding.errors import InvalidModel
from voice_skill.understanding.interaction_model import (
    Intent,
    InteractionModel,
    Sample,
    SlotType,
    read_interaction_model,
    read_slot_type,
)
from voice_skill.understanding.learned import SEED, Learned, content_key, learn, load, save
from voice_skill.understanding.meanings import Encoder
from voice_skill.understanding.other_talk import other_talk
from voice_skill.understanding.phrases import Phrases, phrases_of
from voice_skill.understanding.practice import practice_sentences, with_practice_values
from voice_skill.understanding.reading import Kinds, Reader, Reading
from voice_skill.understanding.resolution import resolutions
from voice_skill.understanding.samples import Span
from voice_skill.understanding.slot_kinds import Computed, Listed, slot_kinds
from voice_skill.understanding.understood import Slot, Understood
from voice_skill.understanding.words import folded_words, text_between

_FALLBACK = "AMAZON.FallbackIntent"
_SKILL_ID = "amzn1.ask.skill.local-voice"


class Alternative(Protocol):
    """One way an utterance may have been heard; confidence from 0 to 1."""

    @property
    def text(self) -> str: ...

    @property
    def confidence(self) -> float: ...


class Understanding:
    """Understands what people say to a skill, from the skill's interaction model alone."""

    def __init__(
        self,
        interaction_model: dict[str, Any],
        *,
        locale: str = "en-US",
        cache_dir: Path | None = None,
        now: Callable[[], datetime] = datetime.now,
        encoder: Encoder | None = None,
    ) -> None:
        """Learns the model, or reads from the cache what was learned of it before.
        now: the customer's local time, for dates. encoder: for meanings beside n-grams. Raises InvalidModel."""
        self.model = read_interaction_model(interaction_model)
        self._language = locale.partition("-")[0]
        self._kinds = slot_kinds(self.model, locale, now)
        self._threshold = THRESHOLDS[self.model.fallback_sensitivity]
        phrases = phrases_of(locale)
        samples = _samples(self.model, phrases)
        learned = self._learned(locale, samples, phrases, cache_dir, encoder)
        self._reader = Reader(self.model, samples, learned, phrases, self._language)
        self._answers = Answers(self.model, self._reader, phrases, self._language)
        self._dynamic = lru_cache(maxsize=4)(self._read_dynamic)

    def understand(
        self,
        utterance: str | Sequence[Alternative],
        *,
        skill_id: str = _SKILL_ID,
        dynamic_entities: Sequence[dict[str, Any]] = (),
        question: Question | None = None,
    ) -> Understood:
        """The intent and slots of what was typed, or of what the ways it may have been heard agree on most.
        question: what the customer was asked in a dialog.
        dynamic_entities: the `types` of Alexa's Dialog.UpdateDynamicEntities in force; raises InvalidModel."""
        dynamic, kinds = self._dynamic(json.dumps(dynamic_entities))
        alternatives = (
            [(utterance, 1.0)] if isinstance(utterance, str) else [(each.text, each.confidence) for each in utterance]
        )
        ways = [(text, self._read(text, kinds, question), share) for text, share in alternatives or [("", 1.0)]]
        return likeliest([(self._understood(text, reading, skill_id, dynamic), share) for text, reading, share in ways])

    def _understood(self, text: str, reading: Reading, skill_id: str, dynamic: Mapping[str, Listed]) -> Understood:
        intent = reading.intent
        if intent is None or intent.name == _FALLBACK or reading.confidence < self._threshold:
            return Understood(text, None, reading.confidence, {})
        slots = [self._slot(text, reading, intent, span, skill_id, dynamic) for span in reading.spans]
        return Understood(text, intent.name, reading.confidence, {slot.name: slot for slot in slots})

    def _read(self, text: str, kinds: Kinds, question: Question | None) -> Reading:
        reading = self._reader.read(text, kinds)
        return (self._answers.read(text, question, reading, kinds) if question else None) or reading

    def _learned(
        self,
        locale: str,
        samples: Mapping[str, Sequence[Sample]],
        phrases: Phrases,
        cache_dir: Path | None,
        encoder: Encoder | None,
    ) -> Learned:
        """What is learned once for all shops of a locale that can be asked the same."""
        practised = with_practice_values(self.model, self._language)
        path = cache_dir / f"{content_key(practised, locale, encoder)}.understanding" if cache_dir else None
        if path and (kept := load(path, encoder)):
            return kept
        sentences = practice_sentences(practised, samples, phrases, SEED)
        if not any(sentences.values()):
            raise InvalidModel("interactionModel.languageModel.intents", "no intent has a sample")
        is_a_shops = practised.types != self.model.types  # another skill may well be about the weather
        others = map(folded_words, other_talk(self._language) if is_a_shops else ())
        learned = learn(practised, sentences, slot_kinds(practised, locale, datetime.now), others, encoder)
        if path:
            save(learned, path)
        return learned

    def _read_dynamic(self, types_json: str) -> tuple[Mapping[str, Listed], Kinds]:
        """Dynamic entities by type, and the kinds of all types with them; kept, as they last for many turns."""
        types = json.loads(types_json)
        slot_types = [read_slot_type(each, f"types[{place}]") for place, each in enumerate(types)]
        dynamic = {slot_type.name: Listed(slot_type, self._language) for slot_type in slot_types}
        both = {name: self._with_dynamic(name, slot_type) for name, slot_type in dynamic.items() if name in self._kinds}
        return dynamic, {**self._kinds, **both}

    def _with_dynamic(self, name: str, dynamic: Listed) -> Listed:
        static = self._kinds[name]
        values = static.slot_type.values if isinstance(static, Listed) else ()
        return Listed(SlotType(name, values + dynamic.slot_type.values), self._language)

    def _slot(
        self,
        text: str,
        reading: Reading,
        intent: Intent,
        span: Span,
        skill_id: str,
        dynamic: Mapping[str, Listed],
    ) -> Slot:
        words = reading.words[span.start : span.end]
        folded = [word.folded for word in words]
        type_name = intent.slots[span.slot].type
        kind = self._kinds[type_name]
        if isinstance(kind, Computed):
            return Slot(span.slot, kind.read(folded) or "?", type_name, None)
        static, more = kind if isinstance(kind, Listed) else None, dynamic.get(type_name)
        resolved = resolutions(folded, static=static, dynamic=more, skill_id=skill_id) if static or more else None
        return Slot(span.slot, text_between(text, words), type_name, resolved)


def _samples(model: InteractionModel, phrases: Phrases) -> dict[str, list[Sample]]:
    """The samples of each intent, with Amazon's own wordings of its standard intents but for what the model has as
    another intent's sample."""
    own = {sample.parts for intent in model.intents for sample in intent.samples}
    return {
        intent.name: [
            *intent.samples,
            *(
                Sample(phrase, parts)
                for phrase in phrases.intents.get(intent.name, ())
                if (parts := folded_words(phrase)) not in own
            ),
        ]
        for intent in model.intents
    }
