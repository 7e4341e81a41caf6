import contextlib
import dataclasses
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.verification import Store
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.channels.alexa.signing import (
    CHAIN_URL,
    ENDS,
    Authority,
    CertificateHost,
    Page,
    Signer,
    certificate_host,
    page,
    pem,
)
from voice_skill.channels.alexa import certificates
from voice_skill.channels.alexa.certificates import Download, SigningKeys, certificate_url, prove, trusted_roots
from voice_skill.channels.alexa.errors import RequestRefused

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PATH = "/echo.api/echo-api-cert-1.pem"


@pytest.mark.parametrize(
    "header",
    [
        "https://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/./echo-api-cert.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
    ],
)
def test_amazons_address_has_one_spelling(header):
    assert certificate_url(header) == "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "echo-api-cert.pem",
        "//s3.amazonaws.com/echo.api/x.pem",
        "http://s3.amazonaws.com/echo.api/x.pem",
        "ftp://s3.amazonaws.com/echo.api/x.pem",
        "file:///echo.api/x.pem",
        "https://notamazon.com/echo.api/x.pem",
        "https://s3.amazonaws.com.evil.com/echo.api/x.pem",
        "https://s3-amazonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com./echo.api/x.pem",
        "https://ſ3.amazonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com",
        "https://s3.amazonaws.com/",
        "https://s3.amazonaws.com/echo.api",
        "https://s3.amazonaws.com/echo.api/",
        "https://s3.amazonaws.com/echo.api/x/..",
        "https://s3.amazonaws.com/EcHo.aPi/x.pem",
        "https://s3.amazonaws.com/invalid.path/x.pem",
        "https://s3.amazonaws.com/echo.apiary/x.pem",
        "https://s3.amazonaws.com//echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/../evil/x.pem",
        "https://s3.amazonaws.com/evil/../../echo.api/../x.pem",
        "https://s3.amazonaws.com/echo.api/%2e%2e/evil/x.pem",
        "https://s3.amazonaws.com/echo.api/%2E%2e%2fevil/x.pem",
        "https://s3.amazonaws.com/echo.api/..\\evil\\x.pem",
        "https://s3.amazonaws.com/%65cho.api/x.pem",
        "https://s3.amazonaws.com:563/echo.api/x.pem",
        "https://s3.amazonaws.com:99999/echo.api/x.pem",
        "https://s3.amazonaws.com:0443/echo.api/x.pem",
        "https://s3.amazonaws.com:/echo.api/x.pem",
        "https://s3.amazonaws.com:443:443/echo.api/x.pem",
        "https://s3.amazonaws.com:443@evil.com/echo.api/x.pem",
        "https://s3.amazonaws.com@evil.com/echo.api/x.pem",
        "https://user@s3.amazonaws.com/echo.api/x.pem",
        "https://user:secret@s3.amazonaws.com/echo.api/x.pem",
        "https://evil.com#@s3.amazonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/x.pem?versionId=1",
        "https://s3.amazonaws.com/echo.api/x.pem?",
        "https://s3.amazonaws.com/echo.api/x.pem#top",
        "https://s3.amazonaws.com/echo.api/x.pem\n",
        " https://s3.amazonaws.com/echo.api/x.pem",
        "https://s3.amaz\tonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/x.pem\x00",
        "https://[::1]/echo.api/x.pem",
        "https://s3.amazonaws.com/echo.api/" + "x" * 201,
    ],
)
def test_any_other_address_is_refused(header):
    with pytest.raises(RequestRefused, match="certificate_url"):
        certificate_url(header)


@settings(deadline=None)
@given(st.text() | st.text().map("https://s3.amazonaws.com/echo.api/{}".format))
def test_no_address_leads_out_of_the_folder(header):
    try:
        url = certificate_url(header)
    except RequestRefused:
        return
    assert url.startswith("https://s3.amazonaws.com/echo.api/")
    assert ".." not in url.split("/")
    assert certificate_url(url) == url


@pytest.fixture(scope="session")
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def roots(signer: Signer) -> Store:
    return Store(signer.roots)


def refused(chain: bytes, roots: Store, now: datetime = NOW) -> str:
    with pytest.raises(RequestRefused) as refusal:
        prove(chain, roots, now)
    return refusal.value.rule


