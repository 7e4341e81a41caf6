"""Stock that leaves the shelf for an order, and comes back when it is called off. Called by Orders."""

from collections.abc import Iterable, Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from voice_skill.store.errors import OutOfStock
from voice_skill.store.tables import CartLine, Order, OrderLine, Variant


def take_all(session: Session, lines: Iterable[CartLine]) -> dict[int, int]:
    """Take what these lines want; how many were taken of each variant id. Raises OutOfStock half-way.

    In a fixed order, so that two who want the same things never wait for each other in a circle.
    """
    return {line.variant_id: _take(session, line) for line in sorted(lines, key=_variant_id)}


def put_back(session: Session, order: Order, cancelled: Mapping[str, int]) -> None:
    """Put back what was taken for these items, counted by sku."""
    lines = [line for line in order.lines if line.taken and line.sku in cancelled]
    for line in sorted(lines, key=_variant_id):
        line.taken -= cancelled[line.sku]
        session.execute(
            update(Variant)
            .where(Variant.merchant_id == line.merchant_id, Variant.id == line.variant_id)
            .values(stock=Variant.stock + cancelled[line.sku])
        )


def _take(session: Session, line: CartLine) -> int:
    """All of the line's items or none: none of what nobody counts, and none when it is on backorder with too few on
    the shelf, where the whole line waits for the next delivery.

    One guarded UPDATE, so that nobody can come between looking and taking; a cart has one line for each variant,
    so that it asks for each once. Source: UCP's sample server, db.py reserve_stock.
    """
    variant = line.variant
    if variant.left != 0:
        guarded = (
            update(Variant)
            .where(Variant.merchant_id == line.merchant_id, Variant.id == line.variant_id)
            .where(Variant.stock >= line.quantity)
            .values(stock=Variant.stock - line.quantity)
        )
        if session.scalar(guarded.returning(Variant.id)) is not None:
            return line.quantity
        session.refresh(variant)
    if variant.left is None:
        return 0
    raise OutOfStock(variant, line.quantity, variant.left)


def _variant_id(line: CartLine | OrderLine) -> int:
    return line.variant_id
