"""The word graph that a Vosk model comes with: its vocabulary, and its n-grams of everyday English.

Source: OpenFst 1.8, extensions/ngram/ngram-fst.h (a LOUDS trie of contexts) and symbol-table.cc.
"""

import mmap
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from local_voice.hearing.errors import RecogniserBroken
from local_voice.hearing.word_graph import ARC, FST_MAGIC, STATE, Table, write_head

SYMBOLS_MAGIC = 2125658996
BLOCK_STATES = 10_000  # unfolded at once


@dataclass(frozen=True)
class Symbols:
    """The vocabulary; `entries` are its bytes in the file, to be written again with more words behind."""

    name: bytes
    entries: bytes
    ids: dict[str, int]

    def with_words(self, words: list[str]) -> bytes:
        """The table's bytes with `words` numbered on from its last number."""
        first = max(self.ids.values()) + 1
        new_entries = b"".join(
            struct.pack("<i", len(word.encode())) + word.encode() + struct.pack("<q", number)
            for number, word in enumerate(words, first)
        )
        head = struct.pack("<ii", SYMBOLS_MAGIC, len(self.name)) + self.name
        return head + struct.pack("<qq", first + len(words), len(self.ids) + len(words)) + self.entries + new_entries


@dataclass(frozen=True)
class StockGraph:
    """States and arcs, of which only what is looked at is read from their file.

    State 0 has no history and its first arc, silent and endless in cost, leads out of the graph.
    start: the state before the first word of a sentence.
    """

    symbols: Symbols
    states: np.memmap[Any, np.dtype[Any]]
    arcs: np.memmap[Any, np.dtype[Any]]
    start: int


def read_stock_graph(path: Path, unfolded: Path) -> StockGraph:
    """unfolded: where the graph is kept in the form of word_graph; it is put there when it is missing or damaged.
    Raises RecogniserBroken when the file at `path` is cut short or of another form."""
    try:
        return _read_unfolded(unfolded)
    except (OSError, struct.error, ValueError):
        _keep_unfolded(path, unfolded)
    return _read_unfolded(unfolded)


