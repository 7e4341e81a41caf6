"""Slow clients of a server: a process that keeps hundreds of connections open and hardly sends or reads anything.

Used by tests and benchmarks as `with slow_clients(port, each=500): …`, or run beside a server by hand:
python -m tests.benchmarks.slow_clients PORT --each 500 --for 60
"""

import asyncio
import json
import resource
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import click

DRIP_EVERY_S = 1.0
# A server that closes the connection at once is not to be hammered.
AGAIN_AFTER_S = 0.1
LONGEST_S = 900.0
READY = "ready"
BODY_BYTES = 2_000

POST = b"POST /alexa HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n" % BODY_BYTES
PAGE = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: shop.example\r\n\r\n"

Sent = AsyncIterator[bytes]


async def _one_byte_of_a_body() -> Sent:
    yield POST + LENGTH + b"\r\n{"


async def _dripping_body() -> Sent:
    yield POST + LENGTH + b"\r\n"
    async for drop in _drops(b" "):
        yield drop


async def _half_a_head() -> Sent:
    yield POST


async def _dripping_head() -> Sent:
    yield POST + b"X-Slow: "
    async for drop in _drops(b"s"):
        yield drop


async def _dripping_chunks() -> Sent:
    yield POST + b"Transfer-Encoding: chunked\r\n\r\n"
    async for drop in _drops(b"1\r\n \r\n"):
        yield drop


async def _promised_body() -> Sent:
    yield POST + LENGTH + b"Expect: 100-continue\r\n\r\n"


async def _nothing() -> Sent:
    for nothing in ():
        yield nothing


async def _unread_answers() -> Sent:
    yield PAGE
    async for drop in _drops(b"\r\n"):  # nothing to a server, and an error once it has hung up
        yield drop


async def _drops(drop: bytes) -> Sent:
    while True:
        await asyncio.sleep(DRIP_EVERY_S)
        yield drop


UNREAD = "unread-answers"
KINDS: dict[str, Callable[[], Sent]] = {
    "one-byte-bodies": _one_byte_of_a_body,
    "dripping-bodies": _dripping_body,
    "half-heads": _half_a_head,
    "dripping-heads": _dripping_head,
    "dripping-chunks": _dripping_chunks,
    "promised-bodies": _promised_body,
    "silent": _nothing,
    UNREAD: _unread_answers,
}
# What the issue was found with; the others are of the same sort.
FOUND = ("one-byte-bodies", "dripping-bodies", "half-heads")


@dataclass
class SlowLoad:
    """What the process did, filled in when it ends. opened and closed: connections by kind, reopened ones included;
    closed by the server, that is."""

    opened: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)


@contextmanager
def slow_clients(
    port: int, each: int = 500, kinds: Sequence[str] = FOUND, *, host: str = "127.0.0.1", for_s: float = LONGEST_S
) -> Iterator[SlowLoad]:
    """So many slow clients of each kind, all connected when this is entered. Who is hung up on comes again.

    for_s: the load ends by itself after so many seconds, whatever became of this process.
    """
    load = SlowLoad()
    options = ["--host", host, "--each", str(each), "--for", str(for_s), *(f"--kind={kind}" for kind in kinds)]
    command = [sys.executable, "-m", __name__, str(port), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            if process.stdout.readline().strip() != READY:
                raise RuntimeError("the slow clients could not connect")
            yield load
        finally:
            process.stdin.close()
            told: dict[str, Any] = json.loads(process.stdout.readline() or "{}")
            load.opened, load.closed = told.get("opened", {}), told.get("closed", {})


class _Crowd:
    def __init__(self, host: str, port: int, each: int, kinds: Sequence[str]) -> None:
        self._at = (host, port)
        self._missing = {(kind, number) for kind in kinds for number in range(each)}
        self._all_here = asyncio.Event()
        self.opened: Counter[str] = Counter()
        self.closed: Counter[str] = Counter()

    async def come(self) -> None:
        """Returns when each has been connected once; they go on until the loop ends."""
        self._tasks = [asyncio.create_task(self._client(*one)) for one in sorted(self._missing)]
        if self._tasks:
            await self._all_here.wait()

    async def _client(self, kind: str, number: int) -> None:
        while True:
            with suppress(OSError):
                await self._connection(kind, number)
                self.closed[kind] += 1
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _connection(self, kind: str, number: int) -> None:
        """One connection until the server closes it."""
        with socket.socket(socket.AF_INET6 if ":" in self._at[0] else socket.AF_INET) as client:
            client.setblocking(False)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            await asyncio.get_running_loop().sock_connect(client, self._at)
            if kind == UNREAD:
                await self._leave_unread(client, number)
                return
            self._came(kind, number)
            sending = asyncio.create_task(_send(client, kind))
            try:
                await _read(client)
            finally:
                sending.cancel()

    async def _leave_unread(self, client: socket.socket, number: int) -> None:
        """It is slow from its answer's first byte on; until then its request is one like any other."""
        sending = asyncio.create_task(_send(client, UNREAD))
        await asyncio.get_running_loop().sock_recv(client, 1)
        self._came(UNREAD, number)
        await sending

    def _came(self, kind: str, number: int) -> None:
        self.opened[kind] += 1
        self._missing.discard((kind, number))
        if not self._missing:
            self._all_here.set()


async def _send(client: socket.socket, kind: str) -> None:
    """What the kind sends, until the server hangs up on it or there is no more."""
    with suppress(OSError):
        async for sent in KINDS[kind]():
            await asyncio.get_running_loop().sock_sendall(client, sent)


async def _read(client: socket.socket) -> None:
    with suppress(ConnectionResetError):
        while await asyncio.get_running_loop().sock_recv(client, 4_096):
            pass


async def _slow(crowd: _Crowd, for_s: float) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    with suppress(TimeoutError):
        async with asyncio.timeout(for_s):
            await crowd.come()
            print(READY, flush=True)
            loop.add_reader(sys.stdin.fileno(), ended.set)
            await ended.wait()
    print(json.dumps({"opened": crowd.opened, "closed": crowd.closed}), flush=True)


@click.command()
@click.argument("port", type=int)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--each", default=500, show_default=True, help="Clients of each kind.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="Three kinds unless given.")
@click.option("--for", "for_s", default=60.0, show_default=True, help="Seconds; ends earlier with its standard input.")
def main(port: int, host: str, each: int, kinds: tuple[str, ...], for_s: float) -> None:
    """Slow clients of the server at PORT, on this machine alone."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_slow(_Crowd(host, port, each, kinds or FOUND), min(for_s, LONGEST_S)))


if __name__ == "__main__":
    main()
