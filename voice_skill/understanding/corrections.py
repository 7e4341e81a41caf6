"""Takes back what a customer takes back: "add two, no, three mugs" asks for three, and so does "three, not two"."""

from collections.abc import Mapping, Sequence, Set

from voice_skill.understanding.slot_kinds import SlotKind, is_article
from voice_skill.understanding.words import Word

_LONGEST_VALUE_WORDS = 8

Kinds = Mapping[str, SlotKind]


def corrected(words: list[Word], kinds: Kinds, corrections: Set[tuple[str, ...]], language: str) -> list[Word]:
    """The words without each value that is followed by a word of correction and another value of its type."""
    folded = [word.folded for word in words]
    for at in range(1, len(words) - 1):
        for phrase in sorted(corrections, key=len, reverse=True):
            after = at + len(phrase)
            if (
                tuple(folded[at:after]) == phrase
                and (start := _taken_back(folded, at, after, kinds, language)) is not None
            ):
                return corrected([*words[:start], *words[after:]], kinds, corrections, language)
    return words


def _taken_back(folded: Sequence[str], at: int, after: int, kinds: Kinds, language: str) -> int | None:
    """The start of a value that ends here and is of the same type as the value after the correction."""
    skipped = after + (after < len(folded) and is_article(folded[after], language))
    for kind in kinds.values():
        if kind.is_open or not (_ends(kind, folded, after) or _ends(kind, folded, skipped)):
            continue
        for start in range(max(0, at - _LONGEST_VALUE_WORDS), at):
            if at in kind.ends(folded[:at], start):
                return start - (start > 0 and skipped > after and is_article(folded[start - 1], language))
    return None


def _ends(kind: SlotKind, folded: Sequence[str], start: int) -> bool:
    return next(kind.ends(folded, start), None) is not None


def undenied(words: list[Word], kinds: Kinds, denials: Set[tuple[str, ...]], language: str) -> list[Word]:
    """The words without each value that is said not to be meant, where another one of its type is said."""
    folded = [word.folded for word in words]
    for at in range(len(words) - 1):
        for phrase in sorted(denials, key=len, reverse=True):
            if tuple(folded[at : at + len(phrase)]) == phrase:
                rest = _without_value(words, at, at + len(phrase), kinds, language)
                if rest is not None:
                    return undenied(rest, kinds, denials, language)
    return words


def _without_value(words: list[Word], at: int, start: int, kinds: Kinds, language: str) -> list[Word] | None:
    """The words without those from `at` to the end of the value that begins at `start`, past an article."""
    folded = [word.folded for word in words]
    start += start < len(folded) and is_article(folded[start], language)
    for kind in kinds.values():
        for end in sorted(kind.ends(folded, start), reverse=True) if not kind.is_open else ():
            rest = [*folded[:at], *folded[end:]]
            if end > start and any(_ends(kind, rest, place) for place in range(len(rest))):
                return [*words[:at], *words[end:]]
    return None
