"""Words without their endings, by Snowball's stemmer of their language. For search and understanding."""

from functools import cache, lru_cache

import snowballstemmer
from babel import Locale, UnknownLocaleError


@cache
def stemmer_of(language: str) -> str | None:
    """Snowball's name for the stemmer of a language ("en"), which is the language's name in English."""
    try:
        name = (Locale.parse(language).get_language_name("en") or "").lower()
    except (ValueError, UnknownLocaleError):
        return None
    return name if name in snowballstemmer.algorithms() else None


@lru_cache(maxsize=131_072)
def stem(word: str, stemmer: str | None) -> str:
    """The word without its ending, so that "biscuits" meets "biscuit"; the word itself without a stemmer."""
    if stemmer is None:
        return word
    # A Snowball stemmer keeps the word it works on in itself: a new one for each call is safe among threads.
    stemmed: str = snowballstemmer.stemmer(stemmer).stemWord(word)
    return stemmed
