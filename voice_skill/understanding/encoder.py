"""Encodes sentences by what they mean: those that mean alike have vectors that lie close, in whatever words.

A small BERT that was trained for this, run by onnxruntime on one core. It is handed to Understanding where it is on
this machine, and n-grams alone understand where it is not.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from voice_skill.understanding.encoder_graph import write_graph
from voice_skill.understanding.word_pieces import WordPieces

if TYPE_CHECKING:
    import onnxruntime

GRAPH, WEIGHTS, VOCABULARY = "encoder.onnx", "model.safetensors", "vocab.txt"
_LONGEST_PIECES = 64
_AT_ONCE = 32  # sentences of one length

Vectors = npt.NDArray[np.float32]


class SentenceEncoder:
    """The encoder in one folder, which `prepare` has made ready."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pieces = WordPieces(folder / VOCABULARY)

    @staticmethod
    def prepare(folder: Path) -> None:
        """Makes the graph out of the weights that were fetched, and keeps the graph alone."""
        write_graph(folder / WEIGHTS, folder / GRAPH)
        (folder / WEIGHTS).unlink()

    @cached_property
    def key(self) -> str:
        """A name for the vectors that it gives."""
        with (self._folder / GRAPH).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(
            self._folder / GRAPH, sess_options=options, providers=["CPUExecutionProvider"]
        )

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """A vector of length 1 for each sentence."""
        pieces = [self._pieces.of(sentence, _LONGEST_PIECES) for sentence in sentences]
        by_length: dict[int, list[int]] = defaultdict(list)
        for place, each in enumerate(pieces):
            by_length[len(each)].append(place)
        vectors: dict[int, Vectors] = {}
        for places in by_length.values():
            for start in range(0, len(places), _AT_ONCE):
                together = places[start : start + _AT_ONCE]
                [rows] = self._session.run(None, {"pieces": np.array([pieces[place] for place in together], np.int64)})
                vectors.update(zip(together, rows, strict=True))
        return np.array([vectors[place] for place in range(len(pieces))], np.float32)
