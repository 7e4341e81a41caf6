"""What a client sends and is sent back, by the rules of HTTP/1.1 and of WSGI."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Event
from typing import Any

import pytest

from tests.serving.conftest import MOST_BODY_BYTES, PATIENCE_S, Client, Running, serving, wait_until
from voice_skill.serving.limits import Limits
from voice_skill.serving.wsgi import RECEIVED_AT, Environ

Start = Callable[..., Any]
POST = "POST /put HTTP/1.1\nHost: shop.example\n"


def echo(environ: Environ, start_response: Start) -> Iterable[bytes]:
    """Answers with the method, the path, the query and the body."""
    if int(environ.get("CONTENT_LENGTH") or 0) > MOST_BODY_BYTES:
        start_response("413 Content Too Large", [])
        return [b"less of it, please"]
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Size", str(len(body)))])
    return [" ".join([environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"], ""]).encode(), body]


@pytest.fixture
def running() -> Iterator[Running]:
    with serving(echo) as running:
        yield running


@pytest.fixture
def client(running: Running) -> Client:
    return running.client()


def test_a_request_is_answered_and_the_connection_kept(client: Client) -> None:
    for number in range(3):
        client.send(f"GET /a%20b?n={number} HTTP/1.1\nHost: shop.example\n\n")

        reply = client.reply()

        assert (reply.status, reply.body) == (200, f"GET /a b n={number} ".encode())
        assert reply.headers["content-type"] == "text/plain"
        assert "date" in reply.headers
        assert "connection" not in reply.headers


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [
        ("GET / HTTP/1.1\nHost: a\nConnection: close\n\n", False),
        ("GET / HTTP/1.0\n\n", False),
        ("GET / HTTP/1.0\nConnection: keep-alive\n\n", True),
    ],
)
def test_a_connection_is_kept_when_the_client_can_and_wants_it(client: Client, sent: str, is_kept: bool) -> None:
    client.send(sent)

    reply = client.reply()

    assert reply.status == 200
    assert reply.headers["connection"] == ("keep-alive" if is_kept else "close")
    assert is_kept or client.is_hung_up()


@pytest.mark.parametrize(
    ("head", "body", "wanted"),
    [
        ("Content-Length: 5\n\n", b"hello", b"hello"),
        ("Content-Length: 0\n\n", b"", b""),
        ("Transfer-Encoding: chunked\n\n", b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX-Trailer: 1\r\n\r\n", b"hello"),
        # What Java's client offers with every request that is not encrypted.
        ("Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nContent-Length: 5\n\n", b"hello", b"hello"),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 1_000])
def test_a_body_arrives_however_it_is_cut(client: Client, head: str, body: bytes, wanted: bytes, piece: int) -> None:
    sent = (POST + head).replace("\n", "\r\n").encode() + body

    for at in range(0, len(sent), piece):
        client.send(sent[at : at + piece])

    assert client.reply().body == b"POST /put  " + wanted


def test_a_large_body_goes_through_a_file_and_its_room_is_given_back(running: Running) -> None:
    body = bytes(range(256)) * 500
    for _ in range(3):
        client = running.client()
        client.send(f"{POST}Content-Length: {len(body)}\n\n")
        client.send(body)

        assert client.reply().body == b"POST /put  " + body
    wait_until(lambda: running.server.room.taken_bytes == 0)


def test_bodies_take_no_more_room_than_there_is() -> None:
    with serving(echo, in_memory_bytes=1_000, spooled_bytes=100_000) as running:
        first, second = running.client(), running.client()
        first.send(f"{POST}Content-Length: 90000\n\n{'a' * 80_000}")
        wait_until(lambda: running.server.room.taken_bytes == 80_000)

        second.send(f"{POST}Content-Length: 90000\n\n{'a' * 80_000}")
        refused = second.reply()
        first.send("a" * 10_000)

        assert refused.status == 503
        assert first.reply().headers["x-size"] == "90000"
        wait_until(lambda: running.server.room.taken_bytes == 0)


@pytest.mark.parametrize("is_announced", [True, False])
def test_the_app_refuses_what_is_too_large_and_the_client_can_read_it(client: Client, is_announced: bool) -> None:
    size = MOST_BODY_BYTES * 10
    head = f"Content-Length: {size}\n\n" if is_announced else f"Transfer-Encoding: chunked\n\n{size:x}\n"
    client.send(POST + head)
    with suppress(ConnectionError):
        client.send(b"a" * (size // 2))

    reply = client.reply()

    assert (reply.status, reply.body) == (413, b"less of it, please")
    assert reply.headers["connection"] == "close"


@pytest.mark.parametrize("piece", [1, 7, 1_000])
@pytest.mark.parametrize(
    "sent",
    [
        "ffffffffffffffff\n",
        "FFFFFFFF;name=value\n",
        f"{MOST_BODY_BYTES + 1:x}\nhello",
        f"5\nhello\n{MOST_BODY_BYTES - 4:x}\nhello",
        "1\na\n" * 300 + f"{MOST_BODY_BYTES:08x}\n",
    ],
)
def test_a_chunk_that_would_be_too_large_is_refused_before_it_comes(client: Client, sent: str, piece: int) -> None:
    data = f"{POST}Transfer-Encoding: chunked\n\n{sent}".replace("\n", "\r\n").encode()
    began = time.monotonic()
    with suppress(ConnectionError):
        for at in range(0, len(data), piece):
            client.send(data[at : at + piece])

    reply = client.reply()

    assert (reply.status, reply.body) == (413, b"less of it, please")
    assert time.monotonic() - began < Limits().grace_s


@pytest.mark.parametrize("piece", [1, 3, 1_000])
def test_a_chunk_as_large_as_a_body_may_be_is_taken(client: Client, piece: int) -> None:
    client.send(f"{POST}Transfer-Encoding: chunked\n\n")
    begin = b"5\r\nhello\r\n%x\r\n" % (MOST_BODY_BYTES - 5)
    for at in range(0, len(begin), piece):
        client.send(begin[at : at + piece])
    client.send(b"\nffffffff\r\n" + b"a" * (MOST_BODY_BYTES - 16) + b"\r\n0\r\nffff: ffff\r\n\r\n")

    assert client.reply().headers["x-size"] == str(MOST_BODY_BYTES)


def test_a_client_that_asks_whether_to_send_its_body_is_told(client: Client) -> None:
    client.send(f"{POST}Content-Length: 5\nExpect: 100-continue\n\n")
    assert client.reply().status == 100

    client.send("hello")

    assert client.reply().body == b"POST /put  hello"


def test_requests_sent_ahead_are_answered_in_order(client: Client) -> None:
    client.send("".join(f"GET /{number} HTTP/1.1\nHost: a\n\n" for number in range(10)))

    assert [client.reply().body for _ in range(10)] == [f"GET /{number}  ".encode() for number in range(10)]


def test_a_connection_is_kept_after_a_large_body(client: Client) -> None:
    for _ in range(2):
        client.send(f"{POST}Content-Length: {MOST_BODY_BYTES}\n\n{'a' * MOST_BODY_BYTES}")

        assert client.reply().headers["x-size"] == str(MOST_BODY_BYTES)


def test_too_many_sent_ahead_end_the_connection_after_those_that_are_served() -> None:
    with serving(echo, pipelined=4) as running:
        client = running.client()
        client.send("GET /a HTTP/1.1\nHost: a\n\n" * 20)

        replies = [client.reply() for _ in range(4)]

        assert [reply.status for reply in replies] == [200] * 4
        assert replies[-1].headers["connection"] == "close"


def test_a_head_is_answered_without_a_body(client: Client) -> None:
    client.send("HEAD /a HTTP/1.1\nHost: a\n\nGET /b HTTP/1.1\nHost: a\n\n")

    assert client.reply(is_head=True).headers["content-length"] == "9"
    assert client.reply().body == b"GET /b  "


def test_a_client_that_sends_no_more_still_reads(client: Client) -> None:
    client.send("GET /a HTTP/1.1\nHost: a\n\n")
    client.socket.shutdown(1)

    assert client.reply().body == b"GET /a  "
    assert client.is_hung_up()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"hello\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 20_000, 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\nhello", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\n", 400),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: upgrade\r\nTransfer-Encoding: chunked\r\n\r\n",
            501,
        ),
    ],
)
def test_what_is_not_a_request_is_refused_and_reaches_no_app(
    sent: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    def unreachable(environ: Environ, start_response: Start) -> Iterable[bytes]:
        raise AssertionError

    with serving(unreachable) as running:
        client = running.client()
        with suppress(ConnectionError):
            client.send(sent)

        reply = client.reply()

        assert reply.status == status
        assert reply.headers["connection"] == "close"
    (line,) = [record.getMessage() for record in caplog.records if record.name == "voice_skill.serving"]
    assert re.fullmatch(rf"refused status={status} reason=[a-z_]+ client=127\.0\.0\.1", line)


def test_an_app_that_fails_answers_500_and_the_next_request_is_served() -> None:
    def failing(environ: Environ, start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/fail":
            raise RuntimeError
        return echo(environ, start_response)

    with serving(failing) as running:
        client = running.client()
        client.send("GET /fail HTTP/1.1\nHost: a\n\nGET /b HTTP/1.1\nHost: a\n\n")

        assert client.reply().status == 500
        assert client.reply().body == b"GET /b  "


def test_the_app_is_told_who_asks_and_no_header_passes_for_another() -> None:
    environs: list[Environ] = []

    def noting(environ: Environ, start_response: Start) -> Iterable[bytes]:
        environs.append(environ)
        return echo(environ, start_response)

    with serving(noting) as running:
        client = running.client()
        client.send(
            "GET http://shop.example/a?b HTTP/1.1\nHost: shop.example\nX_Forwarded_For: 192.0.2.1\nCookie: a=1\n"
            "Cookie: b=2\nAccept: x\nAccept: y\n\n"
        )
        client.reply()

    (environ,) = environs
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == ("/a", "b")
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("127.0.0.1", str(running.port))
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")


def test_the_app_is_told_when_a_request_came_and_not_when_a_thread_was_free() -> None:
    free, environs = Event(), list[Environ]()

    def waiting(environ: Environ, start_response: Start) -> Iterable[bytes]:
        environs.append(environ)
        free.wait(PATIENCE_S)
        return echo(environ, start_response)

    with serving(waiting) as running:
        first, second = running.client(), running.client()
        first.send("GET /first HTTP/1.1\nHost: a\n\n")
        wait_until(lambda: len(environs) == 1)
        sent_at = time.monotonic()
        second.send("GET /second HTTP/1.1\nHost: a\n\n")
        time.sleep(0.5)
        freed_at = time.monotonic()
        free.set()
        second.reply()

    assert sent_at <= environs[1][RECEIVED_AT] < freed_at
