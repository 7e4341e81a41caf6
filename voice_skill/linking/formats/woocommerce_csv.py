"""Reads WooCommerce's product CSV. Called by read_feed.

Source: github.com/woocommerce/woocommerce: wiki Product-CSV-Import-Schema; includes/export/class-wc-product-csv-
exporter.php and abstract-wc-csv-exporter.php (how it escapes), includes/import/class-wc-product-csv-importer.php.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from voice_skill.linking.errors import CurrencyNeeded
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.formats.tables import Record, header_names, read_table
from voice_skill.linking.formats.woocommerce_headers import GTIN, TYPES, english_name, english_names
from voice_skill.linking.rows import FeedSettings, Finding, Row

_FIRST = frozenset({"type", "sku", "id"})
_OTHERS = frozenset({"regular price", "published", "visibility in catalog", "in stock?", "categories"})
_MEASURE = re.compile(r"(weight|length|width|height) \((.+)\)")
_COLUMNS = {"title": "Name", "price": "Regular price", "sale_price": "Sale price", "quantity": "Stock"}
_FORMULA = ("'=", "'+", "'-", "'@")  # the exporter puts ' before what a spreadsheet would calculate
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=[ T]|$)")
_COMMA = re.compile(r"(?<!\\),")  # a comma in an entry of a list is written \,

_UNPUBLISHED = {"0": "private", "-1": "a draft", "2": "pending review"}


def is_header(names: frozenset[str]) -> bool:
    columns_known = frozenset(map(english_name, names))
    return "name" in columns_known and bool(_FIRST & columns_known) and len(_OTHERS & columns_known) >= 2


def looks_like(head: bytes) -> bool:
    return is_header(frozenset(english_names(head, is_header).values()) | header_names(head, is_header))


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a simple product or variation, and one for what the variations of a product have in common."""
    if not settings.currency:
        raise CurrencyNeeded("WooCommerce's CSV")
    # A variation may stand before its parent, so parents are looked up in a first pass through the file.
    english, products = english_names(opened.head, is_header), _Products()
    for record in read_table(opened, is_header):
        if not isinstance(record, Finding):
            products.note(_values(record, english))
    reader = _Reader(settings.currency, products)
    for record in read_table(opened, is_header):
        if isinstance(record, Finding):
            yield record
        else:
            yield from reader.rows(record.number, _values(record, english))


def _values(record: Record, english: Mapping[str, str]) -> dict[str, str]:
    values = record.values
    if english:
        values = {english.get(name, name): value for name, value in values.items()}
    for name, value in values.items():
        if value[0] == "'" and value.startswith(_FORMULA):
            values[name] = value[1:]
    return values


@dataclass
class _Products:
    """By what products are known in the whole file: their SKU, or their ID where others have the same SKU. Those with
    variations are found by both, and those that are left out are remembered."""

    parents: dict[str, tuple[str, str]] = field(default_factory=dict)
    left_out: set[tuple[str, str]] = field(default_factory=set)
    _ids: dict[tuple[bool, str], str] = field(default_factory=dict)
    _shared: set[tuple[bool, str]] = field(default_factory=set)

    def note(self, values: dict[str, str]) -> None:
        types, (sku, own) = _types(values), _names(values)
        key = ("variable" in types, sku)
        if own and self._ids.setdefault(key, own) != own:
            self._shared.add(key)
        if "variation" in types or types <= TYPES - {"variable"}:
            return
        for known_as in (sku, f"id:{own}"):
            self.parents.setdefault(known_as, (sku, own))
        if _why_not(values):
            self.left_out.add((sku, own))

    def is_shared(self, values: dict[str, str]) -> bool:
        return bool(values.get("sku")) and ("variable" in _types(values), values.get("sku")) in self._shared

    def id(self, values: dict[str, str]) -> str:
        sku, own = _names(values)
        return own if self.is_shared(values) else sku or own

    def parent(self, values: dict[str, str]) -> tuple[str, str]:
        """SKU and ID of what a variation is of, the same twice where the file does not have it."""
        parent_key = values.get("parent", "")
        bare = parent_key.removeprefix("id:")
        return self.parents.get(parent_key) or (bare, bare)

    def group(self, values: dict[str, str]) -> str:
        sku, own = self.parent(values)
        return own if (True, sku) in self._shared else sku or own


class _Reader:
    def __init__(self, currency: str, products: _Products) -> None:
        self._currency, self._products = currency, products

    def rows(self, number: int, values: dict[str, str]) -> Iterator[Row | Finding]:
        types, name = _types(values), self._products.id(values)
        is_product, is_variation = "variable" in types, "variation" in types
        group = self._products.group(values) if is_variation else name
        reason = _why_not(values)
        if reason or (is_variation and self._products.parent(values) in self._products.left_out):
            code, advice = reason or ("product_unpublished", "Its product is left out, and so is the variation.")
            yield Finding(number, name, "Type", code, "suggestion", advice)
            return
        if self._products.is_shared(values):
            advice = f"Give each product a SKU of its own; others have this one too, so it is known by its ID, {name}."
            yield Finding(number, name, "SKU", "sku_shared", "suggestion", advice, values["sku"][:100])
        traits = _attributes(values)
        if is_variation and len(traits) < _count(values):
            advice = "The variation stands for any value of an attribute; make one of each value to sell it by voice."
            yield Finding(number, name, "Attribute 1 value(s)", "variation_of_any", "warning", advice)
        yield Row(
            number=number,
            id=name,
            group=group,
            values=self._values(values, is_product=is_product),
            options={trait: ", ".join(choices) for trait, choices in traits.items() if is_variation},
            # What has several values on a product tells its variations apart, which say it themselves.
            details=_measures(values)
            | {
                trait: ", ".join(choices)
                for trait, choices in traits.items()
                if not is_variation and (len(choices) == 1 or not is_product)
            },
            columns=_COLUMNS,
            is_product=is_product,
        )

    def _values(self, values: dict[str, str], *, is_product: bool) -> dict[str, str]:
        images = [image.replace(",", "%2C") for image in _parts_of(values.get("images", ""))]
        fields = {
            "title": values.get("name", ""),
            "description": _text(values.get("description") or values.get("short description", "")),
            "image_link": next(iter(images), ""),
            "additional_image_link": ",".join(images[1:]),
            "brand": next(iter(_parts_of(values.get("brands", ""))), ""),
            "gtin": values.get(GTIN, ""),
            "product_type": _category(values.get("categories", "")),
        }
        if not is_product:
            fields |= _offer(values) | {"currency": self._currency}
        return {name: value for name, value in fields.items() if value}


