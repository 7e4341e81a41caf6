"""Finding the product that was said: words, the index over them, and the ranking. Called by the catalogue."""

from voice_skill.store.search.finding import Found, Search
from voice_skill.store.search.text import words

__all__ = ["Found", "Search", "words"]
