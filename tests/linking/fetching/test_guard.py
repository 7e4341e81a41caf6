"""One way out: what the guard lets through, and how it ends what a hostile server begins."""

import gzip
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.linking.fetching.shops import Authority, Page, Shop, Visit, authority_in, serve
from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching import FetchSettings, fetch

FEED = b"id\ttitle\tprice\n1\tMug\t12.00 USD\n"


def test_a_feed_is_fetched_and_asked_for_by_name(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(
        FEED, ETag='"v1"', Last_Modified="Sat, 21 Nov 2026 10:00:00 GMT"
    )

    fetched = fetch(f"{shop.url}/feed.tsv?token=t", into=tmp_path, settings=settings)

    assert fetched.path.read_bytes() == FEED
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Sat, 21 Nov 2026 10:00:00 GMT")
    assert (fetched.is_unchanged, fetched.final_url) == (False, f"{shop.url}/feed.tsv?token=t")
    headers = shop.visits[0].headers
    assert headers["Host"] == f"shop.example:{shop.port}"
    assert headers["User-Agent"].startswith("voice-skill/")
    assert shop.visits[0].path == "/feed.tsv?token=t"


def test_the_tests_own_shops_pass_the_strict_checks_of_newer_pythons(shop: Shop, authority: Authority) -> None:
    tls = ssl.create_default_context(cafile=str(authority.path))
    tls.verify_flags |= ssl.VERIFY_X509_STRICT

    with (
        socket.create_connection(("127.0.0.1", shop.port), 10) as plain,
        tls.wrap_socket(plain, server_hostname="shop.example") as secure,
    ):
        assert secure.version() is not None


def test_an_unchanged_feed_is_not_sent_again(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    def page(visit: Visit) -> None:
        is_known = (
            visit.headers.get("If-None-Match") == '"v1"' and visit.headers.get("If-Modified-Since") == "yesterday"
        )
        visit.answer(b"" if is_known else FEED, 304 if is_known else 200)

    shop.pages["/feed.tsv"] = page

    fetched = fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings, etag='"v1"', last_modified="yesterday")

    assert fetched.is_unchanged
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "yesterday")
    assert not fetched.path.exists()


def test_a_304_that_nobody_asked_for_is_a_failure(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(b"", 304)

    with pytest.raises(FetchFailed, match="304"):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)


def test_three_redirects_are_followed_to_the_feed(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/1"] = lambda visit: visit.answer(status=301, Location="/2")
    shop.pages["/2"] = lambda visit: visit.answer(status=302, Location=f"https://www.shop.example:{shop.port}/3")
    shop.pages["/3"] = lambda visit: visit.answer(status=307, Location="feed.tsv?a=b#c")
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(FEED)

    fetched = fetch(f"{shop.url}/1", into=tmp_path, settings=settings)

    assert fetched.path.read_bytes() == FEED
    assert fetched.final_url == f"https://www.shop.example:{shop.port}/feed.tsv?a=b"


def test_a_redirect_may_be_written_carelessly(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/1"] = lambda visit: visit.answer(status=302, Location=" /b\u00c3\u00bccher feed.tsv ")
    shop.pages["/b%C3%BCcher%20feed.tsv"] = lambda visit: visit.answer(FEED)

    assert fetch(f"{shop.url}/1", into=tmp_path, settings=settings).path.read_bytes() == FEED


def test_a_fourth_redirect_is_refused(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/loop"] = lambda visit: visit.answer(status=302, Location="/loop")

    with pytest.raises(FetchRefused, match="more than 3 times"):
        fetch(f"{shop.url}/loop", into=tmp_path, settings=settings)

    assert shop.paths() == ["/loop"] * 4


@pytest.mark.parametrize(
    "location",
    [
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://inside.example/admin",
        "file:///etc/passwd",
        "//inside.example/admin",
    ],
)
def test_a_redirect_to_a_private_place_is_refused(
    shop: Shop, settings: FetchSettings, tmp_path: Path, location: str
) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(status=302, Location=location)
    resolver = lambda name, port: ["127.0.0.1" if name == "shop.example" else "10.0.0.7"]  # noqa: E731

    with pytest.raises(FetchRefused):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, resolver=resolver))

    assert len(shop.visits) == 1


def test_a_redirect_from_https_to_http_is_refused_even_where_http_is_allowed(
    shop: Shop, http_shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(status=302, Location=f"{http_shop.url}/feed.tsv")

    with pytest.raises(FetchRefused, match="from https to http"):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, allow_http=True))

    assert http_shop.visits == []


