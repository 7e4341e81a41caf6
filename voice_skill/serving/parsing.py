"""Bytes to whole requests: httptools (llhttp, the parser of Node.js) reads them, the limits are kept here.

Chosen over h11, which takes 115 µs for a request of Alexa's and its answer instead of 3, and .28 s for 240 KB of
one-byte chunks instead of 4 ms.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

import httptools

from voice_skill.serving.body import Body, Room
from voice_skill.serving.errors import Refused

# What is parsed before the limits are looked at again.
PIECE_BYTES = 16 * 1024
# What is kept of the last pieces to find a chunk's size in; no client that means well writes a longer line.
TAIL_BYTES = 1024
CHUNK_SIZE = re.compile(rb"\n([0-9A-Fa-f]+)[ \t]*(?:;[^\n]*)?\r\n\Z")


@dataclass
class Request:
    """received_at: when its first byte came, by time.monotonic().

    unread_bytes: the length of a body that is larger than its path allows; it is left for the app to refuse.
    """

    received_at: float = 0.0
    method: str = ""
    target: bytes = b""
    version: str = "1.1"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: Body | None = None
    unread_bytes: int = 0
    is_kept_alive: bool = False

    @property
    def path(self) -> bytes:
        path = self.target.partition(b"?")[0]
        if b"://" in path:  # as it is sent to a proxy
            path = b"/" + path.partition(b"://")[2].partition(b"/")[2]
        return unquote_to_bytes(path)

    @property
    def query(self) -> bytes:
        return self.target.partition(b"?")[2]

    def close(self) -> None:
        """Frees what the body takes."""
        if self.body:
            self.body.close()


class RequestParser:
    """Parses one client's requests. Nothing may be fed after Refused, or after a request that is not kept alive.

    body_limit: path to bytes.
    """

    def __init__(self, room: Room, body_limit: Callable[[bytes], int]) -> None:
        self._room, self._body_limit = room, body_limit
        self._parser = httptools.HttpRequestParser(self)
        self._whole: list[Request] = []
        self._now: Request | None = None
        self._head_bytes = self._most_bytes = self._raw_bytes = 0
        self._tail = b""
        # What has come of a chunk whose size was not looked at yet.
        self._chunk_read_bytes: int | None = None
        self.is_in_body = False
        self.is_body_awaited = False
        self.cut_short: Refused | None = None  # why what came after a whole request is not answered

    @property
    def is_idle(self) -> bool:
        """Nothing has come since the last whole request."""
        return self._now is None

    @property
    def body_bytes(self) -> int:
        """Of the request that is coming in."""
        return self._now.body.size_bytes if self._now and self._now.body else 0

    def feed(self, data: bytes) -> list[Request]:
        """The requests that these bytes complete. Raises Refused."""
        self._whole = []
        for at in range(0, len(data), PIECE_BYTES):
            try:
                self._feed(data[at : at + PIECE_BYTES])
            except Refused as refused:
                if not self._whole:
                    raise
                self._whole[-1].is_kept_alive = False  # answered; what comes after it is not
                self.cut_short = refused
            if self._whole and not self._whole[-1].is_kept_alive:
                break
        return self._whole

    def close(self) -> None:
        """Frees what has come of a request."""
        if self._now:
            self._now.close()

    def _feed(self, piece: bytes) -> None:
        if self._raw_bytes:
            self._feed_raw(piece)
            return
        self._head_bytes += len(piece)
        try:
            self._parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            self._feed_raw(piece[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            raise error.__context__ if isinstance(error.__context__, Refused) else Refused(400, "malformed") from None
        self._look_at_chunk(piece)
        if not self.is_in_body and self._head_bytes > self._room.limits.head_bytes:
            raise Refused(431, "head_too_large")

    def _look_at_chunk(self, piece: bytes) -> None:
        """Leaves a body unread as soon as a chunk is announced that takes it beyond its limit, as with a
        Content-Length. httptools tells that a chunk has begun, not its size: the line before what has come of it does.
        """
        came, self._tail = self._tail + piece, b""
        if self._now is None or not self.is_in_body:
            return
        self._tail = came[-TAIL_BYTES:]
        if self._chunk_read_bytes is None:
            return
        end = len(came) - self._chunk_read_bytes
        line = CHUNK_SIZE.search(came, max(0, end - TAIL_BYTES), end)
        if line:
            left_bytes = int(line[1], 16) - self._chunk_read_bytes
            if self.body_bytes + left_bytes > self._most_bytes:
                self._leave_unread(self._now, self.body_bytes + left_bytes)
        self._chunk_read_bytes = None

    def _feed_raw(self, piece: bytes) -> None:
        """The body of a request that offers another protocol: llhttp leaves it to whoever takes the offer up."""
        if self._now is not None and self._raw_bytes:
            body = piece[: self._raw_bytes]
            self._raw_bytes -= len(body)
            self.on_body(body)
            if not self._raw_bytes:
                self.on_message_complete()

    # What httptools calls.

    def on_message_begin(self) -> None:
        self._now = Request(time.monotonic())
        self.is_in_body = False
        if len(self._whole) >= self._room.limits.pipelined:
            raise Refused(400, "too_many_ahead")

    def on_url(self, url: bytes) -> None:
        if self._now:
            self._now.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._now and not self.is_in_body:  # a trailer is nobody's
            self._now.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        if self._now is None:
            return
        self.is_in_body, self._head_bytes = True, 0
        is_upgrade, headers = self._parser.should_upgrade(), dict(self._now.headers)
        self._now.method = self._parser.get_method().decode("ascii")
        self._now.version = self._parser.get_http_version()
        hosts = sum(name == b"host" for name, _ in self._now.headers)
        if hosts > 1 or (self._now.version == "1.1" and not hosts):  # RFC 9112, section 3.2
            raise Refused(400, "host")
        self._now.is_kept_alive = self._parser.should_keep_alive() and not is_upgrade
        announced_bytes = int(headers.get(b"content-length", b"0"))
        if is_upgrade:
            if b"transfer-encoding" in headers:
                raise Refused(501, "upgrade_in_chunks")
            self._raw_bytes = announced_bytes
        self._most_bytes = self._body_limit(self._now.path)
        if announced_bytes > self._most_bytes:
            self._leave_unread(self._now, announced_bytes)
        elif headers.get(b"expect", b"").lower() == b"100-continue":
            self.is_body_awaited = True

    def on_chunk_header(self) -> None:
        self._chunk_read_bytes = 0

    def on_chunk_complete(self) -> None:
        self._chunk_read_bytes = None

    def on_body(self, piece: bytes) -> None:
        if self._now is None:
            return
        if self._chunk_read_bytes is not None:
            self._chunk_read_bytes += len(piece)
        if self._now.body is None:
            self._now.body = Body(self._room)
        if self._now.body.size_bytes + len(piece) > self._most_bytes:
            self._leave_unread(self._now, self._now.body.size_bytes + len(piece))
        else:
            self._now.body.write(piece)

    def on_message_complete(self) -> None:
        if self._now is not None and not self._raw_bytes:
            self._whole.append(self._now)
            self._now, self.is_in_body, self.is_body_awaited = None, False, False
            self._head_bytes = 0  # of the next one

    def _leave_unread(self, request: Request, size_bytes: int) -> None:
        request.close()
        request.body, request.unread_bytes, request.is_kept_alive = None, size_bytes, False
        self._raw_bytes = 0
        self.on_message_complete()
