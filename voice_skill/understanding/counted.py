"""Leaves out the noun that is counted where the number says it all: "three rolls", "just the one tin". Called by
Reader."""

from collections.abc import Iterator, Sequence

from voice_skill.language.amounts.language import counting_nouns, language_of
from voice_skill.language.amounts.numbers import numbers_at
from voice_skill.understanding.numbers import is_number_word, number
from voice_skill.understanding.words import Word

_LONGEST_NUMBER_WORDS = 6
_ONE = Word("one", "a", -1, -1)  # that nobody said, for "a roll"


def uncounted(words: Sequence[Word], locale: str) -> Iterator[list[Word]]:
    """The words without a noun behind a number, or with "one" for "a roll" and "a single roll"; and without "of it"."""
    nouns, language = counting_nouns(locale), language_of(locale)
    if language is None:
        return
    folded, ones, pronouns = [word.folded for word in words], language.words["ones"], language.words["pronouns"]
    for at in range(1, len(words)):
        if folded[at] not in nouns or (
            folded[at + 1 : at + 2] == ["of"] and pronouns.isdisjoint(folded[at + 2 : at + 3])
        ):
            continue
        of_it = at + 3 if folded[at + 1 : at + 2] == ["of"] else at + 1
        if _is_of_each(folded, at):
            if folded[of_it] not in ones:
                continue
            of_it += 1
        rest = [*words[:at], *words[of_it:]]
        before = folded[at - 1]
        if _counts(folded, at, locale):
            yield rest
        elif before in language.words["single"]:
            yield [*words[:at], _ONE, *words[of_it:]]
        elif before in language.words["indefinite"]:
            yield [*words[: at - 1], _ONE, *words[of_it:]]


def _is_of_each(folded: Sequence[str], at: int) -> bool:
    """True if a noun in the singular follows: "a thousand piece jigsaw", "the six pack one"."""
    is_one = folded[at - 1] in ("one", "single", "a", "another")
    return not folded[at].endswith("s") and not is_one and folded[at + 1 : at + 2] not in ([], ["of"])


def _counts(folded: Sequence[str], at: int, locale: str) -> bool:
    """True if one number precedes this place: "two", "a couple of"; but not the two of "five, two pairs"."""
    code, language = locale.partition("-")[0], language_of(locale)
    starts = [
        start
        for start in range(max(0, at - _LONGEST_NUMBER_WORDS), at)
        if is_number_word(folded[start], code) and number(folded[start:at], code) is not None
    ]
    return bool(starts) and (language is None or len(numbers_at(tuple(folded[:at]), starts[0], language)) < 2)