def test_http_is_fetched_only_where_it_is_allowed(http_shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    http_shop.pages["/feed.tsv"] = lambda visit: visit.answer(FEED)

    with pytest.raises(FetchRefused, match="unprotected"):
        fetch(f"{http_shop.url}/feed.tsv", into=tmp_path, settings=settings)
    assert http_shop.visits == []

    fetched = fetch(f"{http_shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, allow_http=True))
    assert fetched.path.read_bytes() == FEED


def test_loopback_is_refused_by_default(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    with pytest.raises(FetchRefused, match="not on the public internet"):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, allow_private=()))

    assert shop.visits == []


def test_a_name_that_changes_its_meaning_after_the_check_is_not_asked_again(
    shop: Shop, authority: Authority, settings: FetchSettings, tmp_path: Path
) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.66"], ["127.0.0.66"]])
    asked = []

    def rebinding(name: str, port: int) -> list[str]:
        asked.append(name)
        return next(answers)

    shop.pages["/feed.tsv"] = lambda visit: visit.answer(FEED)
    shop.pages["/again"] = lambda visit: visit.answer(status=302, Location="/feed.tsv")

    fetched = fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, resolver=rebinding))
    assert fetched.path.read_bytes() == FEED
    assert asked == ["shop.example"]

    with pytest.raises(FetchRefused, match=r"127\.0\.0\.66"):
        fetch(f"{shop.url}/again", into=tmp_path, settings=replace(settings, resolver=rebinding))


def test_a_redirect_that_rebinds_the_same_name_is_checked_again(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(status=302, Location="/feed.tsv")

    with pytest.raises(FetchRefused, match=r"169\.254\.169\.254"):
        fetch(
            f"{shop.url}/feed.tsv",
            into=tmp_path,
            settings=replace(settings, resolver=lambda name, port: next(answers)),
        )


def test_the_certificate_must_be_the_names_though_an_address_is_connected_to(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(FEED)

    with pytest.raises(FetchFailed, match=r"certificate is not good for other\.example"):
        fetch(f"https://other.example:{shop.port}/feed.tsv", into=tmp_path, settings=settings)

    assert shop.visits == []


def test_a_certificate_of_an_unknown_authority_is_refused(
    settings: FetchSettings, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = authority_in(tmp_path_factory.mktemp("stranger"), ["shop.example"])

    for shop in serve("https", stranger.context):
        with pytest.raises(FetchFailed, match="certificate"):
            fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)
        assert shop.visits == []


def test_the_shops_own_name_is_what_tls_is_asked_for(
    authority: Authority, settings: FetchSettings, tmp_path: Path
) -> None:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.path.with_name("shop.pem"))
    context.sni_callback = lambda connection, name, _: names.append(name)

    for shop in serve("https", context):
        shop.pages["/feed.tsv"] = lambda visit: visit.answer(FEED)
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)

    assert names == ["shop.example"]


def test_a_second_address_is_tried_when_the_first_does_not_answer(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(FEED)
    both = replace(
        settings,
        allow_private=(ip_network("127.0.0.0/8"),),
        resolver=lambda name, port: ["127.0.0.77", "127.0.0.1"],
    )

    assert fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=both).path.read_bytes() == FEED


def test_a_proxy_of_the_environment_is_not_used(
    shop: Shop, settings: FetchSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(FEED)

    assert fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings).path.read_bytes() == FEED


def endless(visit: Visit) -> None:
    visit.handler.send_response(200)
    visit.handler.end_headers()
    while True:
        visit.wire.write(b"x" * 65_536)


def endless_chunks(visit: Visit) -> None:
    visit.handler.send_response(200)
    visit.handler.send_header("Transfer-Encoding", "chunked")
    visit.handler.end_headers()
    while True:
        visit.wire.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


def big(visit: Visit) -> None:
    visit.answer(b"x" * 3_000_000)


@pytest.mark.parametrize("page", [endless, endless_chunks, big])
def test_a_body_above_the_limit_is_refused(shop: Shop, settings: FetchSettings, tmp_path: Path, page: Page) -> None:
    shop.pages["/feed.tsv"] = page

    with pytest.raises(FetchRefused, match="larger than 2 MB"):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, max_size_bytes=2 << 20))


