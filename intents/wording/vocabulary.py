"""The words that people use around a wish to a shop, from the table of wording of their language."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TypeVar

from voice_skill.language.tables import table

Phrase = tuple[str, ...]
T = TypeVar("T")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """words, phrases: by their purpose, as the TOML file says. acts: actions ("add", "remove" …), by their words.
    extremes: "largest" and the like, by their words. multiples: the factors of "double" and the like. fractions: the
    figures of "half" and the like, as sizes. ordinals: places in a list, by their words. which_is: the words of "which
    one is". comparatives: "cheaper" of "cheap". assent: the phrases of a yes, by their kind; deeds: the phrases for an
    intent's action, by the intent."""

    words: Mapping[str, frozenset[str]]
    phrases: Mapping[str, frozenset[Phrase]]
    acts: Mapping[Phrase, str]
    extremes: Mapping[str, str]
    multiples: Mapping[str, float]
    fractions: Mapping[str, str]
    ordinals: Mapping[str, int]
    which_is: Phrase
    comparatives: Mapping[str, str]
    assent: Mapping[str, frozenset[Phrase]]
    deeds: Mapping[str, frozenset[Phrase]]

    def places_of(self, kind: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The places where phrases of this kind begin and end (exclusive) among the words."""
        return places_of(words, self.phrases[kind])

    def acts_in(self, words: Sequence[str]) -> dict[int, str]:
        """The actions, by the places of their words."""
        candidates = ((at, phrase) for at, pair in enumerate(pairwise((*words, ""))) for phrase in (pair[:1], pair))
        return {at: self.acts[phrase] for at, phrase in candidates if phrase in self.acts}

    def is_question(self, words: Sequence[str]) -> bool:
        """True if the words begin a question: "is it", "will that"."""
        if not words:
            return False
        may_ask = words[0] in self.words["may_ask"] and not self.words["asked_of"].isdisjoint(words[1:2])
        return may_ask or words[0].removesuffix("'s") in self.words["asking"]

    def begins_clause(self, words: Sequence[str]) -> bool:
        """True if a request or a question begins here, perhaps behind "also" or "can you"."""
        while words:
            if words[0] in self.words["beginning"] or self.is_question(words):
                return True
            if any(start == 0 for start, _ in self.places_of("beginning", words)):
                return True
            if words[0] not in self.words["before_clause"]:
                return False
            words = words[1:]
        return False


def words_of(text: str) -> Phrase:
    """The words of a text in the form of the vocabulary's phrases."""
    return tuple(_WORD.findall(text.casefold().replace("’", "'")))


def places_of(words: Sequence[str], phrases: Iterable[Phrase]) -> Iterator[tuple[int, int]]:
    """The places where the phrases begin and end (exclusive) among the words, from the first."""
    among = tuple(phrases)
    for at in range(len(words)):
        for phrase in among:
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield at, at + len(phrase)


def phrases_of(text: str) -> frozenset[Phrase]:
    """The phrases of a table's line, "and_the what_about"."""
    return frozenset(tuple(phrase.split("_")) for phrase in text.split())


def word_lists(kind: type[T], name: str, locale: str, of_phrases: Set[str]) -> T | None:
    """The language's table of this name as a dataclass of lists of words; None in a language without it. of_phrases:
    the fields that hold phrases."""
    lists = table(name, locale)
    if not lists:
        return None
    values = {
        field: phrases_of(lists[field]) if field in of_phrases else frozenset(lists[field].split())
        for field in inspect.signature(kind).parameters
    }
    return kind(**values)


@cache
def vocabulary_of(locale: str) -> Vocabulary | None:
    """Returns None for a language without a vocabulary."""
    lists = table("wording", locale)
    if not lists:
        return None
    assent = {kind: phrases for kind, phrases in lists["assent"].items() if kind != "deeds"}
    return Vocabulary(
        {kind: frozenset(words.split()) for kind, words in lists["words"].items()},
        _phrases(lists["phrases"]),
        {phrase: act for act, phrases in _phrases(lists["acts"]).items() for phrase in phrases},
        {word: extreme for extreme, words in lists["extremes"].items() for word in words.split()},
        lists["multiples"],
        lists["fractions"],
        lists["ordinals"],
        tuple(lists["which_is"].split()),
        lists["comparatives"],
        _phrases(assent),
        _phrases(lists["assent"]["deeds"]),
    )


def _phrases(texts: Mapping[str, str]) -> dict[str, frozenset[Phrase]]:
    return {kind: phrases_of(text) for kind, text in texts.items()}
