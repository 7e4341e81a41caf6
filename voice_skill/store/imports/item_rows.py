"""Maps an item's fields to columns. Called by whoever compares and writes."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from voice_skill.language.characters import sayable
from voice_skill.store.imports.items import CatalogueItem, CatalogueVariant


def product_values(item: CatalogueItem, feed_id: int | None, own_name: Sequence[str] | None) -> list[Any]:
    """In the order of PRODUCT_COLUMNS. given: the name and plural that the merchant gave, which stay."""
    names = [sayable(item.spoken_name), sayable(item.spoken_plural)]
    return [
        item.external_id,
        feed_id,
        sayable(item.title),
        *(own_name or names),
        *(names if own_name else [None, None]),
        json.dumps([sayable(synonym) for synonym in item.synonyms]),
        sayable(item.description),
        sayable(item.brand),
        sayable(item.category),
        json.dumps(_sayable_values(item.attributes)),
        item.image_url or (item.images[0] if item.images else None),
        json.dumps(list(item.images)),
        item.link,
        None,
    ]


def variant_values(variant: CatalogueVariant, product_id: int, position: int) -> list[Any]:
    """In the order of VARIANT_COLUMNS."""
    return [
        variant.sku,
        product_id,
        position,
        variant.gtin,
        json.dumps(_sayable_values(variant.options)),
        variant.price.currency,
        variant.price.amount_minor,
        variant.sale_price.amount_minor if variant.sale_price else None,
        variant.sale_from and time_text(variant.sale_from),
        variant.sale_until and time_text(variant.sale_until),
        variant.availability,
        variant.stock,
        None,
    ]


def _sayable_values(texts: Mapping[str, str]) -> dict[str, str]:
    return {sayable(name): sayable(text) for name, text in texts.items()}


def time_text(value: datetime) -> str:
    """As SQLite keeps it; PostgreSQL wants to be told that it is UTC."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
