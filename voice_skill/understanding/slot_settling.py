"""Settles which words fill the slots of an intent, from what the CRF found and what the model lists.

A catalogue means to be complete, so that a listed value counts wherever it is said, and other words count only where
a sample has the slot between the same words. Values of mere examples are left as the CRF found them.
"""

from collections.abc import Iterable, Mapping, Sequence, Set

from voice_skill.understanding.interaction_model import Intent, Sample, SlotRef
from voice_skill.understanding.samples import Span
from voice_skill.understanding.slot_kinds import CATALOGUE_NOVELTY, Computed, Listed, SlotKind, without_article

_ANY = "*"  # beside another slot
_BOUNDS = ("<<", "<", ">")
_POSSESSIVES = frozenset({"my", "our", "your"})
# Light words that names hold: "box of green tea".
_JOINING = frozenset({"of", "and", "with", "for", "in", "the", "a"})
_DESCRIBING = frozenset({"new", "good", "big", "little", "long", "first", "right", "left", "real"})  # "first aid kit"
_Context = tuple[str, str, str]  # two words before a slot and one after

Kinds = Mapping[str, SlotKind]


class SlotSettler:
    """Settles the slots of one intent."""

    def __init__(self, intent: Intent, light_words: Set[str], language: str) -> None:
        self._types = {name: slot.type for name, slot in intent.slots.items()}
        self._contexts = _contexts(intent.samples)
        self._light_words = light_words
        self._own_words = frozenset(part for sample in intent.samples for part in sample.parts if isinstance(part, str))
        self._language = language

    def settle(self, words: Sequence[str], spans: Iterable[Span], kinds: Kinds) -> tuple[Span, ...]:
        """The slots of an utterance in the order of its words; listed values before other words."""
        span_by_slot: dict[str, Span] = {}
        for span in sorted(spans, key=lambda span: (not self.is_value(span, words, kinds), span.start)):
            settled = self._settled(span, words, kinds) if span.slot not in span_by_slot else None
            if settled and _is_free(settled, span_by_slot):
                span_by_slot[span.slot] = settled
        for slot, type_name in self._types.items():
            if slot not in span_by_slot and not _takes_new(kinds[type_name]):
                self._fill(slot, words, kinds, span_by_slot)
        return tuple(sorted(span_by_slot.values(), key=lambda span: span.start))

    def named(self, spans: Iterable[Span], words: Sequence[str], kinds: Kinds) -> tuple[Span, ...]:
        """The slots without the articles before their values."""
        return tuple(self._without_article(span, words, kinds[self._types[span.slot]]) for span in spans)

    def is_value(self, span: Span, words: Sequence[str], kinds: Kinds) -> bool:
        """True if the words are a listed or computed value of the slot's type."""
        kind = kinds[self._types[span.slot]]
        return not kind.is_open and span.end in kind.ends(words, span.start)

    def may_take_new(self, span: Span, words: Sequence[str], kinds: Kinds) -> bool:
        """True if a catalogue's value is expected and the words are none of them."""
        kind = kinds[self._types[span.slot]]
        return not kind.is_open and not self.is_value(span, words, kinds)

    def has_type(self, type_name: str) -> bool:
        """True if the intent has a slot of this type."""
        return type_name in self._types.values()

    def resembles(self, span: Span, words: Sequence[str], kinds: Kinds) -> bool:
        """True if the words end like a value of a list: "mugs", where there are blue mugs."""
        kind = kinds[self._types[span.slot]]
        return isinstance(kind, Listed) and kind.resembles(words[span.start : span.end])

    def _settled(self, span: Span, words: Sequence[str], kinds: Kinds) -> Span | None:
        kind = kinds[self._types[span.slot]]
        if _takes_new(kind):
            return span
        values = [each for each in _values(span.slot, words, kind) if each.start < span.end and span.start < each.end]
        if values:
            return self._without_article(max(values, key=_length), words, kind)
        if isinstance(kind, Computed) or not self._may_be_new(span, words, kind):
            return None
        return self._without_article(span, words, kind)

    def _may_be_new(self, span: Span, words: Sequence[str], kind: SlotKind) -> bool:
        """True if these words may name something: they end like a value, or stand where a sample has the slot."""
        if not self.may_name(words[span.start : span.end], kind):
            return False
        if isinstance(kind, Listed) and kind.resembles(words[span.start : span.end]):
            return True
        around = ["<<", "<", *words, ">"]
        here = (around[span.start], around[span.start + 1], around[span.end + 2])
        return any(
            all(_fits(word, token) for word, token in zip(here, context, strict=True))
            for context in self._contexts.get(span.slot, ())
        )

    def type_of(self, slot: str) -> str:
        """The slot's type."""
        return self._types[slot]

    def may_name(self, words: Sequence[str], kind: SlotKind) -> bool:
        """True if these words may name what a catalogue lacks: no clause ("i had before"), nothing of one's own
        ("my account"), and not only words that the samples are made of ("delivery"). What a listed name ends
        with may."""
        name = without_article(tuple(words), self._language)
        if words[0] in _POSSESSIVES or name[0] in _JOINING or name[-1] in _JOINING:
            return False
        if isinstance(kind, Listed) and kind.ends_like(name):
            return True
        return not any(word in self._light_words - _JOINING - _DESCRIBING for word in name) and not all(
            word in self._own_words or word in _JOINING for word in name
        )

    def _without_article(self, span: Span, words: Sequence[str], kind: SlotKind) -> Span:
        span_words = tuple(words[span.start : span.end])
        if not isinstance(kind, Listed) or kind.has(span_words):
            return span
        return Span(span.slot, span.end - len(without_article(span_words, self._language)), span.end)

    def _fill(self, slot: str, words: Sequence[str], kinds: Kinds, settled: dict[str, Span]) -> None:
        """Gives a slot the first value of its type that the CRF overlooked. A number may belong to anything, so it
        must be long or stand before a listed value: "two blue mugs"."""
        kind = kinds[self._types[slot]]
        starts = [span.start for name, span in settled.items() if isinstance(kinds[self._types[name]], Listed)]
        for span in _values(slot, words, kind):
            is_sure = isinstance(kind, Listed) or _length(span) > 1 or span.end in starts
            if is_sure and _is_free(span, settled):
                settled[slot] = self._without_article(span, words, kind)
                return


def _fits(word: str, token: str) -> bool:
    return word == token or (token == _ANY and word not in _BOUNDS)


def _takes_new(kind: SlotKind) -> bool:
    return kind.novelty > CATALOGUE_NOVELTY


def _length(span: Span) -> int:
    return span.end - span.start


def _is_free(span: Span, settled: Mapping[str, Span]) -> bool:
    return not any(span.start < other.end and other.start < span.end for other in settled.values())


def _values(slot: str, words: Sequence[str], kind: SlotKind) -> list[Span]:
    """The longest values of a kind from left to right."""
    spans: list[Span] = []
    at = 0
    while at < len(words):
        end = next(iter(kind.ends(words, at)), at)
        if end > at:
            spans.append(Span(slot, at, end))
        at = max(end, at + 1)
    return spans


def _contexts(samples: Iterable[Sample]) -> dict[str, set[_Context]]:
    """Between which words each slot stands in the samples."""
    contexts: dict[str, set[_Context]] = {}
    for sample in samples:
        around = ["<<", "<", *(_ANY if isinstance(part, SlotRef) else part for part in sample.parts), ">"]
        for at, part in enumerate(sample.parts):
            if isinstance(part, SlotRef):
                contexts.setdefault(part.name, set()).add((around[at], around[at + 1], around[at + 3]))
    return contexts
