"""A weighted graph of words, and the file that Vosk reads it from (graph/Gr.fst, OpenFst's const form).

Costs are -ln p. Word 0 is no word: the arc is passed without saying anything.
Source: OpenFst 1.8, fst/const-fst.h (version 2: not aligned) and fst/fst.h (header).
"""

import math
import struct
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np

ARC = np.dtype([("heard", "<i4"), ("written", "<i4"), ("cost", "<f4"), ("target", "<i4")])
STATE = np.dtype([("final", "<f4"), ("first", "<u4"), ("arcs", "<u4"), ("silent_in", "<u4"), ("silent_out", "<u4")])
Table: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Parts: TypeAlias = Sequence[tuple[Table, Table]]  # states and arcs of graphs

FST_MAGIC = 2125659606
_EXPANDED = 0x1
_SORTED_BY_HEARD = 0x10000000
_HAS_SYMBOLS = 3
COPIED_BYTES = 1 << 20


class WordGraph:
    """States and arcs in the making; `first_state` leaves room for a graph that is written before this one."""

    def __init__(self, first_state: int = 0) -> None:
        self._first_state = first_state
        self._finals = array("f")
        self._sources = array("i")
        self._heard = array("i")
        self._written = array("i")
        self._costs = array("f")
        self._targets = array("i")

    def __len__(self) -> int:
        """The number of arcs."""
        return len(self._sources)

    def state(self, final_cost: float = math.inf) -> int:
        self._finals.append(final_cost)
        return self._first_state + len(self._finals) - 1

    def arc(self, source: int, target: int, heard: int = 0, cost: float = 0.0, written: int | None = None) -> None:
        """`written` is the word that appears in the transcript for the `heard` one, by default itself."""
        self._sources.append(source - self._first_state)
        self._heard.append(heard)
        self._written.append(heard if written is None else written)
        self._costs.append(cost)
        self._targets.append(target)

    def tables(self) -> tuple[Table, Table]:
        """The states, and the arcs in the order of their states and words, as the file holds them."""
        sources = np.frombuffer(self._sources, "<i4")
        arcs = np.empty(len(sources), ARC)
        arcs["heard"] = np.frombuffer(self._heard, "<i4")
        arcs["written"] = np.frombuffer(self._written, "<i4")
        arcs["cost"] = np.frombuffer(self._costs, "<f4")
        arcs["target"] = np.frombuffer(self._targets, "<i4")
        order = np.lexsort((arcs["heard"], sources))
        arcs = arcs[order]
        return state_table(np.frombuffer(self._finals, "<f4"), sources[order], arcs), arcs


def state_table(finals: Table, sources: Table, arcs: Table) -> Table:
    """sources: the state of each arc, ascending from 0."""
    count = len(finals)
    states = np.zeros(count, STATE)
    states["final"] = finals
    states["arcs"] = np.bincount(sources, minlength=count)
    states["first"] = np.concatenate(([0], np.cumsum(states["arcs"])[:-1]))
    states["silent_in"] = np.bincount(sources[arcs["heard"] == 0], minlength=count)
    states["silent_out"] = np.bincount(sources[arcs["written"] == 0], minlength=count)
    return states


def write_fst(file: BinaryIO, parts: Parts, symbols: bytes, start: int, first_arc: Table) -> None:
    """parts: graphs that follow each other in one numbering of states. first_arc: in the place of the very first."""
    write_head(file, symbols, start, sum(len(states) for states, _ in parts), sum(len(arcs) for _, arcs in parts))
    arcs_before = 0
    for states, arcs in parts:
        if arcs_before:
            states["first"] += arcs_before
        _copy(states, file)
        arcs_before += len(arcs)
    arcs_begin = file.tell()
    for _, arcs in parts:
        _copy(arcs, file)
    file.seek(arcs_begin)
    file.write(first_arc.tobytes())


def write_head(file: BinaryIO, symbols: bytes, start: int, state_count: int, arc_count: int) -> None:
    """Writes the head before states and arcs; `symbols` number both the words heard and the words written."""
    file.write(struct.pack("<i", FST_MAGIC) + _text(b"const") + _text(b"standard"))
    file.write(struct.pack("<iiQqqq", 2, _HAS_SYMBOLS, _EXPANDED | _SORTED_BY_HEARD, start, state_count, arc_count))
    file.write(symbols)
    file.write(symbols)


def _copy(table: Table, file: BinaryIO) -> None:
    """Copies a table; one in another file is read through a small buffer, since it would take 40 MB of memory."""
    if isinstance(table, np.memmap):
        with Path(str(table.filename)).open("rb") as source:
            source.seek(table.offset)
            remaining = table.nbytes
            while remaining:
                remaining -= file.write(source.read(min(remaining, COPIED_BYTES)))
    else:
        file.write(table.data)


def _text(text: bytes) -> bytes:
    return struct.pack("<i", len(text)) + text
