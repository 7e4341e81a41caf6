"""Numbers that are part of a thing's name or one of its options: "x two hundred", "series seven", "grit 120", "number
candle five". Called by Measures, which keeps them with the thing."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from voice_skill.language.amounts.language import language_of
from voice_skill.language.amounts.numbers import as_number, with_figures
from voice_skill.language.amounts.written import apart
from voice_skill.understanding.numbers import number
from voice_skill.understanding.slot_kinds import Listed, is_article
from voice_skill.understanding.words import folded_words

_LONGEST_NUMBER_WORDS = 6
_LETTERS_ALONE = frozenset({"a", "i", "o"})  # words of their own

Place = tuple[int, int]


class Designations:
    """Finds them by the names and the listed values of one catalogue."""

    def __init__(self, thing: Listed, lists: Iterable[Listed], *, locale: str) -> None:
        self._thing, self._others, self._locale = thing, [each for each in lists if each is not thing], locale
        self._code = locale.partition("-")[0]

    def find(self, words: Sequence[str]) -> Iterator[Place]:
        """The places of each, the end exclusive, from left to right."""
        at = 0
        while at < len(words):
            end = self._end(words, at)
            if end:
                yield at, end
            at = end or at + 1

    def _end(self, words: Sequence[str], at: int) -> int | None:
        if words[at] in self._models:
            return at + 1
        if end := self._number_end(words, at):
            value = number(words[at:end], self._code)
            is_named = end < len(words) and words[end] in self._beside and value in self._numbers
            is_named = is_named and not self._begins_more(words, end)
            is_behind = value in self._numbers and self._is_behind_thing(words, at)
            return end + 1 if is_named else end if is_behind else None
        if is_article(words[at], self._code) and at + 1 < len(words):
            end = self._number_end(words, at + 1)
            is_option = end and number(words[at + 1 : end], self._code) in self._numbers
            return end if is_option and self._is_behind_thing(words, at) else None
        end = self._number_end(words, at + 1) if at + 1 < len(words) else None
        return end if end and self._precedes(words, at, end) else None

    def _begins_more(self, words: Sequence[str], at: int) -> bool:
        """True if this word belongs to what follows: "two number candles", "two size ten sneakers"."""
        is_name = any(stop > at + 1 for stop in self._thing.ends(words, at))
        return is_name or (at + 1 < len(words) and self._number_end(words, at + 1) is not None)

    def _precedes(self, words: Sequence[str], at: int, end: int) -> bool:
        """True if the word before a number makes it part of a name or an option."""
        is_after_number = at > 0 and self._number_end(words, at - 1) == at
        if len(words[at]) == 1 and words[at].isalpha() and words[at] not in _LETTERS_ALONE:
            return not is_after_number or words[at] != "x"
        value = number(words[at + 1 : end], self._code)
        language = language_of(self._locale)
        is_word = language is not None and words[at] in language.words["model"]
        return (
            is_word
            or (words[at], value) in self._numbered_words
            or (words[at] in self._beside and value in self._numbers)
        )

    def _number_end(self, words: Sequence[str], at: int) -> int | None:
        last = min(len(words), at + _LONGEST_NUMBER_WORDS)
        ends = (end for end in range(last, at, -1) if words[at] != "a" and number(words[at:end], self._code))
        return next(ends, None)

    def _is_behind_thing(self, words: Sequence[str], at: int) -> bool:
        return at > 0 and self._thing.resembles(words[at - 1 : at])

    @cached_property
    def _names(self) -> list[tuple[str, ...]]:
        texts = (text for value in self._thing.slot_type.values for text in (value.name, *value.synonyms))
        return [with_figures(folded_words(text), self._locale) for text in texts]

    @cached_property
    def _models(self) -> frozenset[str]:
        """Words of letters and figures, which are names: "m50"."""
        return frozenset(word for name in self._names for word in name if len(apart([word])) > 1)

    @cached_property
    def _numbered_words(self) -> frozenset[tuple[str, str | None]]:
        """Words of names with the number behind them."""
        pairs = (pair for name in self._names for pair in pairwise(apart(name)))
        return frozenset((word, behind) for word, behind in pairs if as_number(behind) is not None)

    @cached_property
    def _beside(self) -> frozenset[str]:
        """Single listed words, of which an option may be named: "grit", "grits"."""
        names = (
            folded_words(text) for kind in self._others for v in kind.slot_type.values for text in (v.name, *v.synonyms)
        )
        return frozenset(words[0] for words in names if len(words) == 1 and as_number(words[0]) is None)

    @cached_property
    def _numbers(self) -> frozenset[str | None]:
        """The numbers in listed values."""
        names = (
            with_figures(apart(folded_words(v.name)), self._locale)
            for kind in self._others
            for v in kind.slot_type.values
        )
        return frozenset(word for words in names for word in words if as_number(word) is not None)
