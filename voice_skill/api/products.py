"""The shop's products. A product that a feed brings is the feed's, all but its name for the ear."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs

from voice_skill.api.errors import Refused
from voice_skill.api.operations import ApiResponse, Call, operation
from voice_skill.api.pages import Place, link_to, page, read_cursor
from voice_skill.api.product_shapes import (
    ProductChange,
    ProductGiven,
    Products,
    ProductsQuery,
    ProductTold,
    VariantChange,
    VariantGiven,
    VariantTold,
)
from voice_skill.api.shapes import Price, or_none, price, sane
from voice_skill.store import CatalogueItem, CatalogueVariant, MerchantStore, Money, Product, UnknownProduct, Variant

SEEN = {"product_id": "mug-blue"}
# As shapes.Id has it.
_ID = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,140}")


@operation("GET", "/products", "catalogue:read", response=Products, query=ProductsQuery)
def list_products(call: Call) -> ApiResponse:
    """List the shop's products, or search them by a customer's words: then the best matches only, up to `limit`."""
    query: ProductsQuery = call.query
    if query.q is not UNSET:
        matches = call.shop.catalogue.find(query.q, limit=query.limit).products
        return ApiResponse(Products(_all_told(call.shop, matches), None))
    after = read_cursor(or_none(query.cursor), Place, 0)
    rows = call.shop.catalogue.products(limit=query.limit + 1, after=after)
    visible, cursor = page(rows, query.limit, lambda row: row.id)
    return ApiResponse(Products(_all_told(call.shop, visible), cursor), link_to(cursor))


@operation("GET", "/products/{product_id}", "catalogue:read", response=ProductTold, seen=SEEN)
def get_product(call: Call) -> ApiResponse:
    """Get one product with its variants."""
    return ApiResponse(_product_json(call))


EXAMPLE = {
    "title": "Stoneware Mug, Blue",
    "name": "blue mug",
    "plural": "blue mugs",
    "variants": [{"sku": "mug-blue", "price": {"amount_minor": 1400, "currency": "USD"}, "stock": 12}],
}


@operation(
    "PUT",
    "/products/{product_id}",
    "catalogue:write",
    response=ProductTold,
    body=ProductGiven,
    is_matched=True,
    also=(201, 409),
    example=EXAMPLE,
    seen=SEEN,
)
def put_product(call: Call) -> ApiResponse:
    """Create or replace a product. A new one needs no If-Match; replacing one does."""
    product_id, body = call.path["product_id"], call.body
    if not _ID.fullmatch(product_id):
        raise Refused("invalid", "An id must have 1 to 140 visible characters.")
    is_new = not _is_there(call.shop, product_id)
    if is_new:
        call.match(lambda: None)
    else:
        _must_be_own(call, product_id)
    _put(call.shop, _item(product_id, body))
    product = call.shop.catalogue.product(product_id)
    if (product.spoken_name, product.spoken_plural) != (body.name, body.plural):
        call.shop.catalogue.rename(product_id, body.name, body.plural)
    return ApiResponse(_product_json(call), status=201 if is_new else 200)


@operation(
    "PATCH",
    "/products/{product_id}",
    "catalogue:write",
    response=ProductTold,
    body=ProductChange,
    is_matched=True,
    also=(409,),
    example={"name": "blue mug", "plural": "blue mugs"},
    seen=SEEN,
)
def change_product(call: Call) -> ApiResponse:
    """Change a product's spoken name; of the shop's own products also stock, price and texts."""
    product_id, change = call.path["product_id"], call.body
    call.match(lambda: _product_json(call), is_needed=True)
    facts = _set(change, ("title", "synonyms", "description", "brand", "category"))
    if facts or change.variants is not UNSET:
        _must_be_own(call, product_id)
        _put(call.shop, _with_changes(call.shop.catalogue.product(product_id), facts, change.variants or []))
    if (change.name is UNSET) is not (change.plural is UNSET) or (change.name is None) is not (change.plural is None):
        raise Refused("invalid", "Send name and plural together.")
    if not isinstance(change.name, UnsetType) and not isinstance(change.plural, UnsetType):
        call.shop.catalogue.rename(product_id, change.name, change.plural)
    return ApiResponse(_product_json(call))


@operation("DELETE", "/products/{product_id}", "catalogue:write", 204, is_matched=True, also=(409,), seen=SEEN)
def delete_product(call: Call) -> ApiResponse:
    """Stop selling one of the shop's own products; it stays in past orders."""
    product_id = call.path["product_id"]
    _must_be_own(call, product_id)
    call.shop.catalogue.take_out(product_id)
    return ApiResponse()


