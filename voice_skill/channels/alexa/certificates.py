"""Amazon's signing certificates: where they may lie, how they are fetched, proven, kept. Called by `verify`.

Rules: Amazon, "Host a Custom Skill as a Web Service", and the certificate checks of the ASK SDKs.
"""

import contextlib
import http.client
import posixpath
import re
import socket
import ssl
import threading
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import certifi
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from voice_skill.channels.alexa.errors import RequestRefused

HOST = "s3.amazonaws.com"
FOLDER = "/echo.api/"
SIGNER = "echo-api.amazon.com"
# Only characters that mean themselves: an escaped dot, a query or a user name would make the address that is
# checked another than the one that is fetched, and let one chain fill the cache under many spellings.
ADDRESS = re.compile(rf"(?i:https://{re.escape(HOST)})(?::443)?(/[A-Za-z0-9._~/-]{{1,200}})", re.ASCII)

LEAST_RSA_BITS = 2048  # NIST SP 800-57: 112 bits of strength; of elliptic curves the smallest in use is P-256
LEAST_EC_BITS = 256
BEGIN, END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"
CHAIN_BYTES = 64 * 1024  # a genuine chain has about 7 KB
DOWNLOAD_TIMEOUT_S = 2.5  # of the 8 s that Alexa waits for an answer
FRESH_FOR = timedelta(hours=6)
REFUSED_FOR = timedelta(seconds=10)
MOST_CHAINS = 16  # Amazon signs with one or two at a time
MOST_REFUSALS = 256
MOST_DOWNLOADS = 4

UNFIT = (
    ValueError,
    VerificationError,
    UnsupportedAlgorithm,
    x509.ExtensionNotFound,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


def certificate_url(header: str) -> str:
    """The one spelling of a SignatureCertChainUrl that may be fetched. Raises RequestRefused."""
    match = ADDRESS.fullmatch(header)
    path = posixpath.normpath(match[1]) if match else ""
    if not path.startswith(FOLDER):
        raise RequestRefused("certificate_url")
    return f"https://{HOST}{path}"


def trusted_roots() -> list[x509.Certificate]:
    """certifi's roots; one that cryptography cannot read is left out, so that it cannot stop the rest."""
    bundle = Path(certifi.where()).read_text("ascii")
    roots = []
    with warnings.catch_warnings():
        # Some old roots have a serial number of 0, which cryptography warns about and will refuse one day.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        for pem in re.findall(r"-----BEGIN.+?END CERTIFICATE-----", bundle, re.DOTALL):
            with contextlib.suppress(ValueError):
                roots.append(x509.load_pem_x509_certificate(pem.encode()))
    return roots


class Download:
    """Fetches a certificate chain: TLS proven, no redirect followed, bounded in bytes and, as a whole, in time.

    cafile: the roots that the host's own TLS certificate must lead to; certifi's unless given.
    address: where to connect instead of the URL's own host and port, like curl's --connect-to.
    """

    def __init__(
        self,
        *,
        cafile: str | None = None,
        address: tuple[str, int] | None = None,
        timeout_s: float = DOWNLOAD_TIMEOUT_S,
    ):
        self._cafile = cafile or certifi.where()
        self._address = address
        self._timeout_s = timeout_s

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._cafile)

    def __call__(self, url: str) -> bytes:
        """The bytes at a URL that `certificate_url` made, all of them. Raises RequestRefused."""
        path = url.removeprefix(f"https://{HOST}")
        until = time.monotonic() + self._timeout_s
        try:
            with (
                self._connected(until) as plain,
                # An end without TLS's own goodbye is an error, and not the end of what was sent.
                self._tls.wrap_socket(
                    plain, server_hostname=HOST, do_handshake_on_connect=False, suppress_ragged_eofs=False
                ) as secure,
                _cut_at(until, secure),
            ):
                secure.do_handshake()
                return _get(secure, path)
        except (OSError, http.client.HTTPException):
            raise RequestRefused("certificate_fetch") from None

    def _connected(self, until: float) -> socket.socket:
        """By the first of the host's addresses that answers in time. Raises OSError."""
        host, port = self._address or (HOST, 443)
        error: OSError = TimeoutError()
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if (left_s := until - time.monotonic()) <= 0:
                break
            try:
                return socket.create_connection((str(address[0]), port), left_s)
            except OSError as refused:
                error = refused
        raise error


def _get(secure: ssl.SSLSocket, path: str) -> bytes:
    connection = http.client.HTTPConnection(HOST)
    connection.sock = secure
    connection.request("GET", path, headers={"Connection": "close"})
    with connection.getresponse() as response:
        pem = response.read(CHAIN_BYTES + 1) if response.status == 200 else b""
        # http.client says nothing when less came than Content-Length promised.
        is_cut_short = bool(response.length) and len(pem) <= CHAIN_BYTES
    if is_cut_short or not 0 < len(pem) <= CHAIN_BYTES:
        raise RequestRefused("certificate_fetch")
    return pem


