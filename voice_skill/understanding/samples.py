"""Exact matching: does an utterance read as one of the samples, word by word, with values in its slots?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from voice_skill.understanding.interaction_model import Intent, Sample
from voice_skill.understanding.slot_kinds import CATALOGUE_NOVELTY, LONGEST_OPEN_WORDS, SlotKind


@dataclass(frozen=True, slots=True)
class Span:
    """The words of one slot: start inclusive, end exclusive."""

    slot: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SampleMatch:
    """An utterance read as a sample: `sample_words` are the sample's own, `new_words` stand in slots and on no list."""

    intent: str
    spans: tuple[Span, ...]
    sample_words: int
    new_words: int


@dataclass(slots=True)
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    slots: dict[tuple[str, str], "_Node"] = field(default_factory=dict)
    intent: str | None = None


# How good a way through the samples is, compared in this order: words on no list, words of the sample, slots.
_Score = tuple[int, int, int]
_Way = tuple[_Score, str, tuple[Span, ...]]


class SampleIndex:
    """All samples of all intents as one tree of words and slots."""

    def __init__(self, intents: Iterable[tuple[Intent, Iterable[Sample]]]) -> None:
        self._root = _Node()
        for intent, samples in intents:
            for sample in samples:
                self._add(intent, sample)

    def _add(self, intent: Intent, sample: Sample) -> None:
        node = self._root
        for part in sample.parts:
            if isinstance(part, str):
                node = node.words.setdefault(part, _Node())
            else:
                node = node.slots.setdefault((part.name, intent.slots[part.name].type), _Node())
        node.intent = node.intent or intent.name

    def match(
        self, words: Sequence[str], kinds: Mapping[str, SlotKind], *, with_new_values: bool = False
    ) -> SampleMatch | None:
        """The best reading of the whole utterance as a sample: fewest words that no list knows, most of the sample.
        with_new_values: other words may stand where a catalogue's value is expected."""
        way = _Search(words, kinds, with_new_values).best(self._root, 0)
        return SampleMatch(way[1], way[2], way[0][1], -way[0][0]) if way else None


class _Search:
    """One utterance's way through the tree; each place is looked at once, so time is bounded."""

    def __init__(self, words: Sequence[str], kinds: Mapping[str, SlotKind], with_new_values: bool) -> None:
        self._words = words
        self._kinds = kinds
        self._with_new_values = with_new_values
        self._ways: dict[tuple[int, int], _Way | None] = {}
        self._ends: dict[tuple[str, int], dict[int, int]] = {}

    def best(self, node: _Node, at: int) -> _Way | None:
        key = (id(node), at)
        if key not in self._ways:
            self._ways[key] = self._look(node, at)
        return self._ways[key]

    def _look(self, node: _Node, at: int) -> _Way | None:
        if at == len(self._words):
            return ((0, 0, 0), node.intent, ()) if node.intent else None
        ways = []
        child = node.words.get(self._words[at])
        if child and (way := self.best(child, at + 1)):
            ways.append(_after(way, (0, 1, 0)))
        for (slot, type_name), child in node.slots.items():
            for end, new_words in self._slot_ends(type_name, at).items():
                if way := self.best(child, end):
                    ways.append(_after(way, (-new_words, 0, -1), Span(slot, at, end)))
        return max(ways, key=lambda way: way[0], default=None)

    def _slot_ends(self, type_name: str, at: int) -> dict[int, int]:
        """The places where a slot's words may end, each with the number of words that no list knows."""
        key = (type_name, at)
        if key not in self._ends:
            kind = self._kinds[type_name]
            ends = {end: end - at if kind.is_open else 0 for end in kind.ends(self._words, at)}
            if self._with_new_values and kind.novelty == CATALOGUE_NOVELTY:
                last = min(len(self._words), at + LONGEST_OPEN_WORDS)
                ends = {end: end - at for end in range(at + 1, last + 1)} | ends
            self._ends[key] = ends
        return self._ends[key]


def _after(way: _Way, score: _Score, span: Span | None = None) -> _Way:
    total = (way[0][0] + score[0], way[0][1] + score[1], way[0][2] + score[2])
    return total, way[1], (span, *way[2]) if span else way[2]
