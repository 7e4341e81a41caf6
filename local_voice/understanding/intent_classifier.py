"""Which intent an utterance belongs to: a linear model over n-grams, trained by scikit-learn, applied by numpy alone.

scikit-learn takes about a second to import, so it is imported when something is trained and never when a trained
model comes from the cache.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from local_voice.understanding.features import Columns, Values, Vocabulary, grams, typed_words
from local_voice.understanding.practice import Sentence
from local_voice.understanding.slot_kinds import SlotKind

# The chance that an utterance belongs to an intent, from its margin, its lead over the next intent, and an offset:
# a logistic regression over models of 5 to 100 intents with 5 to 85 samples each, drawn from CLINC150's training
# samples with the other intents' as what is out of scope (one utterance in ten).
_MARGIN, _LEAD, _UNEXPLAINED, _EXPLAINED, _OFFSET = 3.5, 1.5, -3.0, 0.33, 2.1


@dataclass(frozen=True, slots=True)
class Chance:
    intent: str
    chance: float  # 0 to 1


class IntentClassifier:
    """Chances of all intents for an utterance."""

    def __init__(self, intents: Sequence[str], vocabulary: Vocabulary, weights: Values, offsets: Values, subjects) -> None:
        self.subjects = subjects
        self.intents = tuple(intents)
        self.vocabulary = vocabulary
        self.weights = weights  # (n-grams, intents)
        self.offsets = offsets  # (intents,)

    @classmethod
    def trained(
        cls,
        sentences: Sequence[Sentence],
        slot_types: Mapping[tuple[str, str], str],
        kinds: Mapping[str, SlotKind],
        subjects,
    ) -> "IntentClassifier":
        """Learns from practice sentences of at least one intent."""
        typed = {(sentence.intent, *_typed_sentence(sentence, slot_types, kinds)): None for sentence in sentences}
        counts = [grams(words) for _, *words in typed]
        vocabulary = Vocabulary.of(counts)
        intents = sorted({sentence.intent for sentence in sentences})
        labels = [intents.index(intent) for intent, *_ in typed]
        weights, offsets = _fitted([vocabulary.row(blocks) for blocks in counts], vocabulary, labels)
        return cls(intents, vocabulary, weights, offsets, subjects)

    def likeliest(self, typed: Sequence[str], most: int) -> list[Chance]:
        """The likeliest intents of typed words, best first."""
        margins = self._margins(typed)
        order = np.argsort(-margins, kind="stable")[:most]
        return [self._chance(margins, int(index), typed) for index in order]

    def chance(self, typed: Sequence[str], intent: str) -> Chance:
        """The chance of one intent."""
        return self._chance(self._margins(typed), self.intents.index(intent), typed)

    def _margins(self, typed: Sequence[str]) -> Values:
        columns, values = self.vocabulary.row(grams(typed))
        margins: Values = values @ self.weights[columns] + self.offsets
        return margins

    def _chance(self, margins: Values, index: int, typed) -> Chance:
        margin = float(margins[index])
        rival = max((float(other) for place, other in enumerate(margins) if place != index), default=-1.0)
        ex, un = self.subjects.explained(typed, self.intents[index])
        odds = _MARGIN * margin + _LEAD * (margin - rival) + _OFFSET + _UNEXPLAINED * un/max(1,ex+un) + _EXPLAINED*ex
        return Chance(self.intents[index], 1 / (1 + math.exp(-odds)))


def _typed_sentence(
    sentence: Sentence, slot_types: Mapping[tuple[str, str], str], kinds: Mapping[str, SlotKind]
) -> list[str]:
    """Words in slots that take any words say nothing about the intent, so that they are always seen as the type."""
    types = {span.start: (span.end, slot_types[sentence.intent, span.slot]) for span in sentence.spans}
    return typed_words(sentence.words, kinds, {at: each for at, each in types.items() if kinds[each[1]].is_open})


def _fitted(
    rows: Sequence[tuple[Columns, Values]], vocabulary: Vocabulary, labels: Sequence[int]
) -> tuple[Values, Values]:
    """Weights and offsets of one linear machine for each intent; silence is of none."""
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    count = max(labels) + 1
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows), 0])
    table = csr_matrix(
        (np.concatenate([values for _, values in rows]), np.concatenate([columns for columns, _ in rows]), starts),
        shape=(len(rows) + 1, len(vocabulary.weights)),
    )
    # Silence weighs as much as all sentences together: without it, models of a few intents took anything for one.
    shares = np.array([*[1.0] * len(labels), float(len(labels))])
    machine = LinearSVC(C=1.0, tol=0.01, random_state=0).fit(table, np.array([*labels, count]), shares)
    coefficients: npt.NDArray[np.float64] = machine.coef_
    if count == 1:  # scikit-learn keeps one machine for two classes: here the intent and none
        return _narrow(-coefficients.T), _narrow(-machine.intercept_)
    return _narrow(coefficients[:count].T), _narrow(machine.intercept_[:count])


def _narrow(values: npt.NDArray[np.float64]) -> Values:
    return np.ascontiguousarray(values, dtype=np.float32)
