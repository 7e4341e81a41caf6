"""A sentence as a shop hears it: words with numbers in figures, and the part that each may play besides naming a thing.
Called by `item_search` and `meaning`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from intents.wording.vocabulary import Vocabulary, vocabulary_of
from voice_skill.language.amounts.language import language_of
from voice_skill.language.amounts.numbers import as_number, is_number, plain_numbers, singular_number, with_figures
from voice_skill.language.amounts.written import with_letters, written_words
from voice_skill.store.search.text import size_spans

_AND_A_HALF = ("and", "a", "half")
_LENGTH = "millimeter"  # which "mil" may mean as well as milliliters
_CURRENT = "ampere"  # as which the "a" of "5A" is read
_FARTHEST_AWAY = 12  # words between "take" and "out"


@dataclass(frozen=True, slots=True)
class Sentence:
    """words: lower case, numbers in figures. free: places of words that need not name anything. acts: actions, by the
    places of their words. extreme: the place of "largest" and the like. multiple: the factor, if the words say nothing
    but "double it"."""

    words: tuple[str, ...]
    free: frozenset[int]
    acts: dict[int, str]
    extreme: int | None = None
    multiple: float | None = None


@lru_cache(maxsize=1024)
def sentences_of(text: str, locale: str) -> tuple[Sentence, ...]:
    """The ways to read the numbers of a text, the likeliest first: "seven fifty" may be 7 and 50, or 750. Empty in a
    language without a vocabulary."""
    vocabulary = vocabulary_of(locale)
    if vocabulary is None:
        return ()
    text_words = _with_zero(written_words(with_letters(text, locale), locale), locale)
    ways: dict[tuple[str, ...], None] = {}
    for words in dict.fromkeys((text_words, _with_pronoun(text_words, locale))):
        figures = plain_numbers(with_figures(words, locale), locale)
        ways |= dict.fromkeys(_ways(_with_halves(figures, locale), vocabulary))
    return tuple(_sentence(way, vocabulary, locale) for way in ways)


def _with_zero(words: tuple[str, ...], locale: str) -> tuple[str, ...]:
    """ "Point seven three" as 0.73, and "the forty sixes" as of 46."""
    parts: list[str] = []
    for before, word in pairwise(("", *words)):
        if word == "point" and not is_number(before, locale):
            parts.append("zero")
        singular = singular_number(word, locale) if is_number(before, locale) else None
        parts.append(singular or word)
    return tuple(parts)


def _with_pronoun(words: tuple[str, ...], locale: str) -> tuple[str, ...]:
    """ "The twelve hundred one" as one of twelve hundred, and not 1201."""
    return tuple(
        "ones" if word == "one" and before != "one" and is_number(before, locale) else word
        for before, word in pairwise(("", *words))
    )


def _with_halves(words: tuple[str, ...], locale: str) -> tuple[str, ...]:
    """ "A kilo and a half" as 1.5 kilos."""
    language = language_of(locale)
    if language is None:
        return words
    for at in range(len(words) - 4):
        if words[at] in ("a", "1") and words[at + 2 : at + 5] == _AND_A_HALF and language.unit_at(words, at + 1):
            return (*words[:at], "1.5", words[at + 1], *words[at + 5 :])
    return words


def _ways(words: tuple[str, ...], vocabulary: Vocabulary) -> Iterator[tuple[str, ...]]:
    """The words with the numbers as they were split, and with "7 50" as 750: the first such pair, the last, and all of
    them."""
    yield words
    yield _without_to(words)
    yield _with_digits_joined(words, vocabulary)
    yield _with_letters_joined(words, vocabulary)
    yield tuple(_LENGTH if word in vocabulary.words["mil"] else word for word in words)
    yield tuple(vocabulary.fractions.get(word, word) for word in words)
    yield tuple(
        _CURRENT if word in vocabulary.words["ampere"] and before.isdecimal() else word
        for before, word in pairwise(("", *words))
    )
    pairs = [at for at, pair in enumerate(pairwise(words)) if _is_hundreds(*pair)]
    for places in dict.fromkeys(((pairs[0],), (pairs[-1],), tuple(pairs))) if pairs else ():
        joined = {at + 1 for at in places}
        yield tuple(
            _as_hundreds(word, words[at + 1]) if at in places else word
            for at, word in enumerate(words)
            if at not in joined
        )


def _with_digits_joined(words: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Joins digits that are said one by one: "5 oh 5" is 505."""
    joined: list[str] = []
    for word in words:
        digit = "0" if word in vocabulary.words["zero"] else word
        is_digit = len(digit) == 1 and digit.isdecimal()
        if is_digit and joined and joined[-1].isdecimal() and (digit == "0" or joined[-1][-1] == "0"):
            joined[-1] += digit
        else:
            joined.append(word)
    return tuple(joined)


