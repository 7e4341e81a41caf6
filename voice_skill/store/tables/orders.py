"""Tables of orders, their lines and their events."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voice_skill.store.money import Money
from voice_skill.store.statuses import ORDER_STATUSES, STATUSES
from voice_skill.store.tables.base import Id, Table

PAYMENTS = ("unpaid", "authorized", "paid", "partly_refunded", "refunded", "failed")


class Order(Table):
    """An order with its status, its payment and its lines' quantities as three separate facts."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("merchant_id", "number"),
        UniqueConstraint("merchant_id", "confirmation_token"),
        UniqueConstraint("merchant_id", "id"),
        ForeignKeyConstraint(["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"]),
        Index("ix_orders_customer", "merchant_id", "customer_id", "placed_at"),
        Index("ix_orders_status", "merchant_id", "status", "placed_at"),
        Index("ix_orders_placed", "merchant_id", "placed_at"),
        CheckConstraint(f"status IN {ORDER_STATUSES}", "status"),
        CheckConstraint(f"payment IN {PAYMENTS}", "payment"),
        CheckConstraint("total_minor >= 0", "total"),
        CheckConstraint("amount_refunded_minor BETWEEN 0 AND total_minor", "refunded"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    customer_id: Mapped[int | None] = mapped_column(Id)
    number: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(24))
    payment: Mapped[str] = mapped_column(String(16))
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int] = mapped_column(BigInteger)
    amount_refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    confirmation_token: Mapped[str | None] = mapped_column(String(64))
    placed_at: Mapped[datetime]
    expected_at: Mapped[datetime | None]

    lines: Mapped[list["OrderLine"]] = relationship(lazy="raise", order_by="OrderLine.id")
    events: Mapped[list["OrderEvent"]] = relationship(lazy="raise", order_by="OrderEvent.id")

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def partly_shipped(self) -> bool:
        """True if some of it is on the way and some is still to come."""
        return any(line.shipped for line in self.lines) and any(line.to_ship for line in self.lines)

    def late(self, now: datetime) -> bool:
        """True if the day it was promised for is over and it has not arrived."""
        return self.expected_at is not None and self.expected_at < now and STATUSES[self.status].is_awaited

    def reached_at(self, status: str) -> datetime | None:
        """The time it was last reported shipped, delivered …; None if never."""
        return max((event.at for event in self.events if event.kind == status), default=None)


class OrderLine(Table):
    """So many of one variant at the price of that day; names and options are kept as they were then.

    `taken` is how many left the counted stock for it, which is what a cancellation gives back.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "order_id"], ["orders.merchant_id", "orders.id"]),
        ForeignKeyConstraint(["merchant_id", "variant_id"], ["variants.merchant_id", "variants.id"]),
        Index("ix_order_lines_order", "merchant_id", "order_id"),
        CheckConstraint("ordered > 0", "ordered"),
        CheckConstraint("taken BETWEEN 0 AND ordered", "taken"),
        CheckConstraint("cancelled >= 0 AND shipped >= 0 AND cancelled + shipped <= ordered", "shipped"),
        CheckConstraint("delivered BETWEEN 0 AND shipped AND returned BETWEEN 0 AND shipped", "delivered"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    order_id: Mapped[int] = mapped_column(Id)
    variant_id: Mapped[int] = mapped_column(Id)
    sku: Mapped[str] = mapped_column(String(140))
    title: Mapped[str] = mapped_column(Text)
    spoken_name: Mapped[str] = mapped_column(Text)
    spoken_plural: Mapped[str] = mapped_column(Text)
    options: Mapped[dict[str, str]]
    currency: Mapped[str] = mapped_column(String(3))
    unit_minor: Mapped[int] = mapped_column(BigInteger)
    ordered: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)

    @property
    def unit(self) -> Money:
        return Money(self.unit_minor, self.currency)

    @property
    def to_ship(self) -> int:
        return self.ordered - self.cancelled - self.shipped


class OrderEvent(Table):
    """An event of an order, with its time, source and reason; rows are only ever added."""

    __tablename__ = "order_events"
    __table_args__ = (
        UniqueConstraint("merchant_id", "order_id", "source_id"),
        Index("ix_order_events_recorded", "merchant_id", "recorded_at", "order_id"),
        ForeignKeyConstraint(["merchant_id", "order_id"], ["orders.merchant_id", "orders.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    order_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))
    why: Mapped[str | None] = mapped_column(Text)
    source_id: Mapped[str | None] = mapped_column(String(140))
    data: Mapped[dict[str, Any]]