class _Reader:
    """Takes one thing after the other from the bytes of a file."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.at = 0

    def numbers(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def text(self) -> bytes:
        (length,) = self.numbers("<i")
        self.at += length
        return self.data[self.at - length : self.at]

    def column(self, form: str, count: int) -> Table:
        values = np.frombuffer(self.data, form, count, self.at)
        self.at += values.nbytes
        return values

    def bits(self, count: int) -> Table:
        packed = self.column("u1", (count + 63) // 64 * 8)
        return np.unpackbits(packed, count=count, bitorder="little")


def _read_unfolded(path: Path) -> StockGraph:
    file = _Reader(path)
    _read_form(file, b"const")
    _, _, _, start, state_count, arc_count = file.numbers("<iiQqqq")
    symbols = _read_symbols(file)
    states = np.memmap(path, STATE, "r", file.at, (state_count,))
    return StockGraph(symbols, states, np.memmap(path, ARC, "r", file.at + states.nbytes, (arc_count,)), start)


def _keep_unfolded(path: Path, unfolded: Path) -> None:
    with tempfile.TemporaryDirectory(dir=unfolded.parent, prefix="new-") as work:
        path_in_work = Path(work) / unfolded.name
        try:
            _unfold(_Reader(path), path_in_work)
        except (OSError, struct.error, ValueError, IndexError) as error:
            raise RecogniserBroken(path.parent.parent, f"graph/{path.name} cannot be read ({error})") from error
        path_in_work.replace(unfolded)


def _read_form(file: _Reader, form: bytes) -> None:
    (magic,) = file.numbers("<i")
    if magic != FST_MAGIC or (file.text(), file.text()) != (form, b"standard"):
        raise ValueError("it is not an n-gram graph; use a small Vosk model")


def _read_symbols(file: _Reader) -> Symbols:
    """Reads both tables of symbols, that of the words heard and that of the words written, which are alike."""
    begin = file.at
    symbols = _read_table(file)
    if file.data[begin : file.at] == file.data[file.at : 2 * file.at - begin]:
        file.at += file.at - begin
    else:
        symbols = _read_table(file)
    return symbols


def _read_table(file: _Reader) -> Symbols:
    (magic,) = file.numbers("<i")
    if magic != SYMBOLS_MAGIC:
        raise ValueError("its vocabulary is missing")
    name = file.text()
    _, count = file.numbers("<qq")
    begin, data, ids = file.at, file.data, {}
    length_of, number_of = struct.Struct("<i").unpack_from, struct.Struct("<q").unpack_from
    at = begin
    for _ in range(count):  # 150,000 times: written out for speed
        end = at + 4 + length_of(data, at)[0]
        ids[data[at + 4 : end].decode()] = number_of(data, end)[0]
        at = end + 8
    file.at = at
    return Symbols(name, data[begin:at], ids)


def _unfold(file: _Reader, path: Path) -> None:
    """A context is a path from the root, latest word first; each state's parent is where it backs off to."""
    _read_form(file, b"ngram")
    file.numbers("<iiQqqq")
    symbols = _read_symbols(file)
    body = file.at
    state_count, word_count, final_count = file.numbers("<QQQ")
    contexts = file.bits(2 * state_count + 1)
    futures = file.bits(word_count + state_count + 1)
    is_final = file.bits(state_count)
    context_words = file.column("<i4", state_count + 1)[:state_count]
    words = file.column("<i4", word_count)
    file.at += (body - file.at) % 4
    back_off_costs = file.column("<f4", state_count + 1)[:state_count]
    final_costs = file.column("<f4", final_count)
    word_costs = file.column("<f4", word_count)

    parents = np.cumsum(contexts == 0)[np.flatnonzero(contexts)] - 1
    parents[0] = 0
    counts = np.diff(np.flatnonzero(futures == 0)) - 1
    target = _targets(parents, context_words, int(words.max()))
    states = np.zeros(state_count, STATE)
    states["final"] = np.inf
    states["final"][is_final == 1] = final_costs
    states["arcs"] = counts + 1
    states["first"] = np.cumsum(states["arcs"]) - states["arcs"]
    states["silent_in"] = states["silent_out"] = 1

    def blocks() -> Iterator[Table]:
        """Each state's arcs: first the way back, then its words."""
        word_ends = np.cumsum(counts)
        for first in range(0, state_count, BLOCK_STATES):
            own = slice(first, first + BLOCK_STATES)
            own_words = slice(word_ends[first] - counts[first], word_ends[own][-1])
            sources = np.repeat(np.arange(state_count)[own], counts[own])
            arcs = np.zeros(len(sources) + len(counts[own]), ARC)
            back_places = states["first"][own] - states["first"][first]
            arcs["cost"][back_places] = back_off_costs[own]
            arcs["target"][back_places] = parents[own]
            word_places = np.delete(np.arange(len(arcs)), back_places)
            arcs["heard"][word_places] = arcs["written"][word_places] = words[own_words]
            arcs["cost"][word_places] = word_costs[own_words]
            arcs["target"][word_places] = target(sources, words[own_words])
            if first == 0:
                arcs["cost"][0] = np.inf
            yield arcs

    with path.open("wb") as unfolded:
        write_head(unfolded, symbols.with_words([]), 1, state_count, state_count + word_count)
        unfolded.write(states.data)
        for arcs in blocks():
            unfolded.write(arcs.data)


def _targets(parents: Table, context_words: Table, last_word: int) -> Callable[[Table, Table], Table]:
    """Says for states and words behind them which state comes next: that of the longest known context."""
    if parents[parents].any():
        raise ValueError("its n-grams are longer than three words")
    vocabulary = np.int64(max(last_word, int(context_words.max())) + 1)
    is_pair = parents > 0
    ones, pairs = np.flatnonzero(~is_pair)[1:], np.flatnonzero(is_pair)
    of_one = np.zeros(vocabulary, np.int64)
    of_one[context_words[ones]] = ones
    latest = np.where(is_pair, context_words[parents], context_words)
    keys = latest[pairs] * vocabulary + context_words[pairs]
    order = np.argsort(keys)
    keys, pairs = keys[order], pairs[order]

    def target(sources: Table, words: Table) -> Table:
        context_keys = words * vocabulary + latest[sources]
        places = np.minimum(np.searchsorted(keys, context_keys), len(keys) - 1)
        return np.where((keys[places] == context_keys) & (sources > 0), pairs[places], of_one[words])

    return target
