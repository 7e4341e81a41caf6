"""The recogniser's own graph, unfolded from the packed form in which models come."""

import struct
from pathlib import Path

import numpy as np
import pytest

from local_voice.hearing.errors import RecogniserBroken
from local_voice.hearing.stock_graph import StockGraph, read_stock_graph


@pytest.fixture(scope="module")
def stock(vosk_model: Path, tmp_path_factory: pytest.TempPathFactory) -> StockGraph:
    return read_stock_graph(vosk_model / "graph/Gr.fst", tmp_path_factory.mktemp("stock") / "kept")


def test_knows_the_vocabulary(stock: StockGraph) -> None:
    assert {"coffee", "where", "o'clock", "[unk]"} <= stock.symbols.ids.keys()
    assert "sriracha" not in stock.symbols.ids
    assert len(stock.symbols.ids) > 150_000


def test_everyday_words_are_likelier_than_rare_ones(stock: StockGraph) -> None:
    words = {int(arc["heard"]): float(arc["cost"]) for arc in stock.arcs[1 : int(stock.states[0]["arcs"])]}
    the, coffee, latte = (words[stock.symbols.ids[word]] for word in ("the", "coffee", "latte"))

    assert the < coffee < latte
    assert np.exp(-np.fromiter(words.values(), float)).sum() + np.exp(-stock.states[0]["final"]) == pytest.approx(
        1, abs=0.01
    )


def test_every_word_leads_to_the_longest_context_that_is_known(stock: StockGraph) -> None:
    """A context of two words is reached by every arc with that pair of words, and by no other."""
    shorter = stock.arcs["target"][stock.states["first"]].astype(np.int64)
    root_arcs = stock.arcs[1 : int(stock.states[0]["arcs"])]
    latest = np.zeros(len(stock.states), np.int64)
    latest[root_arcs["target"]] = root_arcs["heard"]
    latest = np.where(shorter > 0, latest[shorter], latest)
    sources = np.repeat(np.arange(len(stock.states)), stock.states["arcs"])
    spoken = (stock.arcs["heard"] > 0) & (sources > 1)

    pairs = latest[sources[spoken]] * 1_000_000 + stock.arcs["heard"][spoken]
    targets = stock.arcs["target"][spoken]
    is_long = shorter[targets] > 0

    ways = np.unique(np.stack((pairs[is_long], targets[is_long])), axis=1)
    assert ways.shape[1] == len(np.unique(ways[0])) == len(np.unique(ways[1])) > 100_000
    assert not np.isin(pairs[~is_long], ways[0]).any()


def test_added_words_are_numbered_behind_the_known_ones(stock: StockGraph) -> None:
    table = stock.symbols.with_words(["matcha", "sriracha"])

    last = max(stock.symbols.ids.values())
    assert table.endswith(b"\x08\x00\x00\x00sriracha" + struct.pack("<q", last + 2))
    assert b"\x06\x00\x00\x00matcha" + struct.pack("<q", last + 1) in table


def test_a_kept_graph_that_is_cut_short_is_made_again(vosk_model: Path, stock: StockGraph, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    whole = Path(str(stock.arcs.filename)).read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])

    again = read_stock_graph(vosk_model / "graph/Gr.fst", kept)

    assert kept.read_bytes() == whole
    assert again.symbols == stock.symbols


@pytest.mark.parametrize("kept_bytes", [0, 3, 100, 2_000_000, 12_000_000, 24_000_000])
def test_a_graph_that_is_cut_short_is_said(vosk_model: Path, tmp_path: Path, kept_bytes: int) -> None:
    path = tmp_path / "graph/Gr.fst"
    path.parent.mkdir()
    path.write_bytes((vosk_model / "graph/Gr.fst").read_bytes()[:kept_bytes])

    with pytest.raises(RecogniserBroken, match=r"graph/Gr\.fst cannot be read"):
        read_stock_graph(path, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_graph_of_another_form_is_said(vosk_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph/Gr.fst"
    path.parent.mkdir()
    path.write_bytes((vosk_model / "graph/Gr.fst").read_bytes().replace(b"ngram", b"const", 1))

    with pytest.raises(RecogniserBroken, match="use a small Vosk model"):
        read_stock_graph(path, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
