"""What else finds names: SQLite's full-text search, rapidfuzz and tantivy. Called by bench_search."""

import re
import sqlite3
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from rapidfuzz import fuzz, process

MOST = 3
Heard = Sequence[tuple[str, float]]


class Rival(Protocol):
    def find(self, heard: Heard) -> list[str]:
        """The nearest names, best first."""


class FullText:
    """SQLite FTS5, BM25, Porter's stems; the words of all transcripts, quoted and joined by OR."""

    def __init__(self, names: Sequence[str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='porter unicode61')")
        self._database.executemany("INSERT INTO names VALUES (?)", ((name,) for name in names))
        self._database.execute("INSERT INTO names(names) VALUES ('optimize')")

    def find(self, heard: Heard) -> list[str]:
        sought = " OR ".join(f'"{word}"' for word in _words(heard))
        if not sought:
            return []
        statement = "SELECT name FROM names WHERE names MATCH ? ORDER BY bm25(names), rowid LIMIT ?"
        return [name for (name,) in self._database.execute(statement, (sought, MOST))]


class Tantivy:
    """tantivy in memory, BM25, English stems, the words joined by OR; only where it is installed."""

    def __init__(self, names: Sequence[str]) -> None:
        import tantivy

        fields = tantivy.SchemaBuilder().add_text_field("name", stored=True, tokenizer_name="en_stem").build()
        index = tantivy.Index(fields)
        writer = index.writer(heap_size=100_000_000, num_threads=1)
        for name in names:
            writer.add_document(tantivy.Document(name=name))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._index: Any = index
        self._searcher: Any = index.searcher()

    @staticmethod
    def is_installed() -> bool:
        return find_spec("tantivy") is not None

    def find(self, heard: Heard) -> list[str]:
        query = self._index.parse_query(" ".join(f'"{word}"' for word in _words(heard)) or '""', ["name"])
        hits = self._searcher.search(query, MOST).hits
        return [self._searcher.doc(address)["name"][0] for _, address in hits]


class Fuzzy:
    """rapidfuzz over all names by one of its scorers: the best of all transcripts."""

    def __init__(self, names: Sequence[str], scorer: Any = fuzz.ratio, transcripts: int = 1, workers: int = 1) -> None:
        """transcripts: how many of them are compared; WRatio takes a tenth of a second for each among 50,000."""
        self._names, self._scorer, self._transcripts, self._workers = list(names), scorer, transcripts, workers

    def find(self, heard: Heard) -> list[str]:
        said = [text for text, _ in heard[: self._transcripts]]
        if not said:
            return []
        likeness = process.cdist(said, self._names, scorer=self._scorer, dtype=np.float32, workers=self._workers).max(
            axis=0
        )
        return [self._names[at] for at in np.argsort(-likeness, kind="stable")[:MOST]]


def fuzzy(names: Sequence[str]) -> list[Fuzzy]:
    """The scorer that most people take, and the one that bears slips best."""
    return [Fuzzy(names, fuzz.WRatio, 1, workers=-1), Fuzzy(names, fuzz.ratio, 5, workers=-1)]


def _words(heard: Heard) -> list[str]:
    return list(dict.fromkeys(word for text, _ in heard for word in re.findall(r"\w+", text)))
