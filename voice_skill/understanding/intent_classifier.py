"""Classifies an utterance by intent: a linear model over n-grams, trained by scikit-learn, applied by numpy alone.

scikit-learn takes about a second to import, so it is imported when something is trained and never when a trained
model comes from the cache.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_skill.understanding.features import Columns, Values, Vocabulary, grams, typed_words
from voice_skill.understanding.practice import Sentence
from voice_skill.understanding.slot_kinds import SlotKind


@dataclass(frozen=True, slots=True)
class Margin:
    """The distance of an utterance to an intent's side (above 0: inside), and its lead over every other intent."""

    intent: str
    margin: float
    lead: float


class IntentClassifier:
    """A linear machine for each intent against all others."""

    def __init__(self, intents: Sequence[str], vocabulary: Vocabulary, weights: Values, offsets: Values) -> None:
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
    ) -> "IntentClassifier":
        """Learns from practice sentences of at least one intent.
        slot_types: by intent and slot."""
        examples = {(sentence.intent, *_tokens(sentence, slot_types, kinds)): None for sentence in sentences}
        counts = [grams(words) for _, *words in examples]
        vocabulary = Vocabulary.of(counts)
        places = {intent: place for place, intent in enumerate(sorted({intent for intent, *_ in examples}))}
        rows = [vocabulary.row(blocks) for blocks in counts]
        weights, offsets = _fitted(rows, len(vocabulary.columns), [places[intent] for intent, *_ in examples])
        return cls(list(places), vocabulary, weights, offsets)

    def likeliest(self, tokens: Sequence[str], most: int) -> list[Margin]:
        """The likeliest intents for typed words, best first."""
        margins = self._margins(tokens)
        return [self._margin(margins, int(place)) for place in np.argsort(-margins, kind="stable")[:most]]

    def margin(self, tokens: Sequence[str], intent: str) -> Margin:
        """The margin of one intent for typed words."""
        return self._margin(self._margins(tokens), self.intents.index(intent))

    def _margins(self, tokens: Sequence[str]) -> Values:
        columns, values = self.vocabulary.row(grams(tokens))
        margins: Values = values @ self.weights[columns] + self.offsets
        return margins

    def _margin(self, margins: Values, place: int) -> Margin:
        others = np.delete(margins, place)
        margin = float(margins[place])
        return Margin(self.intents[place], margin, margin - (float(others.max()) if len(others) else -1.0))


def _tokens(sentence: Sentence, slot_types: Mapping[tuple[str, str], str], kinds: Mapping[str, SlotKind]) -> list[str]:
    """Words in slots that take any words say nothing about the intent, so they are always seen as the type."""
    types = {span.start: (span.end, slot_types[sentence.intent, span.slot]) for span in sentence.spans}
    return typed_words(sentence.words, kinds, {at: each for at, each in types.items() if kinds[each[1]].is_open})


def _fitted(rows: Sequence[tuple[Columns, Values]], width: int, labels: Sequence[int]) -> tuple[Values, Values]:
    """Weights and offsets of each intent. Silence is an example of no intent, and weighs as much as all sentences
    together: without it, models of a few intents took anything for one of them."""
    from scipy.sparse import csr_matrix
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    starts = np.cumsum([0, *(len(columns) for columns, _ in rows), 0])
    values = np.concatenate([values for _, values in rows])
    columns = np.concatenate([columns for columns, _ in rows])
    table = csr_matrix((values, columns, starts), shape=(len(rows) + 1, width))
    count = max(labels) + 1
    shares = np.array([1.0] * len(labels) + [float(len(labels))])
    machine = LinearSVC(C=1.0, tol=0.01, random_state=0)
    with warnings.catch_warnings():
        # Intents that share their sentences cannot be told apart, however long one tries.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(table, np.array([*labels, count]), shares)
    if count == 1:  # for two classes scikit-learn has one machine, whose positive side is the second: silence
        return _narrow(-machine.coef_.T), _narrow(-machine.intercept_)
    return _narrow(machine.coef_[:count].T), _narrow(machine.intercept_[:count])


def _narrow(values: npt.NDArray[np.float64]) -> Values:
    return np.ascontiguousarray(values, dtype=np.float32)
