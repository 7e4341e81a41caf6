"""The products a merchant sells, found by spoken words, by id, by sku. Reached as MerchantStore.catalogue."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from voice_skill.language.characters import sayable
from voice_skill.store.errors import CatalogueMoved, DuplicateItem, UnknownProduct
from voice_skill.store.imports.comparer import Comparer
from voice_skill.store.imports.comparison import Batch, Comparison
from voice_skill.store.imports.items import CatalogueChange, CatalogueItem
from voice_skill.store.imports.rebuild import Progress, is_lost, tell_all
from voice_skill.store.imports.snapshot import Snapshot
from voice_skill.store.search import Found
from voice_skill.store.search.entries import entry_of
from voice_skill.store.search.loading import PRODUCTS, load
from voice_skill.store.search.text import language_of
from voice_skill.store.tables import Feed, Merchant, Product, Variant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

# Rows held at a time while all names of a catalogue stream by.
NAMES_AT_A_TIME = 1_000
_MOST_LOOKED_AT = 500  # of the catalogue, where a few answer as well as all

_PRODUCT = PRODUCTS.where(Product.external_id == bindparam("external_id"), Product.discontinued_at.is_(None))
_VARIANT = (
    select(Variant)
    .where(Variant.merchant_id == bindparam("merchant_id"), Variant.sku == bindparam("sku"))
    .where(Variant.discontinued_at.is_(None))
    .options(joinedload(Variant.product))
)


_NAMES = (
    select(Product.external_id, Product.spoken_name, Product.spoken_plural, Product.synonyms)
    .where(Product.merchant_id == bindparam("merchant_id"), Product.discontinued_at.is_(None))
    .order_by(Product.id)
)


@dataclass(frozen=True)
class ProductName:
    """A product's names, for the interaction model."""

    external_id: str
    spoken_name: str
    spoken_plural: str
    synonyms: list[str]


