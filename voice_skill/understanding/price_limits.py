"""Keeps what a customer will pay with the thing it is said of: "mugs under ten dollars". Called by Reader.

Alexa takes such words into the slot of a catalogue, since its values are examples to her, and so does the shop, which
knows what they mean.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice_skill.understanding import numbers
from voice_skill.understanding.interaction_model import InteractionModel, Sample, SlotRef
from voice_skill.understanding.phrases import Phrases
from voice_skill.understanding.samples import Span
from voice_skill.understanding.slot_kinds import CATALOGUE_NOVELTY, Listed, SlotKind
from voice_skill.understanding.words import Word

Kinds = Mapping[str, SlotKind]


@dataclass(frozen=True, slots=True)
class PriceLimit:
    """The words from `start` to before `end`; after_anything: they stand behind "anything", which names no thing."""

    start: int
    end: int
    after_anything: bool


class PriceLimits:
    """Finds price limits in the words said to one skill."""

    def __init__(
        self, model: InteractionModel, samples: Mapping[str, Sequence[Sample]], phrases: Phrases, language: str
    ) -> None:
        types = Counter(
            intent.slots[name].type
            for intent in model.intents
            for sample in samples[intent.name]
            for name in sample.slot_names
        )
        self._types = [name for name, _ in types.most_common()]
        self._phrases = phrases
        self._language = language
        self._is_own = any(self._names_limit(sample) for each in samples.values() for sample in each)

    def find(self, words: Sequence[Word]) -> PriceLimit | None:
        """The first limit; none where the skill's own samples say what it is."""
        folded = [word.folded for word in words]
        starts = () if self._is_own else range(1, len(words))
        for start in starts:
            for phrase, needs_money in self._phrases.price_limits.items():
                amount = start + len(phrase)
                if tuple(folded[start:amount]) == phrase and (end := self._end(folded, amount, needs_money)):
                    return PriceLimit(start, end, folded[start - 1] in self._phrases.anything)
        return None

    def thing_type(self, kinds: Kinds) -> str | None:
        """The catalogue that the skill is about: the one that most samples speak of."""
        return next((name for name in self._types if kinds[name].novelty == CATALOGUE_NOVELTY), None)

    def with_anything(self, kinds: Kinds, thing_type: str) -> Kinds:
        """The kinds with "anything" as one of the things."""
        kind = kinds[thing_type]
        if not isinstance(kind, Listed):
            return kinds
        return {**kinds, thing_type: kind.taking(self._phrases.anything)}

    def _end(self, folded: Sequence[str], at: int, needs_money: bool) -> int | None:
        """The end of an amount: "ten dollars", "ten dollars fifty", and with nothing behind it "ten"."""
        end = self._end_of_number(folded, at)
        has_money = end < len(folded) and folded[end] in self._phrases.money
        if end == at or not (has_money or (end == len(folded) and not needs_money)):
            return None
        while end < len(folded) and (folded[end] in self._phrases.money or self._end_of_number(folded, end) > end):
            end = max(end + 1, self._end_of_number(folded, end))
        return end

    def _end_of_number(self, folded: Sequence[str], at: int) -> int:
        end = at
        while end < len(folded) and numbers.is_number_word(folded[end], self._language):
            end += 1
        return end

    def _names_limit(self, sample: Sample) -> bool:
        """True if a sample has a thing, a limit and a slot for the amount: "{product} under {price} dollars"."""
        parts = sample.parts
        return any(
            isinstance(parts[at], SlotRef) and parts[at - len(phrase) : at] == phrase
            for phrase in self._phrases.price_limits
            for at in range(len(phrase), len(parts))
            if any(isinstance(part, SlotRef) for part in parts[: at - len(phrase)])
        )


def joined(spans: Sequence[Span], thing: Span, until: int, length: int) -> tuple[Span, ...]:
    """The spans with the thing grown up to a place and by so many words more behind it."""
    grown = Span(thing.slot, thing.start, until + length)
    before = (span for span in spans if span.end <= thing.start)
    after = (Span(span.slot, span.start + length, span.end + length) for span in spans if span.start >= until)
    return (*before, grown, *after)
