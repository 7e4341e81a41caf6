"""One client's connection, from its first byte to its last: reads, waits for the app, writes, and hangs up in time."""

import asyncio
import socket
import struct
from collections import deque
from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from voice_skill.serving.errors import Refused
from voice_skill.serving.parsing import Request, RequestParser
from voice_skill.serving.wsgi import Environ, Response, environ_of, message_of, plain_address

if TYPE_CHECKING:
    from voice_skill.serving.server import Server

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
RESET = struct.pack("ii", 1, 0)


class Phase(Enum):
    """The phase of a connection, which sets its time limit. Only while WORKING a connection holds a thread or a place
    in line."""

    KEPT = auto()
    HEAD = auto()
    BODY = auto()
    WORKING = auto()
    WRITING = auto()
    LINGERING = auto()


class Connection(asyncio.Protocol):
    """Parses nothing while the app works: a client that sends ahead waits for its responses."""

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._parser = RequestParser(server.room, server.body_limit)
        self._requests: deque[Request] = deque()
        self._early = b""
        self._is_last = self._is_half_closed = False
        self._unsent_bytes = 0

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=0)  # so that it reports when a client has taken all of an response
        self._client: tuple[str, int] = transport.get_extra_info("peername", ("", 0))[:2]
        self._own: tuple[str, int] = transport.get_extra_info("sockname", ("", 0))[:2]
        self.phase, self._since = Phase.HEAD, self._server.now()
        self._server.add(self)

    def data_received(self, data: bytes) -> None:
        if self.phase in (Phase.WORKING, Phase.WRITING):
            self._early += data
            self._transport.pause_reading()
        elif self.phase is not Phase.LINGERING:
            self._read(data)

    def eof_received(self) -> bool:
        """A client that sends no more may still read."""
        self._is_half_closed = self._is_last = True
        return self.phase in (Phase.WORKING, Phase.WRITING)

    def resume_writing(self) -> None:
        if self.phase is Phase.WRITING:
            self._go_on()

    def connection_lost(self, error: Exception | None) -> None:
        self._server.remove(self)
        self._parser.close()
        for request in self._requests:
            request.close()

    # What the server calls.

    def environ(self, request: Request) -> Environ:
        return environ_of(request, self._client, self._own)

    def answered(self, request: Request, response: Response) -> None:
        request.close()
        if self._transport.is_closing():
            return
        self._is_last |= not request.is_kept_alive or self._server.is_stopping
        self._write(request, response)
        if request.unread_bytes and not self._is_half_closed:
            self._linger()
        else:
            self._go_on()

    def look(self, now: float) -> None:
        """Hangs up on a client that takes too long."""
        if now < self._due():
            return
        if self.phase in (Phase.HEAD, Phase.BODY):
            is_body = self.phase is Phase.BODY
            self._refuse(Refused(HTTPStatus.REQUEST_TIMEOUT, "slow_body" if is_body else "slow_head"))
        else:
            self.drop()

    def drop(self) -> None:
        """At once. What was not read would stay in the kernel until the client reads it, unless it is reset."""
        if self.phase is Phase.WRITING:
            own: socket.socket = self._transport.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._transport.abort()

    # From phase to phase.

    def _enter(self, phase: Phase) -> None:
        if phase is self.phase:
            return
        if self.phase is Phase.WORKING:
            self._server.waits(self)
        self.phase, self._since = phase, self._server.now()

    def _read(self, data: bytes) -> None:
        try:
            self._requests.extend(self._parser.feed(data))
        except Refused as refused:
            self._refuse(refused)
            return
        if self._parser.cut_short:
            self._note(self._parser.cut_short)
            self._parser.cut_short = None
        if self._parser.is_body_awaited:
            self._parser.is_body_awaited = False
            self._transport.write(CONTINUE)
        self._go_on()

    def _go_on(self) -> None:
        """To what comes next, when a piece was read or an response written."""
        if self._transport.get_write_buffer_size():
            self._enter(Phase.WRITING)
        elif self._requests:
            self._enter(Phase.WORKING)
            self._server.work(self, self._requests.popleft())
        elif self._is_last and self.phase in (Phase.WORKING, Phase.WRITING):
            self._transport.close()
        elif self._early:
            early, self._early = self._early, b""
            self._enter(Phase.KEPT)
            self._transport.resume_reading()
            self._read(early)
        elif self._parser.is_in_body:
            self._enter(Phase.BODY)
        elif not self._parser.is_idle:
            self._enter(Phase.HEAD)
        elif self.phase is not Phase.HEAD:  # a new connection has no more time for line breaks than for a head
            self._enter(Phase.KEPT)

    def _due(self) -> float:
        """The time at which this phase has to be over, on the loop's clock."""
        limits = self._server.room.limits
        match self.phase:
            case Phase.KEPT:
                allowed_s = limits.kept_s
            case Phase.HEAD:
                allowed_s = limits.head_s
            case Phase.BODY:
                allowed_s = min(limits.grace_s + self._parser.body_bytes / limits.bytes_per_s, limits.body_s)
            case Phase.WORKING:
                allowed_s = float("inf")
            case Phase.WRITING:
                taken_bytes = self._unsent_bytes - self._transport.get_write_buffer_size()
                allowed_s = limits.grace_s + taken_bytes / limits.bytes_per_s
            case Phase.LINGERING:
                allowed_s = limits.linger_s
        return self._since + allowed_s

    def _refuse(self, refused: Refused) -> None:
        self._note(refused)
        status, phrase = refused.status, HTTPStatus(refused.status).phrase
        self._is_last = True
        self._parser.close()
        self._write(Request(), Response(f"{status} {phrase}", [("Content-Type", "text/plain")], phrase.encode()))
        self._linger()

    def _note(self, refused: Refused) -> None:
        self._server.refusals.note(refused.status, refused.reason, plain_address(self._client[0]))

    def _write(self, request: Request, response: Response) -> None:
        self._transport.write(message_of(response, request, self._server.date(), self._is_last))
        self._unsent_bytes = self._transport.get_write_buffer_size()

    def _linger(self) -> None:
        """Closing at once would reset the connection while the client sends, and the response be lost."""
        self._enter(Phase.LINGERING)
        self._transport.resume_reading()
        self._transport.write_eof()
