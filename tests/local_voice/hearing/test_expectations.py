"""The graph of what may be said: what it expects, and that the recogniser cannot trip over it."""

import math
from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local_voice.hearing.expectations import CATALOGUE, Expectations, GraphBuilder, Weights
from local_voice.hearing.stock_graph import StockGraph, read_stock_graph
from local_voice.hearing.vocabulary import Vocabulary
from local_voice.hearing.word_graph import Table
from voice_skill.understanding import InvalidModel
from voice_skill.understanding.interaction_model import read_interaction_model

Cost = Callable[[str], float]


@pytest.fixture(scope="module")
def stock(vosk_model: Path, tmp_path_factory: pytest.TempPathFactory) -> StockGraph:
    return read_stock_graph(vosk_model / "graph/Gr.fst", tmp_path_factory.mktemp("stock") / "kept")


def built(model: dict[str, Any], stock: StockGraph, weights: Weights | None = None) -> tuple[Vocabulary, GraphBuilder]:
    vocabulary = Vocabulary(stock.symbols.ids)
    expectations = Expectations(read_interaction_model(model), vocabulary, "en-US")
    return vocabulary, GraphBuilder(expectations, stock, vocabulary, weights)


def whole(builder: GraphBuilder) -> tuple[Table, Table]:
    """The tables as Vosk numbers them when it has read the file."""
    (stock_states, stock_arcs), (states, arcs) = builder.parts()
    moved = states.copy()
    moved["first"] += len(stock_arcs)
    return np.concatenate((stock_states, moved)), np.concatenate((builder.way_out, stock_arcs[1:], arcs))


@pytest.fixture
def costs(stock: StockGraph, sentence_cost: Callable[..., float]) -> Callable[..., Cost]:
    """What sentences cost in the graph of a model."""

    def of(model: dict[str, Any], weights: Weights | None = None) -> Cost:
        vocabulary, builder = built(model, stock, weights)
        states, arcs = whole(builder)
        return lambda said: sentence_cost(states, arcs, builder.start, [vocabulary.ids[word] for word in said.split()])

    return of


@pytest.fixture
def cost(shop_model: dict[str, Any], costs: Callable[..., Cost]) -> Cost:
    return costs(shop_model)


def test_expected_sentences_are_far_likelier_than_in_everyday_speech(cost: Cost, stock: StockGraph) -> None:
    for expected, like_it in [
        ("put two blue mugs in my cart", "put two gray mugs in my cart"),
        ("where is my order", "where is my daughter"),
        ("what's the delivery time", "what's the delivery room"),
    ]:
        assert cost(expected) + 5 < cost(like_it) < math.inf


def test_everything_the_recogniser_knows_can_be_said(cost: Cost) -> None:
    assert cost("my brother plays the guitar") < math.inf
    assert cost("search for garden hose") < math.inf
    assert cost("uh put two blue mugs in my cart please") < math.inf


def test_a_free_slot_is_likelier_behind_its_words_than_elsewhere(cost: Cost) -> None:
    assert cost("search for garden hose") < cost("where is garden hose") - 3


def test_names_may_be_shortened_to_their_last_word(cost: Cost) -> None:
    assert cost("add blue mugs to my cart") < cost("add mugs to my cart") < cost("add rugs to my cart")


def test_the_skill_can_be_opened_and_asked(cost: Cost) -> None:
    for said in ("open juniper lane", "alexa open juniper lane", "ask juniper lane to add blue mugs to my cart"):
        assert cost(said) < cost(said.replace("juniper", "jupiter")) - 3


def test_intents_weigh_alike_however_many_samples_they_have(
    shop_model: dict[str, Any], stock: StockGraph, sentence_cost: Callable[..., float]
) -> None:
    vocabulary, builder = built(shop_model, stock)
    states, arcs = whole(builder)
    (expected,) = (
        arc["target"]
        for arc in own_arcs(states, arcs, builder.start)
        if not arc["heard"] and arc["target"] >= len(stock.states)
    )
    first = {int(arc["heard"]): float(arc["cost"]) for arc in own_arcs(states, arcs, expected)}

    assert first[vocabulary.ids["deliver"]] == pytest.approx(first[vocabulary.ids["put"]], abs=0.2)


