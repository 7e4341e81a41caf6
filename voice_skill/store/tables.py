"""The shop's tables: what a merchant sells, who buys, what is in the cart and what was ordered.

Every row belongs to a merchant: unique constraints and foreign keys include `merchant_id`, so that a
row of one merchant can never point to a row of another. Loading is explicit (`lazy="raise"`).
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

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
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, class_mapper, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from voice_skill.store.money import Money

ORDER_STATUSES = (
    "placed",
    "on_hold",
    "processing",
    "shipped",
    "out_for_delivery",
    "ready_for_pickup",
    "problem",
    "delivered",
    "return_requested",
    "returned",
    "cancelled",
)
ON_THE_WAY = ORDER_STATUSES[: ORDER_STATUSES.index("delivered")]
PAYMENTS = ("unpaid", "authorized", "paid", "partly_refunded", "refunded", "failed")

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

    @classmethod
    def of_row(cls, values: Iterable[Any], **related: Any) -> Self:
        """What is in one row, in the order of the columns, to be read and not changed: no session knows of it.

        For what nearly every turn reads; half the price of having it loaded by a session."""
        make, columns = _making(cls)
        read: Self = make()
        vars(read).update(zip(columns, values, strict=True), is_read_only=True, **related)
        return read

    def __setattr__(self, name: str, value: Any) -> None:
        if "is_read_only" in vars(self):
            raise AttributeError(f"{type(self).__name__}.{name} was read with of_row: a change would be kept nowhere")
        super().__setattr__(name, value)


@cache
def _making(table: type[Table]) -> tuple[Callable[[], Any], tuple[str, ...]]:
    mapper = class_mapper(table)
    return mapper.class_manager.new_instance, tuple(mapper.columns.keys())


# Stands in for a skill's id until Amazon has given it one, so that the shop can be tried before.
LOCAL_SKILL = "amzn1.ask.skill.local-"


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
    index_places: Mapped[int] = mapped_column(default=0, server_default="0")
    index_drawers: Mapped[int] = mapped_column(default=0, server_default="0")
    index_version: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]

    @property
    def skill_id(self) -> str | None:
        """The skill that Amazon knows, once there is one."""
        is_local = (self.application_id or "").startswith(LOCAL_SKILL)
        return None if is_local else self.application_id


class Feed(Table):
    """Where a part of a merchant's catalogue comes from, and how it went the last time.

    source: an https address or a file's path. columns: what a plain table calls each attribute. every_s: seconds from
    one sync to the next; None by hand. token: names the feed in the address that the merchant's shop calls when
    something changed, signed with `webhook_secret`. etag, last_modified, content_sha256, read_as: what was taken in
    last and by which rules, so that the same again costs nothing. next_at: when it is due; claimed_until: somebody is
    at it. found: how often each finding was made in the last reading, {code: [level, times]}."""

    __tablename__ = "feeds"
    __table_args__ = (
        UniqueConstraint("merchant_id", "name"),
        UniqueConstraint("merchant_id", "id"),
        UniqueConstraint("token"),
        Index("ix_feeds_due", "next_at"),
        CheckConstraint("every_s > 0", "every"),
        CheckConstraint("failures >= 0", "failures"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    name: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    format: Mapped[str | None] = mapped_column(String(32))
    currency: Mapped[str] = mapped_column(String(3))
    columns: Mapped[dict[str, str]]
    every_s: Mapped[int | None]
    token: Mapped[str] = mapped_column(String(64))
    webhook_secret: Mapped[str] = mapped_column(String(255))
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    read_as: Mapped[str | None] = mapped_column(String(64))
    last_good_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    next_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    found: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class FeedRun(Table):
    """One sync of a feed and what came of it; counts are products, `rows` and `left_out` the feed's own rows."""

    __tablename__ = "feed_runs"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "feed_id"], ["feeds.merchant_id", "feeds.id"]),
        Index("ix_feed_runs_feed", "merchant_id", "feed_id", "id"),
        CheckConstraint("outcome IN ('ok', 'unchanged', 'waiting', 'failed')", "outcome"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    feed_id: Mapped[int] = mapped_column(Id)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    rows: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(Text)


class FeedFinding(Table):
    """Something about a row of a feed that the merchant should know, from the last time that it was read."""

    __tablename__ = "feed_findings"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "feed_id"], ["feeds.merchant_id", "feeds.id"]),
        Index("ix_feed_findings_feed", "merchant_id", "feed_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    feed_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    item_id: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)


class Product(Table):
    """Something the merchant sells; `spoken_name` is its name for the ear, kept beside the written title.

    feed_id: the feed that it comes from and that may take it out again. fed_name, fed_plural: what the feed would have
    it called; None unless the merchant gave it a name of its own."""

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("merchant_id", "external_id"),
        UniqueConstraint("merchant_id", "id"),
        ForeignKeyConstraint(["merchant_id", "feed_id"], ["feeds.merchant_id", "feeds.id"]),
        Index("ix_products_live", "merchant_id", "discontinued_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    feed_id: Mapped[int | None] = mapped_column(Id)
    external_id: Mapped[str] = mapped_column(String(140))
    title: Mapped[str] = mapped_column(Text)
    spoken_name: Mapped[str] = mapped_column(Text)
    spoken_plural: Mapped[str] = mapped_column(Text)
    fed_name: Mapped[str | None] = mapped_column(Text)
    fed_plural: Mapped[str | None] = mapped_column(Text)
    synonyms: Mapped[list[str]]
    description: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(Text, default="")
    attributes: Mapped[dict[str, str]]
    image_url: Mapped[str | None] = mapped_column(Text)
    images: Mapped[list[str]]
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
    gtin: Mapped[str | None] = mapped_column(String(14))
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

    @property
    def left(self) -> int | None:
        """How many can be promised now; None means as many as anybody wants: uncounted, or on backorder."""
        if self.discontinued_at is not None or self.availability == "out_of_stock":
            return 0
        return None if self.availability == "backorder" else self.stock

    def can_sell(self, quantity: int) -> bool:
        left = self.left
        return left is None or left >= quantity


class WholeName(Table):
    """A whole name of a product without its spaces, so that "tooth paste" and "toothpaste" meet.

    Written with the product in one transaction, by the catalogue only. Nothing points here and products are
    never deleted, so a foreign key would cost a look-up a row and protect nothing; so below.
    """

    __tablename__ = "whole_names"
    __table_args__ = (
        Index("ix_whole_names_product", "merchant_id", "product_id"),
        {"sqlite_with_rowid": False},
    )

    merchant_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    product_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)


class SpokenProduct(Table):
    """What ranking needs of a product, at its place in the index: its names and their sounds, a line each, and words
    beside them."""

    __tablename__ = "spoken_products"
    __table_args__ = (
        Index("ix_spoken_products_product", "merchant_id", "product_id"),
        {"sqlite_with_rowid": False},
    )

    merchant_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    product_id: Mapped[int] = mapped_column(Id)
    names: Mapped[str] = mapped_column(Text)
    sounds: Mapped[str] = mapped_column(Text)
    beside: Mapped[str] = mapped_column(Text)


class Posting(Table):
    """The places in the index that have the keys of one drawer, as search.postings packs them."""

    __tablename__ = "postings"
    __table_args__ = ({"sqlite_with_rowid": False},)

    merchant_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    drawer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    segment: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    places: Mapped[bytes] = mapped_column(LargeBinary)


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
    __allow_unmapped__ = True  # for priced_at
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
    currency: Mapped[str] = mapped_column(String(3))
    confirmation_token: Mapped[str | None] = mapped_column(String(64))
    read_back_at: Mapped[datetime | None]

    lines: Mapped[list["CartLine"]] = relationship(lazy="raise", order_by="CartLine.id", cascade="all, delete-orphan")
    # Set by whoever loads the cart, since what it comes to depends on the day.
    priced_at: datetime

    @property
    def total(self) -> Money:
        """What it all costs today."""
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
        """Whether some of it is on the way and some is still to come."""
        return any(line.shipped for line in self.lines) and any(line.to_ship for line in self.lines)

    def late(self, now: datetime) -> bool:
        """Whether the day it was promised for is over and it has not arrived."""
        return self.expected_at is not None and self.expected_at < now and self.status in ON_THE_WAY

    def reached_at(self, status: str) -> datetime | None:
        """When it was last reported shipped, delivered …; None if never."""
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
    """What happened to an order, when, by whom and why; rows are only ever added."""

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


class SeenRequest(Table):
    """Skill events that were already carried out; Alexa sends one again until it is acknowledged."""

    __tablename__ = "seen_requests"

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    seen_at: Mapped[datetime]


class ApiToken(Table):
    """What a merchant's system shows to be let in; of the secret only its SHA-256 is kept, and `hint`, its beginning.

    minute_at, taken: how many requests its servers have set aside for themselves in that minute."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        UniqueConstraint("hash"),
        Index("ix_api_tokens_merchant", "merchant_id", "id"),
        CheckConstraint("taken >= 0", "taken"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    name: Mapped[str] = mapped_column(String(120))
    hash: Mapped[str] = mapped_column(String(64))
    hint: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    minute_at: Mapped[datetime | None]
    taken: Mapped[int] = mapped_column(default=0)


class IdempotencyKey(Table):
    """What was answered to a request that changed something, written with the change; asked: its SHA-256."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_answered", "merchant_id", "answered_at"),)

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    asked: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, str]]
    body: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime]