def test_a_chain_that_leads_to_a_root_gives_the_leafs_key(signer, roots):
    key = prove(signer.chain, roots, NOW)

    assert key.public.public_numbers() == signer.key.public_key().public_numbers()


def test_certificates_above_the_root_do_no_harm(signer, roots):
    older_root = Authority("Older Root")
    cross_signed = dataclasses.replace(signer.root, issuer=older_root)

    assert prove(signer.chain + pem(cross_signed.certificate, older_root.certificate), roots, NOW)


def test_a_chain_is_fresh_for_hours_and_valid_no_longer_than_its_certificates(signer, roots):
    ends = NOW + timedelta(hours=1)
    short = prove(pem(signer.root.leaf(signer.key, ends=ends)), roots, NOW)
    long = prove(signer.chain, roots, NOW)

    assert (short.fresh_until, short.valid_until) == (ends, ends)
    assert (long.fresh_until, long.valid_until) == (NOW + timedelta(hours=6), ENDS)


@pytest.mark.parametrize("bits", [1024, 1536, 2047])
def test_a_leaf_with_a_short_rsa_key_is_refused(signer, roots, bits):
    short = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    assert refused(pem(signer.root.leaf(short)), roots) == "certificate_chain"


def test_a_leaf_with_a_longer_rsa_key_is_taken(signer, roots):
    assert prove(pem(signer.root.leaf(rsa.generate_private_key(public_exponent=65537, key_size=3072))), roots, NOW)


@pytest.mark.parametrize(
    "weak",
    [
        lambda: rsa.generate_private_key(public_exponent=65537, key_size=1024),
        lambda: ec.generate_private_key(ec.SECP224R1()),
        lambda: ec.generate_private_key(ec.SECP192R1()),
    ],
)
def test_a_chain_by_way_of_a_weak_authority_is_refused(signer, roots, weak):
    authority = Authority("Weak Server Authority", signer.root, weak())

    assert refused(pem(authority.leaf(signer.key), authority.certificate), roots) == "certificate_chain"


def test_a_chain_that_is_cut_anywhere_says_nothing_about_the_chain(signer, roots):
    end = signer.chain.index(b"-----END") + len(b"-----END CERTIFICATE-----")
    whole_leaf = range(end, end + 2)  # with its line's end or without it, which is another chain and not half a one
    cuts = [at for at in range(len(signer.chain.rstrip())) if at not in whole_leaf]

    rules = {refused(signer.chain[:at], roots) for at in cuts}

    assert rules == {"certificate_fetch"}
    assert prove(signer.chain.rstrip(), roots, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "echo-api.amazon.com.evil.com"},
        {"name": "s3.amazonaws.com"},
        {"name": "*.amazon.com"},
        {"begins": NOW + timedelta(seconds=1)},
        {"ends": NOW - timedelta(seconds=1)},
        {"usages": None},
        {"usages": ["key_encipherment"]},
        {"usages": ["digital_signature", "key_cert_sign"]},
    ],
)
def test_a_leaf_that_is_not_amazons_signer_now_is_refused(signer, roots, changes):
    assert refused(pem(signer.root.leaf(signer.key, **changes)), roots) == "certificate_chain"


def test_a_leaf_whose_key_is_not_rsa_is_refused(signer, roots):
    leaf = signer.root.leaf(ec.generate_private_key(ec.SECP256R1()))

    assert refused(pem(leaf), roots) == "certificate_chain"


def test_a_chain_of_an_untrusted_root_is_refused(signer, roots):
    root = Authority("Test Root")  # the same name, another key

    assert refused(pem(root.leaf(signer.key), root.certificate), roots) == "certificate_chain"


def test_a_chain_without_its_intermediate_is_refused(signer, roots):
    leaf_alone = signer.chain[: signer.chain.index(b"-----END") + len(b"-----END CERTIFICATE-----\n")]

    assert refused(leaf_alone, roots) == "certificate_chain"


def test_a_chain_signed_by_a_leaf_is_refused(signer, roots, other_key):
    leaf_key = ec.generate_private_key(ec.SECP256R1())
    leaf = signer.root.leaf(leaf_key)
    false_authority = Authority("echo-api.amazon.com", signer.root, leaf_key)

    assert refused(pem(false_authority.leaf(other_key), leaf), roots) == "certificate_chain"