def test_yes_is_expected_as_much_however_many_intents_a_skill_has(
    shop_model: dict[str, Any], costs: Callable[..., Cost]
) -> None:
    many = deepcopy(shop_model)
    more = [{"name": f"Ask{name}", "slots": [], "samples": [f"tell me of {name}"]} for name in THINGS.split()]
    many["interactionModel"]["languageModel"]["intents"] += more

    few_cost, many_cost = costs(shop_model), costs(many)

    assert many_cost("tell me of paper") + 5 < few_cost("tell me of paper")
    for said in ("yes please", "yes", "help"):
        assert many_cost(said) == pytest.approx(few_cost(said), abs=0.05)


def test_a_catalogue_too_large_for_every_place_stands_where_it_is_said_most(
    shop_model: dict[str, Any], costs: Callable[..., Cost]
) -> None:
    many = deepcopy(shop_model)
    product = [{"name": "product", "type": "PRODUCT"}]
    samples = [f"is the {{product}} good for {name}" for name in THINGS.split()]
    many["interactionModel"]["languageModel"]["intents"] += [{"name": "Ask", "slots": product, "samples": samples}]

    nowhere, at_some, everywhere = (costs(many, Weights(copied_arcs=arcs)) for arcs in (30, 100, 10**6))

    add, ask = "add blue mugs to my cart", "is the rain jacket good for paper"
    assert nowhere(add) > at_some(add) + 0.5
    assert at_some(add) == pytest.approx(everywhere(add))
    assert nowhere(ask) >= at_some(ask) >= everywhere(ask)


def with_catalogue(shop_model: dict[str, Any], size: int) -> dict[str, Any]:
    """The shop with so many products, "paper cup", "wood cup" and the like, without a "metal lamp"."""
    names = [f"{thing} {kind}" for kind in KINDS.split() for thing in THINGS.split()]
    names.remove("metal lamp")
    values = [{"name": {"value": name}} for name in names[:size]]
    language = shop_model["interactionModel"]["languageModel"]
    return {"languageModel": language | {"types": [{"name": "PRODUCT", "values": values}]}}


def test_a_name_that_is_not_in_the_catalogue_is_expected_where_its_words_are(
    shop_model: dict[str, Any], costs: Callable[..., Cost]
) -> None:
    cost = costs(with_catalogue(shop_model, CATALOGUE))

    listed, new = cost("add wood lamp to my cart"), cost("add metal lamp to my cart")

    assert listed + 1 < new < cost("add medal lamp to my cart") - 5


def test_names_are_not_mixed_where_there_are_few(shop_model: dict[str, Any], costs: Callable[..., Cost]) -> None:
    few, many = (costs(with_catalogue(shop_model, size)) for size in (CATALOGUE - 1, CATALOGUE))

    assert few("add metal lamp to my cart") > many("add metal lamp to my cart") + 5


THINGS = (
    "paper wood glass stone metal leather cotton wool silk sugar water coffee children school winter summer rain snow"
)
KINDS = "lamp cup mug bowl towel plate box bag"


def own_arcs(states: Table, arcs: Table, state: int) -> Table:
    first = int(states[state]["first"])
    return arcs[first : first + int(states[state]["arcs"])]


def test_no_silent_way_leads_round_in_a_circle(shop_model: dict[str, Any], stock: StockGraph) -> None:
    """Vosk ends the process over such a graph."""
    for model in (shop_model, with_catalogue(shop_model, CATALOGUE)):
        _, builder = built(model, stock)

        assert not has_silent_circle(*whole(builder))


