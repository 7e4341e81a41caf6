"""The subject of each intent: the telling words of its samples and the types of its slots."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_skill.language.stems import stem, stemmer_of
from voice_skill.understanding.interaction_model import Intent, Sample, SlotRef
from voice_skill.understanding.phrases import Phrases
from voice_skill.understanding.slot_kinds import is_article

_LATER_WORD = 0.5  # how much stranger a thing is by its last word: "my order number", "my parking ticket"

# How much stranger things are when the utterance names none that is known, in a model that lists things.
_ALL_STRANGE = 3.0
_NOTHING_KNOWN = 2.0  # things that it counts for when no telling word is known at all


@dataclass(frozen=True, slots=True)
class Explained:
    """The part of an utterance that the samples of an intent explain.

    words: telling words that they hold; numbers and dates are not counted, as they stand in anything.
    things: what is in none of them though it is listed or stands after an article or "my": "cancel my card".
    likeness: to the likest sample, by telling words and slot types, 0 to 1 (Dice's coefficient)."""

    words: int
    things: float
    likeness: float


class Subjects:
    """Tells how much of an utterance the samples of an intent explain."""

    def __init__(
        self, intents: Iterable[Intent], samples: Mapping[str, Sequence[Sample]], phrases: Phrases, language: str
    ) -> None:
        self._language = language
        self._stemmer = stemmer_of(language)
        intents = tuple(intents)
        self._lists_things = any(intent.slots for intent in intents)
        self._light = frozenset(stem(word, self._stemmer) for word in phrases.light_words)
        self._describing = phrases.describing_words
        self._subjects = {intent.name: _Subject(self._sample_words(intent, samples[intent.name])) for intent in intents}

    def explained(self, tokens: Sequence[str], intent: str) -> Explained:
        """Measures how much of these words, with values seen as their types, the intent's samples explain."""
        stems = [stem(word, self._stemmer) for word in tokens]
        subject = self._subjects[intent]
        telling = {each for each in stems if each not in self._light}
        words = sum(each in subject.words for each in stems if each in telling and not each.startswith("{AMAZON."))
        things = self._things(tokens, stems, subject.words)
        if telling and not words:
            things = max(things, _NOTHING_KNOWN if self._lists_things else 0.0)
        return Explained(words, things, subject.likeness(telling))

    def _sample_words(self, intent: Intent, samples: Iterable[Sample]) -> set[frozenset[str]]:
        """The telling words of each sample."""
        return {
            frozenset(
                f"{{{intent.slots[part.name].type}}}" if isinstance(part, SlotRef) else stem(part, self._stemmer)
                for part in sample.parts
            )
            - self._light
            for sample in samples
        }

    def _things(self, tokens: Sequence[str], stems: Sequence[str], known_words: Set[str]) -> float:
        """Counts listed values that the intent has no slot for, and things that it does not know."""
        values = [word for word in tokens if word.startswith("{") and not word.startswith("{AMAZON.")]
        subjects = list(self._named(tokens, stems))
        things = float(sum(value not in known_words for value in values))
        things += sum(
            (first not in known_words) + _LATER_WORD * (last != first and last not in known_words)
            for first, last in subjects
        )
        has_known = any(value in known_words for value in values) or any(first in known_words for first, _ in subjects)
        return things if has_known or not self._lists_things else _ALL_STRANGE * things

    def _named(self, tokens: Sequence[str], stems: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The first and the last of the telling words after each article, describing words and numbers skipped."""
        for at, word in enumerate(tokens):
            if not is_article(word, self._language):
                continue
            start = at + 1
            while start < len(tokens) and (tokens[start] in self._describing or tokens[start].startswith("{AMAZON.")):
                start += 1
            end = start
            while end < len(tokens) and stems[end] not in self._light and not tokens[end].startswith("{"):
                end += 1
            if end > start:
                yield stems[start], stems[end - 1]


class _Subject:
    """The telling words of one intent's samples, and which sample holds which."""

    def __init__(self, samples: Set[frozenset[str]]) -> None:
        self._lengths = np.array([len(words) for words in samples], dtype=np.int32)
        places: dict[str, list[int]] = {}
        for place, words in enumerate(samples):
            for word in words:
                places.setdefault(word, []).append(place)
        self._places: dict[str, npt.NDArray[np.int32]] = {
            word: np.array(each, dtype=np.int32) for word, each in places.items()
        }
        self.words = places.keys()

    def likeness(self, telling: Set[str]) -> float:
        """Dice's coefficient of these words and the likest sample's; without any, 1 where a sample has none."""
        if not telling:
            return float((self._lengths == 0).any())
        shared = [self._places[word] for word in telling if word in self._places]
        if not shared:
            return 0.0
        counts = np.bincount(np.concatenate(shared), minlength=len(self._lengths))
        return float((2 * counts / (self._lengths + len(telling))).max())
