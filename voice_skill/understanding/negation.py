"""Rules out intents by negation: "don't place the order" is no order, though its words match. Called by Reader."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from voice_skill.understanding.interaction_model import Sample
from voice_skill.understanding.phrases import Phrases

_Pair = tuple[tuple[str, ...], str]


class Negations:
    """The negations of an utterance, and the intents that have samples with them."""

    def __init__(self, samples: Mapping[str, Iterable[Sample]], phrases: Phrases) -> None:
        self._phrases = phrases
        self._of_intent = {
            name: {pair for sample in of_intent for pair in self._pairs([*map(str, sample.parts)])}
            for name, of_intent in samples.items()
        }

    def allow(self, intent: str, folded: Sequence[str]) -> bool:
        """True if the intent can be meant: each negation precedes a word as in one of its samples."""
        return set(self._pairs(folded)) <= self._of_intent[intent]

    def _pairs(self, words: Sequence[str]) -> Iterator[_Pair]:
        """Each negation with the word after it."""
        at = 0
        while at < len(words):
            skipped = self._longest(words, at, self._phrases.no_negations)
            negation = self._longest(words, at, self._phrases.negations)
            end = at + len(negation)
            if negation and not skipped:
                yield negation, words[end] if end < len(words) else ""
            at += len(skipped or negation) or 1

    @staticmethod
    def _longest(words: Sequence[str], at: int, among: Set[tuple[str, ...]]) -> tuple[str, ...]:
        lengths = {len(phrase) for phrase in among}
        phrases = [phrase for length in lengths if (phrase := tuple(words[at : at + length])) in among]
        return max(phrases, key=len, default=())