def test_a_chain_in_the_wrong_order_is_refused(signer, roots):
    first, second = signer.chain.split(b"-----END CERTIFICATE-----\n")[:2]
    end = b"-----END CERTIFICATE-----\n"

    assert refused(second + end + first + end, roots) == "certificate_chain"


@settings(deadline=None)
@given(st.data())
def test_a_damaged_chain_is_only_ever_refused_or_the_same_key(signer, data):
    at = data.draw(st.integers(0, len(signer.chain) - 1))
    damaged = signer.chain[:at] + data.draw(st.binary(max_size=3)) + signer.chain[at + 1 :]

    try:
        key = prove(damaged, Store(signer.roots), NOW)
    except RequestRefused:
        return
    assert key.public.public_numbers() == signer.key.public_key().public_numbers()


def test_certifis_roots_hold_amazons():
    names = {root.subject.rfc4514_string() for root in trusted_roots()}

    assert "CN=Amazon Root CA 1,O=Amazon,C=US" in names


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificateHost]:
    with certificate_host(tmp_path_factory.mktemp("host")) as host:
        yield host


@pytest.fixture
def fresh_host(host: CertificateHost) -> CertificateHost:
    host.pages.clear()
    host.asked.clear()
    return host


@pytest.fixture
def download(fresh_host: CertificateHost) -> Download:
    return Download(cafile=fresh_host.cafile, address=fresh_host.address, timeout_s=0.5)


def fetch_refused(download: Download) -> str:
    with pytest.raises(RequestRefused) as refusal:
        download(CHAIN_URL)
    return refusal.value.rule


def test_a_chain_is_downloaded(fresh_host, download):
    fresh_host.pages[PATH] = page(b"the chain")

    assert download(CHAIN_URL) == b"the chain"
    assert fresh_host.asked == [CHAIN_URL]


@pytest.mark.parametrize(
    "answer",
    [
        page(b"gone", 404),
        page(b"", 200),
        page(b"the chain", 302, Location=f"https://s3.amazonaws.com{PATH}"),
        page(b"the chain", 301, Location="https://127.0.0.1/"),
        page(b"the chain", 206),
        page(b"x" * (certificates.CHAIN_BYTES + 1)),
        page(b"5\r\nchain\r\nnonsense", Content_Length="", Transfer_Encoding="chunked"),
        page(b"5\r\nchain\r\n", Content_Length="", Transfer_Encoding="chunked"),
        page(b"the chain", Content_Length="10"),
        page(b"the chain", Content_Length="100000"),
        lambda handler: handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nwithout a goodbye of TLS"),
        lambda handler: handler.wfile.write(b"no HTTP at all\r\n\r\n"),
        lambda handler: None,
    ],
)
def test_any_other_answer_is_refused(fresh_host, download, answer: Page):
    fresh_host.pages[PATH] = answer

    assert fetch_refused(download) == "certificate_fetch"
    assert len(fresh_host.asked) == 1


def test_a_chain_as_large_as_allowed_is_taken(fresh_host, download):
    fresh_host.pages[PATH] = page(b"x" * certificates.CHAIN_BYTES)

    assert len(download(CHAIN_URL)) == certificates.CHAIN_BYTES


def drip(data: bytes, every_s: float) -> Page:
    def send(handler) -> None:
        for byte in data:
            handler.wfile.write(bytes([byte]))
            time.sleep(every_s)

    return send


@pytest.mark.parametrize(
    "answer",
    [
        lambda handler: time.sleep(3),
        drip(b"HTTP/1.0 200 OK\r\nX: " + b"x" * 100, 0.05),
        drip(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 100, 0.05),
    ],
)
def test_a_host_that_takes_its_time_is_cut_off(fresh_host, download, answer: Page):
    fresh_host.pages[PATH] = answer
    started = time.monotonic()

    assert fetch_refused(download) == "certificate_fetch"
    assert time.monotonic() - started < 2


