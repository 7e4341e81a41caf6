"""Loading products together with what is still sold of them, in one statement. Called by search and the catalogue."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from voice_skill.store.tables import Product, Variant

# Rows of a product and one of its variants each, of the merchant `merchant_id`; to be narrowed and loaded.
PRODUCTS: Select[Product, Variant] = (
    select(Product, Variant)
    .outerjoin(
        Variant,
        and_(
            Variant.merchant_id == Product.merchant_id,
            Variant.product_id == Product.id,
            Variant.discontinued_at.is_(None),
        ),
    )
    .where(Product.merchant_id == bindparam("merchant_id"))
    .order_by(Product.id, Variant.position)
)


# Where in such a row the variant's columns begin.
VARIANT = len(Product.__table__.columns)


def load(connection: Connection, statement: Select[Product, Variant], **values: object) -> dict[int, Product]:
    """The products by id, each with its variants, and each of these with its product: all to be read only."""
    products: dict[int, Product] = {}
    rows: Iterable[Any] = connection.execute(statement, values).all()
    for row in rows:
        product = products.get(row[0])
        if product is None:
            product = products[row[0]] = Product.of_row(row[:VARIANT], variants=[])
        if row[VARIANT] is not None:
            product.variants.append(Variant.of_row(row[VARIANT:], product=product))
    return products
