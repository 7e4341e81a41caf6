"""Decides which URLs may be fetched, and at which of their addresses. Called by the guard before every hop."""

import re
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from voice_skill.linking.errors import FetchFailed, FetchRefused

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Iterable[str]]

PORTS = {"https": 443, "http": 80}
MAX_URL_CHARACTERS = 2_000
MAX_SHOWN_CHARACTERS = 200

# Parsers disagree about what these mean. Source: WHATWG URL standard, forbidden host code points.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# "2130706433", "0x7f.1" and "127.1" are names to most parsers and addresses to a resolver.
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
# Networks whose addresses carry an IPv4 address that a translator goes on to. Source: RFC 6052.
_NAT64 = IPv6Network("64:ff9b::/96")
# Not for the public, which Python 3.11 does not know of all. Source: IANA's special-purpose address registries.
_SPECIAL: tuple[Network, ...] = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("3fff::/20"),
    IPv6Network("5f00::/16"),
)


@dataclass(frozen=True)
class Target:
    """One hop. host: a name in lower case and ASCII, or an address without brackets. path: with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    def __str__(self) -> str:
        return shown(self.url)


def shown(url: str) -> str:
    """A URL as an error may tell it: without query, fragment and credentials, in which tokens stand."""
    bare = re.sub(r"//[^/?#]*@", "//", re.split(r"[?#]", url, maxsplit=1)[0])
    visible = _FORBIDDEN.sub(" ", bare)
    return visible if len(visible) <= MAX_SHOWN_CHARACTERS else f"{visible[:MAX_SHOWN_CHARACTERS]}…"


def read_url(url: str, *, allow_http: bool) -> Target:
    """The parts of a URL; raises FetchRefused for whatever no feed needs and an attacker might."""
    parts = _parsed(url)
    if parts.auth is not None:
        raise FetchRefused(shown(url), "it holds a name and password; give a URL that can be read without them")
    if parts.scheme not in ("https", "http") or not parts.host:
        raise FetchRefused(shown(url), "it is not a web address; give one that starts with https://")
    if parts.scheme == "http" and not allow_http:
        raise FetchRefused(shown(url), "it would travel unprotected; give its address with https://")
    port = PORTS[parts.scheme] if parts.port is None else parts.port
    return Target(parts.scheme, _host(parts.host, url), port, parts.request_uri)


def _parsed(url: str) -> Url:
    if len(url) > MAX_URL_CHARACTERS or _FORBIDDEN.search(url):
        raise FetchRefused(shown(url), "it is too long or has spaces or control characters in it")
    try:
        return parse_url(url)
    except (LocationParseError, UnicodeError):
        raise FetchRefused(shown(url), "it is not a web address; give one like https://shop.example/feed.xml") from None


def _host(host: str, url: str) -> str:
    bare = host.removeprefix("[").removesuffix("]").removesuffix(".")
    if host.startswith("[") or _ENDS_IN_NUMBER.fullmatch(bare):
        try:
            return str(ip_address(bare))
        except ValueError:
            raise FetchRefused(shown(url), "its address is spelled in an unusual way; give the shop's name") from None
    if len(bare) > 253 or not _NAME.fullmatch(bare):
        raise FetchRefused(shown(url), "its name is none that a shop on the internet can have")
    return bare


def resolve(host: str, port: int) -> Iterable[str]:
    """The addresses that the system's resolver knows for a name; raises OSError."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def checked_addresses(target: Target, resolver: Resolver, private: Iterable[Network]) -> list[Address]:
    """The addresses at which a target may be connected to. One address that is not public refuses them all, since
    whoever chose it chose the others. private: networks that are allowed nonetheless, on every port."""
    addresses = _addresses(target, resolver)
    for address in addresses:
        if any(address in network for network in private):
            continue
        if not is_public(address):
            raise FetchRefused(str(target), f"{target.host} is at {address}, which is not on the public internet")
        if target.port not in PORTS.values():
            raise FetchRefused(str(target), f"it asks for port {target.port}; feeds are fetched from 443 or 80")
    return addresses


def _addresses(target: Target, resolver: Resolver) -> list[Address]:
    """An address stands for itself; a name is asked for."""
    with suppress(ValueError):
        return [ip_address(target.host)]
    try:
        addresses = [ip_address(text) for text in dict.fromkeys(resolver(target.host, target.port))]
    except (OSError, UnicodeError) as error:
        raise FetchFailed(str(target), f"nothing is known of the name {target.host}; check its spelling") from error
    if not addresses:
        raise FetchFailed(str(target), f"the name {target.host} has no address")
    return addresses


def is_public(address: Address) -> bool:
    """True if it may be anybody's address on the internet; what an address carries inside counts, not its wrapping."""
    carried = _carried(address)
    if carried is not None:
        return is_public(carried)
    inside = address.is_multicast or address.is_reserved or address.is_link_local or address.is_unspecified
    is_special = getattr(address, "is_site_local", False) or any(address in network for network in _SPECIAL)
    return address.is_global and not inside and not is_special


def _carried(address: Address) -> IPv4Address | None:
    """The IPv4 address inside: IPv4-mapped, 6to4, or behind NAT64. Teredo is not global to begin with."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
