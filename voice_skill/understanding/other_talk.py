"""Examples of what is said to assistants, phones and banks, and not to this skill. Called by Understanding."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from voice_skill.language.tables import table

_FILLINGS = 3  # of a sentence that has a word for each of a list
_BRACES = re.compile(r"\{(\w+)\}")


def other_talk(language: str) -> list[str]:
    """The sentences, always the same ones; none where the language has no examples."""
    examples = table("other_talk", language)
    words = {name: itertools.cycle(each) for name, each in examples.get("words", {}).items()}
    every = itertools.chain.from_iterable(examples.get("about", {}).values())
    return list(dict.fromkeys(_filled(every, words)))


def _filled(sentences: Iterable[str], words: Mapping[str, Iterator[str]]) -> Iterator[str]:
    for sentence in sentences:
        for _ in range(_FILLINGS):
            yield _BRACES.sub(lambda match: next(words[match[1]]), sentence)
