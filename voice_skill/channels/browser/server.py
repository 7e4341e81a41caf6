"""The process that hears browsers: started by `voice-skill serve` beside the web server, on a port of its own.

It is a process of its own because a recogniser takes 150 MB and can end the process that it is in: those that answer
Alexa stay small and unhurt. What hears and understands is imported when the first browser connects, so that starting
it costs the web server nothing.
"""

import json
import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import AddressFamily
from socket import socket as Socket  # noqa: N812
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from voice_skill.channels.browser.connection import Connection
from voice_skill.channels.browser.errors import Full, NotReady, TryItError
from voice_skill.channels.browser.limits import Limits
from voice_skill.channels.browser.tickets import Tickets
from voice_skill.config import Config, secret_key
from voice_skill.serving.listening import bind
from voice_skill.store import StoreUnavailable

if TYPE_CHECKING:
    from voice_skill.channels.browser.conversation import Conversations
    from voice_skill.channels.browser.shops import MakeApp, Shops

FAILED = NotReady.code
LONGEST_REASON_BYTES = 120  # a close frame holds 123
SWEEP_EVERY_S = 10.0
CLOSE_WITHIN_S = 2.0  # who goes on sending does not read that it is over
TOO_MANY = "Too many connections without a ticket; try again in a minute."
WAKING = {"type": "preparing", "step": 1, "of": 4, "words": "Waking up.", "seconds": 0.0}

log = logging.getLogger("voice_skill.channels.browser")


class TryIt:
    """The socket server. Entered, it listens; `port` is where.

    make_app: makes the app that answers, of unsigned requests, when the first browser comes."""

    def __init__(
        self, config: Config, make_app: "MakeApp", *, limits: Limits | None = None, port: int | None = None
    ) -> None:
        self._config, self._make_app = config, make_app
        self._limits = limits or Limits()
        self._tickets = Tickets(secret_key(config))
        self._unticketed: list[ServerConnection] = []
        self._coming = Lock()
        self._opening = Lock()
        self._all: tuple[Shops, Conversations] | None = None
        self._ended = Event()
        self._server: Server = serve(
            self._talk,
            sock=_listening(config.host, config.try_it_port if port is None else port),
            max_size=self._limits.message_bytes,
            compression=None,  # sound does not shrink, and the rest is small
            open_timeout=self._limits.hello_s,
            close_timeout=CLOSE_WITHIN_S,
            server_header=None,
            logger=_quiet(),
        )
        self._listening = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.socket.getsockname()[1])

    @property
    def is_listening(self) -> bool:
        """False when so many came that no file or thread was left for one: there the library ends."""
        return self._listening.is_alive()

    def __enter__(self) -> Self:
        self._listening.start()
        Thread(target=self._sweep, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._server.shutdown()
        if self._all:
            self._all[0].close()

    def _talk(self, socket: ServerConnection) -> None:
        """One connection from its handshake on, and one line in the log when it ends."""
        began, connection = time.monotonic(), Connection(socket, self._limits)
        facts: dict[str, Any] = {"merchant": None, "outcome": "left"}
        try:
            with suppress(ConnectionClosed):
                self._lead(connection, socket, facts)
        except TryItError as error:
            facts["outcome"] = type(error).__name__
            _close(socket, error.code, error.words)
        except Exception as error:  # its text may quote what was said, so that it is not logged
            at = traceback.extract_tb(error.__traceback__)[-1]
            facts |= {"outcome": type(error).__name__, "where": f"{at.filename}:{at.lineno}"}
            if isinstance(error, StoreUnavailable):
                facts["cause"] = error.cause
            _close(socket, FAILED, "Something went wrong in the shop; its log has the details.")
        facts |= {"turns": connection.turns, "s": round(time.monotonic() - began, 1)}
        log.info("%s", " ".join(f"{name}={json.dumps(value)}" for name, value in facts.items()))

    def _lead(self, connection: Connection, socket: ServerConnection, facts: dict[str, Any]) -> None:
        with self._newcomer(socket):
            hello = connection.hello()
            ticket = self._tickets.take(hello.ticket, _origin(socket))
        facts["merchant"] = ticket.merchant
        connection.tell(WAKING)
        shops, conversations = self._open_shops()
        from voice_skill.channels.browser.conversation import talk

        talk(shops, conversations, connection, ticket, hello)

    @contextmanager
    def _newcomer(self, socket: ServerConnection) -> Iterator[None]:
        """Until it has shown a ticket. Places are few, and whoever has waited longest for nothing gives way."""
        with self._coming:
            self._unticketed.append(socket)
            late = self._unticketed[: -self._limits.unticketed]
            del self._unticketed[: -self._limits.unticketed]
        for one in late:  # each may take CLOSE_WITHIN_S
            Thread(target=_close, args=(one, Full.code, TOO_MANY), daemon=True).start()
        try:
            yield
        finally:
            with self._coming, suppress(ValueError):
                self._unticketed.remove(socket)

    def _open_shops(self) -> "tuple[Shops, Conversations]":
        """The parts that hear, understand and answer: imported and opened for the first browser that comes."""
        with self._opening:
            if self._all is None:
                from voice_skill.channels.browser.conversation import Conversations
                from voice_skill.channels.browser.shops import Shops

                self._all = Shops.open(self._config, self._make_app, self._limits), Conversations(self._limits)
            return self._all

    def _sweep(self) -> None:
        while not self._ended.wait(SWEEP_EVERY_S):
            if self._all:
                self._all[0].close_left()


def _listening(host: str, port: int) -> Socket:
    """The library takes one socket: of a name that has several addresses, the one of IPv4."""
    bound = bind(host, port)
    address = min(bound, key=lambda one: one.family is not AddressFamily.AF_INET)
    for one in bound:
        if one is not address:
            one.close()
    address.listen()
    return address


def _origin(socket: ServerConnection) -> str | None:
    return socket.request.headers.get("Origin") if socket.request else None


def _close(socket: ServerConnection, code: int, words: str) -> None:
    with suppress(ConnectionClosed):
        socket.close(code, words.encode()[:LONGEST_REASON_BYTES].decode(errors="ignore"))


def _quiet() -> logging.Logger:
    """A line of the library's for each handshake that fails would let anybody fill the log."""
    logger = logging.getLogger("voice_skill.channels.browser.sockets")
    logger.setLevel(logging.CRITICAL)
    return logger
