"""A product as the two agents' protocols have it, ACP and UCP, made into Rows. Called by their readers.

They share the model, with prices in minor units, and differ in few names. Sources: agentic-commerce-protocol,
spec/2026-04-17/json-schema/schema.feed.json; Universal-Commerce-Protocol/ucp, source/schemas/shopping/types.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from voice_skill.linking.formats.loose_json import objects, said, text
from voice_skill.linking.rows import Finding, Row
from voice_skill.store import Money

COLUMNS = {
    "link": "url",
    "image_link": "media",
    "product_type": "categories",
    "gtin": "barcodes",
    "quantity": "availability.quantity",
    "sale_price": "price",
}
MAX_AMOUNT = 10**12
# How much is left does not change that it can be bought.
_STATUSES = {"limited_stock": "in_stock", "low_stock": "in_stock", "discontinued": "out_of_stock"}
_BARCODES = ("GTIN", "EAN", "UPC", "JAN", "ISBN")
_UNSAID_TAXONOMIES = ("google_product_category", "shopify")


class NotMinorUnits(Exception):
    """An amount that is no whole number of cents, so that what it means would be a guess."""


def rows(number: int, product: Any) -> Iterator[Row | Finding]:
    """One Row a variant, each with all that its product tells."""
    product_id = text(product.get("id")) if isinstance(product, dict) else ""
    if not isinstance(product, dict) or not product_id:
        message = "The product has no id and was skipped; give it the id that it always keeps."
        yield Finding(number, "", "id", "id_missing", "error", message)
        return
    variants = objects(product.get("variants", []))
    if not variants:
        message = "The product has no variants and was skipped; even a single one needs one, with id and price."
        yield Finding(number, product_id, "variants", "variants_missing", "error", message)
    for variant in variants:
        try:
            yield _row(number, product, variant, is_lone=len(variants) == 1)
        except NotMinorUnits as error:
            message = 'The price must be in minor units, 1999 for 19.99, as {"amount": 1999, "currency": "USD"}.'
            yield Finding(number, text(variant.get("id")), "price", "price_invalid", "error", message, str(error)[:100])


def _row(number: int, product: Mapping[str, Any], variant: Mapping[str, Any], *, is_lone: bool) -> Row:
    values = (
        {"title": text(product.get("title")) or text(variant.get("title"))}
        | {"description": _description(product) or _description(variant)}
        | {"link": text(variant.get("url")) or text(product.get("url")), "brand": text(product.get("brand"))}
        | {"product_type": _category(variant) or _category(product), "gtin": _gtin(variant)}
        | {"condition": text(variant.get("condition"))}
        | _images(variant, product)
        | _prices(variant)
        | _availability(variant.get("availability"))
    )
    return Row(
        number=number,
        id=text(variant.get("id")),
        group=text(product["id"]),
        values={name: value for name, value in values.items() if value},
        options=_options(variant, is_lone=is_lone),
        details=_details(product, variant),
        columns=COLUMNS,
    )


def _description(entry: Mapping[str, Any]) -> str:
    description = entry.get("description")
    if not isinstance(description, dict):
        return text(description)
    return text(description.get("plain")) or text(description.get("html")) or text(description.get("markdown"))


def _options(variant: Mapping[str, Any], *, is_lone: bool) -> dict[str, str]:
    """ACP calls them variant_options with a value, UCP options with a label."""
    entries = objects(variant.get("variant_options", [])) + objects(variant.get("options", []))
    options = {text(each.get("name")).lower(): text(each.get("value")) or text(each.get("label")) for each in entries}
    options = {name: value for name, value in options.items() if name and value}
    title = text(variant.get("title"))
    return options if options or is_lone or not title else {"variant": title}


def _images(*entries: Mapping[str, Any]) -> dict[str, str]:
    media = [each for entry in entries for each in objects(entry.get("media", []))]
    urls = list(dict.fromkeys(text(each.get("url")) for each in media if text(each.get("type")) == "image"))
    first, *others = [url for url in urls if url] or [""]
    return {"image_link": first, "additional_image_link": ",".join(url.replace(",", "%2C") for url in others)}


def _category(entry: Mapping[str, Any]) -> str:
    """The merchant's own path rather than a number of somebody's taxonomy."""
    categories = [each for each in objects(entry.get("categories", [])) if not text(each.get("value")).isdecimal()]
    own = [each for each in categories if text(each.get("taxonomy")) not in _UNSAID_TAXONOMIES]
    return next((text(each.get("value")) for each in own), "")


def _gtin(variant: Mapping[str, Any]) -> str:
    codes = objects(variant.get("barcodes", []))
    return next((text(each.get("value")) for each in codes if text(each.get("type")).upper() in _BARCODES), "")


def _prices(variant: Mapping[str, Any]) -> dict[str, str]:
    """`price` is what is paid now; the list price stands beside it when it is more."""
    now, before = _money(variant.get("price")), _money(variant.get("list_price"))
    if now is None:
        return {}
    if before is not None and before.currency == now.currency and before.amount_minor > now.amount_minor:
        return {"price": _price_text(before), "sale_price": _price_text(now), "currency": now.currency}
    return {"price": _price_text(now), "currency": now.currency}


def _money(price: Any) -> Money | None:
    if price is None:
        return None
    amount, currency = (price.get("amount"), text(price.get("currency"))) if isinstance(price, dict) else (None, "")
    if type(amount) is not int or not 0 <= amount <= MAX_AMOUNT or len(currency) != 3:
        raise NotMinorUnits(price)
    return Money(amount, currency.upper())


def _price_text(money: Money) -> str:
    return f"{money.decimal} {money.currency}"


def _availability(availability: Any) -> dict[str, str]:
    if not isinstance(availability, dict):
        return {"availability": said(availability)}
    status, available = said(availability.get("status")).lower(), said(availability.get("available"))
    if available not in ("", "true") and status not in ("backorder", "preorder"):
        status = "out_of_stock"
    status = _STATUSES.get(status, status) or ("in_stock" if available else said(availability))
    return {"availability": "" if not availability else status, "quantity": said(availability.get("quantity"))}


def _details(product: Mapping[str, Any], variant: Mapping[str, Any]) -> dict[str, str]:
    """The merchant's own attributes, and the product's rating."""
    own = {**_dict(product.get("metadata")), **_dict(variant.get("metadata"))}
    details = {str(name).replace("_", " ").lower(): text(value) for name, value in own.items()}
    rating = _dict(variant.get("rating")) or _dict(product.get("rating"))
    if value := text(rating.get("value")):
        details["rating"] = f"{value} of {text(rating.get('scale_max')) or '5'}"
    return {name: value for name, value in details.items() if name and value}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
