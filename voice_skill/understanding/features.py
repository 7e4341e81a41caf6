"""The features of an utterance: word and letter n-grams, with listed and computed values seen as their types."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from voice_skill.understanding.slot_kinds import SlotKind

_LONGEST_WORD_GRAM = 2
_SHORTEST_LETTERS, _LONGEST_LETTERS = 2, 5
_BLOCKS = ("w", "c")  # words and letters; each block has length one, so that neither drowns the other

_PRONOUNS = {"one", "un", "una", "uma", "ein", "eine", "een"}  # oftener than they are the number

Columns = npt.NDArray[np.int32]
Values = npt.NDArray[np.float32]


def typed_words(
    words: Sequence[str], kinds: Mapping[str, SlotKind], new: Mapping[int, tuple[int, str]] | None = None
) -> list[str]:
    """The words with the longest values replaced by their type: "add {AMAZON.NUMBER} {PRODUCT} to my cart".
    new: values that no list knows, taken for what they fill: start, then end (exclusive) and type."""
    tokens: list[str] = []
    at = 0
    while at < len(words):
        end, name = (new or {}).get(at) or _longest_value(words, at, kinds)
        tokens.append(f"{{{name}}}" if name else words[at])
        at = max(end, at + 1)
    return tokens


def _longest_value(words: Sequence[str], at: int, kinds: Mapping[str, SlotKind]) -> tuple[int, str]:
    longest, name = at, ""
    for type_name, kind in kinds.items():
        end = at if kind.is_open else next(iter(kind.ends(words, at)), at)
        if end > longest:
            longest, name = end, type_name
    return (at, "") if longest == at + 1 and words[at] in _PRONOUNS else (longest, name)


def grams(tokens: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """Counts of the n-grams of words, and of the letters of words that are no values."""
    return Counter(_word_grams(tokens)), Counter(_letter_grams(tokens))


def _word_grams(words: Sequence[str]) -> Iterator[str]:
    yield from words
    bounded = ["<", *words, ">"]
    for length in range(2, _LONGEST_WORD_GRAM + 1):
        for start in range(len(bounded) - length + 1):
            yield " ".join(bounded[start : start + length])


def _letter_grams(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word.startswith("{"):
            continue
        bounded = f" {word} "
        for length in range(_SHORTEST_LETTERS, _LONGEST_LETTERS + 1):
            for start in range(max(1, len(bounded) - length + 1)):
                yield bounded[start : start + length]


class Vocabulary:
    """The n-grams that the practice sentences hold, as columns, and how telling each is."""

    def __init__(self, columns: Mapping[str, int], weights: Values, rarest: float) -> None:
        self.columns = columns
        self.weights = weights
        self.rarest = rarest  # the weight of an n-gram that no practice sentence holds

    @classmethod
    def of(cls, sentences: Sequence[tuple[Counter[str], Counter[str]]]) -> "Vocabulary":
        """Inverse document frequencies of the n-grams of all sentences."""
        holding = Counter(
            block + gram
            for blocks in sentences
            for block, counts in zip(_BLOCKS, blocks, strict=True)
            for gram in counts
        )
        total = len(sentences) + 1
        columns = {name: column for column, name in enumerate(sorted(holding))}
        weights = np.array([1 + math.log(total / (holding[name] + 1)) for name in columns], dtype=np.float32)
        return cls(columns, weights, 1 + math.log(total))

    def row(self, blocks: tuple[Counter[str], Counter[str]]) -> tuple[Columns, Values]:
        """Columns and values of one utterance. N-grams that were never practised count in its length and nowhere
        else: the more of an utterance is new, the less it resembles anything (this raised out-of-scope recall on
        CLINC150 more than anything else that was tried)."""
        columns: list[int] = []
        values: list[float] = []
        for block, counts in zip(_BLOCKS, blocks, strict=True):
            weights, length = self._weighed(block, counts)
            columns += weights
            values += [value / length for value in weights.values()]
        return np.array(columns, dtype=np.int32), np.array(values, dtype=np.float32)

    def _weighed(self, block: str, counts: Counter[str]) -> tuple[dict[int, float], float]:
        weights: dict[int, float] = {}
        squares = 0.0
        for gram, count in counts.items():
            column = self.columns.get(block + gram)
            value = 1.0 if count == 1 else 1 + math.log(count)
            value *= self.rarest if column is None else float(self.weights[column])
            squares += value * value
            if column is not None:
                weights[column] = value
        return weights, math.sqrt(squares) or 1.0
