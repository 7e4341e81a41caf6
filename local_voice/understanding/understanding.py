"""From words to an intent and its slots, for any Alexa interaction model; called by the voice loop and the CLI."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from local_voice.understanding.interaction_model import (
    Intent,
    InteractionModel,
    Sample,
    read_interaction_model,
    read_slot_type,
)
from local_voice.understanding.features import typed_words
from local_voice.understanding.intent_classifier import IntentClassifier
from local_voice.understanding.learned import Learned, content_key, load, save
from local_voice.understanding.phrases import Phrases, phrases_of
from local_voice.understanding.practice import Sentence, practice_sentences
from local_voice.understanding.resolution import resolutions
from local_voice.understanding.samples import SampleIndex, Span
from local_voice.understanding.slot_kinds import Computed, Listed, SlotKind, slot_kinds
from local_voice.understanding.slot_settling import Settling, contexts
from local_voice.understanding.slot_tagger import SlotTagger
from local_voice.understanding.subjects import Subjects
from local_voice.understanding.understood import Slot, Understood
from local_voice.understanding.words import UNKNOWN, Word, folded_words, text_between, words_of

FALLBACK = "AMAZON.FallbackIntent"
_SKILL_ID = "amzn1.ask.skill.local"
_THRESHOLD = 0.35
_SEED = 7
STD=EMPTY=.6; ODD=.9


class Alternative(Protocol):
    """One way an utterance may have been heard."""

    @property
    def text(self) -> str: ...
    @property
    def confidence(self) -> float: ...


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    words: Sequence[Word]
    intent: Intent | None
    spans: tuple[Span, ...]
    confidence: float


class Understanding:
    """Understands what people say to a skill, from the skill's interaction model alone."""

    def __init__(
        self,
        interaction_model: dict[str, Any],
        *,
        locale: str = "en-US",
        cache_dir: Path | None = None,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        """Learns the model, or reads from the cache what was learned of it before.
        now: the customer's local time, for dates. Raises InvalidModel."""
        self.model = read_interaction_model(interaction_model)
        self._language = locale.partition("-")[0]
        self._phrases = phrases_of(locale)
        self._kinds = slot_kinds(self.model, locale, now)
        self._intents = {intent.name: intent for intent in self.model.intents}
        samples = _samples(self.model, self._phrases)
        self._samples = SampleIndex((intent, samples[intent.name]) for intent in self.model.intents)
        subjects = Subjects([(intent, samples[intent.name]) for intent in self.model.intents], self._phrases.light_words, self._language)
        self._combos = {intent.name: {frozenset(x.slot_names) for x in samples[intent.name]} for intent in self.model.intents}
        self._contexts = {intent.name: contexts(intent.samples) for intent in self.model.intents}
        path = cache_dir / f"{content_key(interaction_model, locale)}.understanding" if cache_dir else None
        learned = load(path, subjects) if path else None
        self._learned = learned or _learn(self.model, samples, self._phrases, self._kinds, subjects)
        if path and not learned:
            save(self._learned, path)

    def understand(
        self,
        said: str | Sequence[Alternative],
        *,
        skill_id: str = _SKILL_ID,
        dynamic_entities: Sequence[dict[str, Any]] = (),
    ) -> Understood:
        """The intent and slots of what was typed, or of the likeliest of what may have been heard.
        dynamic_entities: the `types` of Alexa's Dialog.UpdateDynamicEntities that are in force."""
        dynamic = self._dynamic(dynamic_entities)
        heard = [(said, 1.0)] if isinstance(said, str) else [(each.text, each.confidence) for each in said]
        readings = [(self._read(text, dynamic), confidence) for text, confidence in heard or [("", 1.0)]]
        best = max(readings, key=lambda reading: reading[0].confidence * reading[1])[0]
        return self._understood(best, skill_id, dynamic)

    def _dynamic(self, types: Sequence[dict[str, Any]]) -> dict[str, Listed]:
        read = [read_slot_type(each, f"types[{index}]") for index, each in enumerate(types)]
        return {slot_type.name: Listed(slot_type, self._language) for slot_type in read}

    def _read(self, text: str, dynamic: Mapping[str, Listed]) -> _Reading:
        words = words_of(text)
        kinds: Mapping[str, SlotKind] = self._kinds
        folded = [word.folded for word in words]
        known = [word for word in folded if word != UNKNOWN]
        if len(known) * 2 <= len(folded):
            return _Reading(text, words, None, (), 0.0)
        exact = None
        for place, variant in enumerate(self._variants(words)):
            vf = [word.folded for word in variant]
            exact = self._samples.match(vf, kinds)
            if exact and not exact.open_words:
                return _Reading(text, variant, self._intents[exact.intent], exact.spans, .97 if place else 1.0)
        words = [word for word in words if word.folded not in self._phrases.fillers] or words
        folded = [word.folded for word in words]
        exact = self._samples.match(folded, kinds)
        typed = typed_words(folded, kinds)
        chances = {each.intent: each.chance for each in self._learned.classifier.likeliest(typed, 3)}
        if exact and exact.intent not in chances:
            chances[exact.intent] = self._learned.classifier.chance(typed, exact.intent).chance
        readings = [
            self._reading(text, words, folded, kinds, name, chance, exact) for name, chance in chances.items()
        ]
        return max(readings, key=lambda reading: reading.confidence)

    def _variants(self, words):
        yield words
        bare = [word for word in words if word.folded not in self._phrases.fillers]
        if bare and len(bare) < len(words): yield bare
        f = [word.folded for word in bare]
        lo, hi = 0, len(bare)
        changed = True
        while changed and lo < hi:
            changed = False
            for n in range(min(5, hi - lo - 1), 0, -1):
                if tuple(f[lo:lo+n]) in self._phrases.openings:
                    lo += n; changed = True; yield bare[lo:hi]; break
            for n in range(min(5, hi - lo - 1), 0, -1):
                if tuple(f[hi-n:hi]) in self._phrases.endings:
                    hi -= n; changed = True; yield bare[lo:hi]; break

    def _reading(self, text, words, folded, kinds, name, chance, exact):
        intent = self._intents[name]
        spans: tuple[Span, ...] = ()
        if exact and exact.intent == name:
            spans = exact.spans
        elif name in self._learned.taggers:
            looks = [word.look for word in words]
            found = self._learned.taggers[name].tag(folded, looks, intent, kinds)
            settling = Settling(folded, intent, kinds, self._contexts[name], self._phrases.light_words, self._language)
            spans = settling.settle(found)
        new = {}; nov = 0.
        for span in spans:
            t = intent.slots[span.slot].type
            if span.end not in kinds[t].ends(folded, span.start) or kinds[t].is_open:
                new[span.start] = (span.end, t); nov = max(nov, kinds[t].novelty)
        if nov:
            other = self._learned.classifier.chance(typed_words(folded, kinds, new), name).chance
            chance = (1-nov)*chance + nov*max(chance, other)
        if name.startswith('AMAZON.'): chance *= STD
        F = frozenset(span.slot for span in spans)
        if intent.slots and F not in self._combos[name]:
            chance *= EMPTY if not F else ODD
        return _Reading(text, words, intent, spans, chance)

    def _understood(self, reading: _Reading, skill_id: str, dynamic: Mapping[str, Listed]) -> Understood:
        intent = reading.intent
        if intent is None or intent.name == FALLBACK or reading.confidence < _THRESHOLD:
            return Understood(reading.text, None, reading.confidence, {})
        slots = [self._slot(intent, span, reading, skill_id, dynamic) for span in reading.spans]
        return Understood(
            reading.text, intent.name, reading.confidence, {slot.name: slot for slot in slots if slot}
        )

    def _slot(
        self, intent: Intent, span: Span, reading: _Reading, skill_id: str, dynamic: Mapping[str, Listed]
    ) -> Slot | None:
        words = reading.words[span.start : span.end]
        folded = [word.folded for word in words]
        type_name = intent.slots[span.slot].type
        kind = self._kinds[type_name]
        if isinstance(kind, Computed):
            value = kind.value(folded)
            return Slot(span.slot, value, type_name, None) if value is not None else None
        static = kind if isinstance(kind, Listed) else None
        more = dynamic.get(type_name)
        resolved = (
            resolutions(folded, static=static, dynamic=more, skill_id=skill_id) if static or more else None
        )
        return Slot(span.slot, text_between(reading.text, words), type_name, resolved)


def _samples(model: InteractionModel, phrases: Phrases) -> dict[str, list[Sample]]:
    """The samples of each intent, with Amazon's own wordings of its standard intents."""
    return {
        intent.name: [
            *intent.samples,
            *(Sample(said, folded_words(said)) for said in phrases.intents.get(intent.name, ())),
        ]
        for intent in model.intents
    }


def _learn(
    model: InteractionModel,
    samples: Mapping[str, Sequence[Sample]],
    phrases: Phrases,
    kinds: Mapping[str, SlotKind],
    subjects,
) -> Learned:
    sentences = practice_sentences(model, samples, phrases, _SEED)
    taggers = {
        intent.name: SlotTagger.trained(intent, sentences[intent.name], kinds, _SEED)
        for intent in model.intents
        if any(sentence.spans for sentence in sentences[intent.name])
    }
    every = [sentence for of_intent in sentences.values() for sentence in of_intent]
    slot_types = {(intent.name, slot.name): slot.type for intent in model.intents for slot in intent.slots.values()}
    return Learned(IntentClassifier.trained(every, slot_types, kinds, subjects), taggers)
