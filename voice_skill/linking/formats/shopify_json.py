"""Reads Shopify's products.json, its pages put together as {"products": [...]}. Called by read_feed.

Source: the public SHOP/products.json, and the same objects of shopify.dev, REST Admin API, Product, which has counts.
"""

import re
from collections.abc import Iterator
from typing import Any

from voice_skill.linking.errors import CurrencyNeeded
from voice_skill.linking.formats.json_products import has_products, products
from voice_skill.linking.formats.loose_json import objects, said, text
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.formats.shopify_variants import DEFAULT_OPTION, availability, prices, variant_id
from voice_skill.linking.rows import FeedSettings, Finding, Row

_BOUGHT = {"true": "in_stock", "false": "out_of_stock"}
_KEYS = re.compile(rb'"(?:handle|body_html|product_type|compare_at_price|option1)"\s*:')


def looks_like(head: bytes) -> bool:
    return has_products(head) and len(set(_KEYS.findall(head))) >= 2


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a variant; its number is the product's."""
    if not settings.currency:
        raise CurrencyNeeded("Shopify's products.json")
    for number, product in enumerate(products(opened), 1):
        if isinstance(product, dict):
            yield from _product(number, product, settings.currency)
        else:
            message = f"Product {number} is not an object with a handle, a title and variants."
            yield Finding(number, "", "", "row_unreadable", "error", message, text(product)[:100])


def _product(number: int, product: dict[str, Any], currency: str) -> Iterator[Row | Finding]:
    handle = text(product.get("handle")) or text(product.get("id"))
    status = text(product.get("status"))
    if status in ("draft", "archived", "unlisted"):
        message = f"The product is {status} in Shopify and was skipped; make it active to sell it."
        yield Finding(number, handle, "status", "product_unpublished", "suggestion", message)
        return
    common = _common(product) | {"currency": currency}
    names = [text(option.get("name")) for option in objects(product.get("options"))]
    for variant in objects(product.get("variants")):
        options = _options(names, variant)
        offer = _offer(variant, objects(product.get("images")))
        yield Row(
            number=number,
            id=text(variant.get("sku")) or text(variant.get("id")) or variant_id(handle, options),
            variant_id=variant_id(handle, options),
            group=handle,
            values={name: value for name, value in (common | offer).items() if value},
            options=options,
            details=_details(variant),
            columns={"description": "body_html", "brand": "vendor", "gtin": "barcode", "product_type": "product_type"},
        )


def _common(product: dict[str, Any]) -> dict[str, str]:
    field_names = {"title": "title", "description": "body_html", "brand": "vendor", "product_type": "product_type"}
    images = [text(image.get("src")) for image in objects(product.get("images"))]
    return {name: text(product.get(key)) for name, key in field_names.items()} | {
        "image_link": next(iter(images), ""),
        "additional_image_link": ",".join(image.replace(",", "%2C") for image in images[1:]),
    }


def _offer(variant: dict[str, Any], images: list[dict[str, Any]]) -> dict[str, str]:
    own = variant.get("featured_image")
    image = own.get("src") if isinstance(own, dict) else _image(variant.get("image_id"), images)
    return (
        prices(text(variant.get("price")), text(variant.get("compare_at_price")))
        | _availability(variant)
        | {"gtin": text(variant.get("barcode"))}
        | ({"image_link": text(image)} if image else {})
    )


def _availability(variant: dict[str, Any]) -> dict[str, str]:
    """The public page tells only whether it can be bought, the Admin's how many there are."""
    available, stock = (
        _BOUGHT.get(available_word := said(variant.get("available")), available_word),
        said(variant.get("inventory_quantity")),
    )
    if not (variant.get("inventory_management") and stock):
        return {"availability": available or "in_stock"}
    stock_word = availability(stock, is_sold_on=variant.get("inventory_policy") == "continue")
    return stock_word if available in ("", "in_stock") else {**stock_word, "availability": available}


def _image(image_id: Any, images: list[dict[str, Any]]) -> Any:
    return next((image.get("src") for image in images if image_id and image.get("id") == image_id), None)


def _options(names: list[str], variant: dict[str, Any]) -> dict[str, str]:
    values = [text(variant.get(f"option{number}")) for number in (1, 2, 3)]
    option_pairs = zip(names + ["option 1", "option 2", "option 3"][len(names) :], values, strict=False)
    return {name.lower(): value for name, value in option_pairs if value and (name, value) != DEFAULT_OPTION}


def _details(variant: dict[str, Any]) -> dict[str, str]:
    grams = variant.get("grams")
    return {"weight": f"{text(grams)} g"} if isinstance(grams, int) and grams > 0 else {}
