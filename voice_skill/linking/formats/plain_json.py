"""Reads our own plain catalogue, JSON in UTF-8. Called by read_feed.

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
            "price": "12.50",                 in major units
            "sale_price": "9.90", "sale_from": "2026-11-27T00:00:00-05:00", "sale_until": "…",
            "currency": "USD",                the shop's own; may be left out
            "stock": 12,                      left out when nobody counts
            "availability": "in_stock"        or out_of_stock, preorder, backorder; left out, the stock tells
        }]
    }]}

Required are id, title, variants, sku and price. A field that is not listed here is reported and not read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from voice_skill.linking.formats.json_products import has_products, products
from voice_skill.linking.formats.loose_json import text
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.rows import FeedSettings, Finding, Level, Row

_PRODUCT = {
    "title": "title",
    "spoken_name": "spoken_name",
    "spoken_plural": "spoken_plural",
    "description": "description",
    "brand": "brand",
    "category": "product_type",
    "image": "image_link",
    "link": "link",
}
_VARIANT = {
    "price": "price",
    "sale_price": "sale_price",
    "currency": "currency",
    "stock": "quantity",
    "availability": "availability",
}
_PRODUCT_FIELDS = frozenset({*_PRODUCT, "id", "synonyms", "attributes", "variants"})
_VARIANT_FIELDS = frozenset({*_VARIANT, "sku", "options", "sale_from", "sale_until"})
_COLUMNS = {name: key for key, name in (_PRODUCT | _VARIANT).items() if name != key}


def looks_like(head: bytes) -> bool:
    return has_products(head)


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a variant; its number is the product's."""
    for number, product in enumerate(products(opened), 1):
        yield from _Product(number, product, settings.currency).rows()


@dataclass
class _Product:
    """One entry of the list, and what is wrong with it."""

    number: int
    product: Any
    currency: str
    findings: list[Finding] = field(default_factory=list)

    def rows(self) -> Iterator[Row | Finding]:
        fields = self._object("", self.product, _PRODUCT_FIELDS)
        variants = self._list("variants", fields.get("variants"))
        if not variants:
            self._tell("variants", "variants_missing", "error", "needs at least one")
        common = self._texts("", fields, _PRODUCT) | {"synonyms": self._synonyms(fields.get("synonyms"))}
        details = self._pairs("attributes", fields.get("attributes"))
        name = self._text("id", fields.get("id"))
        is_right = not any(finding.level == "error" for finding in self.findings)
        rows = [self._variant(at, variant, name, common, details) for at, variant in enumerate(variants)]
        yield from self.findings
        if is_right:
            yield from (row for row in rows if row)

    def _variant(
        self, at: int, variant: Any, group: str, common: Mapping[str, str], details: Mapping[str, str]
    ) -> Row | None:
        """None where one of its fields is not what it should be."""
        wrong = len(self._errors())
        place = f"variants[{at}]"
        fields = self._object(place, variant, _VARIANT_FIELDS)
        values = {"currency": self.currency, **common}
        values |= {name: value for name, value in self._texts(place, fields, _VARIANT).items() if value}
        period = [self._text(f"{place}.{key}", fields.get(key)) for key in ("sale_from", "sale_until")]
        values["sale_price_effective_date"] = "/".join(period) if any(period) else ""
        sku = self._text(f"{place}.sku", fields.get("sku"))
        options = self._pairs(f"{place}.options", fields.get("options"))
        if len(self._errors()) > wrong:
            return None
        filled_values = {name: value for name, value in values.items() if value}
        return Row(self.number, sku, group, filled_values, options, details, _COLUMNS)

    def _errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "error"]

    def _texts(self, place: str, fields: dict[str, Any], named: dict[str, str]) -> dict[str, str]:
        dot = f"{place}." if place else ""
        return {name: self._text(f"{dot}{key}", fields.get(key)) for key, name in named.items()}

    def _text(self, place: str, value: Any) -> str:
        if isinstance(value, dict | list | bool):
            self._tell(place, "field_type", "error", f"must be text, not {_kind(value)}")
        return text(value).strip()

    def _synonyms(self, value: Any) -> str:
        entries = [self._text(f"synonyms[{at}]", entry) for at, entry in enumerate(self._list("synonyms", value))]
        return ",".join(entry.replace(",", " ") for entry in entries if entry)

    def _pairs(self, place: str, value: Any) -> dict[str, str]:
        if value is not None and not isinstance(value, dict):
            self._tell(place, "field_type", "error", f"must be an object of names and texts, not {_kind(value)}")
            return {}
        texts = {key.strip(): self._text(f"{place}.{key}", entry) for key, entry in (value or {}).items()}
        return {key: entry for key, entry in texts.items() if key and entry}

    def _list(self, place: str, value: Any) -> list[Any]:
        if value is not None and not isinstance(value, list):
            self._tell(place, "field_type", "error", f"must be a list, not {_kind(value)}")
            return []
        return value or []

    def _object(self, place: str, value: Any, field_names: frozenset[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._tell(place, "field_type", "error", f"must be an object, not {_kind(value)}")
            return {}
        for key in [key for key in value if key not in field_names][:10]:
            dot = f"{place}." if place else ""
            message = f"is not a field here; the fields are {', '.join(sorted(field_names))}"
            self._tell(f"{dot}{key[:40]}", "field_unknown", "warning", message)
        return value

    def _tell(self, place: str, code: str, level: Level, advice: str) -> None:
        name = self.product.get("id") if isinstance(self.product, dict) else ""
        message = f"Product {self.number}{', ' if place else ''}{place} {advice}."
        self.findings.append(Finding(self.number, text(name)[:100], place, code, level, message))


def _kind(value: object) -> str:
    """JSON's name for the type of a value."""
    names = {dict: "an object", list: "a list", bool: "true or false", type(None): "null", str: "text"}
    return names.get(type(value), "a number")
