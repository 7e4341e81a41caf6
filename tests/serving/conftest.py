"""The server in this process, with an app of a test's own behind it, and sockets that speak with it byte by byte."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from voice_skill.serving.limits import Limits
from voice_skill.serving.listening import bind
from voice_skill.serving.server import Server
from voice_skill.serving.wsgi import WsgiApp

PATIENCE_S = 60.0
MOST_BODY_BYTES = 200_000
GRACE_S = 20.0


@dataclass
class Reply:
    """A response as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """One connection."""

    def __init__(self, port: int, *, host: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection((host, port), timeout=PATIENCE_S)
        self._came = b""

    def send(self, data: bytes | str) -> None:
        self.socket.sendall(data if isinstance(data, bytes) else data.replace("\n", "\r\n").encode())

    def reply(self, *, is_head: bool = False) -> Reply:
        """The next response, whole."""
        while b"\r\n\r\n" not in self._came:
            self._receive()
        head, _, self._came = self._came.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        size = 0 if is_head else int(headers.get("content-length", 0))
        while len(self._came) < size:
            self._receive()
        body, self._came = self._came[:size], self._came[size:]
        return Reply(int(first.split()[1]), headers, body)

    def is_hung_up(self) -> bool:
        """Waits for the end of the connection; True when nothing came before it."""
        try:
            return self._came == b"" and self.socket.recv(65_536) == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        self.socket.close()

    def _receive(self) -> None:
        received = self.socket.recv(65_536)
        assert received, f"hung up after {self._came!r}"
        self._came += received


@dataclass
class Running:
    """A server that listens, and the connections that a test makes to it."""

    port: int
    server: Server
    loop: asyncio.AbstractEventLoop
    clients: list[Client] = field(default_factory=list)

    def client(self, host: str = "127.0.0.1") -> Client:
        self.clients.append(Client(self.port, host=host))
        return self.clients[-1]

    def get(self, path: str = "/", *headers: str) -> Reply:
        """By a connection of its own."""
        client = self.client()
        client.send("\n".join([f"GET {path} HTTP/1.1", "Host: shop.example", *headers, "", ""]))
        return client.reply()


@contextmanager
def serving(app: WsgiApp, *, threads: int = 1, host: str = "127.0.0.1", **limits: Any) -> Iterator[Running]:
    """limits: those that a test reaches."""
    (listener,) = bind(host, 0)
    listener.listen()  # a test may connect before the loop runs
    server = Server(app, threads=threads, body_limit=lambda path: MOST_BODY_BYTES, limits=Limits(**limits))
    running = Running(listener.getsockname()[1], server, asyncio.new_event_loop())
    serve = server.serve([listener], GRACE_S)
    thread = Thread(target=running.loop.run_until_complete, args=(serve,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        for client in running.clients:
            client.close()
        running.loop.call_soon_threadsafe(server.stop)
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
        running.loop.close()


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)
