"""Names that are in no list, made of the words of those that are. Expectations listens for them beside a catalogue.

Without them a product that is not sold is heard as the sold one that sounds most like it, and surely: everyday speech
is so much dearer than a listed name that no sound outweighs it.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

from local_voice.hearing.ngram import BEGIN, Context, History, Token, estimate
from local_voice.hearing.phrases import Line, Phrase, in_turn, never, word
from local_voice.hearing.word_graph import WordGraph

# After a word, the probability that one follows which follows it in no name.
UNUSUAL_SHARE = 0.3
# What each word costs less than its share says, as -ln p. Chosen on the even half of the names of
# tests/benchmarks/bench_search.py; hearing.md beside it has the figures.
ENCOURAGED = 3.0


def new_names(names: Iterable[Sequence[Line]]) -> Phrase:
    """Any sequence of words of these names, the likelier the more it is like one of them.

    names: their words, each with the pieces that it is heard in."""
    numbers: dict[Line, Token] = {}
    sentences = [(tuple(numbers.setdefault(pieces, str(len(numbers))) for pieces in name), 1.0) for name in names]
    if not sentences:
        return never
    words = {token: in_turn(*(word(*piece) for piece in pieces)) for pieces, token in numbers.items()}
    contexts = estimate(sentences, order=2, back_off_share=UNUSUAL_SHARE)

    def put(graph: WordGraph, source: int, target: int, cost: float) -> None:
        states = {history: graph.state() for history in contexts if history != (BEGIN,)}
        for token, token_cost in _first_words(contexts):
            words[token](graph, source, states[token,], cost + token_cost)
        for history, state in states.items():
            for token, token_cost in contexts[history].costs.items():
                words[token](graph, state, states[token,], _encouraged(token_cost))
            if contexts[history].end_cost < math.inf:
                graph.arc(state, target, cost=contexts[history].end_cost)
            if history:
                graph.arc(state, states[()], cost=contexts[history].back_off_cost)

    return put


def _first_words(contexts: dict[History, Context]) -> Iterator[tuple[Token, float]]:
    """Every word and what it costs at the beginning, whence no way leads back to fewer words: it would be a silent way
    through the name."""
    first = contexts[BEGIN,]
    for token, cost in contexts[()].costs.items():
        yield token, _encouraged(first.costs.get(token, first.back_off_cost + cost))


def _encouraged(cost: float) -> float:
    return max(0.0, cost - ENCOURAGED)
