"""Measures how alike words are: by letters, by sound, by stem, and as two words run together. Called by Ranking."""

from collections.abc import Iterable, Sequence, Set
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from voice_skill.language import sounds
from voice_skill.store.search.text import Language, stems

# Words less like than this have nothing to do with each other.
LEAST_LIKE = 0.6
# Two glued, one of which alone is most of a word: "red shirt" is no slip of "shirt", nor is "tree decoration" one of
# "decoration", which is liker to what it is alone.
LEAST_LIKE_GLUED = 0.7
# Beside the very word, how much one of the same stem counts, and one that is only like it.
SAME_STEM, LIKE = 0.98, 0.92


class Likeness:
    """Compares all words of a request with all words of the candidates at once, and two neighbours as one word."""

    def __init__(self, said: Iterable[Sequence[str]], named: Iterable[Sequence[str]], language: Language) -> None:
        self._language = language
        mine, theirs = self._sounds(said), self._sounds(named)
        self._like: dict[str, dict[str, float]] = {}
        if mine and theirs:
            self._compare(mine, theirs)

    def likes(self, words: Sequence[str], among: Sequence[str]) -> list[float]:
        """Each word's likeness to the most similar of the others; two neighbors may be one word there, or one of these
        two there."""
        others = {*among, *map("".join, pairwise(among))}
        likenesses = [self._most(word, others) for word in words]
        for at, glued in enumerate(map("".join, pairwise(words))):
            if min(likenesses[at : at + 2]) < LEAST_LIKE:
                like = self._most(glued, set(among))
                if like > max(LEAST_LIKE_GLUED, *likenesses[at : at + 2]):
                    likenesses[at], likenesses[at + 1] = max(like, likenesses[at]), max(like, likenesses[at + 1])
        return likenesses

    def _most(self, one: str, others: Set[str]) -> float:
        alike = self._like.get(one)
        return max([like for other, like in alike.items() if other in others], default=0.0) if alike else 0.0

    def _sounds(self, texts: Iterable[Sequence[str]]) -> dict[str, tuple[str, str]]:
        """The sound and the stem of each word, and of each two neighbours as one, nearly as if it were one."""
        sounds_by_word: dict[str, tuple[str, str]] = {}
        for words in set(map(tuple, texts)):
            spoken_sounds = sounds.sounds(words, self._language.locale)
            stemmed = stems(words, self._language)
            sounds_by_word.update(zip(words, zip(spoken_sounds, stemmed, strict=True), strict=True))
            for at, (one, other) in enumerate(pairwise(words)):
                sounds_by_word.setdefault(
                    one + other, (spoken_sounds[at] + spoken_sounds[at + 1], one + stemmed[at + 1])
                )
        return sounds_by_word

    def _compare(self, mine: dict[str, tuple[str, str]], theirs: dict[str, tuple[str, str]]) -> None:
        words, others = list(mine), list(theirs)
        likeness = _likeness([sound for sound, _ in mine.values()], [sound for sound, _ in theirs.values()])
        like = np.maximum(_likeness(words, others), likeness)
        for at, other_at in np.argwhere(like >= LEAST_LIKE).tolist():
            one, other = words[at], others[other_at]
            # 100 and 200 are no slips of each other, but 5 and "five" are one word.
            if likeness[at, other_at] == 1.0 or not (one.isdecimal() or other.isdecimal()):
                self._keep(one, other, LIKE * float(like[at, other_at]))
        stemmed: dict[str, list[str]] = {}
        for other, (_, stem) in theirs.items():
            stemmed.setdefault(stem, []).append(other)
        for one, (_, stem) in mine.items():
            for other in stemmed.get(stem, ()):
                self._keep(one, other, 1.0 if one == other else SAME_STEM)

    def _keep(self, one: str, other: str, like: float) -> None:
        self._like.setdefault(one, {})[other] = like
        self._like.setdefault(other, {})[one] = like


def _likeness(some: list[str], others: list[str]) -> npt.NDArray[np.float32]:
    return cdist(some, others, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST_LIKE)
