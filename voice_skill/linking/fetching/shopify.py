"""A Shopify shop's public products.json, page by page. Called for a shop's address and for that of its products.json.

Source of the rules: public importers, gathered in the catalogue-feeds facts, section 2.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching.addresses import shown
from voice_skill.linking.fetching.guard import Guard
from voice_skill.linking.fetching.pages import MOST_PAGES, Product, is_absent, read_page

PATH = "/products.json"
PAGE_SIZE = 250
_LOCKED = "the shop does not show it: it is behind a password, or no Shopify shop; open it, or link an exported CSV"


def is_shop(guard: Guard, url: str) -> bool:
    """True if a products.json is a Shopify shop's, and not just a file of that name. Raises FetchFailed when it is
    locked."""
    try:
        content = _page(guard, url, page=1, limit=1)
    except FetchRefused:
        return False
    products = content.get("products") if isinstance(content, dict) else None
    return isinstance(products, list) and all(_is_product(product) for product in products)


def is_open(guard: Guard, url: str) -> bool:
    """True if a shop's address leads to a Shopify shop that shows its products; raises FetchFailed when that cannot be
    known now."""
    try:
        return is_shop(guard, url)
    except FetchFailed as error:
        if is_absent(error):
            return False
        raise


def products(guard: Guard, url: str) -> Iterator[Product]:
    """Every product once, however often a page repeats, and however few a shop puts on one. Raises FetchFailed."""
    handles_seen: set[str] = set()
    is_short = False
    for number in range(1, MOST_PAGES + 1):
        try:
            content = _page(guard, url, page=number, limit=PAGE_SIZE)
        except FetchFailed as error:
            if is_short and is_absent(error):
                break
            raise
        page = [product for product in content["products"] if _is_product(product)]
        fresh = {str(product["id"]): product for product in page if str(product["id"]) not in handles_seen}
        if not fresh:
            break
        handles_seen.update(fresh)
        yield from fresh.values()
        is_short = len(page) < PAGE_SIZE
    if not handles_seen:
        raise FetchFailed(shown(url), "the shop shows no products; publish some to its online store")


def _is_product(product: Any) -> bool:
    return isinstance(product, dict) and product.keys() >= {"id", "handle", "variants"}


def _page(guard: Guard, url: str, **query: int) -> Any:
    try:
        return read_page(guard, f"{url.partition('?')[0]}?{urlencode(query)}").content
    except FetchFailed as error:
        if not is_absent(error):
            raise
        raise FetchFailed(error.url, _LOCKED, status=error.status) from error
