"""The question that search answers: which of this merchant's products did the customer mean? Called by Catalogue."""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, bindparam, select

from voice_skill.store.search.index import WHOLE
from voice_skill.store.search.loading import PRODUCTS, load
from voice_skill.store.search.lookup import MOST_WORDS, candidates
from voice_skill.store.search.ranking import MARGIN, Named, Verdict, choice, decide, different
from voice_skill.store.search.text import Language, language_of, plain_words
from voice_skill.store.tables import Merchant, Product, ProductWord, Variant

# Products that share one whole name, and candidates that are ranked.
MOST_NAMESAKES = 8
MOST_CANDIDATES = 16

_BY_WHOLE_NAME = PRODUCTS.where(
    Product.id.in_(
        select(ProductWord.product_id)
        .where(ProductWord.merchant_id == bindparam("merchant_id"))
        .where(ProductWord.word == bindparam("name"), ProductWord.rank == WHOLE)
        .order_by(ProductWord.product_id)
        .limit(MOST_NAMESAKES)
    )
)
_BY_ID = PRODUCTS.where(Product.id.in_(bindparam("ids", expanding=True)))
_NAMES = select(Product.id, Product.spoken_name, Product.synonyms, Product.brand).where(
    Product.merchant_id == bindparam("merchant_id"), Product.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True)
class Found:
    """With "sure" `products` is the one meant; with "ask" a few that differ by ear; with "none" the nearest, if any."""

    verdict: Verdict
    products: tuple[Product, ...]


class Search:
    """Finds products in the index of one merchant."""

    def __init__(self, connection: Connection, merchant: Merchant) -> None:
        self._connection = connection
        self._merchant = merchant

    def find(self, said: str, limit: int) -> Found:
        language = language_of(self._merchant.locale)
        plain = plain_words(said, language)
        if not plain:
            return Found("none", ())
        return self._whole(plain, limit) or self._likeliest(plain[:MOST_WORDS], language, limit)

    def _whole(self, plain: list[str], limit: int) -> Found | None:
        """The products of exactly this name, plural or synonym: most requests, so it costs one statement."""
        products = self._load(_BY_WHOLE_NAME, name="".join(plain))
        named = [Named(product.id, product.spoken_name, (), product.brand) for product in products.values()]
        if not named:
            return None
        verdict, chosen = choice(different(named), limit)
        return Found(verdict, tuple(products[one] for one in chosen))

    def _likeliest(self, plain: list[str], language: Language, limit: int) -> Found:
        found = candidates(self._connection, self._merchant.id, plain, language)
        ids = {"merchant_id": self._merchant.id, "ids": found.best(MOST_CANDIDATES, MARGIN * len(plain))}
        named = [Named(*row) for row in self._connection.execute(_NAMES, ids)] if ids["ids"] else []
        verdict, chosen = decide(plain, found, named, language, limit)
        products = self._load(_BY_ID, ids=chosen) if chosen else {}
        return Found(verdict, tuple(products[one] for one in chosen))

    def _load(self, statement: Select[Product, Variant], **values: object) -> dict[int, Product]:
        return load(self._connection, statement, merchant_id=self._merchant.id, **values)