class Login(Table):
    """Somebody who signs in to a merchant's pages. email: in lower case. password_hash: argon2id."""

    __tablename__ = "logins"
    __table_args__ = (UniqueConstraint("email"), UniqueConstraint("merchant_id", "id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]


class WebSession(Table):
    """A browser that somebody signed in with; hash: SHA-256 of what its cookie says."""

    __tablename__ = "web_sessions"
    __table_args__ = (
        UniqueConstraint("hash"),
        ForeignKeyConstraint(["merchant_id", "login_id"], ["logins.merchant_id", "logins.id"]),
        Index("ix_web_sessions_login", "merchant_id", "login_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    login_id: Mapped[int] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Attempt(Table):
    """Somebody tried to sign in or up; nobody's yet, so that it belongs to no merchant. key: SHA-256 of whose it is
    counted as."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_key", "key", "at"), Index("ix_attempts_at", "at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class FeedJob(Table):
    """What a merchant asked for on a page and another process does: look at a feed, link, sync or remove it.

    form_id: the form that asked, so that it sent twice asks once. heard_at: when whoever does it last told so; doing,
    done, total: what it told. report: what came of it, once it ended."""

    __tablename__ = "feed_jobs"
    __table_args__ = (
        UniqueConstraint("merchant_id", "form_id"),
        Index("ix_feed_jobs_ended", "ended_at", "id"),
        CheckConstraint("kind IN ('preview', 'link', 'sync', 'remove')", "kind"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    form_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    feed_name: Mapped[str] = mapped_column(String(64))
    settings: Mapped[dict[str, Any]]
    is_agreed: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    doing: Mapped[str | None] = mapped_column(String(32))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    report: Mapped[dict[str, Any]]
