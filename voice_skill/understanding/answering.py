"""Reads an answer by its question: a slot's value or a yes, before any other meaning."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from voice_skill.language.tables import table
from voice_skill.understanding.interaction_model import Intent, IntentSlot, InteractionModel, Sample, SlotRef
from voice_skill.understanding.phrases import Phrases
from voice_skill.understanding.reading import Kinds, Reader, Reading
from voice_skill.understanding.samples import SampleIndex, SampleMatch, Span
from voice_skill.understanding.slot_kinds import LONGEST_OPEN_WORDS, Listed, Open
from voice_skill.understanding.words import UNKNOWN, Word, folded_words, words_of

YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
_SURE = 0.9  # of another meaning, before words that no list knows become a value
_AS_ASKED = 1.0
_AMONG_OTHER_WORDS = 0.95
_NEW_VALUE = 0.8  # second to a known value, where a sound may be heard in several ways


@dataclass(frozen=True, slots=True)
class Question:
    """The question that is open.

    slot: None when the whole intent is to be confirmed; confirms: yes or no is expected, not a value.
    """

    intent: str
    slot: str | None
    confirms: bool


class Answers:
    """Reads answers by one interaction model."""

    def __init__(self, model: InteractionModel, reader: Reader, phrases: Phrases, language: str) -> None:
        self._intents = {intent.name: intent for intent in model.intents}
        self._reader = reader
        self._phrases = phrases
        self._yes_no = {name: frozenset(self._wordings(name, language)) for name in (YES, NO)}
        self._index = lru_cache(maxsize=None)(self._indexed)

    def read(self, text: str, question: Question, otherwise: Reading, kinds: Kinds) -> Reading | None:
        """The text as an answer; None when it is none. otherwise: what it means where nothing was asked."""
        words = words_of(text)
        if not words or any(word.folded == UNKNOWN for word in words):
            return None
        plain = [word for word in words if word.folded not in self._phrases.fillers] or words
        ways = [words, *self._reader.without_politeness(plain)]
        if question.confirms and (reading := self._confirmed(ways)):
            return reading
        if question.slot is None:
            return None
        intent = self._intents[question.intent]
        slot = intent.slots[question.slot]
        exact = self._matched(ways, intent, slot, kinds)
        if exact or question.confirms:
            return exact
        return self._less_plain(ways, intent, slot, otherwise, kinds)

    def _less_plain(
        self, ways: list[list[Word]], intent: Intent, slot: IntentSlot, otherwise: Reading, kinds: Kinds
    ) -> Reading | None:
        intent_otherwise = otherwise.intent if otherwise.confidence >= _SURE else None
        if intent_otherwise and (
            intent_otherwise.name != intent.name or any(span.slot == slot.name for span in otherwise.spans)
        ):
            return None
        return self._among_other_words(ways[1], intent, slot, kinds) or self._new(ways, intent, slot, kinds)

    def _confirmed(self, ways: Iterable[Sequence[Word]]) -> Reading | None:
        for words in ways:
            text_words = tuple(word.folded for word in words)
            for name, wordings in self._yes_no.items():
                if text_words in wordings:
                    return Reading(words, self._intents.get(name, Intent(name, (), {})), (), _AS_ASKED)
        return None

    def _matched(self, ways: Iterable[list[Word]], intent: Intent, slot: IntentSlot, kinds: Kinds) -> Reading | None:
        """One of the slot's samples, or just a value that is known for its type."""
        for words in ways:
            match = self._index(intent.name, slot.name).match([word.folded for word in words], kinds)
            if match and not match.new_words:
                return Reading(words, intent, match.spans, _AS_ASKED)
        return None

    def _among_other_words(
        self, words: Sequence[Word], intent: Intent, slot: IntentSlot, kinds: Kinds
    ) -> Reading | None:
        """The one value among words that say nothing: "I'd like the blue one"."""
        folded, kind = [word.folded for word in words], kinds[slot.type]
        if kind.is_open:
            return None
        at, spans = 0, []
        while at < len(folded):
            end = next(iter(kind.ends(folded, at)), at)
            if end > at:
                spans.append(Span(slot.name, at, end))
            elif folded[at] not in self._phrases.light_words:
                return None
            at = max(end, at + 1)
        return Reading(words, intent, tuple(spans), _AMONG_OTHER_WORDS) if len(spans) == 1 else None

    def _new(self, ways: Sequence[list[Word]], intent: Intent, slot: IntentSlot, kinds: Kinds) -> Reading | None:
        """Words that no list knows, as Alexa takes them for a slot she asked for; a number or date is one or is not."""
        kind = kinds[slot.type]
        if self._confirmed(ways) or not (kind.is_open or isinstance(kind, Listed)):
            return None
        kinds = {**kinds, slot.type: kind if kind.is_open else Open(LONGEST_OPEN_WORDS)}
        index = self._index(intent.name, slot.name)
        matches: list[tuple[SampleMatch, list[Word]]] = []
        for words in ways:
            if match := index.match([word.folded for word in words], kinds):
                matches.append((match, words))
        if not matches:
            return None
        match, words = max(matches, key=lambda each: (each[0].sample_words, -len(each[1])))
        return Reading(words, intent, match.spans, _NEW_VALUE)

    def _indexed(self, intent_name: str, slot_name: str) -> SampleIndex:
        intent = self._intents[intent_name]
        bare = Sample(f"{{{slot_name}}}", (SlotRef(slot_name),))
        return SampleIndex([(intent, [*intent.slots[slot_name].samples, bare])])

    def _wordings(self, name: str, language: str) -> Iterator[tuple[str, ...]]:
        intent = self._intents.get(name)
        yield from (folded_words(sample.text) for sample in intent.samples) if intent else ()
        yield from map(folded_words, table("yes_no", language).get("yes" if name == YES else "no", ()))
