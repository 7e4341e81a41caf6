"""Judging one row of a feed, attribute by attribute: what the shop takes of it, and what the merchant should know.

Called by `staging`. Codes and levels are in the manner of Google Merchant Center: <attribute>_<what is wrong>, and
Google's own where it has one (restricted_gtin, coupon_gtin, encoding_problem, item_group_duplicate_variants).
Sources: support.google.com/merchants/answer/7052112 (attributes), developers.google.com "shopping-content/guides/
product-issues" and support.google.com/manufacturers/answer/7656106 (codes), schema.org/ItemAvailability.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from voice_skill.linking.judging.errors import UnclearPrice
from voice_skill.linking.judging.identifiers import is_coupon, is_restricted, read_gtin
from voice_skill.linking.judging.plain_text import is_broken, plain_text
from voice_skill.linking.judging.prices import read_price
from voice_skill.linking.judging.ruling import Ruling
from voice_skill.linking.judging.stock_words import read_availability, read_quantity
from voice_skill.linking.rows import MAX_ID_CHARACTERS, FeedSettings, Row
from voice_skill.store.products.merchant_text import without_placeholders
from voice_skill.store.tables import AVAILABILITIES

# What the store's columns hold.
MAX_SHORT_CHARACTERS = 140
MAX_TITLE_CHARACTERS = 500
# Google's own limit, and more than anybody listens to.
MAX_DESCRIPTION_CHARACTERS = 5000
MAX_URL_CHARACTERS = 2000
MAX_VALUE_CHARACTERS = 500
MAX_ENTRIES = 100
MAX_IMAGES = 20

_PATH = re.compile(r"\s*(?:>|/(?=\s)|»|›)\s*")
# A host and no name or password before it.
_URL = re.compile(r"https?://(?:[^\s/?#@:\[\]]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_ZONE = re.compile(r"(?:[zZ]|[+-]\d\d:?\d\d)$")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def judge(row: Row, settings: FeedSettings) -> Ruling:
    """Judge each attribute that stands in the row; what is missing is judged when its product is known."""
    ruling = Ruling(row, settings)
    _id(ruling)
    for attribute, rule in _RULES.items():
        text = row.values.get(attribute, "")
        if text.strip():
            fact = rule(ruling, attribute, text.strip())
            if fact is not None:
                ruling.facts[attribute] = fact
    for name, entries in (("options", row.options), ("details", row.details)):
        ruling.facts[name] = _entries(ruling, name, entries)
    return ruling


def _id(ruling: Ruling) -> None:
    row = ruling.row
    if not row.id.strip():
        ruling.find("id", "id_missing", "error", "Give the row an id of its own; without one it is skipped.")
    group = row.group if row.group != row.id else ""
    for attribute, value in (("id", row.id), ("item_group_id", group)):
        if len(value) > MAX_ID_CHARACTERS:
            message = f"Shorten it to {MAX_ID_CHARACTERS} characters; it has {len(value)}, so the row is skipped."
            ruling.find(attribute, f"{attribute}_too_long", "error", message, value)
        elif is_broken(value):
            message = (
                "Use letters, digits and signs only; it has characters that cannot be stored, so the row is skipped."
            )
            ruling.find(attribute, f"{attribute}_invalid", "error", message, value)


def _text(most: int) -> "Rule":
    def rule(ruling: Ruling, attribute: str, value: str) -> str | None:
        if is_broken(value):
            message = "Save the feed as UTF-8; characters that a wrong encoding left behind were taken out."
            ruling.find(attribute, "encoding_problem", "warning", message, value)
        text = plain_text(value)
        if len(text) > most:
            message = f"Shorten it to {most} characters; it has {len(text)} and was cut."
            ruling.find(attribute, f"{attribute}_too_long", "warning", message, text)
            text = _cut(text, most)
        return text or None

    return rule


def _description(ruling: Ruling, attribute: str, value: str) -> str | None:
    text = _text(MAX_DESCRIPTION_CHARACTERS)(ruling, attribute, value) or ""
    plain = without_placeholders(text)
    if plain != text:
        message = "Describe it in words of its own; what stands there is a placeholder and is not said."
        ruling.find(attribute, "description_placeholder", "suggestion", message, text)
    return plain or None


def _title(ruling: Ruling, attribute: str, value: str) -> str | None:
    title = _text(MAX_TITLE_CHARACTERS)(ruling, attribute, value)
    return title if title and any(map(str.isalnum, title)) else None


def _spoken(ruling: Ruling, attribute: str, value: str) -> str | None:
    name = plain_text(value)
    if len(name) > MAX_SHORT_CHARACTERS or not any(map(str.isalnum, name)):
        message = f"Give words that can be said, at most {MAX_SHORT_CHARACTERS} characters; it was made from the title."
        ruling.find(attribute, f"{attribute}_invalid", "warning", message, value)
        return None
    return name


def _synonyms(_: Ruling, __: str, value: str) -> list[str]:
    said = (plain_text(part) for part in value.split(","))
    return [part for part in dict.fromkeys(said) if part and len(part) <= MAX_SHORT_CHARACTERS][:MAX_ENTRIES]


def _category(ruling: Ruling, attribute: str, value: str) -> str | None:
    text = _text(MAX_TITLE_CHARACTERS)(ruling, attribute, " > ".join(_PATH.split(plain_text(value))))
    return text.strip(" >") or None if text else None


def _url(ruling: Ruling, attribute: str, value: str) -> str:
    """The address, or nothing for one that is none."""
    if len(value) <= MAX_URL_CHARACTERS and _URL.fullmatch(value) and not is_broken(value):
        return value
    message = f"Give a whole address, https://…, of at most {MAX_URL_CHARACTERS} characters; it was skipped."
    ruling.find(attribute, f"{attribute}_invalid", "warning", message, value)
    return ""


def _urls(ruling: Ruling, attribute: str, value: str) -> list[str]:
    # A comma may stand inside an address, but what follows one between two addresses begins anew.
    found = re.split(r"\s*,\s*(?=https?://)", value)
    if len(found) > MAX_IMAGES:
        message = f"Give at most {MAX_IMAGES}; the others were skipped."
        ruling.find(attribute, "attribute_has_too_many_values", "warning", message, value)
    return [url for url in (_url(ruling, attribute, one) for one in found[:MAX_IMAGES]) if url]


def _price(ruling: Ruling, attribute: str, value: str) -> int | None:
    try:
        money = _money(ruling, value)
    except UnclearPrice as unclear:
        message = f"The price {unclear.advice}; until then the row is skipped."
        ruling.refuse(attribute, f"price_{unclear.why}", message, value)
        return None
    if money == 0:
        ruling.refuse(attribute, "price_zero", "Give the price it sells at; nothing is sold for 0 by voice.", value)
        return None
    return money


def _sale_price(ruling: Ruling, attribute: str, value: str) -> int | None:
    try:
        return _money(ruling, value) or None
    except UnclearPrice as unclear:
        message = f"The sale price {unclear.advice}; until then the full price holds."
        ruling.find(attribute, f"sale_price_{unclear.why}", "warning", message, value)
        return None


def _money(ruling: Ruling, value: str) -> int:
    settings, stated = ruling.settings, ruling.row.values.get("currency", "")
    return read_price(value, settings.currency, stated=stated, locale=settings.locale).amount_minor


def _sale_period(ruling: Ruling, attribute: str, value: str) -> list[str | None] | None:
    """From and until as ISO 8601 in UTC; a last day without a time is a whole day."""
    first, slash, last = (part.strip() for part in value.partition("/"))
    try:
        if not slash:
            raise ValueError("no slash")
        begin, end = (_moment(first, is_end=False), _moment(last, is_end=True))
    except ValueError:
        begin = end = None
    if (begin is None and end is None) or (begin and end and begin >= end):
        message = 'Write "2026-11-27T00:00-05:00/2026-11-30T23:59-05:00"; until then the full price holds.'
        ruling.find(attribute, f"{attribute}_invalid", "warning", message, value)
        return []
    if not all(_ZONE.search(part) for part in (first, last) if part):
        message = "Add a zone such as -05:00 or Z to both times; they were taken as UTC."
        ruling.find(attribute, f"{attribute}_without_zone", "warning", message, value)
    return [moment.isoformat() if moment else None for moment in (begin, end)]


def _moment(text: str, *, is_end: bool) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if is_end and _DATE.fullmatch(text):
        moment = datetime.combine(moment, time()) + timedelta(days=1)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def _availability(ruling: Ruling, attribute: str, value: str) -> str:
    stock = read_availability(value)
    if stock and stock.availability:
        return stock.availability
    *most, last = AVAILABILITIES
    message = f"Write {', '.join(most)} or {last}; until then it counts as sold out."
    ruling.find(attribute, "availability_invalid", "warning", message, value)
    return "out_of_stock"


def _quantity(ruling: Ruling, attribute: str, value: str) -> int | None:
    stock = read_quantity(value)
    if stock is None:
        message = "Write a whole number from 0, or nothing when nobody counts; until then it counts as sold out."
        ruling.find(attribute, "quantity_invalid", "warning", message, value)
        return 0
    if stock.availability:
        return _told_by_quantity(ruling, stock.availability)
    if not stock.is_exact:
        message = f"Write a whole number from 0; it was taken as {stock.count}."
        ruling.find(attribute, "quantity_invalid", "warning", message, value)
    return stock.count


def _told_by_quantity(ruling: Ruling, availability: str) -> int | None:
    """A word where a number belongs tells the availability, where it is the worse of the two."""
    if availability == "out_of_stock":
        return 0
    if availability != "in_stock" and ruling.facts.get("availability") != "out_of_stock":
        ruling.facts["availability"] = availability
    ruling.facts.setdefault("availability", availability)
    return None


def _gtin(ruling: Ruling, attribute: str, value: str) -> str:
    """The digits, or nothing for those that name no product."""
    gtin = read_gtin(value)
    if gtin is None:
        code, message = (
            "gtin_invalid",
            "Copy all digits under the bar code; the check digit does not fit.",
        )
    elif is_coupon(gtin):
        code, message = "coupon_gtin", "Give the maker's GTIN; those from 98 and 99 are of coupons."
    elif is_restricted(gtin):
        code, message = "restricted_gtin", "Give the maker's GTIN; those from 02, 04 and 2 are for one shop's own use."
    else:
        return gtin
    ruling.find(attribute, code, "warning", f"{message[:-1]}, so it was skipped.", value)
    return ""


def _entries(ruling: Ruling, name: str, entries: Mapping[str, str]) -> dict[str, str]:
    """Names and values as they can be said."""
    details: dict[str, str] = {}
    for key, value in entries.items():
        label, detail = _cut(plain_text(key), MAX_SHORT_CHARACTERS), plain_text(value)
        most = MAX_SHORT_CHARACTERS if name == "options" else MAX_VALUE_CHARACTERS
        if len(detail) > most:
            message = f"Shorten it to {most} characters; it has {len(detail)} and was cut."
            ruling.find(key, "attribute_too_long", "warning", message, detail)
        if label and detail and len(details) < MAX_ENTRIES:
            details[label] = _cut(detail, most)
    return details


def _cut(text: str, most: int) -> str:
    """At most so many characters, ending with a word."""
    if len(text) <= most:
        return text
    head = text[:most].rsplit(" ", 1)[0]
    return head if len(head) > most // 2 else text[:most]


Rule = Callable[[Ruling, str, str], Any]
_RULES: Mapping[str, Rule] = {
    "title": _title,
    "description": _description,
    "link": _url,
    "image_link": _url,
    "additional_image_link": _urls,
    "availability": _availability,
    "price": _price,
    "sale_price": _sale_price,
    "sale_price_effective_date": _sale_period,
    "brand": _text(MAX_SHORT_CHARACTERS),
    "gtin": _gtin,
    "mpn": _text(MAX_SHORT_CHARACTERS),
    "condition": _text(MAX_SHORT_CHARACTERS),
    "product_type": _category,
    "quantity": _quantity,
    "spoken_name": _spoken,
    "spoken_plural": _spoken,
    "synonyms": _synonyms,
}
