"""Reads the products of a UCP catalogue: the responses of its search, all pages as one. Called by read_feed.

Source: Universal-Commerce-Protocol/ucp, docs/specification/catalog/rest.md and source/schemas/shopping.
"""

import re
from collections.abc import Iterator

from voice_skill.linking.formats.json_products import products
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.formats.protocol_products import rows
from voice_skill.linking.rows import FeedSettings, Finding, Row

_ENVELOPE = re.compile(rb'\s*\{.{0,60000}?"ucp"\s*:\s*\{', re.DOTALL)


def looks_like(head: bytes) -> bool:
    return bool(_ENVELOPE.match(head)) and b'"products"' in head


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a variant, each with all that its product tells."""
    for number, product in enumerate(products(opened), 1):
        yield from rows(number, product)
