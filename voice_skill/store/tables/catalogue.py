"""Tables of products, and of the words by which they are found."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voice_skill.store.money import Money
from voice_skill.store.tables.base import Id, Table

# What a feed, the API and a merchant may say of a variant's stock.
AVAILABILITIES = ("in_stock", "out_of_stock", "preorder", "backorder")


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

    @property
    def can_be_had(self) -> bool:
        """True if one of any of its variants can be sold."""
        return any(variant.can_sell(1) for variant in self.variants)


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
        """The price of one today, a running sale considered."""
        on_sale = (
            self.sale_price_minor is not None
            and (self.sale_from is None or self.sale_from <= now)
            and (self.sale_until is None or now < self.sale_until)
        )
        amount_minor = self.sale_price_minor if on_sale else self.price_minor
        return Money(amount_minor or 0, self.currency)

    @property
    def left(self) -> int | None:
        """The number that can be promised now; None means no limit: uncounted, or on backorder."""
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
    """The data that ranking needs of a product, at its place in the index: its names and their sounds, a line each, and
    words beside them."""

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
