"""Finds and fetches an ACP product feed. Its files are metadata.json and, beside it, products.jsonl, plain or gzipped.

Source: agentic-commerce-protocol, rfcs/rfc.product_feeds.md ("Offline Full Replacement") and rfcs/rfc.discovery.md.
A shop's discovery document says that it has feeds, not where: they are looked for beside it and at the shop's root.
"""

from urllib.parse import urljoin

from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching.addresses import shown
from voice_skill.linking.fetching.guard import Guard
from voice_skill.linking.fetching.pages import is_absent, read_page

WELL_KNOWN = "/.well-known/acp.json"
METADATA = "/metadata.json"
PRODUCTS = ("products.jsonl", "products.jsonl.gz")


def products_url(guard: Guard, url: str) -> str:
    """The products that a discovery document or a metadata.json belongs to. Raises FetchRefused and FetchFailed."""
    roots = ("", "/") if url.endswith(WELL_KNOWN) else ("",)
    for candidate in (urljoin(url, root + name) for root in roots for name in PRODUCTS):
        if _is_there(guard, candidate):
            return candidate
    raise FetchFailed(
        shown(url), "there is no products.jsonl beside it; give the URL of products.jsonl itself", status=404
    )


def find(guard: Guard, home: str) -> str | None:
    """The products of a shop by its discovery document; None when it has no such document, or no products by it."""
    url = urljoin(home, WELL_KNOWN)
    try:
        content = read_page(guard, url).content
        is_acp = isinstance(content, dict) and "protocol" in content and "capabilities" in content
        return products_url(guard, url) if is_acp else None
    except FetchRefused:
        return None
    except FetchFailed as error:
        if is_absent(error):
            return None
        raise


def _is_there(guard: Guard, url: str) -> bool:
    """True if it answers with something other than a page saying that there is nothing."""
    try:
        with guard.ask(url) as response:
            return not response.headers.get("content-type", "").lower().startswith("text/html")
    except FetchFailed as error:
        if is_absent(error):
            return False
        raise
