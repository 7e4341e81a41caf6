"""Tells what a product is from what it only goes with: a laptop mouse is no laptop. Called by Search."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile

from voice_skill.language.tables import table
from voice_skill.store.search.text import Language, plain_words, stems
from voice_skill.store.tables import Product

# "SPF 50", "5A" and "10 W" at the end of a title.
_MODEL = re.compile(r"(?:\s+(?:[A-Z]{1,4}\s+)?\d[\w.]*(?:\s+[a-zA-Z]{1,2})?)+$")
_PART = re.compile(r"\s+[-–—|/]\s+|[,;:()]")


def of_a_kind(products: Iterable[Product], kind: str, language: Language) -> list[Product]:
    """Those of which a name, the category or a part of the title ends with the last of these words. A category of
    several kinds, "collars and leads", says so only where no name does."""
    words = stems(plain_words(kind, language), language)
    matching = []
    for product in products if words else ():
        is_named = words[-1] in _heads(_names(product), language)
        if is_named or words[-1] in _heads([product.category], language):
            is_of_several = not is_named and not _joining(language.locale).isdisjoint(
                product.category.casefold().split()
            )
            matching.append((product, is_of_several))
    sure = [product for product, is_of_several in matching if not is_of_several]
    return sure or [product for product, _ in matching]


def _names(product: Product) -> list[str]:
    """Its names and parts of the title; a part has several words, the first without a number: "8GB Memory" is no
    memory."""
    parts = [_MODEL.sub("", part) for part in _PART.split(product.title)]
    parts = [part for part in parts if len(part.split()) > 1 and not part.strip()[:1].isdigit()]
    return [product.spoken_name, product.spoken_plural, *product.synonyms, *parts]


def _heads(names: Iterable[str], language: Language) -> Iterator[str]:
    """The last words of names, before "for snapline cameras" and "with lid"."""
    for name in names:
        words = takewhile(lambda word: word not in _beside(language.locale), name.casefold().split())
        yield from stems(plain_words(" ".join(words), language), language)[-1:]


@cache
def _joining(locale: str) -> frozenset[str]:
    """Words between several kinds."""
    return frozenset(table("features", locale).get("joining", "").split())


@cache
def _beside(locale: str) -> frozenset[str]:
    """Words behind which something else than the product is named; behind "a jar of" is what it is."""
    return frozenset(table("features", locale).get("adding", "").split()) - {"and", "of"}
