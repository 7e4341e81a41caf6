"""Recognizes a clear yes: words that say yes to a question and nothing else, such as "okay then yes, order it". A yes
that may move money is read from all of its own words. Called by `interpretation`."""

from collections.abc import Iterator

from intents.dialogue.intent import Intent
from intents.orders.place_order.handler import PlaceOrder
from intents.orders.reorder.handler import Reorder
from intents.wording.vocabulary import Phrase, Vocabulary, vocabulary_of, words_of

_LONGEST = 6


def says_yes(text: str, intent: type[Intent], locale: str) -> bool:
    """True for a clear yes. intent: the one that a yes carries out. False in a language without a vocabulary."""
    vocabulary, words = vocabulary_of(locale), words_of(text)
    if vocabulary is None or not words:
        return False
    deed = PlaceOrder if intent is Reorder else intent  # a reorder is an order
    kinds = set(_kinds(words, deed.__name__, vocabulary))
    return "" not in kinds and ("strong" in kinds or {"soft", "deed"} <= kinds)


def _kinds(words: tuple[str, ...], deed: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The kinds of the phrases that make up the words, the longest phrases first; empty for any other word."""
    at = 0
    while at < len(words):
        parts = (words[at : at + length] for length in range(_LONGEST, 0, -1))
        length, kind = next(((len(part), kind) for part in parts if (kind := _kind(part, deed, vocabulary))), (1, ""))
        yield kind
        at += length


def _kind(part: Phrase, deed: str, vocabulary: Vocabulary) -> str:
    if part in vocabulary.deeds.get(deed, ()):
        return "deed"
    return next((kind for kind, phrases in vocabulary.assent.items() if part in phrases), "")
