"""The word graph that a Vosk model comes with: its vocabulary, and its n-grams of everyday English.

Source: OpenFst 1.8, extensions/ngram/ngram-fst.h (a LOUDS trie of contexts) and symbol-table.cc.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from local_voice.hearing.errors import RecogniserBroken
from local_voice.hearing.word_graph import ARC, FST_MAGIC, Table, state_table

SYMBOLS_MAGIC = 2125658996


NOT_A_WORD = ("<", "#", "!")


@dataclass(frozen=True)
class Symbols:
    """The vocabulary; `entries` are its bytes in the file, to be written again with more words behind."""

    name: bytes
    entries: bytes
    ids: dict[str, int]

    def with_words(self, words: list[str]) -> bytes:
        """The table's bytes with `words` numbered on from its last number."""
        first = max(self.ids.values()) + 1
        added = b"".join(
            struct.pack("<i", len(word.encode())) + word.encode() + struct.pack("<q", number)
            for number, word in enumerate(words, first)
        )
        head = struct.pack("<ii", SYMBOLS_MAGIC, len(self.name)) + self.name
        return head + struct.pack("<qq", first + len(words), len(self.ids) + len(words)) + self.entries + added


@dataclass(frozen=True)
class StockGraph:
    """States and arcs. State 0 has no history and its first arc, silent and endless in cost, leads out of the graph.

    start: the state before the first word of a sentence.
    """

    symbols: Symbols
    states: Table
    arcs: Table
    start: int


def read_stock_graph(path: Path) -> StockGraph:
    """Raises RecogniserBroken when the file is cut short or of another form."""
    try:
        file = _Reader(path.read_bytes())
        return _read(file)
    except (OSError, struct.error, ValueError, IndexError) as error:
        raise RecogniserBroken(path.parent.parent, f"graph/{path.name} cannot be read ({error})") from error


class _Reader:
    """Takes one thing after the other from the bytes of a file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
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


def _read(file: _Reader) -> StockGraph:
    (magic,) = file.numbers("<i")
    form = file.text() if magic == FST_MAGIC else b""
    if form != b"ngram" or file.text() != b"standard":
        raise ValueError("it is no n-gram graph; take a small Vosk model")
    file.numbers("<iiQqqq")
    begin = file.at
    symbols = _read_symbols(file)
    if file.data.startswith(file.data[begin : file.at], file.at):
        file.at += file.at - begin
    else:
        symbols = _read_symbols(file)
    return _unfold(file, symbols)


def _read_symbols(file: _Reader) -> Symbols:
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


def _unfold(file: _Reader, symbols: Symbols) -> StockGraph:
    """A context is a path from the root, latest word first; each state's parent is where it backs off to."""
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

    parents = np.cumsum(contexts == 0)[np.flatnonzero(contexts)].astype(np.int64) - 1
    parents[0] = 0
    sources = np.repeat(np.arange(state_count), np.diff(np.flatnonzero(futures == 0)) - 1)
    finals = np.full(state_count, np.inf, "<f4")
    finals[is_final == 1] = final_costs

    # Each state's arcs: first the way back, then its words.
    word_places = np.arange(word_count) + sources + 1
    arcs = np.zeros(state_count + word_count, ARC)
    arcs["heard"][word_places] = arcs["written"][word_places] = words
    arcs["cost"][word_places] = word_costs
    arcs["target"][word_places] = _targets(parents, context_words, sources, words)
    back_places = np.ones(len(arcs), np.bool_)
    back_places[word_places] = False
    arcs["cost"][back_places] = back_off_costs
    arcs["target"][back_places] = parents
    arcs["cost"][0] = np.inf
    arc_sources = np.repeat(np.arange(state_count), np.bincount(sources, minlength=state_count) + 1)
    return StockGraph(symbols, state_table(finals, arc_sources, arcs), arcs, start=1)


def _targets(parents: Table, context_words: Table, sources: Table, words: Table) -> Table:
    """After a word comes the state of the longest known context that ends with it."""
    if parents[parents].any():
        raise ValueError("its n-grams are longer than three words")
    vocabulary = np.int64(max(words.max(), context_words.max()) + 1)
    is_pair = parents > 0
    ones, pairs = np.flatnonzero(~is_pair)[1:], np.flatnonzero(is_pair)
    of_one = np.zeros(vocabulary, np.int64)
    of_one[context_words[ones]] = ones
    keys = context_words[parents[pairs]] * vocabulary + context_words[pairs]
    order = np.argsort(keys)
    keys, pairs = keys[order], pairs[order]

    latest = np.where(is_pair, context_words[parents], context_words)
    wanted = words * vocabulary + latest[sources]
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where((keys[found] == wanted) & (sources > 0), pairs[found], of_one[words])
