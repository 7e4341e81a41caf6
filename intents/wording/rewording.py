"""Rewords what was said before it is read: without hesitation and openings, without what is taken back, and with a
product's name where the words only point at it. Called by `interpretation`."""

from collections.abc import Sequence
from dataclasses import replace

from intents.dialogue.slots import PRODUCTS, Message, Slot
from intents.dialogue.turn import Turn
from intents.wording.assent import says_yes
from intents.wording.references import product_meant, with_names
from intents.wording.taken_back import without_taken_back
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of


def reworded(message: Message, turn: Turn) -> Message:
    """The message in plain words; on Alexa, which sends none, with the product that a slot points at. turn: the
    message's, as it was said."""
    question = turn.open_question
    if message.text and question and question.is_yes_or_no and says_yes(message.text, question.intent, message.locale):
        return message  # "right, place the order"
    if message.text:
        text = _without_opening(_without_hesitation(message.text, message.locale), message.locale)
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
    thinking |= {at for at, word in enumerate(words) if word in vocabulary.words["hesitation"]}
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


def _opening(words: Sequence[str], vocabulary: Vocabulary) -> int:
    """How many of the first words open a request."""
    phrase = max((end for start, end in vocabulary.places_of("opening", words) if start == 0), default=0)
    return phrase or int(words[0] in vocabulary.words["opening"])


def without_courtesy(text: str, locale: str) -> str:
    """The text without "thanks" and the like at its beginning and its end; empty if it has none, or nothing else."""
    vocabulary, words = vocabulary_of(locale), list(words_of(text))
    if vocabulary is None:
        return ""
    places = list(vocabulary.places_of("courtesy", words))
    start = max((end for begin, end in places if begin == 0), default=0)
    stop = min((begin for begin, end in places if end == len(words)), default=len(words))
    return " ".join(words[start:stop]) if stop - start < len(words) else ""
