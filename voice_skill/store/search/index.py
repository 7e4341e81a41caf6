"""The index over a merchant's products: what words lead to each. Called by whoever writes products."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from voice_skill.store.search.text import LONGEST_WORD, Language, language_of, plain_words, stems

# How well a word stands for a product, best first: it is a whole name of it, in a name, in its title, or beside it.
WHOLE, NAME, TITLE, BESIDE = range(4)

LONGEST_KEY = 2 * LONGEST_WORD
# What a name or a title has beyond this helps nobody's ear; nor do pairs of words far apart.
MOST_NAME_WORDS = 8
PAIR_REACH = 4
MOST_TITLE_WORDS = 24
# Of a word of two letters nearly any other is one slip away.
SHORTEST_SLIP = 3


@dataclass(frozen=True)
class ProductText:
    """What can be said for one product; `beside` its names are its brand, category, options and short attributes."""

    names: Sequence[str]
    title: str
    beside: Iterable[str]


@dataclass
class Entries:
    """What leads to one product: `ranks` of words, pairs and whole names, and which of them are `words`."""

    ranks: dict[str, int] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def add(self, keys: Iterable[str], rank: int) -> None:
        for key in keys:
            if 0 < len(key) <= LONGEST_KEY:
                self.ranks[key] = min(rank, self.ranks.get(key, rank))

    def add_words(self, words: Collection[str], rank: int) -> None:
        self.add(words, rank)
        self.words.update(words)


def entries(product: ProductText, language: Language) -> Entries:
    """Everything under which the product is found.

    Pairs and whole names are glued without a space, so that "tooth paste" and "toothpaste" meet, and so that two
    words which are each in thousands of products lead at once to the few that have both.
    """
    found = Entries()
    for name in product.names:
        plain = plain_words(name, language)
        found.add(["".join(plain)], WHOLE)
        # The words as they are written as well: slips are measured against what people spell.
        found.add_words({*plain[:MOST_NAME_WORDS], *stems(plain[:MOST_NAME_WORDS], language)}, NAME)
        found.add(_pairs(plain[:MOST_NAME_WORDS]), NAME)
    title = plain_words(product.title, language)
    found.add(["".join(title)], WHOLE)
    found.add_words(stems(title[:MOST_TITLE_WORDS], language), TITLE)
    for said in product.beside:
        found.add_words(_beside(said, language.code), BESIDE)
    return found


@lru_cache(maxsize=16_384)
def _beside(said: str, code: str) -> list[str]:
    """A brand, a category or a color stands beside many products."""
    language = language_of(code)
    return stems(plain_words(said, language)[:MOST_NAME_WORDS], language)


def _pairs(plain: Sequence[str]) -> Iterator[str]:
    for first, second in combinations(range(len(plain)), 2):
        if second - first <= PAIR_REACH:
            yield plain[first] + plain[second]


def slips(word: str) -> set[str]:
    """The word, and the word without each of its letters: two words one slip apart share one of these forms."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}
