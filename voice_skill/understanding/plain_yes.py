"""A yes and nothing else: what may move money is read from its own words, never by likelihood. Called by Reader."""

from collections.abc import Iterable, Sequence

YES = "AMAZON.YesIntent"


class PlainYes:
    """The utterances that are made of a yes, said once or several times, and of words that change nothing."""

    def __init__(self, wordings: Iterable[Sequence[str]], beside: Iterable[Sequence[str]]) -> None:
        """wordings: ways to say yes; beside: what may stand around them, like "oh" and "thank you"."""
        self._wordings = frozenset(map(tuple, wordings))
        self._beside = frozenset(map(tuple, beside))
        self._longest = max(map(len, self._wordings | self._beside), default=0)

    def is_said_by(self, words: Sequence[str]) -> bool:
        """True if these folded words say yes and nothing else."""
        meanings: list[bool | None] = [False, *([None] * len(words))]  # up to each place; None: something else is there
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - self._longest), end):
                before = meanings[start]
                if before is None:
                    continue
                part = tuple(words[start:end])
                if part in self._wordings:
                    meanings[end] = True
                elif part in self._beside and meanings[end] is None:
                    meanings[end] = before
        return meanings[-1] is True
