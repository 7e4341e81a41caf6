"""Products, groups of variants and offers of schema.org as Rows. Called by the reader of JSON-LD.

Sources: schema.org Product, ProductGroup, Offer, AggregateOffer; developers.google.com/search, structured data for
merchant listings (prices before a discount) and for product variants (hasVariant, variesBy, inProductGroupWithID).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from voice_skill.linking.formats.loose_json import objects, text
from voice_skill.linking.formats.schema_org_offers import Node, condition, stock, types, written
from voice_skill.linking.formats.schema_org_variants import TRAITS, handle, named_options, traits
from voice_skill.linking.formats.shopify_variants import variant_id
from voice_skill.linking.rows import Finding, Row

PRODUCTS = frozenset({"Product", "IndividualProduct", "ProductModel", "SomeProducts", "Book", "Vehicle", "Car"})
OFFERS = frozenset({"Offer", "AggregateOffer"})
# Where a page's own products stand; related ones and those of a review stand elsewhere.
_LEADS_ON = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasOfferCatalog", "itemOffered")
_DEEPEST = 12
_IDS = ("sku", "productID", "gtin", "gtin13", "gtin12", "gtin14", "gtin8", "isbn", "mpn", "@id", "url")
_GTINS = ("gtin", "gtin13", "gtin12", "gtin14", "gtin8", "isbn")
_REFERENCE = frozenset({"@id", "@type"})
# UN/CEFACT Common Codes, which unitCode holds.
_UNITS = {"KGM": "kg", "GRM": "g", "LBR": "lb", "ONZ": "oz", "CMT": "cm", "MMT": "mm", "MTR": "m", "INH": "in"}
_UNITS |= {"MLT": "ml", "LTR": "l", "FOT": "ft"}
COLUMNS = {
    "title": "name",
    "link": "url",
    "image_link": "image",
    "price": "offers.price",
    "sale_price": "offers.price",
    "availability": "offers.availability",
    "product_type": "category",
    "quantity": "inventoryLevel",
    "condition": "itemCondition",
}


def rows(blocks: Sequence[Any], currency: str) -> Iterator[Row | Finding]:
    """The offers in all blocks of a page together. currency: the shop's, where offers differ by it."""
    page = _Page(blocks, currency)
    rows_by_id: dict[str, Row] = {}
    for number, (product, group) in enumerate(page.products(), 1):
        for row in page.rows(number, product, group):
            # A theme and a plugin often tell of the same product twice; only where they disagree both are told.
            if isinstance(row, Finding) or rows_by_id.get(row.id) != (bare := replace(row, number=0)):
                yield row
            if isinstance(row, Row):
                rows_by_id.setdefault(row.id, bare)


