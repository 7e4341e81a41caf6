"""Classifies an utterance by intent: a linear model over n-grams, and over its meaning where there is an encoder;
trained by scikit-learn, applied by numpy alone.

scikit-learn takes about a second to import, so it is imported when something is trained and never when a trained
model comes from the cache.
"""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_skill.understanding.features import Columns, Values, Vocabulary, grams, typed_words
from voice_skill.understanding.meanings import WEIGHT, Encoder, Meanings, Vectors, as_said
from voice_skill.understanding.practice import Sentence
from voice_skill.understanding.slot_kinds import CATALOGUE_NOVELTY, SlotKind

# The weight of a sentence whose values are seen as words that no list knows, beside the one that shows their types.
_AS_NEW = 0.3

# How clearly something must be other talk: what is unlike all that was practised is a little likelier other talk, too.
_OTHERS_MARGIN, _OTHERS_LEAD = -0.4, 0.1

OTHER_TALK = ""  # stands where intents do: what is said to anybody but this skill


@dataclass(frozen=True, slots=True)
class Margin:
    """The distance of an utterance to an intent's side (above 0: inside), and its lead over every other intent.

    nearness: the cosine of its meaning and the nearest one practised; None without an encoder."""

    intent: str
    margin: float
    lead: float
    nearness: float | None


class IntentClassifier:
    """A linear machine for each intent, and for other talk, against all others."""

    def __init__(
        self,
        intents: Sequence[str],
        vocabulary: Vocabulary,
        weights: Values,
        offsets: Values,
        meanings: Meanings | None,
    ) -> None:
        self.intents = tuple(intents)
        self.vocabulary = vocabulary
        self.weights = weights  # (n-grams and then a meaning's numbers, intents)
        self.offsets = offsets  # (intents,)
        self.meanings = meanings

    @classmethod
    def trained(
        cls,
        sentences: Sequence[Sentence],
        slot_types: Mapping[tuple[str, str], str],
        kinds: Mapping[str, SlotKind],
        other_talk: Iterable[Sequence[str]] = (),
        encoder: Encoder | None = None,
    ) -> "IntentClassifier":
        """Learns from practice sentences of at least one intent.
        slot_types: by intent and slot."""
        examples = {(sentence.intent, *_tokens(sentence, slot_types, kinds)): 1.0 for sentence in sentences}
        unlisted = {name: kind for name, kind in kinds.items() if kind.novelty != CATALOGUE_NOVELTY}
        as_new = {(sentence.intent, *_tokens(sentence, slot_types, unlisted)): _AS_NEW for sentence in sentences}
        own = {example[1:] for example in examples}
        others = [tokens for words in other_talk if (tokens := tuple(typed_words(words, kinds))) not in own]
        share = min(1.0, len(examples) / max(1, len(others)))
        examples = {**dict.fromkeys(((OTHER_TALK, *tokens) for tokens in others), share), **as_new, **examples}
        counts = [grams(words) for _, *words in examples]
        vocabulary = Vocabulary.of(counts)
        names = [intent for intent, *_ in examples]
        places = {intent: place for place, intent in enumerate(sorted(set(names)))}
        labels = [places[name] for name in names]
        rows = [vocabulary.row(blocks) for blocks in counts]
        vectors = encoder.encode([as_said(words) for _, *words in examples]) if encoder else None
        weights, offsets = _fitted(rows, vectors, len(vocabulary.columns), labels, list(examples.values()))
        practised = _by_intent(names, vectors) if vectors is not None else {}
        return cls(list(places), vocabulary, weights, offsets, Meanings(encoder, practised) if encoder else None)

    def likeliest(self, tokens: Sequence[str], most: int) -> list[Margin]:
        """The likeliest intents for typed words, best first."""
        margins = self._margins(tokens, tokens)
        order = [place for place in np.argsort(-margins, kind="stable") if self.intents[place] != OTHER_TALK]
        return [self._margin(tokens, margins, int(place)) for place in order[:most]]

    def margin(self, tokens: Sequence[str], intent: str, said: Sequence[str] | None = None) -> Margin:
        """The margin of one intent for typed words.
        said: the words whose meaning counts, where new values among the typed ones are a guess."""
        said = tokens if said is None else said
        return self._margin(said, self._margins(tokens, said), self.intents.index(intent))

    def is_other_talk(self, tokens: Sequence[str]) -> bool:
        """True if typed words are clearly likelier said to somebody else than for any intent."""
        if OTHER_TALK not in self.intents:
            return False
        margins, place = self._margins(tokens, tokens), self.intents.index(OTHER_TALK)
        lead = float(margins[place] - np.delete(margins, place).max())
        return bool(margins[place] > _OTHERS_MARGIN) and lead > _OTHERS_LEAD

    def _margins(self, tokens: Sequence[str], said: Sequence[str]) -> Values:
        columns, values = self.vocabulary.row(grams(tokens))
        margins: Values = values @ self.weights[columns] + self.offsets
        if self.meanings:
            margins += WEIGHT * self.meanings.vector(said) @ self.weights[len(self.vocabulary.columns) :]
        return margins

    def _margin(self, said: Sequence[str], margins: Values, place: int) -> Margin:
        others = np.delete(margins, place)
        margin, intent = float(margins[place]), self.intents[place]
        nearness = self.meanings.nearness(self.meanings.vector(said), intent) if self.meanings else None
        return Margin(intent, margin, margin - (float(others.max()) if len(others) else -1.0), nearness)


