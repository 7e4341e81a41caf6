"""The shop's tables: what a merchant sells, who buys, what is in the cart and what was ordered.

Every row belongs to a merchant: unique constraints and foreign keys include `merchant_id`, so that a
row of one merchant can never point to a row of another. Loading is explicit (`lazy="raise"`).
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from voice_skill.store.money import Money

# SQLite counts up a primary key by itself only when its type is exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


class Utc(TypeDecorator[datetime]):
    """An aware UTC time in both databases; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it off the class)
        datetime: Utc,
        dict[str, str]: JSON,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class Merchant(Table):
    """A shop; `application_id` is the Alexa skill that speaks for it."""

    __tablename__ = "merchants"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    application_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    currency: Mapped[str] = mapped_column(String(3))
    locale: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str] = mapped_column(String(64))
    catalogue_version: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime]


class Product(Table):
    """Something the merchant sells; `spoken_name` is its name for the ear, kept beside the written title."""

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("merchant_id", "external_id"),
        UniqueConstraint("merchant_id", "id"),
        Index("ix_products_live", "merchant_id", "discontinued_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    external_id: Mapped[str] = mapped_column(String(140))
    title: Mapped[str] = mapped_column(Text)
    spoken_name: Mapped[str] = mapped_column(Text)
    spoken_plural: Mapped[str] = mapped_column(Text)
    synonyms: Mapped[list[str]]
    description: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(Text, default="")
    attributes: Mapped[dict[str, str]]
    image_url: Mapped[str | None] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    discontinued_at: Mapped[datetime | None]

    variants: Mapped[list["Variant"]] = relationship(
        back_populates="product", lazy="raise", order_by="Variant.position", cascade="all, delete-orphan"
    )


class Variant(Table):
    """One size, colour or flavour of a product, with its own price and stock."""

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("merchant_id", "sku"),
        UniqueConstraint("merchant_id", "id"),
        ForeignKeyConstraint(["merchant_id", "product_id"], ["products.merchant_id", "products.id"]),
        Index("ix_variants_product", "merchant_id", "product_id"),
        CheckConstraint("price_minor >= 0", "price"),
        CheckConstraint("stock >= 0", "stock"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    product_id: Mapped[int] = mapped_column(Id)
    sku: Mapped[str] = mapped_column(String(140))
    position: Mapped[int] = mapped_column(default=0)
    options: Mapped[dict[str, str]]
    currency: Mapped[str] = mapped_column(String(3))
    price_minor: Mapped[int] = mapped_column(BigInteger)
    sale_price_minor: Mapped[int | None] = mapped_column(BigInteger)
    sale_from: Mapped[datetime | None]
    sale_until: Mapped[datetime | None]
    availability: Mapped[str] = mapped_column(String(16))
    stock: Mapped[int | None]
    discontinued_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship(back_populates="variants", lazy="raise")

    def price(self, now: datetime) -> Money:
        """What one costs today, a running sale considered."""
        on_sale = (
            self.sale_price_minor is not None
            and (self.sale_from is None or self.sale_from <= now)
            and (self.sale_until is None or now < self.sale_until)
        )
        amount_minor = self.sale_price_minor if on_sale else self.price_minor
        return Money(amount_minor or 0, self.currency)

    def can_sell(self, quantity: int) -> bool:
        """Whether that many can be promised now; None in `stock` means that nobody counts."""
        if self.discontinued_at is not None or self.availability == "out_of_stock":
            return False
        return self.availability == "backorder" or self.stock is None or self.stock >= quantity


class Customer(Table):
    """Somebody who buys from one merchant; nameless until the merchant tells the name."""

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("merchant_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    given_name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime]


class AlexaUser(Table):
    """An Alexa user id of a customer; it changes whenever the skill is disabled and enabled again."""

    __tablename__ = "alexa_users"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"]),
        Index("ix_alexa_users_customer", "merchant_id", "customer_id"),
    )

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    customer_id: Mapped[int] = mapped_column(Id)


class Cart(Table):
    """What a customer has picked. `open` is the cart; `awaiting_yes` was read out; then `placed` or `expired`.

    A reorder is read out from a cart of its own, so that it cannot disturb what was being picked.
    """

    __tablename__ = "carts"
    __table_args__ = (
        UniqueConstraint("merchant_id", "id"),
        UniqueConstraint("merchant_id", "confirmation_token"),
        ForeignKeyConstraint(["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"]),
        Index("ix_carts_customer", "merchant_id", "customer_id", "status"),
        CheckConstraint("status IN ('open', 'awaiting_yes', 'placed', 'expired')", "status"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    customer_id: Mapped[int] = mapped_column(Id)
    status: Mapped[str] = mapped_column(String(16), default="open")
    is_reorder: Mapped[bool] = mapped_column(default=False)
    confirmation_token: Mapped[str | None] = mapped_column(String(64))
    read_back_at: Mapped[datetime | None]

    lines: Mapped[list["CartLine"]] = relationship(
        lazy="raise", order_by="CartLine.id", cascade="all, delete-orphan"
    )


class CartLine(Table):
    """So many of one variant; `quoted_minor` is the unit price that was read out to the customer."""

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


class OrderLine(Table):
    """So many of one variant at the price of that day; names and options are kept as they were then."""

    __tablename__ = "order_lines"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "order_id"], ["orders.merchant_id", "orders.id"]),
        ForeignKeyConstraint(["merchant_id", "variant_id"], ["variants.merchant_id", "variants.id"]),
        Index("ix_order_lines_order", "merchant_id", "order_id"),
        CheckConstraint("ordered > 0", "ordered"),
        CheckConstraint("cancelled >= 0 AND shipped >= 0 AND cancelled + shipped <= ordered", "shipped"),
        CheckConstraint("delivered BETWEEN 0 AND shipped AND returned BETWEEN 0 AND delivered", "delivered"),
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
    unit_minor: Mapped[int] = mapped_column(BigInteger)
    ordered: Mapped[int]
    cancelled: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)


class OrderEvent(Table):
    """What happened to an order, when, by whom and why; rows are only ever added."""

    __tablename__ = "order_events"
    __table_args__ = (
        UniqueConstraint("merchant_id", "order_id", "source_id"),
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


class SeenRequest(Table):
    """Skill events that were already carried out; Alexa sends one again until it is acknowledged."""

    __tablename__ = "seen_requests"

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    seen_at: Mapped[datetime]