def _is_there(shop: MerchantStore, product_id: str) -> bool:
    try:
        shop.catalogue.product(product_id)
    except UnknownProduct:
        return False
    return True


def _must_be_own(call: Call, product_id: str) -> None:
    product = call.shop.catalogue.product(product_id)
    if product.feed_id is not None:
        raise Refused("owned-by-feed", "Change it in the feed; PATCH can change only its name and plural.")
    call.match(lambda: _product_json(call), is_needed=True)


def _put(shop: MerchantStore, item: CatalogueItem) -> None:
    for variant in item.variants:
        sane(variant.sale_from)
        sane(variant.sale_until)
    shop.catalogue.put_one(item)


def _item(product_id: str, body: ProductGiven) -> CatalogueItem:
    return CatalogueItem(
        external_id=product_id,
        title=body.title,
        spoken_name=body.name,
        spoken_plural=body.plural,
        variants=[_variant(variant) for variant in body.variants],
        synonyms=body.synonyms,
        description=body.description,
        brand=body.brand,
        category=body.category,
        attributes=body.attributes,
        images=body.images,
        link=body.link,
    )


def _variant(body: VariantGiven) -> CatalogueVariant:
    facts = structs.asdict(body)
    facts["price"] = body.price.money
    facts["sale_price"] = body.sale_price and body.sale_price.money
    return CatalogueVariant(**facts)


def _with_changes(product: Product, facts: Mapping[str, Any], changes: Sequence[VariantChange]) -> CatalogueItem:
    by_sku = {change.sku: change for change in changes}
    unknown = by_sku.keys() - {variant.sku for variant in product.variants}
    if unknown:
        raise Refused("invalid", f"The product has no sku {min(unknown)!r}; PUT it to give it one.")
    item = CatalogueItem(
        external_id=product.external_id,
        title=product.title,
        spoken_name=product.fed_name or product.spoken_name,
        spoken_plural=product.fed_plural or product.spoken_plural,
        variants=[_changed_variant(variant, by_sku.get(variant.sku)) for variant in product.variants],
        synonyms=product.synonyms,
        description=product.description,
        brand=product.brand,
        category=product.category,
        attributes=product.attributes,
        image_url=product.image_url,
        images=product.images,
        link=product.link,
    )
    return replace(item, **facts)


def _changed_variant(variant: Variant, change: VariantChange | None) -> CatalogueVariant:
    sale = variant.sale_price_minor
    now = CatalogueVariant(
        sku=variant.sku,
        price=Money(variant.price_minor, variant.currency),
        options=variant.options,
        sale_price=None if sale is None else Money(sale, variant.currency),
        sale_from=variant.sale_from,
        sale_until=variant.sale_until,
        stock=variant.stock,
        availability=variant.availability,
        gtin=variant.gtin,
    )
    if change is None:
        return now
    fields = _set(change, ("price", "sale_price", "sale_from", "sale_until", "stock", "availability"))
    facts: dict[str, Any] = {name: value.money if isinstance(value, Price) else value for name, value in fields.items()}
    return replace(now, **facts)


def _set(change: Struct, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(change, name) for name in names if getattr(change, name) is not UNSET}


def _product_json(call: Call) -> ProductTold:
    return _all_told(call.shop, [call.shop.catalogue.product(call.path["product_id"])])[0]


def _all_told(shop: MerchantStore, products: Sequence[Product]) -> list[ProductTold]:
    is_fed = any(product.feed_id is not None for product in products)
    feeds = {feed.id: feed.name for feed in shop.feeds.all()} if is_fed else {}
    return [_as_told(product, feeds.get(product.feed_id or 0), shop.now) for product in products]


def _as_told(product: Product, feed: str | None, now: datetime) -> ProductTold:
    return ProductTold(
        id=product.external_id,
        title=product.title,
        name=product.spoken_name,
        plural=product.spoken_plural,
        feed_name=product.fed_name,
        feed=feed,
        synonyms=product.synonyms,
        description=product.description,
        brand=product.brand,
        category=product.category,
        attributes=product.attributes,
        images=product.images or ([product.image_url] if product.image_url else []),
        link=product.link,
        variants=[_variant_told(variant, now) for variant in product.variants],
    )


def _variant_told(variant: Variant, now: datetime) -> VariantTold:
    sale = variant.sale_price_minor
    return VariantTold(
        sku=variant.sku,
        options=variant.options,
        price=Price(variant.price_minor, variant.currency),
        price_now=price(variant.price(now)),
        sale_price=None if sale is None else Price(sale, variant.currency),
        sale_from=variant.sale_from,
        sale_until=variant.sale_until,
        stock=variant.stock,
        availability=variant.availability,
        gtin=variant.gtin,
    )
