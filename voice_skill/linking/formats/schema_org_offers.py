"""Reads schema.org's offers: a price, the price before, the availability. Used by schema_org.

Source: schema.org Offer and PriceSpecification; developers.google.com/search, structured data for merchant listings.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from voice_skill.linking.formats.loose_json import objects, said, text

Node = dict[str, Any]

_ADDRESS = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)
_WORDS = re.compile(r"[\w ,-]+")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FORMER_PRICES = ("listprice", "strikethroughprice", "srp", "msrp", "regularprice")


def types(node: Node) -> set[str]:
    """ "https://schema.org/Product" and "schema:Product" are Product."""
    type_name = node.get("@type")
    names = type_name if isinstance(type_name, list) else [type_name]
    return {text(name).rpartition("/")[2].rpartition("#")[2].rpartition(":")[2] for name in names}


def word(value: Any) -> str:
    """The last part of a URL or the bare word, in lower case without spaces: "https://schema.org/InStock"."""
    return "".join(text(value).rstrip("/").rpartition("/")[2].rpartition(":")[2].replace("_", "").split()).lower()


def written(offer: Mapping[str, Any]) -> dict[str, str]:
    """Price, former price and currency as they are written. A discount is told by the price that it is from."""
    specifications = [
        each for each in objects(offer.get("priceSpecification", [])) if not each.get("validForMemberTier")
    ]
    former = next((each for each in specifications if word(each.get("priceType")) in _FORMER_PRICES), {})
    current = next((each for each in specifications if each is not former and "referenceQuantity" not in each), {})
    currency = next(filter(None, (text(each.get("priceCurrency")) for each in (offer, current, former))), "").upper()
    price, before = text(offer.get("price")) or text(current.get("price")), text(former.get("price"))
    if _is_more(before, price):
        return {"price": _in(before, currency), "sale_price": _in(price, currency), "currency": currency}
    return {"price": _in(price or before, currency), "sale_price": "", "currency": currency}


def stock(offer: Mapping[str, Any], product: Node) -> dict[str, str]:
    levels = (said(each.get("inventoryLevel")) for each in (offer, product))
    return {"availability": _enum_value(offer.get("availability")), "quantity": next(filter(None, levels), "")}


def condition(*nodes: Mapping[str, Any]) -> str:
    """ "https://schema.org/UsedCondition" is "used"; other words are told as they are, and nothing else is."""
    condition = next(filter(None, (_enum_value(node.get("itemCondition")) for node in nodes)), "")
    if condition == "OfferItemCondition" or not _WORDS.fullmatch(condition):
        return ""
    return (
        _HUMPS.sub(" ", condition.removesuffix("Condition")).lower() if condition.endswith("Condition") else condition
    )


def _enum_value(value: Any) -> str:
    """Each different word once, without the address of schema.org."""
    words = (_ADDRESS.sub("", part).strip(" /") for part in said(value).split(", "))
    return ", ".join(dict.fromkeys(filter(None, words)))


def _in(price: str, currency: str) -> str:
    return f"{price} {currency}".strip() if price and price[-1].isdigit() else price


def _is_more(one: str, other: str) -> bool:
    try:
        return Decimal(one) > Decimal(other)
    except InvalidOperation:
        return False
