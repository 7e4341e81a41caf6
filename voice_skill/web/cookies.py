"""Marks cookies as Secure, except for a browser that asks this very machine over plain HTTP. Called by `blueprint` and
`signing_in`.

Chrome and Firefox take Secure cookies from http://127.0.0.1; Safari and curl do not, and could not sign in."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request
from flask.sessions import SecureCookieSessionInterface
from flask.wrappers import Request

from voice_skill.web.doors import doors

# What proxies add, in whichever spelling.
PASSED_ON = ("Forwarded", "X-Forwarded-", "X-Real-Ip", "Via", "Cf-", "True-Client-Ip")


class Cookies(SecureCookieSessionInterface):
    """Behind a path prefix, the cookie is none of the host's other services'."""

    def get_cookie_path(self, app: object) -> str:
        return request.script_root or "/"

    def get_cookie_secure(self, app: object) -> bool:
        return is_secure(request)


def is_secure(incoming: Request) -> bool:
    """False only where nothing hints at a proxy, which may speak TLS with the browser: neither the settings, nor a
    header, nor the page that sent the browser here."""
    is_plain = not doors().is_behind_tls and incoming.scheme == "http"
    is_near = is_plain and _is_loopback(incoming.remote_addr) and _is_loopback(urlsplit(f"//{incoming.host}").hostname)
    if not is_near or any(name.startswith(PASSED_ON) for name in incoming.headers.keys()):  # noqa: SIM118
        return True
    came_from = [incoming.headers[name] for name in ("Origin", "Referer") if name in incoming.headers]
    return not all(_is_plain_loopback(address) for address in came_from)


def _is_plain_loopback(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "http" and _is_loopback(parts.hostname)
    except ValueError:
        return False


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
