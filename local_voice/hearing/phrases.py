"""Building stones for what may be said in a slot; each writes itself between two states of a word graph."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from local_voice.hearing.word_graph import WordGraph

# (graph, from state, to state, cost of going this way)
Phrase = Callable[[WordGraph, int, int, float], None]
Line = tuple[tuple[int, int], ...]  # words as they are heard and written


def word(heard: int, written: int | None = None) -> Phrase:
    def put(graph: WordGraph, source: int, target: int, cost: float) -> None:
        graph.arc(source, target, heard, cost, written)

    return put


def nothing(graph: WordGraph, source: int, target: int, cost: float) -> None:
    graph.arc(source, target, cost=cost)


def never(graph: WordGraph, source: int, target: int, cost: float) -> None:
    """A phrase that the recogniser has no word for."""


def in_turn(*parts: Phrase) -> Phrase:
    def put(graph: WordGraph, source: int, target: int, cost: float) -> None:
        states = [source, *(graph.state() for _ in parts[1:]), target]
        for index, part in enumerate(parts):
            part(graph, states[index], states[index + 1], cost if index == 0 else 0.0)

    return put


def one_of(choices: Mapping[Phrase, float] | Iterable[Phrase]) -> Phrase:
    """Phrases with their weights, or alike."""
    weights = choices if isinstance(choices, Mapping) else dict.fromkeys(choices, 1.0)
    total = sum(weights.values())

    def put(graph: WordGraph, source: int, target: int, cost: float) -> None:
        for part, weight in weights.items():
            part(graph, source, target, cost - math.log(weight / total))

    return put


def perhaps(part: Phrase, share: float = 0.5) -> Phrase:
    return one_of({part: share, nothing: 1 - share})


def encouraged(part: Phrase, by: float) -> Phrase:
    """`part` for less than its share says, as -ln p."""

    def put(graph: WordGraph, source: int, target: int, cost: float) -> None:
        part(graph, source, target, cost - by)

    return put


def repeated(part: Phrase, *, least: int, more: float) -> Phrase:
    """`part` at least so often, and once more each time with the probability `more`."""

    def put(graph: WordGraph, source: int, target: int, cost: float) -> None:
        states = [graph.state() for _ in range(least + 1)]
        graph.arc(source, states[0], cost=cost)
        for before, after in pairwise(states):
            part(graph, before, after, 0.0)
        again = graph.state()
        part(graph, states[-1], again, -math.log(more))
        graph.arc(again, states[-1])
        graph.arc(states[-1], target, cost=-math.log(1 - more))

    return put


def listed(lines: Iterable[Line]) -> Phrase:
    """Any of these lines of (heard, written) words, all alike; common beginnings share their arcs.

    The cost of a name is spread over its words by how many names go on each way, so that the search can drop
    the unlikely ones early.
    """
    sorted_lines = sorted({tuple(line) for line in lines if line})

    def put(graph: WordGraph, source: int, target: int, cost: float) -> None:
        waiting = [(0, len(sorted_lines), 0, source, cost)]
        while waiting:
            first, last, depth, state, cost = waiting.pop()
            for begin, whole, end in _same_next_word(sorted_lines, first, last, depth):
                heard, written = sorted_lines[begin][depth]
                if whole > begin:
                    graph.arc(state, target, heard, cost - math.log((whole - begin) / (last - first)), written)
                if end > whole:
                    inner = graph.state()
                    graph.arc(state, inner, heard, cost - math.log((end - whole) / (last - first)), written)
                    waiting.append((whole, end, depth + 1, inner, 0.0))

    return put


def _same_next_word(lines: Sequence[Line], first: int, last: int, depth: int) -> Iterator[tuple[int, int, int]]:
    """Stretches of sorted lines, alike so far, whose next word is the same: the begin, where those that end with this
    word stop, and the end."""
    while first < last:
        end = whole = first
        while end < last and lines[end][depth] == lines[first][depth]:
            whole += len(lines[end]) == depth + 1
            end += 1
        yield first, whole, end
        first = end