def has_silent_circle(states: Table, arcs: Table) -> bool:
    sources = np.repeat(np.arange(len(states)), states["arcs"])
    silent = arcs["heard"] == 0
    sources, targets = sources[silent], arcs["target"][silent]
    while len(sources):  # take away the ways out of states that nothing leads into, until none is left
        entered = np.isin(sources, targets)
        if entered.all():
            return True
        sources, targets = sources[entered], targets[entered]
    return False


NAMES = st.text(min_size=1, max_size=30).filter(str.strip)
SAMPLES = st.lists(
    st.sampled_from(["{a}", "{b} {c}", "order {a}", "{d}'s", "what's", "24 hours", "{c} sriracha", "…", "x" * 300])
    | st.text(st.characters(exclude_characters="{}"), min_size=1),
    min_size=1,
    max_size=6,
)
SLOT_TYPES = ["AMAZON.NUMBER", "AMAZON.DATE", "AMAZON.SearchQuery", "AMAZON.City", "KIND"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    samples=SAMPLES,
    values=st.lists(NAMES, min_size=1, max_size=8),
    types=st.tuples(*[st.sampled_from(SLOT_TYPES)] * 4),
    invocation=NAMES,
)
def test_any_model_becomes_a_sound_graph_or_is_refused(
    stock: StockGraph, samples: list[str], values: list[str], types: tuple[str, ...], invocation: str
) -> None:
    slots = [{"name": name, "type": slot_type} for name, slot_type in zip("abcd", types, strict=True)]
    language = {
        "invocationName": invocation,
        "intents": [{"name": "Any", "samples": samples, "slots": slots}, {"name": "AMAZON.HelpIntent", "samples": []}],
        "types": [{"name": "KIND", "values": [{"name": {"value": value}} for value in values]}],
    }

    try:
        _, builder = built({"languageModel": language}, stock)
    except InvalidModel:
        return

    _, (states, arcs) = builder.parts()
    assert not np.isnan(arcs["cost"]).any()
    assert arcs["cost"].min() >= -0.001
    assert arcs["target"].max() < len(stock.states) + len(states)
    assert not has_silent_circle(
        *_own_with_one_open_state(states, arcs, int(builder.way_out[0]["target"]), len(stock.states))
    )


def _own_with_one_open_state(states: Table, arcs: Table, after_open: int, first_state: int) -> tuple[Table, Table]:
    """Our graph behind a single state that stands for all of everyday speech."""
    open_state, way_out = np.zeros(1, states.dtype), np.zeros(1, arcs.dtype)
    open_state["arcs"], way_out["target"] = 1, after_open - first_state + 1
    own = arcs.copy()
    own["target"] = np.where(arcs["target"] < first_state, 0, arcs["target"] - first_state + 1)
    return np.concatenate((open_state, states)), np.concatenate((way_out, own))


def test_words_stand_in_the_order_in_which_the_recogniser_looks_for_them(
    shop_model: dict[str, Any], stock: StockGraph
) -> None:
    _, builder = built(shop_model, stock)
    states, arcs = whole(builder)

    assert states["arcs"].sum() == len(arcs)
    boundaries = np.cumsum(states["arcs"])[:-1]
    descents = np.flatnonzero(np.diff(arcs["heard"]) < 0) + 1
    assert set(descents) <= set(boundaries)
    assert arcs["target"].max() < len(states)


def test_a_large_catalogue_stands_hardly_more_than_once_in_the_graph(
    shop_model: dict[str, Any], stock: StockGraph
) -> None:
    language = shop_model["interactionModel"]["languageModel"]
    words = [word for word in stock.symbols.ids if word.isalpha()][:40_000:4]
    names = [{"name": {"value": f"{first} {second} lamp"}} for first, second in pairwise(words)]
    many = {"languageModel": language | {"types": [{"name": "PRODUCT", "values": names}]}}

    _, small = built(shop_model, stock)
    _, large = built(many, stock)

    added = len(large.parts()[1][1]) - len(small.parts()[1][1])
    assert 2 * len(names) < added < 8 * len(names) + Weights().copied_arcs