class Catalogue:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    def find(
        self, heard: str | Sequence[tuple[str, float]], *, limit: int = 3, bought: Mapping[int, float] | None = None
    ) -> Found:
        """Find the product the customer means; at most `limit` to choose from.

        heard: the words, or what a recogniser takes them for, each with its confidence, likeliest first.
        bought: how much of each product this customer has bought, by its id."""
        # Here, so that a server starts without it: numpy and rapidfuzz take as long to load as all the rest.
        from voice_skill.store.search.product_search import Search

        alternatives = [(heard, 1.0)] if isinstance(heard, str) else heard
        return Search(self._store.connection, self._store.merchant).find(alternatives, limit, bought, self._store.now)

    def of_kind(self, kind: str, *, limit: int) -> list[Product]:
        """The products that are of a kind, "laptops", and not only for one."""
        from voice_skill.store.search.product_search import Search

        return Search(self._store.connection, self._store.merchant).of_kind(kind, limit)

    def product(self, external_id: str) -> Product:
        """The product of the merchant's own id, with its variants; raises UnknownProduct."""
        values = {"merchant_id": self._store.merchant.id, "external_id": external_id}
        for product in load(self._store.connection, _PRODUCT, **values).values():
            return product
        raise UnknownProduct(external_id)

    def products(self, *, limit: int, after: int = 0) -> list[Product]:
        """The first so many products that came into the shop, with their variants; after: that product's own id."""
        mine = (Product.merchant_id == self._store.merchant.id, Product.discontinued_at.is_(None), Product.id > after)
        first = select(Product.id).where(*mine).order_by(Product.id).limit(limit)
        statement = PRODUCTS.where(Product.id.in_(first.scalar_subquery()))
        return list(load(self._store.connection, statement, merchant_id=self._store.merchant.id).values())

    def count(self) -> int:
        """The number of products the shop sells."""
        mine = (Product.merchant_id == self._store.merchant.id, Product.discontinued_at.is_(None))
        return self._store.connection.scalar(select(func.count()).select_from(Product).where(*mine)) or 0

    def variant(self, sku: str) -> Variant:
        """One way to buy a product, with its product; raises UnknownProduct."""
        values = {"merchant_id": self._store.merchant.id, "sku": sku}
        variant = self._store.session.scalars(_VARIANT, values).one_or_none()
        if variant is None:
            raise UnknownProduct(sku)
        return variant

    def names(self) -> Iterator[ProductName]:
        """Every product's names, in the order in which the products came into the shop."""
        options = {"yield_per": NAMES_AT_A_TIME}
        for row in self._store.session.execute(
            _NAMES, {"merchant_id": self._store.merchant.id}, execution_options=options
        ):
            yield ProductName(*row)

    def example(self) -> ProductName | None:
        """Something that the shop sells, to show how to ask; None while it sells nothing."""
        row = self._store.session.execute(_NAMES.limit(1), {"merchant_id": self._store.merchant.id}).first()
        return ProductName(*row) if row else None

    def examples(self, most: int) -> list[ProductName]:
        """A few things that the shop sells, to name some of what there is."""
        rows = self._store.session.execute(_NAMES.limit(most), {"merchant_id": self._store.merchant.id})
        return [ProductName(*row) for row in rows]

    def departments(self) -> list[str]:
        """What the merchant sorts products by, the largest first: "mugs" of "Kitchen > Mugs"; of the products that came
        first, so that it costs the same in every shop."""
        mine = (Product.merchant_id == self._store.merchant.id, Product.discontinued_at.is_(None))
        first = select(Product.category).where(*mine).order_by(Product.id).limit(_MOST_LOOKED_AT)
        names = (category.rpartition(">")[2].strip() for category in self._store.connection.scalars(first))
        return [name for name, _ in Counter(filter(None, names)).most_common()]

    def on_sale(self, most: int) -> list[Variant]:
        """Variants to be had at a reduced price today, one of each product, with their products."""
        now = self._store.now
        statement = (
            select(Variant)
            .where(Variant.merchant_id == self._store.merchant.id, Variant.discontinued_at.is_(None))
            .where(Variant.sale_price_minor < Variant.price_minor)
            .where(or_(Variant.sale_from.is_(None), Variant.sale_from <= now))
            .where(or_(Variant.sale_until.is_(None), Variant.sale_until > now))
            .order_by(Variant.product_id, Variant.position)
            .limit(_MOST_LOOKED_AT)
            .options(joinedload(Variant.product))
        )
        by_product: dict[int, Variant] = {}
        for variant in self._store.session.scalars(statement):
            if variant.can_sell(1) and variant.product.discontinued_at is None:
                by_product.setdefault(variant.product_id, variant)
            if len(by_product) == most:
                break
        return list(by_product.values())

    def options(self) -> dict[str, list[str]]:
        """The options customers may choose: each option's name with its values, in the order in which they came."""
        values: dict[str, dict[str, None]] = {}
        for options in self._distinct(Variant.options, Variant.id):
            for name, value in options.items():
                values.setdefault(name, {})[value] = None
        return {name: list(value_set) for name, value_set in values.items()}

    def attributes(self) -> list[str]:
        """The names of what is told about products, "material" or "care"."""
        return list(
            dict.fromkeys(name for attributes in self._distinct(Product.attributes, Product.id) for name in attributes)
        )

    def put(self, items: Iterable[CatalogueItem]) -> CatalogueChange:
        """Make the shop sell exactly these beside what feeds bring: what is missing is discontinued, never deleted.
        All or nothing.

        Raises DuplicateItem and MixedCurrency."""
        self._store.begin_write()
        with self._store.session.begin_nested():
            self._hold()
            with self.compare(items) as comparison:
                if comparison.taken:
                    raise DuplicateItem(comparison.taken[0].field, comparison.taken[0].value)
                return self.write(comparison)

    def put_one(self, item: CatalogueItem) -> Product:
        """Sell this as it says, beside all else; what a feed brings is the feed's. A name that the merchant gave stays.

        Raises DuplicateItem, also for a sku of another product, and MixedCurrency."""
        self._store.begin_write()
        self._hold()
        for variant in item.variants:
            with suppress(UnknownProduct):
                if self.variant(variant.sku).product.external_id != item.external_id:
                    raise DuplicateItem("sku", variant.sku)
        with self.compare([item], kept=None) as comparison:
            if comparison.taken:
                raise DuplicateItem(comparison.taken[0].field, comparison.taken[0].value)
            self.write(comparison)
        return self.product(item.external_id)

    def take_out(self, external_id: str) -> None:
        """Sell this no longer; it is kept for whoever bought it. Raises UnknownProduct, DuplicateItem for a feed's."""
        self._store.begin_write()
        merchant = self._hold()
        product = self.product(external_id)
        if product.feed_id is not None:
            raise DuplicateItem("id", external_id)
        with Comparison(merchant.catalogue_version, None) as comparison:
            comparison.removed_ids.append(product.id)
            comparison.change.removed = 1
            self.write(comparison)

    def compare(
        self, items: Iterable[CatalogueItem], feed: Feed | None = None, kept: Iterable[str] | None = ()
    ) -> Comparison:
        """Compare the shop with these items, which are all that `feed` brings; the result must be closed. Only reads,
        so that the shop goes on meanwhile. kept: ids of the feed that stay as they are though they are not among the
        items; None: all.

        Raises DuplicateItem and MixedCurrency."""
        comparer = Comparer(self._store.connection, self._store.merchant, feed.id if feed else None)
        return comparer.compare(items, kept)

    def write(self, comparison: Comparison) -> CatalogueChange:
        """Make the shop what was compared; raises CatalogueMoved when it is no longer what it was compared with."""
        if comparison.is_empty:
            return comparison.change
        self._store.begin_write()
        merchant = self._hold()
        if merchant.catalogue_version != comparison.version:
            raise CatalogueMoved
        session = self._store.session
        Snapshot(session.connection(), merchant, self._store.now).write(comparison)
        merchant.catalogue_version += 1
        session.flush()
        # What this turn has loaded before is not what the shop says now.
        session.expire_all()
        return comparison.change

    def rename(self, external_id: str, name: str | None, plural: str | None = None) -> Product:
        """Have the product called so, whatever its feed says later; with None, as its feed would have it again.

        plural: left out, the name as it is. Raises UnknownProduct."""
        self._store.begin_write()
        name, plural = (text and sayable(text) for text in (name, plural))
        merchant, session = self._hold(), self._store.session
        row = session.get_one(Product, self.product(external_id).id, populate_existing=True)
        _call(row, name, plural)
        session.flush()
        product, out = self.product(external_id), Batch()
        out.tell(product.id, entry_of(product, language_of(merchant.locale)))
        with Comparison(merchant.catalogue_version, product.feed_id) as comparison:
            comparison.is_anew = is_lost(session.connection(), merchant)
            comparison.keep(out)
            if comparison.is_anew:
                tell_all(session.connection(), merchant, comparison, but={product.id})
            Snapshot(session.connection(), merchant, self._store.now).write(comparison)
        merchant.catalogue_version += 1
        session.flush()
        return product

    def mend(self) -> bool:
        """Make the index anew if it is lost or of another version; says whether it was."""
        if not is_lost(self._store.connection, self._store.merchant):
            return False
        # Whoever changes the catalogue in this very moment has mended it.
        with suppress(CatalogueMoved):
            self.reindex()
        return True

    def reindex(self, progress: Progress = lambda done, total: None) -> int:
        """Make the index anew of all that the shop sells, and give how many products that is. Nobody waits until it is
        written. Raises CatalogueMoved."""
        with Comparison(self._store.merchant.catalogue_version, None) as comparison:
            comparison.is_anew = True
            tell_all(self._store.connection, self._store.merchant, comparison, progress=progress)
            self.write(comparison)
            return comparison.told

    def _hold(self) -> Merchant:
        """The merchant's row, so that of two who change the catalogue the second waits. Customers do not: their carts
        and orders only need the merchant's key to stay."""
        key = self._store.merchant.id
        with_for_update = {"key_share": True}
        merchant = self._store.session.get_one(Merchant, key, with_for_update=with_for_update, populate_existing=True)
        self._store.merchant = merchant
        return merchant

    def _distinct(
        self, column: InstrumentedAttribute[dict[str, str]], age: InstrumentedAttribute[int]
    ) -> Iterator[dict[str, str]]:
        """The distinct values of a JSON column, oldest first; PostgreSQL compares JSON only as text."""
        table = column.class_
        text_column = cast(column, Text)
        statement = (
            select(text_column)
            .where(table.merchant_id == self._store.merchant.id, table.discontinued_at.is_(None))
            .group_by(text_column)
            .order_by(func.min(age))
        )
        return (json.loads(value) for value in self._store.session.scalars(statement))


def _call(row: Product, name: str | None, plural: str | None) -> None:
    """With None, as the feed would have it."""
    if row.fed_name is None and name is not None:
        row.fed_name, row.fed_plural = row.spoken_name, row.spoken_plural
    if name is not None:
        row.spoken_name, row.spoken_plural = name, plural or name
    elif row.fed_name is not None:
        row.spoken_name, row.spoken_plural = row.fed_name, row.fed_plural or row.fed_name
        row.fed_name = row.fed_plural = None
