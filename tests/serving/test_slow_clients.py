"""Clients that send or read slowly, or not at all: each is hung up on in time, and none takes a thread before that."""

import select
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from threading import Event
from typing import Any

import pytest

from tests.serving.conftest import PATIENCE_S, Client, serving, wait_until
from voice_skill.serving.wsgi import Environ

Start = Callable[..., Any]
POST = "POST /put HTTP/1.1\nHost: a\n"
HUGE = b"a" * 20_000_000


def hello(environ: Environ, start_response: Start) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [HUGE if environ["PATH_INFO"] == "/huge" else b"hello " + body]


def dripped(client: Client, drop: str, every_s: float) -> float:
    """Seconds until the server hangs up on a client that sends a drop now and then."""
    began = time.monotonic()
    client.socket.settimeout(every_s)
    while time.monotonic() - began < PATIENCE_S:
        try:
            client.send(drop)
            if not client.socket.recv(65_536):
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
    return time.monotonic() - began


def is_reset(client: Client) -> bool:
    """Looks without reading what came before it."""
    poll = select.poll()
    poll.register(client.socket, select.POLLERR | select.POLLHUP)
    return bool(poll.poll(0))


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "POST /put HT",
        f"{POST}X-Half: ",
        f"{POST}Content-Length: 100\n\na",
        f"{POST}Transfer-Encoding: chunked\n\n5\nab",
    ],
    ids=["nothing", "half a line", "half a head", "one byte of a body", "half a chunk"],
)
def test_a_client_that_stops_is_hung_up_on(sent: str) -> None:
    with serving(hello, head_s=0.5, grace_s=0.5) as running:
        client = running.client()
        client.send(sent)

        assert client.reply().status == 408
        assert client.is_hung_up()


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "voice_skill.serving"]


