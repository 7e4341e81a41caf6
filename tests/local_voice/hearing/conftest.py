"""Asks word graphs what they let people say, without any sound; and one pair of ears for all tests of hearing."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from local_voice.hearing import Ears
from local_voice.hearing.phrases import Phrase
from local_voice.hearing.word_graph import Table, WordGraph
from local_voice.speaking import Voice, open_voice

PhraseCost = Callable[[Callable[[Callable[[str], int]], Phrase], str], float]


@pytest.fixture
def phrase_cost() -> PhraseCost:
    """What the cheapest way of saying a sentence in a phrase costs: infinite when it cannot be said.

    The phrase is made by a function that is given how words are numbered.
    """

    def cost(make: Callable[[Callable[[str], int]], Phrase], sentence: str) -> float:
        ids: dict[str, int] = {}
        graph = WordGraph()
        begin, end = graph.state(), graph.state(0.0)
        make(lambda word: ids.setdefault(word, len(ids) + 1))(graph, begin, end, 0.0)
        return _sentence_cost(*graph.tables(), begin, [ids.get(word, -1) for word in sentence.split()])

    return cost


@pytest.fixture
def sentence_cost() -> Callable[[Table, Table, int, list[int]], float]:
    """What the cheapest way from a state through these words to an end costs."""
    return _sentence_cost


def _sentence_cost(states: Table, arcs: Table, start: int, words: list[int]) -> float:
    costs = _silent({start: 0.0}, states, arcs)
    for word in words:
        said: dict[int, float] = {}
        for state, cost in costs.items():
            for arc in _arcs(states, arcs, state, word):
                _keep(said, int(arc["target"]), cost + float(arc["cost"]))
        costs = _silent(said, states, arcs)
    return min((cost + float(states[state]["final"]) for state, cost in costs.items()), default=math.inf)


def _silent(costs: dict[int, float], states: Table, arcs: Table) -> dict[int, float]:
    """The states reached without a further word."""
    waiting = list(costs)
    while waiting:
        state = waiting.pop()
        for arc in _arcs(states, arcs, state, 0):
            if _keep(costs, int(arc["target"]), costs[state] + float(arc["cost"])):
                waiting.append(int(arc["target"]))
    return costs


def _arcs(states: Table, arcs: Table, state: int, word: int) -> Table:
    """A state's arcs for one word; they stand in the order of their words."""
    first = int(states[state]["first"])
    own = arcs[first : first + int(states[state]["arcs"])]
    begin, end = np.searchsorted(own["heard"], [word, word + 1])
    return own[begin:end]


def _keep(costs: dict[int, float], state: int, cost: float) -> bool:
    if cost >= costs.get(state, math.inf):
        return False
    costs[state] = cost
    return True


@pytest.fixture(scope="session")
def hearing_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def ears(vosk_model: Path, shop_model: dict[str, Any], hearing_cache: Path) -> Ears:
    return Ears(vosk_model, shop_model, cache_dir=hearing_cache)


@pytest.fixture(scope="session")
def voice() -> Voice:
    return open_voice("en-US", engine="espeak")