def test_a_gzip_bomb_is_refused_by_what_it_unpacks_to(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(bomb, Content_Encoding="gzip")

    tracemalloc.start()
    with pytest.raises(FetchRefused, match="unpacks to more than 5 MB"):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, max_unpacked_bytes=5 << 20))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (tmp_path / "feed").stat().st_size <= 5 << 20
    assert peak_bytes < 8 << 20


def test_a_compressed_answer_is_unpacked_and_a_gzip_file_stays_one(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    twice = gzip.compress(FEED[:20]) + gzip.compress(FEED[20:])
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(twice, Content_Encoding="gzip")
    shop.pages["/feed.tsv.gz"] = lambda visit: visit.answer(gzip.compress(FEED), Content_Type="application/gzip")

    assert fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings).path.read_bytes() == FEED
    packed = fetch(f"{shop.url}/feed.tsv.gz", into=tmp_path, settings=settings).path.read_bytes()
    assert gzip.decompress(packed) == FEED


@pytest.mark.parametrize(
    ("body", "encoding", "told"),
    [
        (gzip.compress(FEED, mtime=0)[:-12], "gzip", "ended in the middle"),
        (b"not gzip at all", "gzip", "compression is broken"),
        (FEED, "br", "compressed in a way"),
        (FEED, "gzip, gzip", "compressed in a way"),
    ],
)
def test_a_compression_that_is_broken_or_was_not_asked_for_is_told(
    shop: Shop, settings: FetchSettings, tmp_path: Path, body: bytes, encoding: str, told: str
) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(body, Content_Encoding=encoding)

    with pytest.raises((FetchFailed, FetchRefused), match=told):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)


def slow_body(visit: Visit) -> None:
    visit.handler.send_response(200)
    visit.handler.send_header("Content-Length", "1000")
    visit.handler.end_headers()
    for _ in range(100):
        visit.wire.write(b"x")
        time.sleep(0.1)


def slow_headers(visit: Visit) -> None:
    visit.wire.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        visit.wire.write(b"x")
        time.sleep(0.1)


def endless_interim(visit: Visit) -> None:
    while True:
        visit.wire.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


def slow_and_open_ended(visit: Visit) -> None:
    visit.handler.send_response(200)
    visit.handler.end_headers()
    for _ in range(100):
        visit.wire.write(b"x")
        time.sleep(0.1)


@pytest.mark.parametrize("page", [slow_body, slow_headers, endless_interim, slow_and_open_ended])
def test_a_server_that_drips_is_left_at_the_deadline(
    shop: Shop, settings: FetchSettings, tmp_path: Path, page: Page
) -> None:
    shop.pages["/feed.tsv"] = page
    began = time.monotonic()

    with pytest.raises(FetchFailed, match="not through after 1 seconds"):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, deadline_s=1))

    assert time.monotonic() - began < 3


def test_a_server_that_falls_silent_is_not_waited_for(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/feed.tsv"] = lambda visit: time.sleep(4)
    began = time.monotonic()

    with pytest.raises(FetchFailed, match="did not answer in time"):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=replace(settings, read_timeout_s=0.5))

    assert time.monotonic() - began < 3


@pytest.fixture
def raw_server() -> Iterator[Callable[[bytes], int]]:
    """Answers whoever comes with these very bytes, closes its side, and gives its port."""
    listeners = []

    def serve_bytes(answer: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def run() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.recv(65_536)
                connection.sendall(answer)
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(5)
                while connection.recv(65_536):
                    pass

        threading.Thread(target=run, daemon=True).start()
        port: int = listener.getsockname()[1]
        return port

    yield serve_bytes
    for listener in listeners:
        listener.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + FEED,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + FEED[:32],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Len",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n" + FEED,
    ],
    ids=["silence", "short", "cut chunk", "no chunk", "cut headers", "ssh", "two lengths"],
)
def test_a_connection_that_is_half_closed_or_no_http_is_a_failure(
    raw_server: Callable[[bytes], int], settings: FetchSettings, tmp_path: Path, answer: bytes
) -> None:
    port = raw_server(answer)

    with pytest.raises(FetchFailed):
        fetch(f"http://shop.example:{port}/feed", into=tmp_path, settings=replace(settings, allow_http=True))


