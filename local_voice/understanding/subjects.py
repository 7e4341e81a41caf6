"""What each intent is about: the telling words of its samples and the types of its slots."""

from collections.abc import Iterable, Mapping, Sequence, Set

from local_voice.understanding.interaction_model import Intent, Sample
from local_voice.understanding.slot_kinds import stem

# A listed value that an intent has no slot for speaks against it as three words do (two to five were tried).
_VALUE_WORTH_WORDS = 3


class Subjects:
    """Tells how much of an utterance the samples of an intent explain."""

    def __init__(
        self, intents: Iterable[Intent], samples: Mapping[str, Sequence[Sample]], light_words: Set[str], language: str
    ) -> None:
        self._language = language
        self._light = frozenset(stem(word, language) for word in light_words)
        self._telling = {intent.name: frozenset(self._words(intent, samples[intent.name])) for intent in intents}

    def _words(self, intent: Intent, samples: Sequence[Sample]) -> Iterable[str]:
        yield from (f"{{{slot.type}}}" for slot in intent.slots.values())
        for sample in samples:
            yield from (stem(part, self._language) for part in sample.parts if isinstance(part, str))

    def explained(self, typed: Sequence[str], intent: str) -> tuple[int, int]:
        """How many telling words the intent's samples hold, and how many they do not."""
        telling = [each for each in (stem(word, self._language) for word in typed) if each not in self._light]
        missing = [word for word in telling if word not in self._telling[intent]]
        values = sum(word.startswith("{") for word in missing)
        return len(telling) - len(missing), len(missing) + (_VALUE_WORTH_WORDS - 1) * values
