"""Leaves out what a customer takes back in the same breath: of "three mugs, no wait, two" two mugs are left, of "a pan,
no, a pot, and two lids" a pot and two lids, and of "pink, no, yellow" yellow. Called by `rewording`."""

from collections.abc import Sequence

from intents.dialogue.question import Question
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of
from voice_skill.language.amounts.numbers import is_number
from voice_skill.store.search.text import language_of, stems

_MOST_WORDS_AFTER = 6  # of what is meant instead, up to the next thing
_MOST_WORDS_LIGHT = 4  # with which a value alone is corrected


def without_taken_back(text: str, question: Question | None, locale: str) -> str:
    """The text with the number, the thing or the choice that was said last in place of the one before it."""
    vocabulary = vocabulary_of(locale)
    if vocabulary is None:
        return text
    words, pauses = _with_pauses(text)
    for start, end in _places(words, vocabulary):
        while end < len(words) and words[end] in vocabulary.words["before_value"] - vocabulary.words["counting"]:
            end += 1
        if end + 1 < len(words) and words[end] in vocabulary.words["counting"] and is_number(words[end + 1], locale):
            end += 1  # "just the one set"
        end += _denied(words[end:], words[:start], [at - end for at in pauses if at > end], vocabulary, locale)
        before, after = words[:start], words[end:]
        if not before or not after:
            continue
        length = _length(after, [at - end for at in pauses if at >= end], vocabulary, locale)
        new, others = after[:length], after[length:]
        if length <= _MOST_WORDS_AFTER and (corrected := _corrected(before, new, others, vocabulary, locale)):
            kept, thing = corrected
            return " ".join(
                [*_spoken(words, pauses, 0, kept), *thing, *_spoken(words, pauses, end + length, len(words))]
            )
        value = new[next((at for at, word in enumerate(new) if word not in vocabulary.words["before_value"]), 0) :]
        is_choice = question is not None and question.is_choosing and not others and len(new) <= _MOST_WORDS_LIGHT
        if question and is_choice and question.has_choice({}, tuple(before)) and question.has_choice({}, tuple(value)):
            return " ".join(value)
    return text


def _denied(
    after: Sequence[str], before: Sequence[str], pauses: Sequence[int], vocabulary: Vocabulary, locale: str
) -> int:
    """How many words deny the thing before, up to a pause: "no wait, not the nail brush, the face brush"."""
    if not after or after[0] not in vocabulary.words["denial"] or not pauses:
        return 0
    denied = [word for word in after[1 : pauses[0]] if word not in vocabulary.words["light"]]
    return pauses[0] if _is_same(denied, before, locale) else 0


def _spoken(words: Sequence[str], pauses: Sequence[int], start: int, end: int) -> list[str]:
    """The words from start to end (exclusive), with their pauses."""
    return [f"{words[at]}," if at + 1 in pauses else words[at] for at in range(start, end)]


def _with_pauses(text: str) -> tuple[list[str], list[int]]:
    """The words, and the places before which there is a pause."""
    words: list[str] = []
    pauses = []
    for token in text.split():
        words += words_of(token)
        if token[-1] in ",;:.!?":
            pauses.append(len(words))
    return words, pauses


def _places(words: Sequence[str], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Where something is taken back, the longest first; phrases in a row are one: "sorry, make that"."""
    places: list[tuple[int, int]] = []
    for start, end in sorted(vocabulary.places_of("taking_back", words)):
        if places and start <= places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return sorted(places, key=lambda place: place[0] - place[1])


def _length(words: Sequence[str], pauses: Sequence[int], vocabulary: Vocabulary, locale: str) -> int:
    """The number of words up to the next thing: to a pause, or to an "and" that is not within a number."""
    for at, (before, word, after) in enumerate(zip(words, words[1:], (*words[2:], ""), strict=False), 1):
        is_in_number = is_number(before, locale) and is_number(after, locale)
        if at in pauses or (word in vocabulary.words["between"] and not is_in_number):
            return at
    return len(words)


def _corrected(
    before: Sequence[str], new: Sequence[str], others: Sequence[str], vocabulary: Vocabulary, locale: str
) -> tuple[int, list[str]] | None:
    """How many of the words before stay, and the last thing, which is corrected; None if nothing is."""
    number_end = next((at for at, word in enumerate(new) if not is_number(word, locale)), len(new))
    start, end = _counted(before, vocabulary, locale, is_number_meant=number_end > 0)
    thing, noun = new[number_end:], before[end:]
    silent = vocabulary.words["light"] | vocabulary.words["cart"]
    has_number = any(is_number(word, locale) for word in before[start:end])
    if number_end and silent.issuperset(thing):
        is_of_thing = has_number or (noun and others)
        return (start, [*new[:number_end], *noun, *thing]) if is_of_thing else None
    if number_end and _is_same(thing, noun, locale):
        return (start, [*new[:number_end], *noun]) if start < end else None
    is_thing = bool(number_end) or new[0] in vocabulary.words["counting"] | vocabulary.words["pointing_at"]
    is_other = bool(others) or (number_end > 0 and has_number)
    if start == end or not is_thing or not is_other or not vocabulary.words["kept"].isdisjoint(new):
        return None
    name = thing if number_end else new[1:]
    last = noun[-1:] if name and name[-1] in vocabulary.words["one_of"] else []
    return start, [*new[: number_end or 1], *(name[:-1] if last else name), *last]


def _counted(words: Sequence[str], vocabulary: Vocabulary, locale: str, *, is_number_meant: bool) -> tuple[int, int]:
    """The place of the number or the article of the last thing; an empty one behind it all if it has none. The number,
    if one is meant: of "two of the soaps" it is two."""
    numbers = [at for at, word in enumerate(words) if is_number(word, locale)]
    since = max((at for at, word in enumerate(words) if word in vocabulary.words["between"]), default=0)
    articles = [at for at, word in enumerate(words) if word in vocabulary.words["counting"]]
    places = numbers if is_number_meant and numbers and numbers[-1] >= since else sorted([*numbers, *articles])
    if not places:
        return len(words), len(words)
    start, end = places[-1], places[-1] + 1
    while start and is_number(words[start], locale):
        length = 1 if is_number(words[start - 1], locale) else 2  # "and" between
        if start < length or not is_number(words[start - length], locale):
            break
        start -= length
    return start, end


def _is_same(thing: Sequence[str], noun: Sequence[str], locale: str) -> bool:
    """True if the words name what is counted before: "two" of "a firm pillow", said as "two pillows"."""
    language = language_of(locale)
    said = set(stems(tuple(thing), language))
    return bool(said) and said <= set(stems(tuple(noun), language))
