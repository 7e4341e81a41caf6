"""Items of a catalogue, as any reader of a merchant's data hands them to the store, and the outcome of importing
them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voice_skill.store.money import Money


@dataclass(frozen=True)
class CatalogueVariant:
    """One way to buy a product. stock: None when nobody counts; sale_from and sale_until: aware times or always.
    gtin: the number of its bar code, checked."""

    sku: str
    price: Money
    options: Mapping[str, str] = field(default_factory=dict)
    sale_price: Money | None = None
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    stock: int | None = None
    availability: str = "in_stock"
    gtin: str | None = None


@dataclass(frozen=True)
class CatalogueItem:
    """One product as any reader of a merchant's data gives it; `external_id` is the merchant's own and stays.
    images: the first of them is `image_url`."""

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
    images: Sequence[str] = ()
    link: str | None = None


@dataclass
class CatalogueChange:
    """The numbers of products a snapshot added, changed, left unchanged, and removed from the shop."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Taken:
    """An item that was left out, because its id or one of its skus is in the shop already and not by this feed.
    field: "id" or "sku"."""

    external_id: str
    field: str
    value: str


@dataclass(frozen=True)
class Sample:
    """One product that a snapshot would add, change or remove; fields: what of it differs, before and after."""

    kind: str
    external_id: str
    title: str
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)
