"""A shop's catalogue by the Universal Commerce Protocol: its profile, then searching for everything, page by page.

Source: Universal-Commerce-Protocol/ucp, docs/specification/overview and catalog/rest.md; the profile of version
2026-01-11 is that of its samples repository, rest/python/server/routes/discovery_profile.json.
"""

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching.addresses import shown
from voice_skill.linking.fetching.guard import Guard
from voice_skill.linking.fetching.pages import MOST_PAGES, Page, Product, is_absent, read_page

WELL_KNOWN = "/.well-known/ucp"
SERVICE = "dev.ucp.shopping"
SEARCH = "dev.ucp.shopping.catalog.search"
# A wish; shops answer with as many as they like.
PAGE_SIZE = 100
# A search must name something. What costs nothing or more is everything; shops that want words get no words.
BROWSING: tuple[dict[str, Any], ...] = ({"filters": {"price": {"min": 0}}}, {"query": ""})
# Profiles are kept as long as they say, and never for less or more than this.
MIN_KEPT_S, MAX_KEPT_S = 60, 86_400
MOST_KEPT = 1_000

_MAX_AGE = re.compile(r"max-age=\"?(\d{1,9})")


class Profiles:
    """The profiles read by this process; the protocol asks not to fetch one more often than once a minute."""

    def __init__(self) -> None:
        self._cached_pages: dict[str, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def at(self, guard: Guard, url: str) -> Any:
        """Raises FetchRefused, also when the profile is redirected, and FetchFailed."""
        with self._lock:
            until, profile = self._cached_pages.get(url, (0.0, None))
        if time.monotonic() < until:
            return profile
        page = read_page(guard, url, most_redirects=0)
        with self._lock:
            if len(self._cached_pages) >= MOST_KEPT:
                self._cached_pages.clear()
            self._cached_pages[url] = (time.monotonic() + _kept_s(page.headers), page.content)
        return page.content


PROFILES = Profiles()


def _kept_s(headers: Mapping[str, str]) -> int:
    age = _MAX_AGE.search(headers.get("cache-control", "").lower())
    return min(max(int(age[1]) if age else 0, MIN_KEPT_S), MAX_KEPT_S)


def has_catalogue(guard: Guard, url: str) -> bool:
    """True if a shop has a profile at this address, and in it a catalogue that can be read over REST."""
    try:
        return endpoint(PROFILES.at(guard, url)) is not None
    except FetchRefused:
        return False
    except FetchFailed as error:
        if is_absent(error):
            return False
        raise


def endpoint(profile: Any) -> str | None:
    """The address at which the catalogue is served over REST; None when it is not. Reads both published shapes of a
    profile."""
    ucp = _dict(_dict(profile).get("ucp"))
    capabilities = ucp.get("capabilities")
    if isinstance(capabilities, list):  # until 2026-01-11
        capabilities = {_dict(each).get("name"): each for each in capabilities}
    if SEARCH not in _dict(capabilities):
        return None
    service = _dict(ucp.get("services")).get(SERVICE)
    if isinstance(service, dict):
        rest = [_dict(service.get("rest")), service]
    else:
        rest = [_dict(each) for each in service or () if _dict(each).get("transport") == "rest"]
        rest.sort(key=lambda each: str(each.get("version")), reverse=True)
    endpoints = (each.get("endpoint") for each in rest)
    return next((url for url in endpoints if isinstance(url, str) and url), None)


def products(guard: Guard, url: str) -> Iterator[Product]:
    """Every product of the shop with the profile at `url`, once. Raises FetchRefused and FetchFailed."""
    service = endpoint(PROFILES.at(guard, url))
    if service is None:
        raise FetchFailed(
            shown(url), "its UCP profile offers no catalogue search over REST; link another feed of the shop"
        )
    ids_seen: set[str] = set()
    for page in _pages(guard, f"{service.rstrip('/')}/catalog/search"):
        products = [product for product in page.get("products") or () if isinstance(product, dict)]
        fresh = {str(product.get("id")): product for product in products if str(product.get("id")) not in ids_seen}
        if products and not fresh:
            raise FetchFailed(shown(service), "its catalogue search repeats a page, so the rest cannot be read")
        ids_seen.update(fresh)
        yield from fresh.values()
    if not ids_seen:
        raise FetchFailed(shown(service), f"its catalogue search finds nothing{_messages_of(page)}")


def _pages(guard: Guard, url: str) -> Iterator[dict[str, Any]]:
    browsing, page = _first(guard, url)
    yield page
    cursors: set[str] = set()
    while (cursor := _next(page, url)) is not None:
        if cursor in cursors or len(cursors) == MOST_PAGES:
            raise FetchFailed(shown(url), "its catalogue search comes to no end; link a feed file instead")
        cursors.add(cursor)
        page = _searched(guard, url, {**browsing, "pagination": {"limit": PAGE_SIZE, "cursor": cursor}})
        yield page


def _first(guard: Guard, url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Finds out how this shop lets its catalogue be browsed, and fetches its first page."""
    *others, last = BROWSING
    for browsing in others:
        try:
            page = _searched(guard, url, {**browsing, "pagination": {"limit": PAGE_SIZE}})
        except FetchFailed as error:
            if error.status not in (400, 422):
                raise
        else:
            if page.get("products"):
                return browsing, page
    return last, _searched(guard, url, {**last, "pagination": {"limit": PAGE_SIZE}})


def _searched(guard: Guard, url: str, search: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if guard.settings.ucp_agent:
        headers["UCP-Agent"] = f'profile="{guard.settings.ucp_agent}"'
    page: Page = read_page(guard, url, headers=headers, body=json.dumps(search).encode(), most_redirects=0)
    content = _dict(page.content)
    if _dict(content.get("ucp")).get("status") == "error":
        raise FetchFailed(str(page.target), f"its catalogue search failed{_messages_of(content)}", status=200)
    return content


def _next(page: Mapping[str, Any], url: str) -> str | None:
    """The cursor of the page after this one; None after the last."""
    paging = _dict(page.get("pagination"))
    cursor, has_more = paging.get("cursor"), paging.get("has_next_page")
    if isinstance(cursor, str) and cursor and has_more is not False:
        return cursor
    if has_more:
        raise FetchFailed(shown(url), "its catalogue search says that there is more, but not how to ask for it")
    return None


def _messages_of(page: Mapping[str, Any]) -> str:
    """The shop's own message about the failure, shortened."""
    messages = page.get("messages")
    contents = [_dict(each).get("content") for each in messages] if isinstance(messages, list) else []
    texts = [" ".join(text.split()) for text in contents if isinstance(text, str)]
    return f"; the shop says: {texts[0][:200]}" if texts else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
