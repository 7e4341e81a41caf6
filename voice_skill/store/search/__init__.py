"""Finding the product that was said: words, the index over them, and the ranking. Called by the catalogue.

finding.Search is not named here: it loads numpy and rapidfuzz, for which a server that starts need not wait."""

from voice_skill.store.search.found import MOST_FOUND, Found
from voice_skill.store.search.text import words

__all__ = ["MOST_FOUND", "Found", "words"]
