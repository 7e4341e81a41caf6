"""Limits on the time and size of a fetch, all its requests together. Used by the guard."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException, LineTooLong
from ssl import SSLCertVerificationError
from types import TracebackType
from typing import Self

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching.addresses import Target

NETWORK_ERRORS = (HTTPError, HTTPException, OSError)


class Limits:
    """The time and size that a fetch has left."""

    def __init__(self, deadline_s: float, max_size_bytes: int, max_unpacked_bytes: int) -> None:
        self.deadline_s, self.max_size_bytes, self.max_unpacked_bytes = deadline_s, max_size_bytes, max_unpacked_bytes
        self._ends = time.monotonic() + deadline_s
        self._size_bytes = self._unpacked_bytes = 0

    @property
    def left_s(self) -> float:
        return self._ends - time.monotonic()

    def at_most(self, seconds: float, target: Target) -> float:
        """So many seconds, or what is left; raises FetchFailed when nothing is."""
        if self.left_s <= 0:
            raise self.too_slow(target)
        return min(seconds, self.left_s)

    def too_slow(self, target: Target) -> FetchFailed:
        return FetchFailed(str(target), f"it was not through after {self.deadline_s:g} seconds")

    def brought(self, size_bytes: int, target: Target) -> None:
        """Count bytes on the wire; raises FetchRefused."""
        self._size_bytes += size_bytes
        if self._size_bytes > self.max_size_bytes:
            raise FetchRefused(str(target), f"it is larger than {_megabytes(self.max_size_bytes)}; split the feed")

    def unpacked(self, size_bytes: int, target: Target) -> None:
        """Count bytes after decompression; raises FetchRefused."""
        self._unpacked_bytes += size_bytes
        if self._unpacked_bytes > self.max_unpacked_bytes:
            limit = _megabytes(self.max_unpacked_bytes)
            raise FetchRefused(str(target), f"it unpacks to more than {limit}; split the feed")


class Alarm:
    """Ends a connection at the deadline, which a time-out for each read cannot: it starts anew with every byte."""

    def __init__(self, connection: HTTPConnection, limits: Limits) -> None:
        self._limits = limits
        # The connection forgets its socket as soon as the server says that it will close it.
        self._socket = connection.sock
        self._has_rung = False
        self._timer = threading.Timer(max(limits.left_s, 0), self._ring)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def _ring(self) -> None:
        self._has_rung = True
        with suppress(OSError):
            # Not the method of an SSL socket, which would send and wait.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    @contextmanager
    def explaining(self, target: Target) -> Iterator[None]:
        """Network errors become FetchFailed; so does an end that came because the alarm rang."""
        try:
            yield
        except NETWORK_ERRORS as error:
            if not self._has_rung:
                raise FetchFailed(str(target), why(error, target)) from error
        if self._has_rung:
            raise self._limits.too_slow(target)


def why(error: Exception, target: Target) -> str:
    """Explains a network error to a merchant."""
    if isinstance(error, SSLCertVerificationError):
        return f"its certificate is not good for {target.host}: {error.verify_message}"
    if isinstance(error, TimeoutError) or "timed out" in str(error).lower():
        return f"{target.authority} did not answer in time"
    if isinstance(error, LineTooLong) or "headers" in str(error):
        return f"{target.authority} answers with headers that no server needs"
    return f"the connection to {target.authority} broke off or could not be made ({type(error).__name__})"


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1024 / 1024:g} MB"
