"""Tells what a product is from what it only goes with: a laptop mouse is no laptop. Called by Search."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from voice_skill.language.tables import table
from voice_skill.store.search.text import Language, plain_words, stems
from voice_skill.store.tables import Product

_PART = re.compile(r"\s+[-–—|/]\s+|[,;:()]")


def is_a(product: Product, kind: str, language: Language) -> bool:
    """True if a name, the category or a part of the title ends with the last of these words."""
    words = stems(plain_words(kind, language), language)
    return bool(words) and any(words[-1] == head for head in _heads(product, language))


def _heads(product: Product, language: Language) -> Iterator[str]:
    """The last words of its names, before "for snapline cameras" and "with lid"; a part of the title has several words,
    the first without a number: "8GB Memory" is no memory."""
    parts = [part for part in _PART.split(product.title) if len(part.split()) > 1 and not part.strip()[:1].isdigit()]
    for name in (product.spoken_name, product.spoken_plural, *product.synonyms, product.category, *parts):
        words = takewhile(lambda word: word not in _beside(language.locale), name.casefold().split())
        yield from stems(plain_words(" ".join(words), language), language)[-1:]


@cache
def _beside(locale: str) -> frozenset[str]:
    """Words behind which something else than the product is named; behind "a jar of" is what it is."""
    return frozenset(table("features", locale).get("adding", "").split()) - {"and", "of"}