class _Page:
    """All blocks of one page, which refer to each other by @id."""

    def __init__(self, blocks: Sequence[Any], currency: str) -> None:
        self._currency = currency
        self._nodes_by_id: dict[str, Node] = {}
        self._nodes: list[Node] = []
        self._options: dict[int, dict[int, dict[str, str]]] = {}
        for block in blocks:
            self._walk(block, 0)

    def _walk(self, value: Any, depth: int) -> None:
        for node in objects(value):
            if depth > _DEEPEST:
                return
            if len(node) > 1 and (name := text(node.get("@id"))):
                self._nodes_by_id.setdefault(name, node)
            if "itemOffered" in node and types(node) & OFFERS:
                offer = {key: each for key, each in node.items() if key != "itemOffered"}
                node = {"itemOffered": [{"offers": offer, **each} for each in objects(node["itemOffered"])]}
            if types(node) & (PRODUCTS | {"ProductGroup"}):
                self._nodes.append(node)
            for key in _LEADS_ON:
                if key in node:
                    self._walk(node[key], depth + 1)

    def products(self) -> Iterator[tuple[Node, Node]]:
        """Each product with the group that it is a variant of; the group is empty for a lone one."""
        groups = {id(node): node for node in self._nodes if "ProductGroup" in types(node)}
        by_id = {name: group for group in groups.values() if (name := text(group.get("productGroupID")))}
        group_ids, filled_groups = set(groups), set()
        for group in groups.values():
            for variant in self._resolved(group.get("hasVariant")):
                if id(variant) not in group_ids:
                    group_ids.add(id(variant))
                    filled_groups.add(id(group))
                    yield variant, group
        for product in self._nodes:
            if id(product) not in group_ids:
                group = self._group(product, by_id)
                filled_groups.add(id(group))
                yield product, group
        yield from ((group, {}) for at, group in groups.items() if at not in filled_groups and group.get("offers"))

    def _group(self, product: Node, by_id: Mapping[str, Node]) -> Node:
        """The group that a variant says it belongs to; empty for a lone product."""
        outer = next(iter(self._resolved(product.get("isVariantOf"))), {})
        group_id = text(product.get("inProductGroupWithID")) or text(outer.get("productGroupID"))
        return by_id.get(group_id) or outer or ({"productGroupID": group_id} if group_id else {})

    def rows(self, number: int, product: Node, group: Node) -> Iterator[Row | Finding]:
        """One Row for each thing that can be bought for a price of its own."""
        product_id = _id(product, _IDS)
        offers = self._offers(product)
        skus, names = ([text(offer.get(key)) for offer in offers] for key in ("sku", "name"))
        if len(offers) > 1 and any(len({*values}) == len(offers) and all(values) for values in (skus, names)):
            options = named_options(names, text(product.get("name")))
            for offer, sku, traits_told in zip(offers, skus, options, strict=True):
                yield self._row(number, product, group or product, {**offer, "id": sku}, traits_told)
            return
        one = self._one(offers)
        if one is None:
            message = "The product has several prices and was skipped; give each variant an offer with its own sku."
            prices = ", ".join(filter(None, (written(offer)["price"] for offer in offers)))
            yield Finding(number, product_id, "offers", "price_ambiguous", "error", message, prices[:100])
            return
        option_values = (traits(product, group) or self._by_name(product, group)) if group else {}
        yield self._row(number, product, group, {**one, "id": product_id}, option_values)

    def _row(self, number: int, product: Node, group: Node, offer: Node, options: dict[str, str]) -> Row:
        both = {**group, **{key: value for key, value in product.items() if value not in (None, "", [])}}
        group_id = text(group.get("productGroupID")) or _id(group, _IDS)
        if not group_id and "ProductGroup" in types(group):
            group_id = text(group.get("name"))  # what its variants have in common, and no product else
        group_id = group_id or offer["id"]
        group_names = [handle(group) or group_id] if options else [text(offer.get("url")) or text(both.get("@id"))]
        own = variant_id(group_names[0], options) if group_names[0] else ""
        values = {
            "title": text(group.get("name")) or text(product.get("name")),
            "description": text(both.get("description")),
            "link": text(offer.get("url")) or text(both.get("url")),
            "brand": _name(both.get("brand")),
            "product_type": _name(both.get("category")).replace(" / ", " > "),
            "gtin": _id(offer, _GTINS) or _id(product, _GTINS),
            "mpn": text(offer.get("mpn")) or text(product.get("mpn")),
            "condition": condition(offer, both),
            **_images(product.get("image") or group.get("image")),
            **written(offer),
            **stock(offer, product),
        }
        return Row(
            number=number,
            id=offer["id"] or own,
            variant_id=own,
            group=group_id or own,
            values={name: value for name, value in values.items() if value},
            options=options,
            details=_details(both, options),
            columns=COLUMNS,
        )

    def _by_name(self, product: Node, group: Node) -> dict[str, str]:
        """The words that the variant's name adds to its group's, in the light of its siblings' names."""
        if id(group) not in self._options:
            variants = self._resolved(group.get("hasVariant"))
            names = [text(each.get("name")) for each in variants] or [""]
            options = named_options(names, text(group.get("name")))
            self._options[id(group)] = dict(zip(map(id, variants), options, strict=False))
        alone = named_options([text(product.get("name"))], text(group.get("name")))
        return self._options[id(group)].get(id(product), alone[0])

    def _offers(self, product: Node) -> list[Node]:
        """The offers one by one; an aggregate without any is one itself, with its lowest price if that is also its
        highest."""
        offers_found: list[Node] = []
        for offer in self._resolved(product.get("offers")):
            inner = self._resolved(offer.get("offers")) if "AggregateOffer" in types(offer) else []
            inherited = {key: offer[key] for key in ("priceCurrency", "availability") if key in offer}
            if inner:
                offers_found += [inherited | each for each in inner]
            elif (low := text(offer.get("lowPrice"))) and "price" not in offer:
                high = text(offer.get("highPrice")) or low
                offers_found += [{**offer, "price": price} for price in dict.fromkeys([low, high])]
            else:
                offers_found.append(offer)
        return offers_found

    def _one(self, offers: list[Node]) -> Node | None:
        """The offer that counts: the only one, or the only price in the shop's currency; None when there are more."""
        if len(offers) <= 1:
            return offers[0] if offers else {}
        own = [offer for offer in offers if written(offer)["currency"] in ("", self._currency)] or offers
        prices = {(written(offer)["price"], written(offer)["sale_price"]) for offer in own}
        return own[0] if len(prices) == 1 else None

    def _resolved(self, value: Any) -> list[Node]:
        """The objects, each behind a mere reference found where it stands in full."""
        return [
            self._nodes_by_id.get(text(node.get("@id")), node) if node.keys() <= _REFERENCE else node
            for node in objects(value)
        ]


def _id(node: Mapping[str, Any], keys: Sequence[str]) -> str:
    return next(filter(None, (text(node.get(key)) for key in keys)), "")


def _name(value: Any) -> str:
    """A name that stands alone, in an object, or first in a list."""
    return text(value) or next((text(each.get("name")) for each in objects(value)), "")


def _images(value: Any) -> dict[str, str]:
    urls = [_url(each) for each in (value if isinstance(value, list) else [value])]
    first, *others = list(dict.fromkeys(filter(None, urls))) or [""]
    return {"image_link": first, "additional_image_link": ",".join(url.replace(",", "%2C") for url in others)}


def _url(image: Any) -> str:
    return text(image.get("url")) or text(image.get("contentUrl")) if isinstance(image, dict) else text(image)


def _details(node: Mapping[str, Any], options: Mapping[str, str]) -> dict[str, str]:
    """Details a customer may ask about: traits, measures, the merchant's own properties, the rating."""
    details = {name: _name(node.get(name)) for name in TRAITS if name not in options}
    details |= {name: _measure(node.get(name)) for name in ("weight", "width", "height", "depth")}
    for each in objects(node.get("additionalProperty", [])):
        details[text(each.get("name")).lower()] = _measure(each)
    for rating in objects(node.get("aggregateRating", []))[:1]:
        if value := text(rating.get("ratingValue")):
            details["rating"] = f"{value} of {text(rating.get('bestRating')) or '5'}"
    return {name: value for name, value in details.items() if name and value and name not in options}


def _measure(value: Any) -> str:
    """A QuantitativeValue or PropertyValue with its unit, or the text that stands for it."""
    if not isinstance(value, dict):
        return text(value)
    code = text(value.get("unitCode"))
    unit = text(value.get("unitText")) or _UNITS.get(code, code)
    return f"{text(value.get('value'))} {unit}".strip() if text(value.get("value")) else ""