@contextlib.contextmanager
def _cut_at(until: float, secure: ssl.SSLSocket) -> Iterator[None]:
    """A socket's own time-out starts anew with every byte; a host that drips is cut off by this timer."""
    timer = threading.Timer(max(0.0, until - time.monotonic()), _cut, (secure,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(secure: ssl.SSLSocket) -> None:
    # SSLSocket.shutdown would take the TLS state away under the thread that is reading.
    with contextlib.suppress(OSError):
        socket.socket.shutdown(secure, socket.SHUT_RDWR)


@dataclass(frozen=True)
class SigningKey:
    """A proven key: fetched anew after `fresh_until`, and never used after `valid_until`."""

    public: RSAPublicKey
    fresh_until: datetime
    valid_until: datetime


def prove(pem: bytes, roots: Store, now: datetime) -> SigningKey:
    """The key of a chain (leaf first) that leads from Amazon's signer to a root. Raises RequestRefused: by the rule
    certificate_fetch where the end of the chain is missing, as it says nothing about the chain."""
    if not _is_whole(pem):
        raise RequestRefused("certificate_fetch")
    try:
        leaf, *others = x509.load_pem_x509_certificates(pem)
        verifier = PolicyBuilder().store(roots).time(now).build_server_verifier(x509.DNSName(SIGNER))
        chain = verifier.verify(leaf, others)
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        key = leaf.public_key()
        is_strong = all(map(_is_strong, chain))
    except UNFIT:
        raise RequestRefused("certificate_chain") from None
    # The verifier takes a wildcard for the name; Amazon's rule asks for the name itself.
    has_name = SIGNER in names.get_values_for_type(x509.DNSName)
    if not (has_name and is_strong and usage.digital_signature and isinstance(key, RSAPublicKey)):
        raise RequestRefused("certificate_chain")
    ends = min(certificate.not_valid_after_utc for certificate in chain)
    return SigningKey(key, min(ends, now + FRESH_FOR), ends)


def _is_whole(pem: bytes) -> bool:
    """True if each certificate that begins ends, and nothing has begun after the last one."""
    marks = re.findall(rb"%b|%b" % (BEGIN, END), pem)
    return marks == [BEGIN, END] * (len(marks) // 2) and bool(marks) and b"-" not in pem[pem.rindex(END) + len(END) :]


def _is_strong(certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    if isinstance(key, RSAPublicKey):
        return key.key_size >= LEAST_RSA_BITS
    return isinstance(key, EllipticCurvePublicKey) and key.key_size >= LEAST_EC_BITS


class SigningKeys:
    """The proven keys by the address of their chain; safe to share between threads.

    Only a proven chain takes a place, so a flood of wrong addresses evicts nothing. An address is fetched by
    one thread at a time and few addresses at once; whoever asks waits no longer than one download may take.
    When the host cannot be reached or its answer is cut short, a proven key serves until its certificates end.
    """

    def __init__(
        self,
        roots: Iterable[x509.Certificate],
        fetch: Callable[[str], bytes],
        clock: Callable[[], datetime],
        *,
        timeout_s: float = DOWNLOAD_TIMEOUT_S,
    ):
        self._roots = Store(list(roots))
        self._fetch = fetch
        self._clock = clock
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, SigningKey] = OrderedDict()
        self._refusals: OrderedDict[str, tuple[datetime, str]] = OrderedDict()
        self._downloads: dict[str, Future[SigningKey | str]] = {}

    def at(self, url: str) -> RSAPublicKey:
        """The key of the chain at this address, downloaded when it is not known. Raises RequestRefused."""
        now = self._clock()
        with self._lock:
            signing_key = self._keys.get(url)
            if signing_key and now < signing_key.fresh_until:
                self._keys.move_to_end(url)
                return signing_key.public
        outcome = self._awaited(url, now)
        if isinstance(outcome, SigningKey):
            return outcome.public
        if signing_key and outcome == "certificate_fetch" and now < signing_key.valid_until:
            return signing_key.public
        raise RequestRefused(outcome)

    def _awaited(self, url: str, now: datetime) -> SigningKey | str:
        with self._lock:
            until, rule = self._refusals.get(url, (now, ""))
            if now < until:
                return rule
            download = self._downloads.get(url)
            if download is None:
                if len(self._downloads) >= MOST_DOWNLOADS:
                    return "certificate_fetch"
                download = Future()
                threading.Thread(target=self._download, args=(url, download), daemon=True).start()
                self._downloads[url] = download
        try:
            return download.result(self._timeout_s)
        except TimeoutError:
            return "certificate_fetch"

    def _download(self, url: str, download: Future[SigningKey | str]) -> None:
        outcome: SigningKey | str = "certificate_fetch"
        try:
            outcome = prove(self._fetch(url), self._roots, self._clock())
        except RequestRefused as refused:
            outcome = refused.rule
        finally:
            with self._lock:
                self._note(url, outcome)
                del self._downloads[url]
            download.set_result(outcome)

    def _note(self, url: str, outcome: SigningKey | str) -> None:
        if isinstance(outcome, SigningKey):
            self._keys[url] = outcome
            self._keys.move_to_end(url)
            _shorten(self._keys, MOST_CHAINS)
            return
        if outcome == "certificate_chain":
            self._keys.pop(url, None)
        self._refusals[url] = (self._clock() + REFUSED_FOR, outcome)
        self._refusals.move_to_end(url)
        _shorten(self._refusals, MOST_REFUSALS)


def _shorten(cache: OrderedDict[str, Any], most: int) -> None:
    while len(cache) > most:
        cache.popitem(last=False)
