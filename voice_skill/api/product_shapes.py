"""Shapes of products, and of the bodies that create and change them. Called by products."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from voice_skill.api.shapes import LINE, Cursor, Id, Limit, Line, Price, Spoken, Text, Time, Title
from voice_skill.store.tables import AVAILABILITIES

if TYPE_CHECKING:
    Availability = str
else:  # an enum of the document, which is known once the store's list is
    Availability = Literal[AVAILABILITIES]
Asked = Annotated[str, Meta(max_length=200, pattern=LINE, description="A customer's words for a product.")]
Stock = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Words = Annotated[dict[Id, Line], Meta(max_length=100)]
Address = Annotated[str, Meta(max_length=2000, pattern=r"^https?://[^\u0000-\u0020\u007f]+$(?!\n)")]


class VariantGiven(Struct, frozen=True, forbid_unknown_fields=True):
    """One way to buy a product. stock: null when nobody counts. sale_price: from sale_from until sale_until."""

    sku: Id
    price: Price
    options: Words = {}
    sale_price: Price | None = None
    sale_from: Time | None = None
    sale_until: Time | None = None
    stock: Stock | None = None
    availability: Availability = "in_stock"
    gtin: Annotated[str, Meta(pattern=r"^[0-9]{8,14}$(?!\n)")] | None = None


class ProductGiven(Struct, frozen=True, forbid_unknown_fields=True):
    """A product as it shall be, whole. name and plural: what it is called aloud, one of them and several."""

    title: Title
    name: Spoken
    plural: Spoken
    variants: Annotated[list[VariantGiven], Meta(min_length=1, max_length=100)]
    synonyms: Annotated[list[Spoken], Meta(max_length=50)] = []
    description: Text = ""
    brand: Line = ""
    category: Line = ""
    attributes: Words = {}
    images: Annotated[list[Address], Meta(max_length=20)] = []
    link: Address | None = None


class VariantChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to a variant; fields that are not sent stay as they are."""

    sku: Id
    price: Price | UnsetType = UNSET
    sale_price: Price | UnsetType | None = UNSET
    sale_from: Time | UnsetType | None = UNSET
    sale_until: Time | UnsetType | None = UNSET
    stock: Stock | UnsetType | None = UNSET
    availability: Availability | UnsetType = UNSET


class ProductChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to a product; fields that are not sent stay as they are. name and plural come together: null calls it as
    its feed does."""

    name: Spoken | UnsetType | None = UNSET
    plural: Spoken | UnsetType | None = UNSET
    title: Title | UnsetType = UNSET
    synonyms: Annotated[list[Spoken], Meta(max_length=50)] | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    brand: Line | UnsetType = UNSET
    category: Line | UnsetType = UNSET
    variants: Annotated[list[VariantChange], Meta(max_length=100)] | UnsetType = UNSET


class VariantTold(Struct, frozen=True):
    """One way to buy a product; price_now considers a running sale."""

    sku: str
    options: dict[str, str]
    price: Price
    price_now: Price
    sale_price: Price | None
    sale_from: datetime | None
    sale_until: datetime | None
    stock: int | None
    availability: str
    gtin: str | None


class ProductTold(Struct, frozen=True):
    """feed: which one brings it, null for what came by this API or by hand. feed_name: what the feed would have it
    called, null unless the merchant named it."""

    id: str
    title: str
    name: str
    plural: str
    feed_name: str | None
    feed: str | None
    synonyms: list[str]
    description: str
    brand: str
    category: str
    attributes: dict[str, str]
    images: list[str]
    link: str | None
    variants: list[VariantTold]


class Products(Struct, frozen=True):
    """A page of products, in the order in which they came into the shop; of a search, the best first."""

    items: list[ProductTold]
    next: str | None


class ProductsQuery(Struct, frozen=True, forbid_unknown_fields=True):
    q: Asked | UnsetType = UNSET
    cursor: Cursor | UnsetType = UNSET
    limit: Limit = 50
