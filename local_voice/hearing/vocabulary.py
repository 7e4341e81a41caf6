"""Maps written words to the recogniser's: figures, initials, possessives, words it does not know."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice, product

from local_voice.hearing.english import LONGEST_FIGURES, number_words
from local_voice.hearing.phrases import Line
from local_voice.hearing.sounds import SoundAlikes
from voice_skill.understanding.words import folded_words

UNKNOWN = "[unk]"
# Written for every further piece of a word that is heard in pieces; Heard leaves it out.
GOES_ON = "[+]"

MOST_LINES = 8
_PARTS = re.compile(r"\d+|[^\W\d_]+")


@dataclass
class Vocabulary:
    """The recogniser's words by their number, and the words it will write beyond them (`added`).

    sounds: finds known words that sound like an unknown one; None where nothing is known about sounds.
    unknown: what is listened for in the place of each word that it does not know; found_in: the texts with it.
    """

    ids: dict[str, int]
    sounds: SoundAlikes | None = None
    added: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    found_in: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self._first_added = max(self.ids.values()) + 1
        self._lines_by_word: dict[str, list[Line]] = {}

    def lines_of(self, text: str) -> list[Line]:
        """The ways to hear a written text: lines of (heard, written) word numbers."""
        words = _with_possessives(folded_words(text), self.ids)
        parts = [self._of_word(word) for word in words]
        for word in words:
            for part in {word, *_PARTS.findall(word)} & self.unknown.keys():
                self.found_in[part].add(text)
        lines = islice(product(*parts), MOST_LINES)
        return [tuple(pair for part in line for pair in part) for line in lines] if parts else []

    def words_of(self, line: Line) -> list[Line]:
        """A line cut into its words, each with all pieces that it is heard in."""
        words: list[Line] = []
        for pair in line:
            if words and pair[1] == self.added.get(GOES_ON):
                words[-1] = (*words[-1], pair)
            else:
                words.append((pair,))
        return words

    def knows(self, word: str) -> bool:
        return word in self.ids

    def number(self, word: str) -> int:
        """The number under which a word is written."""
        return self.ids.get(word) or self.added.setdefault(word, self._first_added + len(self.added))

    def _of_word(self, word: str) -> list[Line]:
        if word not in self._lines_by_word:
            self._lines_by_word[word] = self._find(word)
        return self._lines_by_word[word]

    def _find(self, word: str) -> list[Line]:
        if word in self.ids:
            return [((self.ids[word], self.ids[word]),)]
        parts = _PARTS.findall(word)
        if any(part.isdecimal() for part in parts):
            return self._in_parts(parts)
        pieces = self._pieces(word)
        likenesses = self.sounds.likenesses(word) if self.sounds else []
        ways = dict.fromkeys([*([tuple(pieces)] if pieces else []), *likenesses])
        if ways:
            self.unknown[word] = [" ".join(way) for way in ways]
            return [self._in_place_of(word, way) for way in ways]
        return self._sound_of(word)

    def _in_parts(self, parts: list[str]) -> list[Line]:
        ways = [self._of_figures(part) if part.isdecimal() else self._of_word(part) for part in parts]
        return [tuple(pair for piece in way for pair in piece) for way in islice(product(*ways), MOST_LINES)]

    def _of_figures(self, figures: str) -> list[Line]:
        ways = number_words(figures) if len(figures) <= LONGEST_FIGURES else []
        known_ways = [way for way in ways if all(word in self.ids for word in way)]
        return [tuple((self.ids[word], self.ids[word]) for word in way) for way in known_ways] or self._sound_of(
            figures
        )

    def _sound_of(self, word: str) -> list[Line]:
        """Whatever sound comes there will be taken for the word; not every model has a word for that."""
        self.unknown[word] = [UNKNOWN] if UNKNOWN in self.ids else []
        return [((self.ids[UNKNOWN], self.number(word)),)] if UNKNOWN in self.ids else []

    def _in_place_of(self, word: str, way: tuple[str, ...]) -> Line:
        word_ids = [self.number(word), *[self.number(GOES_ON)] * (len(way) - 1)]
        return tuple(zip((self.ids[piece] for piece in way), word_ids, strict=True))

    def _pieces(self, word: str) -> list[str] | None:
        """A word it does not know as words it knows: "airpods" is "air pods", "qxz" is spelled."""
        if word.endswith("s") and word[:-1].rstrip("'") in self.ids and "'s" in self.ids:
            return [word[:-1].rstrip("'"), "'s"]
        cuts = [
            (min(at, len(word) - at), word[:at], word[at:])
            for at in range(3, len(word) - 2)
            if word[:at] in self.ids and word[at:] in self.ids
        ]
        if cuts:
            _, first, second = max(cuts)
            return [first, second]
        if len(word) <= 5 and word.isalpha() and not set(word) & set("aeiouy") and set(word) <= set(self.ids):
            return list(word)
        return None


def _with_possessives(words: tuple[str, ...], ids: dict[str, int]) -> list[str]:
    """ "reese" and "'s" are one word again where the recogniser knows it as one, or knows neither."""
    joined: list[str] = []
    for word in words:
        if word == "'s" and joined and (joined[-1] + word in ids or "'s" not in ids):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
