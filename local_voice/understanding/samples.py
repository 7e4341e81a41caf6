"""Exact matching: does an utterance read as one of the samples, word by word, with values in its slots?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from local_voice.understanding.interaction_model import Intent, Sample
from local_voice.understanding.slot_kinds import SlotKind


@dataclass(frozen=True, slots=True)
class Span:
    """The words of one slot: start inclusive, end exclusive."""

    slot: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SampleMatch:
    """An utterance read as a sample; `open_words` of it stand in slots that take any words."""

    intent: str
    spans: tuple[Span, ...]
    open_words: int


@dataclass(slots=True)
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    slots: dict[tuple[str, str], "_Node"] = field(default_factory=dict)
    intent: str | None = None


# How good a way through the samples is, compared in this order: words in open slots, words of the sample, slots.
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

    def match(self, words: Sequence[str], kinds: Mapping[str, SlotKind]) -> SampleMatch | None:
        """The best reading of the whole utterance as a sample: fewest words in open slots, most words of the sample."""
        way = _Search(words, kinds).best(self._root, 0)
        return SampleMatch(way[1], way[2], -way[0][0]) if way else None


class _Search:
    """One utterance's way through the tree; each place is looked at once, so time is bounded."""

    def __init__(self, words: Sequence[str], kinds: Mapping[str, SlotKind]) -> None:
        self._words = words
        self._kinds = kinds
        self._seen: dict[tuple[int, int], _Way | None] = {}
        self._ends: dict[tuple[str, int], list[int]] = {}

    def best(self, node: _Node, at: int) -> _Way | None:
        key = (id(node), at)
        if key not in self._seen:
            self._seen[key] = self._look(node, at)
        return self._seen[key]

    def _look(self, node: _Node, at: int) -> _Way | None:
        if at == len(self._words):
            return ((0, 0, 0), node.intent, ()) if node.intent else None
        ways = [_after(way, (0, 1, 0)) for way in self._literal(node, at)]
        for (slot, type_name), child in node.slots.items():
            is_open = self._kinds[type_name].is_open
            for end in self._slot_ends(type_name, at):
                if way := self.best(child, end):
                    score = (at - end if is_open else 0, 0, -1)
                    ways.append(_after(way, score, Span(slot, at, end)))
        return max(ways, key=lambda way: way[0], default=None)

    def _literal(self, node: _Node, at: int) -> list[_Way]:
        child = node.words.get(self._words[at])
        way = self.best(child, at + 1) if child else None
        return [way] if way else []

    def _slot_ends(self, type_name: str, at: int) -> list[int]:
        key = (type_name, at)
        if key not in self._ends:
            self._ends[key] = list(self._kinds[type_name].ends(self._words, at))
        return self._ends[key]


def _after(way: _Way, score: _Score, span: Span | None = None) -> _Way:
    total = (way[0][0] + score[0], way[0][1] + score[1], way[0][2] + score[2])
    return total, way[1], (span, *way[2]) if span else way[2]
