"""Detects the kind of source behind a URL, and fetches it whole into one file that a reader can read."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching import acp, shopify, ucp
from voice_skill.linking.fetching.addresses import shown
from voice_skill.linking.fetching.guard import FetchSettings, Guard
from voice_skill.linking.fetching.pages import is_absent, write_products
from voice_skill.linking.fetching.responses import Response

# Decided by content everywhere else; but these nobody needs to download first.
_NO_FEEDS = ("image/", "video/", "audio/", "font/")
MAX_VALIDATOR_CHARACTERS = 500


@dataclass(frozen=True)
class Fetched:
    """path: the feed as one file; absent when it is unchanged. etag, last_modified: to hand in the next time.
    final_url: where it was after redirects, or the page of a catalogue that was asked for."""

    path: Path
    etag: str | None
    last_modified: str | None
    is_unchanged: bool
    final_url: str


def fetch(
    url: str,
    *,
    into: Path,
    settings: FetchSettings | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
) -> Fetched:
    """The feed behind a URL: a file; the pages of a Shopify shop (its address or its products.json); a shop with a
    UCP profile; an ACP feed beside its metadata.json; a web page with products in it.
    into: an existing folder. etag, last_modified: of the last time. Raises FetchRefused and FetchFailed."""
    guard = Guard(settings or FetchSettings())
    address = urlsplit(url)
    if address.path in ("", "/") and not address.query:
        return _discovered(guard, url, into)
    if address.path.endswith(ucp.WELL_KNOWN):
        return _ucp(guard, url, into)
    if address.path.endswith(shopify.PATH) and shopify.is_shop(guard, url):
        return _shopify(guard, url, into)
    is_acp = address.path.endswith((acp.WELL_KNOWN, acp.METADATA))
    return _downloaded(guard, acp.products_url(guard, url) if is_acp else url, into, etag, last_modified)


def _discovered(guard: Guard, url: str, into: Path) -> Fetched:
    """A bare shop address. What was there yesterday and fails today is an error, never a reason to take another
    source: its ids are others, and the whole catalogue would seem to be replaced."""
    page = _home_page(guard, url, into)
    home = page.final_url if page else url
    if ucp.has_catalogue(guard, profile := urljoin(home, ucp.WELL_KNOWN)):
        return _ucp(guard, profile, into)
    if (file := acp.find(guard, home)) is not None:
        return _downloaded(guard, file, into, None, None)
    if shopify.is_open(guard, shop := urljoin(home, shopify.PATH)):
        return _shopify(guard, shop, into)
    if page is None:
        raise FetchFailed(shown(url), "there is no catalogue at this address; give the URL of the feed itself")
    return page


def _home_page(guard: Guard, url: str, into: Path) -> Fetched | None:
    """The page itself, for the products in it and for where its shop has moved to."""
    try:
        page = _downloaded(guard, url, into, None, None)
    except FetchFailed as error:
        if not is_absent(error):
            raise
        return None
    return Fetched(page.path, None, None, is_unchanged=False, final_url=page.final_url)


def _downloaded(guard: Guard, url: str, into: Path, etag: str | None, last_modified: str | None) -> Fetched:
    validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    path = into / "feed"
    with guard.ask(url, headers={name: value for name, value in validators.items() if value}) as response:
        if response.status == 304:
            return Fetched(path, etag, last_modified, is_unchanged=True, final_url=response.target.url)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith(_NO_FEEDS):
            raise FetchRefused(str(response.target), f"it is {kind}, which is not a feed")
        response.save(path)
        if not path.stat().st_size:
            raise FetchFailed(str(response.target), "it is empty", status=response.status)
        etag, last_modified = _validator(response, "etag"), _validator(response, "last-modified")
        return Fetched(path, etag, last_modified, is_unchanged=False, final_url=response.target.url)


def _validator(response: Response, name: str) -> str | None:
    value = response.headers.get(name, "")
    return value if value.isascii() and 0 < len(value) <= MAX_VALIDATOR_CHARACTERS else None


def _ucp(guard: Guard, url: str, into: Path) -> Fetched:
    """The file looks like one response of a catalogue search that has everything on its page."""
    write_products(into / "feed", {"ucp": {}}, ucp.products(guard, url))
    return Fetched(into / "feed", None, None, is_unchanged=False, final_url=url)


def _shopify(guard: Guard, url: str, into: Path) -> Fetched:
    write_products(into / "feed", {}, shopify.products(guard, url))
    return Fetched(into / "feed", None, None, is_unchanged=False, final_url=url)
