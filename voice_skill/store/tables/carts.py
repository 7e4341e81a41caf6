"""Tables of carts and their lines."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voice_skill.store.money import Money
from voice_skill.store.tables.base import Id, Table
from voice_skill.store.tables.catalogue import Variant


class Cart(Table):
    """A customer's cart. `open` is the cart; `awaiting_yes` was read out; then `placed`, or `expired` when it was
    emptied or dropped.

    A reorder is read out from a cart of its own, so that it cannot disturb what was being picked.
    """

    __tablename__ = "carts"
    __allow_unmapped__ = True  # for priced_at
    __table_args__ = (
        UniqueConstraint("merchant_id", "id"),
        UniqueConstraint("merchant_id", "confirmation_token"),
        ForeignKeyConstraint(["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"]),
        Index("ix_carts_customer", "merchant_id", "customer_id", "status"),
        Index("ix_carts_changed", "status", "changed_at"),
        CheckConstraint("status IN ('open', 'awaiting_yes', 'placed', 'expired')", "status"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    customer_id: Mapped[int] = mapped_column(Id)
    status: Mapped[str] = mapped_column(String(16), default="open")
    is_reorder: Mapped[bool] = mapped_column(default=False)
    currency: Mapped[str] = mapped_column(String(3))
    confirmation_token: Mapped[str | None] = mapped_column(String(64))
    read_back_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]

    lines: Mapped[list["CartLine"]] = relationship(lazy="raise", order_by="CartLine.id", cascade="all, delete-orphan")
    # Set by whoever loads the cart, since what it comes to depends on the day.
    priced_at: datetime

    @property
    def total(self) -> Money:
        """The total of all lines today."""
        prices = (line.variant.price(self.priced_at) * line.quantity for line in self.lines)
        return sum(prices, start=Money(0, self.currency))


class CartLine(Table):
    """So many of one variant, and the unit price that was read out to the customer."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id"),
        ForeignKeyConstraint(["merchant_id", "cart_id"], ["carts.merchant_id", "carts.id"]),
        ForeignKeyConstraint(["merchant_id", "variant_id"], ["variants.merchant_id", "variants.id"]),
        CheckConstraint("quantity > 0", "quantity"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    cart_id: Mapped[int] = mapped_column(Id)
    variant_id: Mapped[int] = mapped_column(Id)
    quantity: Mapped[int]
    quoted_minor: Mapped[int | None] = mapped_column(BigInteger)

    variant: Mapped[Variant] = relationship(lazy="raise", viewonly=True)

    @property
    def quoted(self) -> Money | None:
        """The unit price that was read out; None before the first read-back."""
        return None if self.quoted_minor is None else Money(self.quoted_minor, self.variant.currency)
