"""Settles which words fill the slots of an intent, from what the CRF found and what the model lists.

A catalogue means to be complete, so that a listed value counts wherever it is said, and other words count only where
a sample has the slot between the same words. Values of lists of examples are left as the CRF found them.
"""

from collections.abc import Iterable, Mapping, Sequence, Set

from local_voice.understanding.interaction_model import Intent, Sample, SlotRef
from local_voice.understanding.samples import Span
from local_voice.understanding.slot_kinds import CATALOGUE_NOVELTY, Computed, Listed, SlotKind, without_article

_ANY = "*"  # beside another slot
Context = tuple[str, str, str]  # two words before a slot and one after


def contexts(samples: Iterable[Sample]) -> dict[str, set[Context]]:
    """Between which words each slot stands in the samples."""
    found: dict[str, set[Context]] = {}
    for sample in samples:
        parts = ["<<", "<", *(_ANY if isinstance(part, SlotRef) else part for part in sample.parts), ">"]
        for at, part in enumerate(sample.parts):
            if isinstance(part, SlotRef):
                found.setdefault(part.name, set()).add((parts[at], parts[at + 1], parts[at + 3]))
    return found


class Settling:
    """Settles the slots of one utterance for one intent."""

    def __init__(self, words, intent, kinds, where, light, language) -> None:
        self._words = words
        self._intent = intent
        self._kinds = {name: kinds[slot.type] for name, slot in intent.slots.items()}
        self._where = where
        self._light = light
        self._language = language
        self._kept: dict[str, Span] = {}

    def settle(self, found: Sequence[Span]) -> tuple[Span, ...]:
        for span in sorted(found, key=self._rank):
            better = self._settled(span)
            if better and better.slot not in self._kept and self._is_free(better):
                self._kept[better.slot] = better
        self._fill()
        return tuple(sorted(self._kept.values(), key=lambda span: span.start))

    def _rank(self, span):
        return not self._is_value(span), span.start

    def _is_value(self, span) -> bool:
        return span.end in self._kinds[span.slot].ends(self._words, span.start)

    def _is_free(self, span):
        return not any(span.start < other.end and other.start < span.end for other in self._kept.values())

    def _settled(self, span: Span) -> Span | None:
        kind = self._kinds[span.slot]
        if kind.novelty > CATALOGUE_NOVELTY:
            return span
        value = max(self._overlapping(span), key=lambda each: each.end - each.start, default=None)
        if value or isinstance(kind, Computed):
            return self._without_article(value) if value else None
        return self._without_article(span) if self._may_be_new(span) else None

    def _overlapping(self, span: Span) -> Iterable[Span]:
        return [each for each in self._values(span.slot) if each.start < span.end and span.start < each.end]

    def _values(self, slot: str) -> list[Span]:
        """The longest values of the slot's type from left to right."""
        found: list[Span] = []
        at = 0
        while at < len(self._words):
            end = next(iter(self._kinds[slot].ends(self._words, at)), at)
            if end > at:
                found.append(Span(slot, at, end))
            at = max(end, at + 1)
        return found

    def _without_article(self, span: Span) -> Span:
        words = tuple(self._words[span.start : span.end])
        kind = self._kinds[span.slot]
        bare = without_article(words, self._language)
        if not isinstance(kind, Listed) or (len(bare) == len(words)) or kind.has(words):
            return span
        return Span(span.slot, span.end - len(bare), span.end)

    def _may_be_new(self, span: Span) -> bool:
        words = ["<<", "<", *self._words, ">"]
        before2, before, after = words[span.start], words[span.start + 1], words[span.end + 2]
        if all(word in self._light for word in self._words[span.start : span.end]):
            return False
        return any(
            _fits(before2, context[0]) and _fits(before, context[1]) and _fits(after, context[2])
            for context in self._where.get(span.slot, ())
        )

    def _fill(self) -> None:
        """Gives values that the CRF overlooked to slots of their type."""
        for name, kind in self._kinds.items():
            if name in self._kept or kind.is_open or kind.novelty > CATALOGUE_NOVELTY:
                continue
            for start in range(len(self._words)):
                end = next(iter(kind.ends(self._words, start)), start)
                span = Span(name, start, end)
                if end > start and self._is_free(span) and self._is_sure(span):
                    self._kept[name] = self._without_article(span)
                    break

    def _is_sure(self, span: Span) -> bool:
        """A number may be part of anything unless it is long or stands before a listed value."""
        kind = self._kinds[span.slot]
        if isinstance(kind, Listed):
            return True
        return span.end - span.start > 1 or any(
            other.start == span.end and isinstance(self._kinds[other.slot], Listed) for other in self._kept.values()
        )


def _fits(word: str, wanted: str) -> bool:
    return wanted in (word, _ANY)
