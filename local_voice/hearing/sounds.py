"""Known words in the place of an unknown one, by its sound: "matcha" is listened for as "match uh". Vocabulary asks.

espeak-ng says how words sound; without it nothing is known about sounds.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import nsmallest
from itertools import pairwise

from voice_skill.language.sounds import spelled

Sounds = tuple[str, ...]
Pronounce = Callable[[str], Iterable[str]]  # the ways in which a word may be read out, the likeliest first

MOST_WORDS = 3  # in the place of one
MOST_LIKENESSES = 3
# Another likeness is listened for too when it is not much worse than the best.
NEXT_BEST_WITHIN = 0.8
# Costs of a likeness, in sounds that are wrong.
EACH_WORD = 0.6
RARE = 0.04  # for each -ln of the word's share of all speech: common words are known with the right sound
GOOD_ENOUGH = 1.6  # a word; no sound needs to be left out then
TOO_UNLIKE = 0.4  # for each sound
LONGEST = 24  # sounds of a word; nobody says a longer one in one breath

_CONSONANTS = ("pb", "td", "kɡ", "fv", "θð", "sz", "ʃʒ", "ʧʤ", "m", "n", "ŋ", "l", "ɹ", "w", "j", "hxç", "ɬ")
_CLASS = {sound: kind[0] for kind in _CONSONANTS for sound in kind}
# Where the tongue is: from closed 0 to open 3, and from front 0 to back 2. Source: the chart of the IPA.
_VOWELS = {
    "i": (0, 0), "y": (0, 0.3), "ɪ": (0.6, 0.3), "e": (1, 0), "ø": (1, 0.3), "ɛ": (1.9, 0.2), "œ": (2, 0.4),
    "æ": (2.5, 0.3), "a": (2.8, 0.7), "ɑ": (2.9, 1.7), "ɒ": (2.7, 2), "ʌ": (2.1, 1.5), "ɐ": (2.3, 1.1), "ə": (1.6, 1.1),
    "ɜ": (1.6, 1), "ɔ": (2, 2), "o": (1.1, 2), "ʊ": (0.6, 1.7), "u": (0, 1.9), "ɨ": (0.2, 1),
}  # fmt: skip
_DIPHTHONGS = {
    "A": ((1, 0), (0.4, 0.2)), "I": ((2.8, 0.8), (0.5, 0.3)), "O": ((1.3, 1.8), (0.5, 1.8)),
    "U": ((2.8, 0.8), (0.5, 1.7)), "Y": ((1.7, 2), (0.5, 0.3)),
}  # fmt: skip
# Sounds of one outline can be compared one by one: all vowels are alike in it, and "t" is like "d".
_OUTLINE = _CLASS | dict.fromkeys((*_VOWELS, *_DIPHTHONGS), "V")
_OTHER_VOICE = 0.5
_LEFT_OUT = {"h": 0.5, "ɹ": 0.7, "j": 0.8, "ə": 1.3}
_LEFT_OUT_ELSE = 2.0
_SLIPPED_IN = 0.8  # a short vowel between consonants


def sounds_of(phonemes: str) -> Sounds:
    """espeak-ng's IPA as sounds of one letter each, without stress and length."""
    return tuple(sound for sound in spelled(re.sub("[ˈˌ_ ]", "", phonemes)) if sound in _OUTLINE)


Way = tuple[float, tuple[str, ...]]  # what it costs, and words for the beginning of a sound


