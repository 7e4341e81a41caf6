"""Rewords what was said before it is read: without hesitation and openings, without what is taken back, and with a
product's name where the words only point at it. Called by `interpretation`."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from intents.dialogue.slots import PRODUCTS, Message, Slot
from intents.dialogue.turn import Turn
from intents.wording.assent import says_yes
from intents.wording.references import product_meant, with_names
from intents.wording.taken_back import without_taken_back
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of
from voice_skill.language.amounts.numbers import is_number


def reworded(message: Message, turn: Turn) -> Message:
    """The message in plain words; on Alexa, which sends none, with the product that a slot points at. turn: the
    message's, as it was said."""
    question = turn.open_question
    if message.text and question and question.is_yes_or_no and says_yes(message.text, question.intent, message.locale):
        return message  # "right, place the order"
    if message.text:
        text = _without_opening(_without_hesitation(message.text, message.locale), message.locale)
        text = _with_number(_without_ending(text, message.locale), message.locale)
        text = without_taken_back(text, question, message.locale)
        return replace(message, text=with_names(text, turn))
    slots = dict(message.slots)
    for name in slots.keys() & {*PRODUCTS, "other_product"}:
        if not slots[name].ids and (product := product_meant(slots[name].text, turn)):
            slots[name] = Slot(slots[name].text, (product.external_id,))
    return replace(message, slots=slots)


def _without_hesitation(text: str, locale: str) -> str:
    vocabulary = vocabulary_of(locale)
    if vocabulary is None:
        return text
    tokens = text.split()
    words = [" ".join(words_of(token)) for token in tokens]
    phrases = vocabulary.places_of("hesitation", words)
    thinking = {at for start, end in phrases if start > 0 and end < len(words) for at in range(start, end)}
    thinking |= {
        at
        for at, (before, word) in enumerate(pairwise(("", *words)))
        if word in vocabulary.words["hesitation"] and not is_number(before, locale)  # "in 7 mm"
    }
    kept: list[str] = []
    for at, token in enumerate(tokens):
        if at not in thinking:
            kept.append(token)
        elif kept and token.endswith(","):
            kept[-1] = kept[-1].removesuffix(",")  # "I want, um, two" has no pause behind "want"
    return " ".join(kept) if kept else text


def _without_opening(text: str, locale: str) -> str:
    """ "Right, I'd like a mug" asks for a mug; "right" alone may be a yes."""
    vocabulary, tokens = vocabulary_of(locale), text.split()
    words = list(words_of(text))
    if vocabulary is None or len(words) != len(tokens):
        return text
    length = 0
    while length < len(words) and (more := _opening(words[length:], vocabulary)):
        length += more
        if vocabulary.begins_clause(words[length:]):
            tokens, words, length = tokens[length:], words[length:], 0
    return " ".join(tokens)


def _without_ending(text: str, locale: str) -> str:
    """ "How much is the brie, my mom wants to know" without who asks."""
    vocabulary, tokens, words = vocabulary_of(locale), text.split(), words_of(text)
    if vocabulary is None or len(words) != len(tokens):
        return text
    start = min((start for start, end in vocabulary.places_of("ending", words) if end == len(words)), default=0)
    if start > 2 and words[start - 2] in vocabulary.words["mine"]:
        start -= 2  # "my gran wants to know"
    elif start > 1 and words[start - 1] in vocabulary.words["subjects"]:
        start -= 1
    return " ".join(tokens[:start]).rstrip(",;.!") if start else text


def _with_number(text: str, locale: str) -> str:
    """ "Just the one" at the end as a number, with what it counts behind it or nothing."""
    vocabulary, tokens, words = vocabulary_of(locale), text.split(), words_of(text)
    if vocabulary is None or len(words) != len(tokens):
        return text
    places = [(start, end) for start, end in vocabulary.places_of("only_one", words) if end >= len(words) - 1]
    return " ".join([*tokens[: places[0][0]], "1", *tokens[places[0][1] :]]) if places else text


def _opening(words: Sequence[str], vocabulary: Vocabulary) -> int:
    """How many of the first words open a request."""
    phrase = max((end for start, end in vocabulary.places_of("opening", words) if start == 0), default=0)
    return phrase or int(words[0] in vocabulary.words["opening"])


def without_courtesy(text: str, locale: str) -> str:
    """The text without "thanks" and the like; empty if it has none, or nothing else."""
    vocabulary, words = vocabulary_of(locale), list(words_of(text))
    if vocabulary is None:
        return ""
    polite = {at for start, end in vocabulary.places_of("courtesy", words) for at in range(start, end)}
    return " ".join(word for at, word in enumerate(words) if at not in polite) if polite else ""


def without_reason(text: str, locale: str) -> str:
    """The text without the statement behind its last pause; empty if there is none."""
    vocabulary, (said, _, behind) = vocabulary_of(locale), text.rpartition(",")
    words = words_of(behind)
    if (
        vocabulary is None
        or not said
        or (words[:1] and words[0] not in vocabulary.words["subjects"] | vocabulary.words["of_it"])
    ):
        return ""
    is_aside = not vocabulary.begins_clause(words) and vocabulary.words["kept"].isdisjoint(words)
    return said if is_aside else ""
