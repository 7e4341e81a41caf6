"""Taking in all that a merchant sells, compared with what is there. Called by Catalogue.put and by feed readers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, RowMapping, insert, select, text, update
from sqlalchemy.orm import Session

from voice_skill.store.errors import DuplicateItem, MixedCurrency
from voice_skill.store.money import Money
from voice_skill.store.search.index import ProductText, WordIndex, entries
from voice_skill.store.search.text import language_of
from voice_skill.store.tables import Merchant, Product, Variant

T = TypeVar("T")

BATCH_ITEMS = 500
_LOOK = text("ANALYZE products, variants, product_words, word_slips")
# An attribute that is a sentence ("wash at thirty degrees, do not tumble dry") is no name for the product.
MOST_ATTRIBUTE_WORDS = 3
# What of a variant decides by which words its product is found.
_GROUPING = ("product_id", "options", "discontinued_at")


@dataclass(frozen=True)
class CatalogueVariant:
    """One way to buy a product. stock: None when nobody counts; sale_from and sale_until: aware times or always."""

    sku: str
    price: Money
    options: Mapping[str, str] = field(default_factory=dict)
    sale_price: Money | None = None
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    stock: int | None = None
    availability: str = "in_stock"


@dataclass(frozen=True)
class CatalogueItem:
    """One product as any reader of a merchant's data gives it; `external_id` is the merchant's own and stays."""

    external_id: str
    title: str
    spoken_name: str
    spoken_plural: str
    variants: Sequence[CatalogueVariant]
    synonyms: Sequence[str] = ()
    description: str = ""
    brand: str = ""
    category: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    image_url: str | None = None
    link: str | None = None


@dataclass
class CatalogueChange:
    """How many products a snapshot added, changed, left as they were, and took out of the shop."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