@pytest.mark.parametrize(
    "headers",
    [b"X-Huge: " + b"x" * 100_000 + b"\r\n", b"".join(b"X-%d: y\r\n" % n for n in range(500))],
    ids=["long", "many"],
)
def test_huge_headers_are_refused_in_words(
    raw_server: Callable[[bytes], int], settings: FetchSettings, tmp_path: Path, headers: bytes
) -> None:
    port = raw_server(b"HTTP/1.1 200 OK\r\n" + headers + b"Content-Length: 0\r\n\r\n")

    with pytest.raises(FetchFailed, match="headers that no server needs"):
        fetch(f"http://shop.example:{port}/feed", into=tmp_path, settings=replace(settings, allow_http=True))


def test_odd_headers_do_not_write_a_token_into_the_log(
    raw_server: Callable[[bytes], int], settings: FetchSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = raw_server(b"HTTP/1.1 200 OK\r\nno header\r\nContent-Length: 2\r\n\r\nid")
    caplog.set_level("DEBUG")

    fetch(f"http://shop.example:{port}/feed?token=secret", into=tmp_path, settings=replace(settings, allow_http=True))

    assert "secret" not in caplog.text


@pytest.mark.parametrize("status", [429, 503])
def test_how_long_to_wait_is_reported_in_seconds(
    shop: Shop, settings: FetchSettings, tmp_path: Path, status: int
) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(status=status, Retry_After="90")

    with pytest.raises(FetchFailed) as failed:
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)

    assert (failed.value.status, failed.value.retry_after_s) == (status, 90)


def test_how_long_to_wait_may_be_a_date(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(status=429, Retry_After=at)

    with pytest.raises(FetchFailed) as failed:
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)

    assert failed.value.retry_after_s == pytest.approx(120, abs=5)


@pytest.mark.parametrize("header", ["soon", "", "-5", "9" * 500, "Sat, 99 Nov 2026"])
def test_nonsense_about_waiting_is_no_crash(shop: Shop, settings: FetchSettings, tmp_path: Path, header: str) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(status=429, Retry_After=header)

    with pytest.raises(FetchFailed) as failed:
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)

    assert failed.value.retry_after_s is None or 0 <= failed.value.retry_after_s <= 7 * 86_400


@pytest.mark.parametrize(("status", "told"), [(401, "login"), (403, "allow it"), (404, "nothing"), (500, "500")])
def test_a_status_is_told_in_words_without_the_query(
    shop: Shop, settings: FetchSettings, tmp_path: Path, status: int, told: str
) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(status=status)

    with pytest.raises(FetchFailed, match=told) as failed:
        fetch(f"{shop.url}/feed.tsv?token=secret", into=tmp_path, settings=settings)

    assert failed.value.status == status
    assert "secret" not in str(failed.value)
    assert f"{shop.url}/feed.tsv" in str(failed.value)


def test_a_wrong_content_type_does_not_matter_but_a_picture_is_not_downloaded(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(FEED, Content_Type="application/octet-stream")
    shop.pages["/mug.jpg"] = lambda visit: visit.answer(b"\xff\xd8", Content_Type="image/jpeg")

    assert fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings).path.read_bytes() == FEED
    with pytest.raises(FetchRefused, match="image/jpeg"):
        fetch(f"{shop.url}/mug.jpg", into=tmp_path, settings=settings)


def test_nobody_listening_is_told_in_words(settings: FetchSettings, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(FetchFailed, match="could not be made"):
        fetch(f"https://shop.example:{port}/feed.tsv?token=secret", into=tmp_path, settings=settings)


def test_an_empty_answer_is_no_feed(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/feed.tsv"] = lambda visit: visit.answer(b"")

    with pytest.raises(FetchFailed, match="empty"):
        fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)


@pytest.mark.parametrize("is_closed_properly", [True, False])
def test_a_body_without_a_length_counts_only_when_tls_was_closed(
    shop: Shop, settings: FetchSettings, tmp_path: Path, is_closed_properly: bool
) -> None:
    def page(visit: Visit) -> None:
        visit.handler.send_response(200)
        visit.handler.end_headers()
        visit.wire.write(FEED)
        visit.wire.flush()
        if is_closed_properly:
            visit.handler.connection.unwrap()  # type: ignore[attr-defined]
        visit.handler.close_connection = True

    shop.pages["/feed.tsv"] = page

    if is_closed_properly:
        assert fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings).path.read_bytes() == FEED
    else:
        with pytest.raises(FetchFailed, match="broke off"):
            fetch(f"{shop.url}/feed.tsv", into=tmp_path, settings=settings)
