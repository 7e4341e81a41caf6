"""Networks by which somebody who tries passwords is known. Called by Logins."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# Whoever has one address of an IPv6 network has all 2^64 of it, and of a whole site often 2^80.
NARROW, WIDE = 64, 48
UNKNOWN = "unknown"
# What some proxies write behind an address in X-Forwarded-For.
_PORT = re.compile(r"\[(?P<v6>[^\]]*)\](:\d+)?|(?P<v4>[\d.]+):\d+")


def network_of(address: str, prefix: int = NARROW) -> str:
    """An IPv4 address as it is, the network of an IPv6 one. What is not an address counts as one and the same, since
    otherwise whoever makes them up would be somebody else each time."""
    match = _PORT.fullmatch(address.strip())
    try:
        ip = ip_address((match["v6"] or match["v4"] or "") if match else address.strip())
    except ValueError:
        return UNKNOWN
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip
    if isinstance(ip, IPv4Address):
        return str(ip)
    return str(IPv6Network((int(ip), prefix), strict=False))
