"""Real web servers on loopback that stand for merchants' shops, with certificates of an authority made for the test."""

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.channels.alexa.signing import key_usage

NAMES = ["shop.example", "www.shop.example", "cdn.example"]
Page = Callable[["Visit"], None]


@dataclass
class Visit:
    """One request, and how to answer it. wire: for what no honest server sends."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    handler: BaseHTTPRequestHandler

    @property
    def wire(self) -> Any:
        return self.handler.wfile

    def answer(self, body: bytes | str = b"", status: int = 200, **headers: str) -> None:
        """headers: Content_Type for Content-Type."""
        content = body.encode() if isinstance(body, str) else body
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.handler.send_header("Content-Length", str(len(content)))
        self.handler.end_headers()
        self.wire.write(content)


@dataclass
class Shop:
    """pages: path without query -> what answers; a path that is not there is a 404."""

    url: str
    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [visit.path for visit in self.visits]


def serve(scheme: str, context: ssl.SSLContext | None, address: str = "127.0.0.1") -> Iterator[Shop]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            visit = Visit(self.command, self.path, dict(self.headers), self.rfile.read(size), self)
            shop.visits.append(visit)
            page = shop.pages.get(self.path.partition("?")[0], lambda visit: visit.answer("gone", 404))
            try:
                page(visit)
            except OSError:
                self.close_connection = True

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def get_request(self) -> Any:
            connection, peer = super().get_request()
            if context is None:
                return connection, peer
            return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), peer

        def handle_error(self, *_: Any) -> None:
            pass

    with Server((address, 0), Handler) as server:
        port = server.server_address[1]
        shop = Shop(f"{scheme}://shop.example:{port}", port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield shop
        server.shutdown()


@dataclass(frozen=True)
class Authority:
    """path: its own certificate in PEM, for whoever trusts it."""

    path: Path
    context: ssl.SSLContext


# What each kind of key may do: without it Python 3.13 takes neither (RFC 5280, VERIFY_X509_STRICT).
AUTHORITYS, SERVERS = ("key_cert_sign", "crl_sign"), ("digital_signature",)


def authority_in(folder: Path, names: list[str]) -> Authority:
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A test's authority")])
    ca = signed(ca_name, ca_name, ca_key, ca_key, [], is_authority=True)
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    alternatives.append(x509.IPAddress(ip_address("127.0.0.9")))
    shop_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    certificate = signed(shop_name, ca_name, key, ca_key, alternatives, is_authority=False)
    (folder / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "shop.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "shop.pem")
    return Authority(folder / "ca.pem", context)


def signed(
    subject: x509.Name, issuer: x509.Name, key: Any, issuer_key: Any, names: list[Any], *, is_authority: bool
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(key_usage(*(AUTHORITYS if is_authority else SERVERS)), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())