def _by_intent(intents: Sequence[str], vectors: Vectors) -> dict[str, Vectors]:
    places: dict[str, list[int]] = {}
    for place, intent in enumerate(intents):
        places.setdefault(intent, []).append(place)
    return {intent: vectors[each] for intent, each in places.items()}


def _tokens(sentence: Sentence, slot_types: Mapping[tuple[str, str], str], kinds: Mapping[str, SlotKind]) -> list[str]:
    """Words in slots that take any words say nothing about the intent, so they are always seen as the type."""
    types = {span.start: (span.end, slot_types[sentence.intent, span.slot]) for span in sentence.spans}
    is_open = {at: each for at, each in types.items() if each[1] in kinds and kinds[each[1]].is_open}
    return typed_words(sentence.words, kinds, is_open)


def _fitted(
    rows: Sequence[tuple[Columns, Values]],
    vectors: Vectors | None,
    width: int,
    labels: Sequence[int],
    shares: Sequence[float],
) -> tuple[Values, Values]:
    """Weights and offsets of each intent. Silence is an example of no intent, and weighs as much as all sentences
    together: without it, models of a few intents took anything for one of them.
    shares: the weight of each sentence."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    starts = np.cumsum([0, *(len(columns) for columns, _ in rows), 0])
    values = np.concatenate([values for _, values in rows])
    columns = np.concatenate([columns for columns, _ in rows])
    table = csr_matrix((values, columns, starts), shape=(len(rows) + 1, width))
    if vectors is not None:
        silence = np.zeros((1, vectors.shape[1]), np.float32)
        table = hstack([table, csr_matrix(np.concatenate([WEIGHT * vectors, silence]))], format="csr")
    count = max(labels) + 1
    machine = LinearSVC(C=1.0, tol=0.01, random_state=0)
    with warnings.catch_warnings():
        # Intents that share their sentences cannot be told apart, however long one tries.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(table, np.array([*labels, count]), np.array([*shares, sum(shares)]))
    if count == 1:  # for two classes scikit-learn has one machine, whose positive side is the second: silence
        return _narrow(-machine.coef_.T), _narrow(-machine.intercept_)
    return _narrow(machine.coef_[:count].T), _narrow(machine.intercept_[:count])


def _narrow(values: npt.NDArray[np.float64]) -> Values:
    return np.ascontiguousarray(values, dtype=np.float32)