def _with_letters_joined(words: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Joins letters that are said one by one: "x l"."""
    joined: list[str] = []
    was_letter = False
    for word in words:
        is_letter = len(word) == 1 and word.isalpha() and word not in vocabulary.words["single_letters"]
        if is_letter and was_letter:
            joined[-1] += word
        else:
            joined.append(word)
        was_letter = is_letter
    return tuple(joined)


def _without_to(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "3 to 8" as 3 and 8."""
    around = zip(("", *words), words, (*words[1:], ""), strict=False)
    return tuple(
        word for before, word, after in around if word != "to" or None in (as_number(before), as_number(after))
    )


def _is_hundreds(first: str, second: str) -> bool:
    """True if "7 50" may be 750, "12 100" 1200 and "20 16" 2016."""
    if not (first.isdecimal() and second.isdecimal()) or first[0] == "0" or len(first) > 2:
        return False
    return len(second) == 2 or (len(first) == 2 and second == "100")


def _as_hundreds(first: str, second: str) -> str:
    return f"{first}00" if second == "100" else first + second


def _sentence(words: tuple[str, ...], vocabulary: Vocabulary, locale: str) -> Sentence:
    sizes = size_spans(words, locale)
    carts = {place for at in range(len(words)) for place in _cart(words, at, vocabulary)}
    acts = {at: act for at, act in vocabulary.acts_in(words).items() if at not in carts}
    said = [*sizes, *vocabulary.places_of("light", words)]  # "i always forget" takes nothing out
    acts = {at: act for at, act in acts.items() if not any(start <= at < end for start, end in said)}
    if acts.get(len(words) - 1) == "add" and len(words) > 1 and words[-2] not in vocabulary.words["light"]:
        del acts[len(words) - 1]  # "the wool throw" is a thing
    acts |= dict.fromkeys(_away(words, vocabulary), "remove")
    acts |= {at: "into" for at in carts if words[at] in vocabulary.words["into"]}
    free = {at for at, word in enumerate(words) if word in vocabulary.words["light"]} | carts | acts.keys()
    free |= {place for start, end in vocabulary.places_of("light", words) for place in range(start, end)}
    named = " ".join(word for at, word in enumerate(words) if at not in free and word != "1")
    multiple = vocabulary.multiples.get(named)
    return Sentence(words, frozenset(at for at in free if as_number(words[at]) is None), acts, multiple=multiple)


def _away(words: tuple[str, ...], vocabulary: Vocabulary) -> Iterator[int]:
    """The places of "take" and "out" with a few words between."""
    for at, word in enumerate(words):
        if word in vocabulary.words["away"]:
            before = range(max(0, at - _FARTHEST_AWAY), at)
            verbs = [place for place in before if words[place] in vocabulary.words["taking"]]
            yield from [*verbs[-1:], at] if verbs else ()


def _cart(words: tuple[str, ...], at: int, vocabulary: Vocabulary) -> range:
    """The places of "in my cart" that begin here."""
    is_verb = at > 0 and words[at - 1] in vocabulary.words["before_verb"]  # "I'd like to order a mug"
    if words[at] in vocabulary.words["before_cart"] and not is_verb:
        for end in range(at + 1, min(at + 4, len(words))):
            is_near = end < at + 3 or words[at + 1] in vocabulary.words["light"]
            if words[end] in vocabulary.words["cart"] and is_near:
                return range(at, end + 1)
    if at == 0 and words[0] in vocabulary.words["own_cart"]:
        return range(1)
    if words[at] in vocabulary.words["mine"] and not vocabulary.words["own_cart"].isdisjoint(words[at + 1 : at + 2]):
        return range(at, at + 2)
    return range(0)
