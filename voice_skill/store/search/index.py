"""The index over a merchant's products: what words lead to each, written with the product in one transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from voice_skill.store.search.text import LONGEST_WORD, Language, plain_words, stems

# How well a word stands for a product, best first: it is a whole name of it, in a name, in its title, or beside it.
WHOLE, NAME, TITLE, BESIDE = range(4)

LONGEST_KEY = 2 * LONGEST_WORD
# What a name or a title has beyond this helps nobody's ear; nor do pairs of words far apart.
MOST_NAME_WORDS = 8
PAIR_REACH = 4
MOST_TITLE_WORDS = 24
# Of a word of two letters nearly any other is one slip away.
SHORTEST_SLIP = 3

_ADD_WORD = text(
    "INSERT INTO product_words (merchant_id, word, rank, product_id) VALUES (:merchant_id, :word, :rank, :product_id)"
)
_ADD_SLIP = text(
    "INSERT INTO word_slips (merchant_id, slip, word) VALUES (:merchant_id, :slip, :word) ON CONFLICT DO NOTHING"
)
_FORGET = text("DELETE FROM product_words WHERE merchant_id = :merchant_id AND product_id = :product_id")
_TIDY = text(
    "DELETE FROM word_slips WHERE merchant_id = :merchant_id AND NOT EXISTS (SELECT 1 FROM product_words"
    " WHERE product_words.merchant_id = word_slips.merchant_id AND product_words.word = word_slips.word)"
)


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
        found.add_words(stems(plain_words(said, language)[:MOST_NAME_WORDS], language), BESIDE)
    return found


def _pairs(plain: Sequence[str]) -> Iterator[str]:
    for first, second in combinations(range(len(plain)), 2):
        if second - first <= PAIR_REACH:
            yield plain[first] + plain[second]


def slips(word: str) -> set[str]:
    """The word, and the word without each of its letters: two words one slip apart share one of these forms."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


class WordIndex:
    """The rows of the index of one merchant; the caller's transaction holds them together with the products."""

    def __init__(self, session: Session, merchant_id: int) -> None:
        self._session = session
        self._merchant_id = merchant_id
        self._spelt: set[str] = set()
        self._has_forgotten = False

    def write(self, found: Mapping[int, Entries]) -> None:
        """Add the entries of products that have none yet, by product id."""
        self._execute(
            _ADD_WORD,
            [
                {"word": word, "rank": rank, "product_id": product_id}
                for product_id, product in found.items()
                for word, rank in product.ranks.items()
            ],
        )
        new = set().union(*(product.words for product in found.values())) - self._spelt
        self._spelt |= new
        spelt = [word for word in new if word.isalpha() and len(word) >= SHORTEST_SLIP]
        self._execute(_ADD_SLIP, [{"slip": form, "word": word} for word in spelt for form in slips(word)])

    def forget(self, product_ids: Sequence[int]) -> None:
        """Take away all entries of these products; `tidy` afterwards."""
        self._has_forgotten |= bool(product_ids)
        self._execute(_FORGET, [{"product_id": product_id} for product_id in product_ids])

    def tidy(self) -> None:
        """Forget how to get wrong a word that no product has any more."""
        if self._has_forgotten:
            self._execute(_TIDY, [{}])

    def _execute(self, statement: TextClause, rows: list[dict[str, object]]) -> None:
        if rows:
            merchant = {"merchant_id": self._merchant_id}
            self._session.execute(statement, [merchant | row for row in rows])
