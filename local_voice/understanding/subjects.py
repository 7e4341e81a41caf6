"""What each intent is about: the telling words of its samples and the types of its slots."""

from collections.abc import Iterable, Mapping, Sequence

from local_voice.understanding.interaction_model import Intent, Sample
from local_voice.understanding.slot_kinds import stem


class Subjects:
    """Tells how much of an utterance the samples of an intent explain."""

    def __init__(
        self, samples: Iterable[tuple[Intent, Sequence[Sample]]], light_words: Iterable[str], language: str
    ) -> None:
        self._language = language
        self._light = frozenset(stem(word, language) for word in light_words)
        self._telling: Mapping[str, frozenset[str]] = {
            intent.name: frozenset(self._telling_words(intent, of_intent)) for intent, of_intent in samples
        }

    def _telling_words(self, intent: Intent, samples: Sequence[Sample]) -> Iterable[str]:
        yield from (f"{{{slot.type}}}" for slot in intent.slots.values())
        for sample in samples:
            yield from (stem(part, self._language) for part in sample.parts if isinstance(part, str))

    def explained(self, typed: Sequence[str], intent: str) -> tuple[int, int]:
        """How many telling words the intent's samples hold, and how many they do not."""
        telling = [stem(word, self._language) for word in typed]
        telling = [word for word in telling if word not in self._light]
        explained = sum(word in self._telling[intent] for word in telling)
        return explained, len(telling) - explained