class Snapshot:
    """One full snapshot on its way into the shop of one merchant; the caller's transaction holds it together."""

    def __init__(self, session: Session, merchant: Merchant, now: datetime) -> None:
        self.change = CatalogueChange()
        self._session = session
        self._merchant = merchant
        self._now = now
        self._index = WordIndex(session, merchant.id)
        self._external_ids: set[str] = set()
        self._skus: set[str] = set()
        # Products that a variant was taken away from, so that they are not what they were even if nothing else is.
        self._bereft: set[int] = set()

    def take(self, items: Iterable[CatalogueItem]) -> CatalogueChange:
        """Make the shop what `items` say, whatever is missing among them taken out; reads them as a stream.

        Raises DuplicateItem and MixedCurrency."""
        look_at = BATCH_ITEMS
        for batch in _batches(items):
            self._refuse(batch)
            self._take_batch(batch)
            if self.change.added >= look_at:
                self._look()
                look_at *= 4
        self._remove_missing()
        if self.change.added + self.change.removed >= BATCH_ITEMS:
            self._look()
        if self.change.added or self.change.changed or self.change.removed:
            self._index.tidy()
            self._merchant.catalogue_version += 1
            self._session.flush()
        return self.change

    def _look(self) -> None:
        """PostgreSQL takes tables for empty until it has looked: each batch of an import would read all earlier ones
        (100,000 products took more than ten minutes), and a turn 5 ms, not .5."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(_LOOK)

    def _refuse(self, batch: Sequence[CatalogueItem]) -> None:
        for item in batch:
            _add_once(self._external_ids, "id", item.external_id)
            for variant in item.variants:
                _add_once(self._skus, "sku", variant.sku)
                for money in (variant.price, variant.sale_price):
                    if money is not None and money.currency != self._merchant.currency:
                        raise MixedCurrency(self._merchant.currency, money.currency)

    def _take_batch(self, batch: Sequence[CatalogueItem]) -> None:
        ids, new, retold = self._take_products(batch)
        regrouped, repriced = self._take_variants(batch, ids)
        retold |= regrouped - new
        self._index.forget(sorted(retold))
        self._index.write(
            {
                ids[item.external_id]: entries(_said_of(item), language_of(self._merchant.locale))
                for item in batch
                if ids[item.external_id] in new | retold
            }
        )
        changed = len((retold | repriced) - new)
        self.change.added += len(new)
        self.change.changed += changed
        self.change.unchanged += len(batch) - len(new) - changed

    def _take_products(self, batch: Sequence[CatalogueItem]) -> tuple[dict[str, int], set[int], set[int]]:
        """Write what differs; gives the products' ids, and which of them are new and which are told differently."""
        values = {item.external_id: self._product_values(item) for item in batch}
        mine = Product.merchant_id == self._merchant.id
        statement = select(Product.__table__).where(mine, Product.external_id.in_(values))
        known = {row["external_id"]: row for row in self._session.execute(statement).mappings()}
        differing = [
            {"id": known[external_id]["id"], **row}
            for external_id, row in values.items()
            if external_id in known and not _same(known[external_id], row)
        ]
        added = [row for external_id, row in values.items() if external_id not in known]
        new = self._add_products(added)
        self._update(Product, differing)
        ids = new | {external_id: row["id"] for external_id, row in known.items()}
        return ids, set(new.values()), {row["id"] for row in differing}

    def _add_products(self, rows: list[dict[str, Any]]) -> dict[str, int]:
        if not rows:
            return {}
        added = self._session.execute(insert(Product).returning(Product.external_id, Product.id), rows)
        return {external_id: product_id for external_id, product_id in added}  # noqa: C416  (typed rows)

    def _take_variants(self, batch: Sequence[CatalogueItem], ids: Mapping[str, int]) -> tuple[set[int], set[int]]:
        """Write what differs; gives the products with other variants or options, and those repriced or restocked."""
        known = self._known_variants(batch, ids)
        added: list[dict[str, Any]] = []
        differing: list[dict[str, Any]] = []
        regrouped: set[int] = set()
        repriced: set[int] = set()
        for row in (row for item in batch for row in self._variant_values(item, ids[item.external_id])):
            before = known.pop(row["sku"], None)
            if before is None:
                added.append(row)
                regrouped.add(row["product_id"])
            elif not _same(before, row):
                differing.append({"id": before["id"], **row})
                is_regrouped = any(before[name] != row[name] for name in _GROUPING)
                (regrouped if is_regrouped else repriced).add(row["product_id"])
                if before["product_id"] != row["product_id"]:
                    self._bereft.add(before["product_id"])
        for gone in known.values():
            if gone["discontinued_at"] is None:
                differing.append({"id": gone["id"], "discontinued_at": self._now})
                regrouped.add(gone["product_id"])
        if added:
            self._session.execute(insert(Variant), added)
        self._update(Variant, differing)
        return regrouped | (self._bereft & set(ids.values())), repriced

    def _known_variants(self, batch: Sequence[CatalogueItem], ids: Mapping[str, int]) -> dict[str, RowMapping]:
        """The variants that these products have now, and those of other products that they are to get."""
        known = self._variants_where(Variant.product_id.in_(ids.values()))
        new = (variant.sku for item in batch for variant in item.variants if variant.sku not in known)
        for skus in _batches(new):
            known |= self._variants_where(Variant.sku.in_(skus))
        return known

    def _variants_where(self, condition: ColumnElement[bool]) -> dict[str, RowMapping]:
        statement = select(Variant.__table__).where(Variant.merchant_id == self._merchant.id, condition)
        return {row["sku"]: row for row in self._session.execute(statement).mappings()}

    def _remove_missing(self) -> None:
        live = (Product.merchant_id == self._merchant.id, Product.discontinued_at.is_(None))
        rows = self._session.execute(select(Product.id, Product.external_id).where(*live))
        missing = [id_ for id_, external_id in rows if external_id not in self._external_ids]
        for batch in _batches(missing):
            self._update(Product, [{"id": id_, "discontinued_at": self._now} for id_ in batch])
            self._session.execute(
                update(Variant)
                .where(Variant.merchant_id == self._merchant.id, Variant.product_id.in_(batch))
                .where(Variant.discontinued_at.is_(None))
                .values(discontinued_at=self._now),
                execution_options={"synchronize_session": False},
            )
            self._index.forget(batch)
        self.change.removed = len(missing)

    def _update(self, table: type[Product | Variant], rows: list[dict[str, Any]]) -> None:
        if rows:
            self._session.execute(update(table), rows)

    def _product_values(self, item: CatalogueItem) -> dict[str, Any]:
        return {
            "merchant_id": self._merchant.id,
            "external_id": item.external_id,
            "title": item.title,
            "spoken_name": item.spoken_name,
            "spoken_plural": item.spoken_plural,
            "synonyms": list(item.synonyms),
            "description": item.description,
            "brand": item.brand,
            "category": item.category,
            "attributes": dict(item.attributes),
            "image_url": item.image_url,
            "link": item.link,
            "discontinued_at": None,
        }

    def _variant_values(self, item: CatalogueItem, product_id: int) -> Iterator[dict[str, Any]]:
        for position, variant in enumerate(item.variants):
            sale_price_minor = variant.sale_price.amount_minor if variant.sale_price else None
            yield {
                "merchant_id": self._merchant.id,
                "product_id": product_id,
                "sku": variant.sku,
                "position": position,
                "options": dict(variant.options),
                "currency": variant.price.currency,
                "price_minor": variant.price.amount_minor,
                "sale_price_minor": sale_price_minor,
                "sale_from": variant.sale_from,
                "sale_until": variant.sale_until,
                "availability": variant.availability,
                "stock": variant.stock,
                "discontinued_at": None,
            }


def _said_of(item: CatalogueItem) -> ProductText:
    """Everything by which a customer may call the product."""
    options = [said for variant in item.variants for pair in variant.options.items() for said in pair]
    told = [said for pair in item.attributes.items() for said in pair]
    attributes = [said for said in told if len(said.split()) <= MOST_ATTRIBUTE_WORDS]
    return ProductText(
        names=[item.spoken_name, item.spoken_plural, *item.synonyms],
        title=item.title,
        beside=dict.fromkeys([item.brand, item.category, *options, *attributes]),
    )


def _same(row: RowMapping, values: Mapping[str, Any]) -> bool:
    return all(row[name] == value for name, value in values.items())


def _add_once(seen: set[str], field_name: str, value: str) -> None:
    if value in seen:
        raise DuplicateItem(field_name, value)
    seen.add(value)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    stream = iter(items)
    while batch := list(islice(stream, BATCH_ITEMS)):
        yield batch
