"""Splits what was said into clauses: without the reasons for it, and the old thing from the new one in an exchange.
Called by `meaning`."""

import re
from collections.abc import Iterator
from itertools import combinations, islice, pairwise

from intents.wording.vocabulary import Vocabulary

_PAUSE = re.compile(r"[,;.!:]+\s*")
_MOST_CLAUSES = 5
_MOST_TRIED = 14  # ways to leave clauses out
_EARLY = 4  # words before which "not" says what is not meant


def shorter(text: str, known: Vocabulary) -> Iterator[str]:
    """The text without reasons and asides, with ever fewer clauses; one that denies or asks is never left out."""
    clauses = [clause for part in _PAUSE.split(text.casefold()) for clause in _clauses(part.split(), known) if clause]
    if len(clauses) > _MOST_CLAUSES:
        return
    ways = (kept for length in range(len(clauses) - 1, 0, -1) for kept in combinations(range(len(clauses)), length))
    for kept in islice(ways, _MOST_TRIED):
        left_out = [clauses[at] for at in range(len(clauses)) if at not in kept]
        if not any(_must_stay(clause, known) for clause in left_out):
            yield " ".join(word for at in kept for word in clauses[at])


def exchanged(text: str, known: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    """What is there, what shall be there, and whether a verb says so, in the ways in which the words may be read: "swap
    the small one for a large one", "lime instead of orange", "not the small one the large one"."""
    words = text.casefold().split()
    for start, end in known.places_of("to_old", words):
        if start and end < len(words):
            yield " ".join(words[end:]), " ".join(words[:start]), False
    denial = next((at for at, word in enumerate(words[:_EARLY]) if word in known.words["denial"]), len(words))
    for at in range(denial + 2, len(words)):
        yield " ".join(words[denial + 1 : at]), " ".join(words[at:]), False
    verb = next((at for at, word in enumerate(words) if word in known.words["swapping"]), len(words))
    for at in range(verb + 1, len(words) - 1):
        if words[at] in known.words["to_new"]:
            yield " ".join(words[verb + 1 : at]), " ".join(words[at + 1 :]), True


def things(text: str, known: Vocabulary) -> list[str]:
    """The parts of what was said between which "and", "plus" or a pause stands."""
    parts: list[list[str]] = [[]]
    for words in (part.split() for part in _PAUSE.split(text.casefold())):
        for word in words:
            if word in known.words["between"]:
                parts.append([])
            else:
                parts[-1].append(word)
        parts.append([])
    return [" ".join(part) for part in parts if part]


def _clauses(words: list[str], known: Vocabulary) -> list[list[str]]:
    cuts = {0, len(words)} | {start for start, _ in known.places_of("clause", words)}
    for at, word in enumerate(words):
        if word in known.words["subject"] and at and words[at - 1] not in known.words["before_subject"]:
            cuts.add(at)
        if word in known.words["reason_end"]:
            cuts.add(at + 1)
    return [words[start:end] for start, end in pairwise(sorted(cuts))]


def _must_stay(words: list[str], known: Vocabulary) -> bool:
    return known.is_question(words) or not known.words["kept"].isdisjoint(words)
