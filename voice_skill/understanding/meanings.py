"""The meanings of utterances as vectors, beside their n-grams. Called by IntentClassifier."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

# Of a vector, whose length is 1 as that of the words' and of the letters' n-grams.
WEIGHT = 1.5


class Encoder(Protocol):
    """Whatever gives sentences that mean alike vectors that lie close."""

    @property
    def key(self) -> str:
        """A name for the vectors that it gives."""

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """A vector of length 1 for each sentence."""


class Meanings:
    """The vectors of what was practised, by intent, and of what is said."""

    def __init__(self, encoder: Encoder, practised: Mapping[str, Vectors]) -> None:
        self.practised = practised
        self._encoder = encoder
        self._vector = lru_cache(maxsize=64)(self._encoded)  # an utterance is looked at in several ways

    def vector(self, tokens: Sequence[str]) -> Vectors:
        """The meaning of typed words."""
        return self._vector(as_said(tokens))

    def nearness(self, vector: Vectors, intent: str) -> float:
        """The cosine between a meaning and the nearest one that was practised for an intent."""
        return float((self.practised[intent] @ vector).max())

    def _encoded(self, sentence: str) -> Vectors:
        vector: Vectors = self._encoder.encode([sentence])[0]
        return vector


def as_said(tokens: Sequence[str]) -> str:
    """The words as a sentence in which a value is called by its type: "add number product to my cart"."""
    names = (token[1:-1].removeprefix("AMAZON.").replace("_", " ") if token[0] == "{" else token for token in tokens)
    return " ".join(names).lower()
