"""Leaves out what a customer takes back in the same breath: of "three mugs, no wait, two" two mugs are left, and of
"pink, no, yellow" yellow. Called by `interpretation`."""

from collections.abc import Sequence

from intents.dialogue.question import Question
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of
from voice_skill.language.amounts.numbers import is_number

_MOST_WORDS_AFTER = 4  # of a correction that is a value alone


def without_taken_back(text: str, question: Question | None, locale: str) -> str:
    """The text with the number or the choice that was said last in place of the one before it."""
    vocabulary, words = vocabulary_of(locale), list(words_of(text))
    if vocabulary is None:
        return text
    for start, end in sorted(vocabulary.places_of("taking_back", words), key=lambda place: place[0] - place[1]):
        before, after = words[:start], words[end:]
        after = after[next((at for at, word in enumerate(after) if word not in vocabulary.words["before_value"]), 0) :]
        if not before or not after or len(after) > _MOST_WORDS_AFTER:
            continue
        if is_number(after[0], locale) and any(is_number(word, locale) for word in before):
            return _without_taken_back_number(before, after, vocabulary, locale)
        if question and question.is_choosing and _has_choice(before, question) and _has_choice(after, question):
            return " ".join(after)
    return text


def _without_taken_back_number(before: Sequence[str], after: Sequence[str], vocabulary: Vocabulary, locale: str) -> str:
    """The first words with the number, and with what is counted if that was said anew, of the last ones."""
    end = next(at for at in range(len(before), 0, -1) if is_number(before[at - 1], locale))
    start = next((at for at in range(end, 0, -1) if not is_number(before[at - 1], locale)), 0)
    number_end = next((at for at, word in enumerate(after) if not is_number(word, locale)), len(after))
    is_bare = (vocabulary.words["light"] | vocabulary.words["cart"]).issuperset(after[number_end:])
    counted = before[end:] if is_bare else ()
    return " ".join([*before[:start], *after[:number_end], *counted, *after[number_end:]])


def _has_choice(words: Sequence[str], question: Question) -> bool:
    return question.has_choice({}, tuple(words))