@pytest.fixture
def dripping_handshake() -> Iterator[tuple[str, int]]:
    """A host that sends one byte of TLS after the other, and each of them in time."""
    over = threading.Event()

    def drip_to(client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            for byte in b"\x16\x03\x03\x40\x00" + bytes(1000):
                client.sendall(bytes([byte]))
                if over.wait(0.05):
                    return

    def serve(listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=drip_to, args=[listening.accept()[0]], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=[listening], daemon=True).start()
        yield listening.getsockname()
        over.set()
        listening.shutdown(socket.SHUT_RDWR)


def test_a_host_that_takes_its_time_with_tls_is_cut_off(fresh_host, dripping_handshake):
    slow = Download(cafile=fresh_host.cafile, address=dripping_handshake, timeout_s=0.5)
    started = time.monotonic()

    assert fetch_refused(slow) == "certificate_fetch"
    assert time.monotonic() - started < 2


def test_a_chain_without_a_stated_length_is_taken_when_tls_says_goodbye(fresh_host, download):
    def send(handler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nthe chain")
        handler.connection.unwrap()

    fresh_host.pages[PATH] = send

    assert download(CHAIN_URL) == b"the chain"


def test_the_tests_own_hosts_pass_the_strict_checks_of_newer_pythons(fresh_host, download):
    fresh_host.pages[PATH] = page(b"the chain")
    download._tls.verify_flags |= ssl.VERIFY_X509_STRICT

    assert download(CHAIN_URL) == b"the chain"


def test_a_host_without_amazons_tls_certificate_is_refused(fresh_host, tmp_path):
    fresh_host.pages[PATH] = page(b"the chain")
    strict = Download(address=fresh_host.address)

    assert fetch_refused(strict) == "certificate_fetch"
    with certificate_host(tmp_path, "localhost") as misnamed:
        misnamed.pages[PATH] = page(b"the chain")
        assert fetch_refused(Download(cafile=misnamed.cafile, address=misnamed.address)) == "certificate_fetch"
        assert misnamed.asked == []


def test_a_host_that_is_away_is_refused(fresh_host):
    away = Download(cafile=fresh_host.cafile, address=("127.0.0.1", 1))

    assert fetch_refused(away) == "certificate_fetch"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(signer: Signer, fresh_host: CertificateHost, download: Download, clock: Clock) -> SigningKeys:
    fresh_host.pages[PATH] = page(signer.chain)
    return SigningKeys(signer.roots, download, clock)


def key_refused(keys: SigningKeys, url: str = CHAIN_URL) -> str:
    with pytest.raises(RequestRefused) as refusal:
        keys.at(url)
    return refusal.value.rule


def test_a_proven_key_is_downloaded_once_and_kept_as_the_same_object(keys, fresh_host):
    assert keys.at(CHAIN_URL) is keys.at(CHAIN_URL)
    assert len(fresh_host.asked) == 1


def test_a_key_is_downloaded_again_after_some_hours(keys, fresh_host, clock):
    keys.at(CHAIN_URL)
    clock.now += timedelta(hours=6)
    keys.at(CHAIN_URL)

    assert len(fresh_host.asked) == 2


def cut_short(chain: bytes) -> Page:
    """Half of it, and an honest length of the whole."""
    return page(chain[: len(chain) // 2], Content_Length=str(len(chain)))


UNTOLD: dict[str, Callable[[bytes], Page]] = {
    "away": lambda chain: page(b"gone", 503),
    "cut short": cut_short,
    "cut short, with a length to match": lambda chain: page(chain[: len(chain) // 2]),
    "the leaf alone, of a longer length": lambda chain: page(
        chain[: chain.index(b"-----END") + 26], Content_Length=str(len(chain))
    ),
    "dripping": lambda chain: drip(b"HTTP/1.0 200 OK\r\nContent-Length: 9000\r\n\r\n" + chain, 0.05),
    "closed at once": lambda chain: lambda handler: None,
    "an error page that is called well": lambda chain: page(b"<html>maintenance</html>"),
}


@pytest.mark.parametrize("answer", UNTOLD.values(), ids=UNTOLD)
def test_a_proven_key_serves_until_its_certificates_end_while_its_host_sends_no_whole_chain(
    signer, fresh_host, download, clock, answer: Callable[[bytes], Page]
):
    ends = NOW + timedelta(days=60)
    chain = pem(signer.root.leaf(signer.key, ends=ends), signer.root.certificate)
    fresh_host.pages[PATH] = page(chain)
    keys = SigningKeys(signer.roots, download, clock)
    key = keys.at(CHAIN_URL)
    fresh_host.pages[PATH] = answer(chain)

    for later in (timedelta(hours=7), timedelta(days=2), timedelta(days=59)):
        clock.now = NOW + later
        assert keys.at(CHAIN_URL) is key
    clock.now = ends
    assert key_refused(keys) == "certificate_fetch"


def test_an_expired_certificate_ends_its_key_whatever_the_host_says(keys, fresh_host, signer, clock):
    fresh_host.pages[PATH] = page(pem(signer.root.leaf(signer.key, ends=NOW + timedelta(hours=1))))
    keys.at(CHAIN_URL)

    clock.now += timedelta(hours=2)
    assert key_refused(keys) == "certificate_chain"
    fresh_host.pages.clear()
    clock.now += timedelta(minutes=1)
    assert key_refused(keys) == "certificate_fetch"


def test_a_bad_chain_is_not_kept_but_not_asked_for_again_at_once(keys, fresh_host, signer, clock):
    good = fresh_host.pages[PATH]
    fresh_host.pages[PATH] = page(pem(signer.root.certificate))

    assert [key_refused(keys), key_refused(keys)] == ["certificate_chain"] * 2
    assert len(fresh_host.asked) == 1
    fresh_host.pages[PATH] = good
    clock.now += timedelta(seconds=10)
    assert keys.at(CHAIN_URL)


def test_a_flood_of_wrong_addresses_evicts_no_proven_key(keys, fresh_host):
    keys.at(CHAIN_URL)
    for number in range(certificates.MOST_CHAINS * 2):
        assert key_refused(keys, f"{CHAIN_URL}-{number}") == "certificate_fetch"
    asked = len(fresh_host.asked)
    keys.at(CHAIN_URL)

    assert len(fresh_host.asked) == asked


def test_what_is_kept_is_bounded(signer, clock, monkeypatch):
    monkeypatch.setattr(certificates, "MOST_CHAINS", 3)
    monkeypatch.setattr(certificates, "MOST_REFUSALS", 3)
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return signer.chain if "good" in url else b""

    keys = SigningKeys(signer.roots, fetch, clock)
    for kind in ("good", "bad"):
        for number in (1, 2, 3, 4, 4, 3, 2, 1):
            with contextlib.suppress(RequestRefused):
                keys.at(f"{kind}-{number}")

    assert asked == [f"{kind}-{number}" for kind in ("good", "bad") for number in (1, 2, 3, 4, 1)]


def test_many_threads_share_one_download(keys, fresh_host, signer):
    at_once = threading.Barrier(8)
    fresh_host.pages[PATH] = lambda handler: (time.sleep(0.2), page(signer.chain)(handler))
    found = []

    def ask() -> None:
        at_once.wait()
        found.append(keys.at(CHAIN_URL))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(fresh_host.asked) == 1
    assert len(found) == 8
    assert len({id(key) for key in found}) == 1


def test_slow_downloads_keep_neither_known_keys_nor_further_requests_waiting(signer, clock):
    release = threading.Event()

    def fetch(url: str) -> bytes:
        if url != CHAIN_URL:
            release.wait(10)
            raise RequestRefused("certificate_fetch")
        return signer.chain

    keys = SigningKeys(signer.roots, fetch, clock, timeout_s=5)
    keys.at(CHAIN_URL)
    waiting = [
        threading.Thread(target=key_refused, args=(keys, f"slow-{number}"))
        for number in range(certificates.MOST_DOWNLOADS)
    ]
    for thread in waiting:
        thread.start()
    while len(keys._downloads) < certificates.MOST_DOWNLOADS:
        time.sleep(0.01)
    started = time.monotonic()

    assert keys.at(CHAIN_URL)
    assert key_refused(keys, "one-more") == "certificate_fetch"
    assert time.monotonic() - started < 4
    release.set()
    for thread in waiting:
        thread.join()


def test_nobody_waits_longer_than_a_download_may_take(signer, clock):
    release = threading.Event()

    def fetch(url: str) -> bytes:
        release.wait(10)
        raise RequestRefused("certificate_fetch")

    keys = SigningKeys(signer.roots, fetch, clock, timeout_s=0.2)
    started = time.monotonic()

    assert key_refused(keys) == "certificate_fetch"
    assert time.monotonic() - started < 4
    release.set()


def test_a_fetch_that_breaks_refuses_and_leaves_nothing_behind(signer, clock, monkeypatch):
    def fetch(url: str) -> bytes:
        raise RuntimeError("a bug")

    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    keys = SigningKeys(signer.roots, fetch, clock)

    assert key_refused(keys) == "certificate_fetch"
    assert keys._downloads == {}
