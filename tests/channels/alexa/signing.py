"""Stands in for Amazon's signing side: a certificate authority, a signer of requests, the certificates' host.

Tests and benchmarks make one `Signer` per session, because an RSA key takes a tenth of a second to make.
"""

import base64
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNER_NAME = "echo-api.amazon.com"
CERTIFICATE_HOST = "s3.amazonaws.com"
CHAIN_URL = f"https://{CERTIFICATE_HOST}/echo.api/echo-api-cert-1.pem"
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
ENDS = datetime(2100, 1, 1, tzinfo=UTC)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def key_usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in allowed for usage in USAGES})


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


@dataclass(frozen=True)
class Authority:
    """A certificate authority: signs leaves and further authorities."""

    name: str
    issuer: "Authority | None" = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @cached_property
    def certificate(self) -> x509.Certificate:
        extensions = [
            (x509.BasicConstraints(ca=True, path_length=None), True),
            (key_usage("key_cert_sign", "crl_sign"), True),
        ]
        return (self.issuer or self).signed(self.name, self.key, BEGINS, ENDS, extensions)

    def leaf(
        self,
        key: PrivateKey,
        name: str = SIGNER_NAME,
        *,
        begins: datetime = BEGINS,
        ends: datetime = ENDS,
        usages: Sequence[str] | None = ("digital_signature", "key_encipherment"),
    ) -> x509.Certificate:
        """A server's certificate for one name."""
        extensions = [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (x509.SubjectAlternativeName([x509.DNSName(name)]), False),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        ]
        if usages is not None:
            extensions.append((key_usage(*usages), True))
        return self.signed(name, key, begins, ends, extensions)

    def signed(
        self,
        name: str,
        key: PrivateKey,
        begins: datetime,
        ends: datetime,
        extensions: Sequence[tuple[x509.ExtensionType, bool]],
    ) -> x509.Certificate:
        issuer, public = self.key.public_key(), key.public_key()
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)]))
            .serial_number(x509.random_serial_number())
            .public_key(public)
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.key, SHA256())


@dataclass(frozen=True)
class Signer:
    """Signs requests as Alexa does; `chain` is what lies at `url`, leaf first."""

    root: Authority
    key: rsa.RSAPrivateKey
    chain: bytes
    url: str = CHAIN_URL

    @classmethod
    def create(cls) -> "Signer":
        root = Authority("Test Root")
        intermediate = Authority("Test Server Authority", root)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return cls(root, key, pem(intermediate.leaf(key), intermediate.certificate))

    def with_chain(self, *certificates: x509.Certificate) -> "Signer":
        return replace(self, chain=pem(*certificates))

    @property
    def roots(self) -> list[x509.Certificate]:
        return [self.root.certificate]

    def fetch(self, url: str) -> bytes:
        """The chain without a host between; for benchmarks and for tests of other rules."""
        return self.chain

    def headers(self, body: bytes, url: str | None = None) -> dict[str, str]:
        """What Alexa sends beside the body, with its old SHA-1 signature."""
        return {
            "Content-Type": "application/json; charset=utf-8",
            "SignatureCertChainUrl": self.url if url is None else url,
            "Signature": self.signature(body, SHA1()),
            "Signature-256": self.signature(body, SHA256()),
        }

    def signature(self, body: bytes, algorithm: HashAlgorithm) -> str:
        return base64.b64encode(self.key.sign(body, padding.PKCS1v15(), algorithm)).decode()


Page = Callable[[BaseHTTPRequestHandler], None]


def page(body: bytes, status: int = 200, **headers: str) -> Page:
    """A page that is sent whole. headers: by their names with _ for -; an empty one is left out."""
    told = {"Content_Length": str(len(body)), **headers}

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in told.items():
            if value:
                handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@dataclass
class CertificateHost:
    """The running loopback host: what lies where, what was asked for, and where it listens."""

    cafile: str
    address: tuple[str, int]
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def certificate_host(folder: Path, name: str = CERTIFICATE_HOST) -> Iterator[CertificateHost]:
    """Serves pages over TLS on loopback, as the host of that name. folder: for its key and its authority."""
    authority, key = Authority("Test TLS Root"), ec.generate_private_key(ec.SECP256R1())
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "host.pem").write_bytes(secret + pem(authority.leaf(key, name, usages=["digital_signature"])))
    (folder / "authority.pem").write_bytes(pem(authority.certificate))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(f"https://{self.headers['Host']}{self.path}")
            host.pages.get(self.path, page(b"no such page", 404))(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up is what some tests are about

    with Server(("127.0.0.1", 0), Handler) as server:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(folder / "host.pem")
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        host = CertificateHost(str(folder / "authority.pem"), ("127.0.0.1", server.server_address[1]))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield host
        server.shutdown()
        thread.join()
