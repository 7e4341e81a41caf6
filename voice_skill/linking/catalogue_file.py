"""Reading the plain catalogue file behind `voice-skill catalogue import FILE`: JSON in UTF-8.

    {"products": [{
        "id": "mug-blue",                     the merchant's own, never changed
        "title": "Blue Stoneware Mug 350 ml", as written in the shop
        "spoken_name": "blue mug",            for the ear; made from the title when left out
        "spoken_plural": "blue mugs",         likewise
        "synonyms": ["coffee cup"],           what else customers call it
        "description": "", "brand": "", "category": "", "image": "https://…", "link": "https://…",
        "attributes": {"material": "stoneware"},
        "variants": [{                        at least one
            "sku": "MUG-BLUE-L",
            "options": {"size": "large"},     what tells the variants apart; left out for a lone one
            "price": "12.50",                 text, in major units
            "sale_price": "9.90", "sale_from": "2026-11-27T00:00:00-05:00", "sale_until": "…",
            "currency": "USD",                the shop's own; may be left out
            "stock": 12,                      left out when nobody counts
            "availability": "in_stock"        or out_of_stock, preorder, backorder; left out, the stock tells
        }]
    }]}

Required are id, title, variants, sku and price. A field that is not listed here is reported as a mistake.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voice_skill.linking.errors import CatalogueError, Problem
from voice_skill.linking.fields import MAX_SHORT_CHARACTERS, Fields
from voice_skill.linking.spoken_names import spoken_names, spoken_plural
from voice_skill.store import CatalogueItem, CatalogueVariant, Money

MAX_SIZE_BYTES = 256 * 1024 * 1024
MAX_TITLE_CHARACTERS = 500
MOST_VARIANTS = 1_000
# Whoever has mended so many looks again; a file that is wrong throughout must not fill the screen or the memory.
MOST_PROBLEMS = 50

AVAILABILITIES = ("in_stock", "out_of_stock", "preorder", "backorder")
_NAMES = frozenset({"title", "spoken_name", "spoken_plural", "synonyms", "brand", "category"})
_PRODUCT = _NAMES | {"id", "description", "image", "link", "attributes", "variants"}
_PRICES = frozenset({"price", "sale_price", "sale_from", "sale_until", "currency"})
_VARIANT = _PRICES | {"sku", "options", "stock", "availability"}


def read_catalogue(path: Path, *, currency: str) -> list[CatalogueItem]:
    """All products of a file, their prices in `currency` (ISO 4217); raises CatalogueError, or OSError."""
    reader = _Reader(currency)
    items = []
    for row, product in enumerate(_products(path), 1):
        if isinstance(product, dict):
            items.append(reader.item(row, product))
        else:
            reader.problems.append(Problem(row, "", "must be an object"))
        if len(reader.problems) >= MOST_PROBLEMS:
            break
    if reader.problems:
        raise CatalogueError(reader.problems)
    return items


def _products(path: Path) -> list[Any]:
    with path.open("rb") as file:
        content = file.read(MAX_SIZE_BYTES + 1)
    if len(content) > MAX_SIZE_BYTES:
        raise _unreadable(f"is larger than {MAX_SIZE_BYTES >> 20} MB; split it, or leave out what nobody buys")
    try:
        file_content = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unreadable(f"is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise _unreadable(f"is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise _unreadable("is JSON that no catalogue needs: numbers too long or lists too deep") from error
    products = file_content.get("products") if isinstance(file_content, dict) else None
    if not isinstance(products, list) or not products:
        raise _unreadable('must be an object with a list of "products" that is not empty')
    return products


def _unreadable(advice: str) -> CatalogueError:
    return CatalogueError([Problem(0, "the file", advice)])


class _Reader:
    """Turns objects into items; remembers ids and skus, so that one used twice is told with both rows."""

    def __init__(self, currency: str) -> None:
        self.problems: list[Problem] = []
        self._currency = currency
        self._rows: dict[tuple[str, str], int] = {}

    def item(self, row: int, product: dict[str, Any]) -> CatalogueItem:
        fields = Fields(row, "", product, self.problems)
        fields.only(_PRODUCT)
        title = fields.text("title", most=MAX_TITLE_CHARACTERS, is_required=True)
        spoken_name, plural = self._names(fields, title)
        return CatalogueItem(
            external_id=self._once(fields, "id"),
            title=title,
            spoken_name=spoken_name,
            spoken_plural=plural,
            synonyms=fields.texts("synonyms"),
            description=fields.text("description"),
            brand=fields.text("brand", most=MAX_SHORT_CHARACTERS),
            category=fields.text("category", most=MAX_TITLE_CHARACTERS),
            attributes=fields.pairs("attributes"),
            image_url=fields.text("image") or None,
            link=fields.text("link") or None,
            variants=list(self._variants(fields)),
        )

    def _names(self, fields: Fields, title: str) -> tuple[str, str]:
        name = fields.text("spoken_name", most=MAX_SHORT_CHARACTERS)
        plural = fields.text("spoken_plural", most=MAX_SHORT_CHARACTERS)
        if not any(map(str.isalnum, name or title)):
            fields.refuse("spoken_name" if name else "title", "has nothing in it that can be said; give a spoken_name")
            return "", ""
        if name:
            return name, plural or spoken_plural(name)
        name, made = spoken_names(title)
        return name, plural or made

    def _variants(self, fields: Fields) -> Iterator[CatalogueVariant]:
        told: list[dict[str, str]] = []
        for variant in fields.objects("variants", MOST_VARIANTS):
            variant.only(_VARIANT)
            options = variant.pairs("options")
            if options in told:
                variant.refuse("options", "are those of another variant of the product; say what tells them apart")
            told.append(options)
            yield self._variant(variant, options)

    def _variant(self, fields: Fields, options: dict[str, str]) -> CatalogueVariant:
        if fields.text("currency") not in ("", self._currency):
            fields.refuse("currency", f"must be {self._currency}, in which the shop sells")
        stock = fields.count("stock")
        price = fields.money("price", self._currency, is_required=True) or Money(0, self._currency)
        sale_price = fields.money("sale_price", self._currency)
        if sale_price is not None and sale_price.amount_minor > price.amount_minor:
            fields.refuse("sale_price", "is above the price")
        return CatalogueVariant(
            sku=self._once(fields, "sku"),
            price=price,
            options=options,
            sale_price=sale_price,
            sale_from=fields.time("sale_from"),
            sale_until=fields.time("sale_until"),
            stock=stock,
            availability=fields.choice("availability", AVAILABILITIES, "out_of_stock" if stock == 0 else "in_stock"),
        )

    def _once(self, fields: Fields, name: str) -> str:
        """A text that no other product or variant of the file has."""
        value = fields.text(name, most=MAX_SHORT_CHARACTERS, is_required=True)
        if value and (name, value) in self._rows:
            fields.refuse(name, f"{value} is already used in product {self._rows[name, value]}")
        self._rows.setdefault((name, value), fields.row)
        return value