def _names(values: dict[str, str]) -> tuple[str, str]:
    """SKU and ID."""
    return values.get("sku", ""), values.get("id", "")


def _types(values: dict[str, str]) -> set[str]:
    return {kind.lower() for kind in _parts_of(values.get("type", "simple"))}


def _why_not(values: dict[str, str]) -> tuple[str, str] | None:
    """Code and advice for what is no product to be sold."""
    types = _types(values)
    status = _UNPUBLISHED.get(values.get("published", "1"))
    if status:
        return "product_unpublished", f"The product is {status} and was skipped; publish it to sell it."
    if values.get("visibility in catalog") == "hidden" and "variation" not in types:
        return "product_hidden", "The product is hidden in the catalog and was skipped; make it visible to sell it."
    if "grouped" in types:
        return "product_grouped", "The product groups others, which are sold by themselves; it was skipped."
    if "external" in types:
        return "product_external", "The product is sold on another site and was skipped; nobody can order it here."
    if others := sorted(types - TYPES):
        kind = f"The product is of a type that an extension adds, {', '.join(others)[:40]}, and was left out"
        return "product_type_unknown", f"{kind}; sell it as a simple or variable product to have it ordered by voice."
    return None


def _offer(values: dict[str, str]) -> dict[str, str]:
    stock = values.get("stock", "")
    is_counted = stock not in ("", "parent")  # counted with the parent: the variations share one count
    return {
        "price": _price(values.get("regular price", "")),
        "sale_price": _price(values.get("sale price", "")),
        "sale_price_effective_date": _period(values),
        "quantity": stock if is_counted else "",
        "availability": _availability(values, stock if is_counted else ""),
    }


def _price(text: str) -> str:
    """The exporter writes the shop's decimal sign and never groups thousands, so one comma is a decimal comma."""
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _period(values: dict[str, str]) -> str:
    """Whole days, the last one included, as "a/b" where either may be open; the importer reads no time either."""
    days = [values.get(f"date sale price {end}", "") for end in ("starts", "ends")]
    period = "/".join(match[0] if (match := _DATE.match(day)) else day for day in days)
    return period if period != "/" else ""


def _availability(values: dict[str, str], stock: str) -> str:
    availability = values.get("in stock?", "1").lower()
    has_none = stock.lstrip("-").isdecimal() and int(stock) <= 0
    may_wait = values.get("backorders allowed?", "0").lower() in ("1", "notify", "yes")
    if availability == "backorder" or (has_none and may_wait):
        return "backorder"
    if availability in ("0", "no", "false") or has_none:
        return "out_of_stock"
    return "in_stock" if availability in ("1", "yes", "true") else availability


def _attributes(values: dict[str, str]) -> dict[str, list[str]]:
    """Attribute 1 name -> Attribute 1 value(s), those that have one."""
    traits = {}
    for column, name in values.items():
        if column.startswith("attribute ") and column.endswith(" name"):
            traits[name.lower()] = _parts_of(values.get(f"{column.removesuffix('name')}value(s)", ""))
    return {name: choices for name, choices in traits.items() if choices}


def _count(values: dict[str, str]) -> int:
    return sum(column.startswith("attribute ") and column.endswith(" name") for column in values)


def _measures(values: dict[str, str]) -> dict[str, str]:
    """ "Weight (kg)" with ".5" is a weight of "0.5 kg"."""
    measures = {}
    for column, value in values.items():
        measure = _measure(column)
        if measure and value.strip("0.,"):
            measures[measure[0]] = f"{'0' if value[0] in '.,' else ''}{value} {measure[1]}"
    return measures


@lru_cache(maxsize=2_000)
def _measure(column: str) -> tuple[str, str] | None:
    """The measure in a column, and its unit."""
    match = _MEASURE.fullmatch(column)
    return (match[1], match[2]) if match else None


def _category(text: str) -> str:
    """The first of the most exact ones: "Clothing > Hoodies" rather than "Clothing"."""
    return max(_parts_of(text), key=lambda path: path.count(">"), default="")


def _text(text: str) -> str:
    r"""The exporter writes line ends as \n."""
    return text.replace("\\\\n", "\0").replace("\\n", "\n").replace("\0", "\\n")


def _parts_of(text: str) -> list[str]:
    entries = (entry.replace("\\,", ",").strip() for entry in _COMMA.split(text))
    return [entry for entry in entries if entry]
