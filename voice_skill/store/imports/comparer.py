"""Comparing all that a merchant, or one feed of theirs, sells with what is in the shop: reads only, holds no lock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BindParameter, Connection, Executable, Select, Text, bindparam, cast, func, select

from voice_skill.store.errors import DuplicateItem, MixedCurrency
from voice_skill.store.imports.comparison import PRODUCT_COLUMNS, VARIANT_COLUMNS, Batch, Comparison
from voice_skill.store.imports.item_rows import product_values, time_text, variant_values
from voice_skill.store.imports.items import CatalogueItem, Taken
from voice_skill.store.imports.rebuild import is_due, tell_all
from voice_skill.store.search.entries import entry_of
from voice_skill.store.search.text import language_of
from voice_skill.store.tables import Merchant, Product, Variant

T = TypeVar("T")
Told = dict[str, tuple[Any, Any]]

BATCH_ITEMS = 500
# What of a row decides by which words its product is found.
_SAID = {"title", "spoken_name", "spoken_plural", "synonyms", "brand", "category", "attributes", "discontinued_at"}
_GROUPING = {"product_id", "options", "discontinued_at"}
_JSON = {"synonyms", "attributes", "images", "options"}
_FEED, _NAME, _PLURAL, _FED_NAME = map(PRODUCT_COLUMNS.index, ("feed_id", "spoken_name", "spoken_plural", "fed_name"))
_PRODUCT_ID = VARIANT_COLUMNS.index("product_id")
_TIMES = slice(VARIANT_COLUMNS.index("sale_from"), VARIANT_COLUMNS.index("sale_until") + 1)


def _columns(table: type[Product | Variant], names: Sequence[str]) -> list[Any]:
    """JSON as it is written, which is compared a good deal faster than what it says."""
    return [cast(getattr(table, name), Text) if name in _JSON else getattr(table, name) for name in names]


_SOUGHT: BindParameter[Any] = bindparam("sought", expanding=True)
_PRODUCTS = select(Product.id, *_columns(Product, PRODUCT_COLUMNS)).where(
    Product.merchant_id == bindparam("merchant_id"), Product.external_id.in_(_SOUGHT)
)
_VARIANTS = select(Variant.id, *_columns(Variant, VARIANT_COLUMNS)).where(
    Variant.merchant_id == bindparam("merchant_id")
)
_OF_PRODUCTS = _VARIANTS.where(Variant.product_id.in_(_SOUGHT))
_BY_SKU = _VARIANTS.where(Variant.sku.in_(_SOUGHT))
_FEEDS: Select[int, int | None] = select(Product.id, Product.feed_id).where(
    Product.merchant_id == bindparam("merchant_id"), Product.id.in_(_SOUGHT)
)
_LIVE = (
    select(Product.id, Product.external_id, Product.title, func.count(Variant.id))
    .outerjoin(
        Variant,
        (Variant.merchant_id == Product.merchant_id)
        & (Variant.product_id == Product.id)
        & Variant.discontinued_at.is_(None),
    )
    .where(Product.merchant_id == bindparam("merchant_id"), Product.discontinued_at.is_(None))
    .group_by(Product.id, Product.external_id, Product.title)
    .order_by(Product.id)
)


class Known(NamedTuple):
    """A row as the database has it, its values in the order of the columns."""

    id: int
    values: list[Any]

    @property
    def is_live(self) -> bool:
        return self.values[-1] is None


class Comparer:
    """Compares one snapshot of what a feed brings; without a feed, of what none brings."""

    def __init__(self, connection: Connection, merchant: Merchant, feed_id: int | None) -> None:
        self._connection = connection
        self._merchant = merchant
        self._feed_id = feed_id
        self._language = language_of(merchant.locale)
        self._external_ids: set[str] = set()
        self._skus: set[str] = set()
        self._live_ids: set[int] = set()
        self._changed_ids: set[int] = set()
        # Variants that go from one product to another, and the products that they leave.
        self._moved: set[int] = set()
        self._bereft: set[int] = set()
        self._out = Batch()
        self._comparison = Comparison(merchant.catalogue_version, feed_id)

    def compare(self, items: Iterable[CatalogueItem], kept: Iterable[str] | None = ()) -> Comparison:
        """Read the items as a stream. kept: ids that stay in the shop as they are though no item has them; None: all.

        Raises DuplicateItem and MixedCurrency."""
        try:
            for batch in batches(items):
                self._refuse(batch)
                self._compare_batch(batch)
            if kept is not None:
                self._find_missing(frozenset(kept))
            self._tell_the_others()
        except BaseException:
            self._comparison.close()
            raise
        return self._comparison

    def _refuse(self, batch: Sequence[CatalogueItem]) -> None:
        for item in batch:
            _add_once(self._external_ids, "id", item.external_id)
            for variant in item.variants:
                _add_once(self._skus, "sku", variant.sku)
                for money in (variant.price, variant.sale_price):
                    if money is not None and money.currency != self._merchant.currency:
                        raise MixedCurrency(self._merchant.currency, money.currency)

    def _compare_batch(self, batch: Sequence[CatalogueItem]) -> None:
        rows = self._rows(_PRODUCTS, [item.external_id for item in batch])
        products = {row[1]: Known(row[0], list(row[1:])) for row in rows}
        variants = _variants(self._rows(_OF_PRODUCTS, [row.id for row in products.values()]))
        elsewhere = self._elsewhere(batch, variants)
        foreign = self._foreign(elsewhere)
        mine = [item for item in batch if self._is_mine(item, products.get(item.external_id), foreign)]
        either = variants | elsewhere
        self._move(mine, products, either)
        by_product: dict[int, dict[str, Known]] = {}
        for sku, known in variants.items():
            by_product.setdefault(known.values[_PRODUCT_ID], {})[sku] = known
        for item in mine:
            product = products.get(item.external_id)
            own = by_product.get(product.id, {}) if product else {}
            self._compare_item(item, product, own, either)
        self._comparison.keep(self._out)
        self._out = Batch()

    def _elsewhere(self, batch: Sequence[CatalogueItem], variants: Mapping[str, Known]) -> dict[str, Known]:
        """The variants of other products that these items are to get."""
        new = (variant.sku for item in batch for variant in item.variants if variant.sku not in variants)
        rows_by_sku: dict[str, Known] = {}
        for skus in batches(new):
            rows_by_sku |= _variants(self._rows(_BY_SKU, skus))
        return rows_by_sku

    def _foreign(self, elsewhere: Mapping[str, Known]) -> set[str]:
        """The skus among these that are sold now, and not by this feed."""
        owners = {row.values[_PRODUCT_ID] for row in elsewhere.values() if row.is_live}
        foreign = {id_ for id_, feed_id in self._rows(_FEEDS, sorted(owners)) if feed_id != self._feed_id}
        return {sku for sku, known in elsewhere.items() if known.is_live and known.values[_PRODUCT_ID] in foreign}

    def _rows(self, statement: Executable, sought: Sequence[Any]) -> Sequence[Sequence[Any]]:
        if not sought:
            return []
        return self._connection.execute(statement, {"merchant_id": self._merchant.id, "sought": sought}).all()

    def _is_mine(self, item: CatalogueItem, row: Known | None, foreign: set[str]) -> bool:
        """True if the item may be imported; an item that another feed already sells is skipped and reported."""
        if row is not None and row.is_live and row.values[_FEED] != self._feed_id:
            self._comparison.taken.append(Taken(item.external_id, "id", item.external_id))
            return False
        if row is not None:
            self._live_ids.add(row.id)
        for variant in item.variants:
            if variant.sku in foreign:
                self._comparison.taken.append(Taken(item.external_id, "sku", variant.sku))
                return False
        return True

    def _move(
        self, mine: Sequence[CatalogueItem], products: Mapping[str, Known], variants: Mapping[str, Known]
    ) -> None:
        for item in mine:
            owner = products.get(item.external_id)
            for variant in item.variants:
                row = variants.get(variant.sku)
                if row is not None and (owner is None or row.values[_PRODUCT_ID] != owner.id):
                    self._moved.add(row.id)
                    self._bereft.add(row.values[_PRODUCT_ID])

    def _compare_item(
        self, item: CatalogueItem, row: Known | None, own: Mapping[str, Known], variants: Mapping[str, Known]
    ) -> None:
        is_renamed = row is not None and row.values[_FED_NAME] is not None
        names = row.values[_NAME : _PLURAL + 1] if row is not None and is_renamed else None
        values = product_values(item, self._feed_id, names)
        if names:
            item = replace(item, spoken_name=names[0], spoken_plural=names[1])
        differences: Told = {}
        if row is None:
            self._out.new.append(values)
            product_id = -len(self._out.new)
        else:
            product_id = row.id
            if row.values != values:
                differences = _differing(PRODUCT_COLUMNS, row.values, values)
                self._out.changed.append([*values, product_id])
        of_variants = self._compare_variants(item, product_id, own, variants)
        is_bereft = product_id in self._bereft
        self._count(item, row, differences | of_variants, is_bereft)
        if row is None or is_bereft or _SAID & differences.keys() or _GROUPING & of_variants.keys():
            self._out.tell(product_id, entry_of(item, self._language))
            self._changed_ids.add(product_id)

    def _compare_variants(
        self, item: CatalogueItem, product_id: int, own: Mapping[str, Known], variants: Mapping[str, Known]
    ) -> Told:
        changes: Told = {}
        for position, variant in enumerate(item.variants):
            values = variant_values(variant, product_id, position)
            row = variants.get(variant.sku)
            if row is None:
                self._out.new_variants.append(values)
                changes["options"] = ("", variant.sku)
            elif row.values != values:
                self._out.changed_variants.append([*values, row.id])
                changes |= _differing(VARIANT_COLUMNS, row.values, values)
        skus = {variant.sku for variant in item.variants}
        for sku, row in own.items():
            if sku not in skus and row.is_live and row.id not in self._moved:
                self._out.gone_variants.append(row.id)
                self._comparison.removed_variants += 1
                changes["options"] = (sku, "")
        return changes

    def _count(self, item: CatalogueItem, row: Known | None, changes: Told, is_bereft: bool) -> None:
        change = self._comparison.change
        if row is None:
            change.added += 1
            self._comparison.sample("added", item.external_id, item.title)
        elif changes or is_bereft:
            change.changed += 1
            self._comparison.sample("changed", item.external_id, item.title, changes)
        else:
            change.unchanged += 1

    def _find_missing(self, kept: frozenset[str]) -> None:
        whose = Product.feed_id.is_(None) if self._feed_id is None else Product.feed_id == self._feed_id
        rows = self._connection.execute(
            _LIVE.where(whose), {"merchant_id": self._merchant.id}, execution_options={"yield_per": BATCH_ITEMS}
        )
        for product_id, external_id, title, variants in rows:
            self._comparison.live += 1
            self._comparison.live_variants += variants
            if product_id not in self._live_ids and external_id not in kept:
                self._comparison.removed_ids.append(product_id)
                self._comparison.removed_variants += variants
                self._comparison.sample("removed", external_id, title)
        self._comparison.change.removed = len(self._comparison.removed_ids)

    def _tell_the_others(self) -> None:
        """Adds the unchanged products too when the whole index is to be rebuilt."""
        if is_due(self._connection, self._merchant, self._comparison):
            self._comparison.is_anew = True
            handled_ids = {*self._changed_ids, *self._comparison.removed_ids}
            tell_all(self._connection, self._merchant, self._comparison, but=handled_ids)


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    stream = iter(items)
    while batch := list(islice(stream, BATCH_ITEMS)):
        yield batch


def _variants(rows: Iterable[Sequence[Any]]) -> dict[str, Known]:
    rows_by_key = {}
    for row in rows:
        values = list(row[1:])
        values[_TIMES] = [time and time_text(time) for time in values[_TIMES]]
        rows_by_key[row[1]] = Known(row[0], values)
    return rows_by_key


def _differing(names: Sequence[str], before: Sequence[Any], after: Sequence[Any]) -> Told:
    return {name: (old, new) for name, old, new in zip(names, before, after, strict=True) if old != new}


def _add_once(seen: set[str], field_name: str, value: str) -> None:
    if value in seen:
        raise DuplicateItem(field_name, value)
    seen.add(value)