class SoundAlikes:
    """The recogniser's usual words by their sound."""

    def __init__(self, pronunciations: Mapping[str, str], costs: Mapping[str, float], pronounce: Pronounce) -> None:
        """pronunciations: espeak-ng's of each word; costs: -ln of each word's share of all speech."""
        self._pronounce = pronounce
        self._by_outline: dict[str, list[tuple[Sounds, float, str]]] = defaultdict(list)
        self._nearest: dict[Sounds, tuple[float, str] | None] = {}
        for word, phonemes in pronunciations.items():
            if sounds := sounds_of(phonemes):
                outline = "".join([_OUTLINE[sound] for sound in sounds])
                self._by_outline[outline].append((sounds, EACH_WORD + RARE * costs[word], word))

    def likenesses(self, word: str) -> list[tuple[str, ...]]:
        """Up to three words that together sound like this one, in several ways; none too unlike."""
        pronunciations = dict.fromkeys(map(sounds_of, self._pronounce(word)))
        return list(dict.fromkeys(words for sounds in pronunciations for words in self._alike(sounds)))

    def _alike(self, sounds: Sounds) -> list[tuple[str, ...]]:
        ways = self._ways(sounds) if 2 <= len(sounds) <= LONGEST else []
        worst = min(TOO_UNLIKE * len(sounds) + EACH_WORD * MOST_WORDS, ways[0][0] + NEXT_BEST_WITHIN) if ways else 0
        return [words for cost, words in ways if cost <= worst]

    def _ways(self, sounds: Sounds) -> list[Way]:
        """The best sequences of words for all of the sounds."""
        ends: list[list[Way]] = [[(0.0, ())]]
        for end in range(1, len(sounds) + 1):
            ways: dict[tuple[str, ...], float] = {}
            for begin in range(end):
                nearest = self._word_for(sounds[begin:end]) if ends[begin] else None
                for cost, words in ends[begin] if nearest else ():
                    if nearest and len(words) < MOST_WORDS:
                        longer = (*words, nearest[1])
                        ways[longer] = min(cost + nearest[0], ways.get(longer, math.inf))
            ends.append(nsmallest(2 * MOST_LIKENESSES, ((cost, words) for words, cost in ways.items())))
        return ends[-1][:MOST_LIKENESSES]

    def _word_for(self, sounds: Sounds) -> tuple[float, str] | None:
        if sounds not in self._nearest:
            nearest = min(self._like(sounds, 0.0), default=None)
            if nearest is None or nearest[0] > GOOD_ENOUGH:
                slipped = (way for slip, cost in _slips(sounds) for way in self._like(slip, cost))
                nearest = min([*slipped, *([nearest] if nearest else [])], default=None)
            self._nearest[sounds] = nearest
        return self._nearest[sounds]

    def _like(self, sounds: Sounds, cost: float) -> list[tuple[float, str]]:
        """The words of the same outline, with what they cost."""
        known_words = self._by_outline.get("".join([_OUTLINE[sound] for sound in sounds]), ())
        return [
            (cost + word_cost + sum([_DISTANCES[pair] for pair in zip(sounds, word_sounds, strict=True)]), word)
            for word_sounds, word_cost, word in known_words
        ]


def _slips(sounds: Sounds) -> Iterator[tuple[Sounds, float]]:
    """The sounds with one inside left out, or with a short vowel slipped in, and what that costs."""
    for at, sound in enumerate(sounds[1:-1], 1):
        yield sounds[:at] + sounds[at + 1 :], _LEFT_OUT.get(sound, _LEFT_OUT_ELSE)
    for at, (before, after) in enumerate(pairwise(sounds), 1):
        if before in _CLASS and after in _CLASS:
            yield (*sounds[:at], "ə", *sounds[at:]), _SLIPPED_IN


def _vowel_distance(one: str, other: str) -> float:
    (first, last), (other_first, other_last) = _glide(one), _glide(other)
    apart = (math.dist(first, other_first) + math.dist(last, other_last)) / 2.5
    return apart * 0.8 if "ə" in (one, other) else apart  # it is any vowel, said without care


def _glide(vowel: str) -> tuple[tuple[float, float], tuple[float, float]]:
    return _DIPHTHONGS[vowel] if vowel in _DIPHTHONGS else (_VOWELS[vowel], _VOWELS[vowel])


# Of two sounds of one outline: 0 to about 2.
_DISTANCES = {
    (one, other): 0.0 if one == other else _OTHER_VOICE for kind in _CONSONANTS for one in kind for other in kind
} | {
    (one, other): _vowel_distance(one, other) for one in (*_VOWELS, *_DIPHTHONGS) for other in (*_VOWELS, *_DIPHTHONGS)
}