@pytest.mark.parametrize(("host", "client"), [("127.0.0.1", "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "::1")])
def test_a_slow_client_is_one_line_with_its_address_and_nothing_that_it_sent(
    host: str, client: str, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(hello, head_s=0.5, host=host) as running:
        slow = running.client(client)
        slow.send("GET /secret HTTP/1.1\nX-Secret: ")
        assert slow.reply().status == 408

    assert refusals(caplog) == [f"refused status=408 reason=slow_head client={client}"]


def test_many_slow_clients_are_one_line_a_minute_for_each_reason(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice_skill.serving.refusals.TELL_EVERY_S", 2.0)
    with serving(hello, head_s=0.5, grace_s=0.5) as running:
        for sent, count in (("GET / HT", 100), (f"{POST}Content-Length: 100\n\na", 50)):
            crowd = [running.client() for _ in range(count)]
            for client in crowd:
                client.send(sent)
            assert [client.reply().status for client in crowd] == [408] * count
        wait_until(lambda: len(refusals(caplog)) == 4)

    lines = sorted(refusals(caplog))
    assert lines == [
        "refused status=408 reason=slow_body client=127.0.0.1",
        "refused status=408 reason=slow_body count=49 within_s=2 latest_client=127.0.0.1",
        "refused status=408 reason=slow_head client=127.0.0.1",
        "refused status=408 reason=slow_head count=99 within_s=2 latest_client=127.0.0.1",
    ]


def test_what_was_not_told_yet_is_told_when_the_server_stops(caplog: pytest.LogCaptureFixture) -> None:
    with serving(hello) as running:
        for _ in range(3):
            client = running.client()
            client.send("no request\n\n")
            assert client.reply().status == 400

    assert [line.partition(" client")[0] for line in refusals(caplog)] == [
        "refused status=400 reason=malformed",
        "refused status=400 reason=malformed count=2 within_s=60 latest_client=127.0.0.1",
    ]


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (POST + "X-Slow: ", "s"),
        (f"{POST}Content-Length: 100000\n\n", "b"),
        (f"{POST}Transfer-Encoding: chunked\n\n", "1\nb\n"),
    ],
    ids=["head", "body", "chunks"],
)
def test_a_client_that_drips_is_hung_up_on_and_gains_no_time_by_it(head: str, drop: str) -> None:
    with serving(hello, head_s=1.0, grace_s=1.0) as running:
        client = running.client()
        client.send(head)

        assert dripped(client, drop, every_s=0.05) < PATIENCE_S


def test_a_body_at_the_least_rate_may_take_longer_than_the_grace() -> None:
    with serving(hello, grace_s=0.5, bytes_per_s=2_000) as running:
        client = running.client()
        client.send(f"{POST}Content-Length: 12000\n\n")
        for _ in range(12):
            time.sleep(0.1)
            client.send("a" * 1_000)

        assert client.reply().status == 200


def test_a_body_has_a_deadline_at_any_rate() -> None:
    with serving(hello, grace_s=1.0, bytes_per_s=1, body_s=1.5) as running:
        client = running.client()
        client.send(f"{POST}Content-Length: 100000\n\n")

        assert dripped(client, "a" * 20, every_s=0.05) < PATIENCE_S


def test_a_connection_that_is_kept_for_nothing_is_closed() -> None:
    with serving(hello, kept_s=0.5) as running:
        client = running.client()
        client.send("GET / HTTP/1.1\nHost: a\n\n")

        assert client.reply().status == 200
        assert client.is_hung_up()


def test_a_client_that_does_not_read_its_answer_holds_no_thread_and_is_hung_up_on() -> None:
    with serving(hello, threads=1, grace_s=1.0) as running:
        crowd = [running.client() for _ in range(5)]
        for client in crowd:
            client.send("GET /huge HTTP/1.1\nHost: a\n\n")

        assert running.get().body == b"hello "

        for client in crowd:
            wait_until(lambda client=client: is_reset(client))


def test_a_client_that_reads_at_the_least_rate_is_given_all_of_it() -> None:
    with serving(hello, grace_s=0.5, bytes_per_s=1_000_000) as running:
        client = running.client()
        client.send("GET /huge HTTP/1.1\nHost: a\n\n")
        read = 0
        while read < len(HUGE):
            time.sleep(0.05)
            received = client.socket.recv(500_000)
            assert received
            read += len(received)


def test_no_thread_is_spent_before_a_request_is_whole() -> None:
    """One thread, and a body that is still coming in when another client is answered."""
    with serving(hello, threads=1) as running:
        slow = running.client()
        slow.send(f"{POST}Content-Length: 6\n\nab")

        for _ in range(3):
            assert running.get().status == 200
        slow.send("cdef")

        assert slow.reply().body == b"hello abcdef"


def test_where_there_are_too_many_connections_the_one_that_waited_longest_gives_way() -> None:
    with serving(hello, connections=10) as running, ExitStack() as stack:
        crowd = [running.client() for _ in range(30)]
        stack.callback(lambda: [client.close() for client in crowd])

        for client in crowd[:20]:
            assert client.is_hung_up()
        for _ in range(5):
            assert running.get().status == 200
        crowd[-1].send("GET / HTTP/1.1\nHost: a\n\n")

        assert crowd[-1].reply().status == 200


def test_a_request_under_way_is_never_the_one_that_gives_way() -> None:
    free = Event()

    def waiting(environ: Environ, start_response: Start) -> Iterable[bytes]:
        free.wait(PATIENCE_S)
        return hello(environ, start_response)

    with serving(waiting, connections=5) as running:
        first = running.client()
        first.send("GET / HTTP/1.1\nHost: a\n\n")
        crowd = [running.client() for _ in range(20)]
        assert crowd[0].is_hung_up()
        free.set()

        assert first.reply().body == b"hello "


def test_whoever_connects_last_is_hung_up_on_when_it_stops() -> None:
    """Tried time and again: which comes first, the client or the stop, is chance."""
    for _ in range(60):
        with serving(hello, connections=5, stop_reading_s=0.0) as running:
            crowd = [socket.create_connection(("127.0.0.1", running.port), PATIENCE_S) for _ in range(20)]
        for client in crowd:
            with client, suppress(ConnectionError):
                assert client.recv(1) == b""
