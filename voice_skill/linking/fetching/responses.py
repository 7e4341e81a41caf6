"""A server's response: its words for a status, and its body within limits. Handed out by the guard."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from urllib3 import HTTPResponse

from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching.addresses import Target
from voice_skill.linking.fetching.limits import Alarm, Limits

CHUNK_BYTES = 64 * 1024
MAX_PAGE_BYTES = 32 * 1024 * 1024
MAX_RETRY_AFTER_S = 7 * 86_400.0
# RFC 9110 lists x-gzip as another name of gzip. Nothing else was offered, so nothing else is taken.
_GZIP = ("gzip", "x-gzip")
# zlib's code for a gzip header. Source: zlib.decompressobj, wbits 16 + 15.
_GZIP_WINDOW = 31

_WHY = {
    401: "it asks for a login; give a URL that can be read without one",
    403: "the server does not let us read it; allow it there, or give a URL that can be read without a login",
    404: "there is nothing at this address (404); check its spelling",
    410: "there is nothing at this address any more (410)",
    429: "the server says that it was asked too often (429)",
    503: "the server is busy or down (503)",
}


@dataclass(frozen=True)
class Response:
    """A response whose body is still on the wire; it can be read only inside the guard's `with`."""

    target: Target
    http_response: HTTPResponse
    limits: Limits
    alarm: Alarm

    @property
    def status(self) -> int:
        return self.http_response.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self.http_response.headers

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            for piece in self.pieces():
                file.write(piece)

    def json(self) -> Any:
        """The body as JSON, of one page; raises FetchFailed when it is none."""
        content = bytearray()
        for piece in self.pieces():
            content += piece
            if len(content) > MAX_PAGE_BYTES:
                raise FetchRefused(str(self.target), f"one page of it is larger than {MAX_PAGE_BYTES >> 20} MB")
        try:
            return json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            why = "it answers with something else than JSON"
            raise FetchFailed(str(self.target), why, status=self.status) from error

    def pieces(self) -> Iterator[bytes]:
        """The body after decompression, counted."""
        encoding = self.headers.get("content-encoding", "identity").strip().lower()
        if encoding in _GZIP:
            yield from self._unpacked()
        elif encoding in ("identity", ""):
            for piece in self._raw():
                self.limits.unpacked(len(piece), self.target)
                yield piece
        else:
            raise FetchRefused(str(self.target), "it is compressed in a way that we did not ask for; send it plain")

    def _raw(self) -> Iterator[bytes]:
        pieces = self.http_response.stream(CHUNK_BYTES, decode_content=False)
        while True:
            with self.alarm.explaining(self.target):
                piece = next(pieces, None)
            if piece is None:
                return
            self.limits.brought(len(piece), self.target)
            yield piece

    def _unpacked(self) -> Iterator[bytes]:
        """Step by step, so that a bomb meets the limit before it meets the memory."""
        inflate = zlib.decompressobj(_GZIP_WINDOW)
        for piece in self._raw():
            unread = piece
            while unread:
                if inflate.eof:
                    inflate = zlib.decompressobj(_GZIP_WINDOW)
                try:
                    out = inflate.decompress(unread, CHUNK_BYTES)
                except zlib.error as error:
                    raise FetchFailed(str(self.target), "its compression is broken") from error
                unread = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
                self.limits.unpacked(len(out), self.target)
                yield out
        if not inflate.eof:
            raise FetchFailed(str(self.target), "it ended in the middle")


def accepted(response: Response, request_headers: Mapping[str, str]) -> Response:
    """The response when it is what was asked for; raises FetchFailed with the server's Retry-After."""
    is_conditional = any(name.lower().startswith("if-") for name in request_headers)
    if response.status == 200 or (response.status == 304 and is_conditional):
        return response
    why = _WHY.get(response.status, f"the server answers with status {response.status}")
    retry_after_s = _retry_after_s(response.headers.get("retry-after", ""))
    raise FetchFailed(str(response.target), why, status=response.status, retry_after_s=retry_after_s)


def _retry_after_s(header: str) -> float | None:
    """Seconds from now; it comes as seconds or as a date. Source: RFC 9110, section 10.2.3."""
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), MAX_RETRY_AFTER_S)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    zoned = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((zoned - datetime.now(UTC)).total_seconds(), 0.0), MAX_RETRY_AFTER_S)
