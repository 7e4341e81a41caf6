"""Splits what was said into clauses: without the reasons for it, and the old thing from the new one in an exchange.
Called by `meaning`."""

import re
from collections.abc import Iterator
from itertools import combinations, islice, pairwise

from intents.wording.vocabulary import Vocabulary
from voice_skill.language.amounts.numbers import with_figures

_PAUSE = re.compile(r"[,;.!:]+\s*")
_MOST_CLAUSES = 5
_MOST_TRIED = 14  # ways to leave clauses out
_EARLY = 4  # words among which "not" denies the thing after it


def shorter(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, list[str]]]:
    """The text without reasons and asides, with ever fewer clauses, and the clauses left out; a clause that denies or
    asks always stays."""
    clauses = [
        clause for part in _PAUSE.split(text.casefold()) for clause in _clauses(part.split(), vocabulary) if clause
    ]
    if len(clauses) > _MOST_CLAUSES:
        return
    ways = (
        indexes for length in range(len(clauses) - 1, 0, -1) for indexes in combinations(range(len(clauses)), length)
    )
    for indexes in islice(ways, _MOST_TRIED):
        omitted = [clauses[at] for at in range(len(clauses)) if at not in indexes]
        if not any(_must_stay(clause, vocabulary) for clause in omitted):
            yield " ".join(word for at in indexes for word in clauses[at]), [" ".join(each) for each in omitted]


def exchanges(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    """The old thing, the new thing, and True if a verb says so, for each way to read the words: "swap the small one for
    a large one", "lime instead of orange", "not the small one the large one"."""
    words = text.casefold().split()
    for start, end in vocabulary.places_of("to_old", words):
        if start and end < len(words):
            yield " ".join(words[end:]), " ".join(words[:start]), False
        is_leading = vocabulary.words["light"].issuperset(word.strip(",.!") for word in words[:start])
        if is_leading and words[start] not in vocabulary.words["denial"]:
            yield from ((" ".join(words[end:at]), " ".join(words[at:]), True) for at in range(end + 1, len(words)))
    denial = next((at for at, word in enumerate(words[:_EARLY]) if word in vocabulary.words["denial"]), len(words))
    for at in range(denial + 2, len(words)):
        yield " ".join(words[denial + 1 : at]), " ".join(words[at:]), False
    verb = next((at for at, word in enumerate(words) if word in vocabulary.words["swapping"]), len(words))
    for at in range(verb + 1, len(words) - 1):
        if words[at] in vocabulary.words["to_new"]:
            yield " ".join(words[verb + 1 : at]), " ".join(words[at + 1 :]), True


def denials(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What is denied and what is meant instead, if that is said, for each way to read the words: "not the foam one",
    "no not that one, the other"."""
    words = [word.strip(",;.!") for word in text.casefold().split()]
    lead = vocabulary.words["light"] | {
        word for phrase, act in vocabulary.acts.items() if act == "change" for word in phrase
    }
    for start, end in vocabulary.places_of("denial", words):
        if not lead.issuperset(words[:start]):
            continue
        rest = words[end:]
        for at in range(len(rest), 0, -1):
            meant = rest[at:]
            while meant and meant[0] in vocabulary.words["before_meant"]:
                meant = meant[1:]
            yield " ".join(rest[:at]), " ".join(meant)


def without_total(text: str, vocabulary: Vocabulary, locale: str) -> str:
    """The text without a number that those behind it share out: "two leads, one in green and one in orange"."""
    words = text.split()
    figures = {at: with_figures((word.casefold().strip(",;"),), locale)[0] for at, word in enumerate(words)}
    numbers = {at: int(figure) for at, figure in figures.items() if figure.isdecimal()}
    total, *shares = numbers or [0]
    shared = [numbers[at] for at in shares if not vocabulary.words["sharing"].isdisjoint(words[at + 1 : at + 2])]
    is_shared = len(shared) > 1 and sum(shared) == numbers[total]
    return " ".join(words[:total] + words[total + 1 :]) if is_shared else text


def things(text: str, vocabulary: Vocabulary) -> list[str]:
    """The parts of the words that are separated by "and", "plus" or a pause."""
    parts: list[list[str]] = [[]]
    for words in (part.split() for part in _PAUSE.split(text.casefold())):
        for before, word, after in zip(("", *words), words, (*words[1:], ""), strict=False):
            is_in_number = before in vocabulary.words["before_and"] and after in vocabulary.words["number_after_and"]
            if word in vocabulary.words["between"] and not is_in_number:
                parts.append([])
            else:
                parts[-1].append(word)
        parts.append([])
    return [" ".join(part) for part in parts if not vocabulary.words["before_clause"].issuperset(part)]


def _clauses(words: list[str], vocabulary: Vocabulary) -> list[list[str]]:
    cuts = {0, len(words)} | {start for start, _ in vocabulary.places_of("clause", words)}
    for at, word in enumerate(words):
        if word in vocabulary.words["subject"] and at and words[at - 1] not in vocabulary.words["before_subject"]:
            cuts.add(at)
        if word in vocabulary.words["reason_end"]:
            cuts.add(at + 1)
    return [words[start:end] for start, end in pairwise(sorted(cuts))]


def _must_stay(words: list[str], vocabulary: Vocabulary) -> bool:
    return vocabulary.is_question(words) or not vocabulary.words["kept"].isdisjoint(words)
