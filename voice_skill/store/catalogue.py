"""What a merchant sells: found by what was said, by id, by sku. Reached as MerchantStore.catalogue."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from voice_skill.store.errors import UnknownProduct
from voice_skill.store.search import Found, Search
from voice_skill.store.search.loading import PRODUCTS, load
from voice_skill.store.snapshot import CatalogueChange, CatalogueItem, Snapshot
from voice_skill.store.tables import Merchant, Product, Variant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

# Rows held at a time while all names of a catalogue stream by.
NAMES_AT_A_TIME = 1_000

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
    """How a product is called, for the interaction model."""

    external_id: str
    spoken_name: str
    spoken_plural: str
    synonyms: list[str]


class Catalogue:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    def find(self, text: str, *, limit: int = 3) -> Found:
        """Which product the customer means by these words; at most `limit` to choose from."""
        return Search(self._store.connection, self._store.merchant).find(text, limit)

    def product(self, external_id: str) -> Product:
        """The product of the merchant's own id, with its variants; raises UnknownProduct."""
        values = {"merchant_id": self._store.merchant.id, "external_id": external_id}
        for product in load(self._store.connection, _PRODUCT, **values).values():
            return product
        raise UnknownProduct(external_id)

    def variant(self, sku: str) -> Variant:
        """One way to buy a product, with its product; raises UnknownProduct."""
        values = {"merchant_id": self._store.merchant.id, "sku": sku}
        variant = self._store.session.scalars(_VARIANT, values).one_or_none()
        if variant is None:
            raise UnknownProduct(sku)
        return variant

    def names(self) -> Iterator[ProductName]:
        """How every product is called, in the order in which they came into the shop."""
        options = {"yield_per": NAMES_AT_A_TIME}
        for row in self._store.session.execute(
            _NAMES, {"merchant_id": self._store.merchant.id}, execution_options=options
        ):
            yield ProductName(*row)

    def example(self) -> ProductName | None:
        """Something that the shop sells, to show how to ask; None while it sells nothing."""
        row = self._store.session.execute(_NAMES.limit(1), {"merchant_id": self._store.merchant.id}).first()
        return ProductName(*row) if row else None

    def options(self) -> dict[str, list[str]]:
        """What customers may choose: each option's name with its values, in the order in which they came."""
        values: dict[str, dict[str, None]] = {}
        for options in self._distinct(Variant.options, Variant.id):
            for name, value in options.items():
                values.setdefault(name, {})[value] = None
        return {name: list(chosen) for name, chosen in values.items()}

    def attributes(self) -> list[str]:
        """The names of what is told about products, "material" or "care"."""
        return list(dict.fromkeys(name for told in self._distinct(Product.attributes, Product.id) for name in told))

    def put(self, items: Iterable[CatalogueItem]) -> CatalogueChange:
        """Make the shop sell exactly these: what is missing is discontinued, never deleted. All or nothing.

        Raises DuplicateItem and MixedCurrency."""
        self._store.begin_write()
        session = self._store.session
        with session.begin_nested():
            # Two imports at once would each miss what the other one adds; the second waits here. Customers do not:
            # their carts and orders only need the merchant's key to stay.
            key_share = {"key_share": True}
            merchant = session.get_one(Merchant, self._store.merchant.id, with_for_update=key_share)
            self._store.merchant = merchant
            change = Snapshot(session, merchant, self._store.now).take(items)
        # What this turn has loaded before is not what the shop says now.
        session.expire_all()
        return change

    def _distinct(
        self, column: InstrumentedAttribute[dict[str, str]], age: InstrumentedAttribute[int]
    ) -> Iterator[dict[str, str]]:
        """The distinct values of a JSON column, oldest first; PostgreSQL compares JSON only as text."""
        table = column.class_
        written = cast(column, Text)
        statement = (
            select(written)
            .where(table.merchant_id == self._store.merchant.id, table.discontinued_at.is_(None))
            .group_by(written)
            .order_by(func.min(age))
        )
        return (json.loads(value) for value in self._store.session.scalars(statement))
