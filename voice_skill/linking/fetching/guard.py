"""The one way out to a merchant's URL: public addresses only, on every hop, within limits. Used by every source."""

import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urljoin

import certifi
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection

from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching.addresses import Network, Resolver, Target, checked_addresses, read_url, resolve
from voice_skill.linking.fetching.limits import NETWORK_ERRORS, Alarm, Limits, why
from voice_skill.linking.fetching.responses import Response, accepted

MOST_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
HEADERS = {
    "User-Agent": f"voice-skill/{version('voice-skill')} (catalogue feeds)",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}

# It would write the whole URL, tokens included, into the log when a server's headers are odd.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)


@dataclass(frozen=True)
class FetchSettings:
    """Settings for fetching a feed.

    allow_http: for a shop on the merchant's own network. allow_private: networks that may be reached though they are
    not public, on any port. authorities: a file of certificate authorities to trust instead of certifi's.
    resolver: (name, port) -> addresses. ucp_agent: the URL of our UCP profile, for shops that ask who is asking.
    """

    allow_http: bool = False
    allow_private: tuple[Network, ...] = ()
    authorities: Path | None = None
    resolver: Resolver = resolve
    ucp_agent: str | None = None
    connect_timeout_s: float = 10
    read_timeout_s: float = 30
    deadline_s: float = 600
    max_size_bytes: int = 256 * 1024 * 1024
    max_unpacked_bytes: int = 1024 * 1024 * 1024


class Guard:
    """Asks for URLs within one fetch: its deadline and its sizes are those of all requests together."""

    def __init__(self, settings: FetchSettings) -> None:
        self.settings = settings
        self.limits = Limits(settings.deadline_s, settings.max_size_bytes, settings.max_unpacked_bytes)

    @contextmanager
    def ask(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most_redirects: int = MOST_REDIRECTS,
    ) -> Iterator[Response]:
        """The response, 200 or 304, after redirects; read it inside the `with`. body: POST it.
        Raises FetchRefused and FetchFailed."""
        target = read_url(url, allow_http=self.settings.allow_http)
        for _ in range(most_redirects + 1):
            with self._response(target, headers or {}, body) as response:
                if response.status not in REDIRECTS:
                    yield accepted(response, headers or {})
                    return
                target = self._next(target, response.headers.get("location", ""))
        limit_text = f"more than {most_redirects} times" if most_redirects else "which is not allowed there"
        raise FetchRefused(str(target), f"it is redirected, {limit_text}")

    def _next(self, target: Target, location: str) -> Target:
        # Header bytes arrive as Latin-1; servers write UTF-8 there, and spaces as they are.
        address = location.encode("latin-1", "replace").decode("utf-8", "replace").strip().replace(" ", "%20")
        url = urljoin(target.url, address)
        following = read_url(url, allow_http=self.settings.allow_http)
        if target.scheme == "https" and following.scheme == "http":
            raise FetchRefused(str(following), f"{target.authority} redirects to it from https to http")
        return following

    @contextmanager
    def _response(self, target: Target, headers: Mapping[str, str], body: bytes | None) -> Iterator[Response]:
        connection = self._connected(target)
        with closing(connection), Alarm(connection, self.limits) as alarm:
            with alarm.explaining(target):
                http_response = self._http_response(connection, target, headers, body)
            yield Response(target, http_response, self.limits, alarm)

    def _http_response(
        self, connection: HTTPConnection, target: Target, headers: Mapping[str, str], body: bytes | None
    ) -> HTTPResponse:
        connection.request(
            "GET" if body is None else "POST",
            target.path,
            body=body,
            headers={"Host": target.authority, **HEADERS, **headers},
            preload_content=False,
            decode_content=False,
        )
        return connection.getresponse()

    def _connected(self, target: Target) -> HTTPConnection:
        """A connection to the very address that was checked, so that a name that means another a moment later
        changes nothing; the certificate is still the name's."""
        addresses = checked_addresses(target, self.settings.resolver, self.settings.allow_private)
        failure: Exception = OSError()
        for address in addresses:
            connection = self._connection(target, str(address))
            try:
                connection.timeout = self.limits.at_most(self.settings.connect_timeout_s, target)
                connection.connect()
                if isinstance(connection.sock, ssl.SSLSocket):
                    # A body without a length is whole only if TLS was closed properly. Source: RFC 9112, section 9.8.
                    connection.sock.suppress_ragged_eofs = False  # type: ignore[attr-defined]
                connection.timeout = self.settings.read_timeout_s
                return connection
            except NETWORK_ERRORS as error:
                connection.close()
                failure = error
        raise FetchFailed(str(target), why(failure, target)) from failure

    def _connection(self, target: Target, address: str) -> HTTPConnection:
        if target.scheme == "http":
            return HTTPConnection(address, target.port)
        return HTTPSConnection(
            address,
            target.port,
            server_hostname=target.host,
            cert_reqs=ssl.CERT_REQUIRED,
            ssl_context=self._trust,
        )

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.settings.authorities or certifi.where()))
