"""Limits on the time and room one client gets before a thread is spent on it, and while it reads its response."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """head_s: from the connection, or from the next request's first byte, to the end of the header fields.

    grace_s, bytes_per_s, body_s: a body is due after grace_s and what it has brought at bytes_per_s, at the latest
    after body_s; a response must be read at the same rate.
    kept_s: a connection without a request; longer than the 60 s of most proxies, so that they hang up first.
    linger_s: to read a refusal while still sending what was refused.
    stop_reading_s: for requests half received when the server stops.
    in_memory_bytes: of a body; the rest lies in a temporary file. spooled_bytes: all of these files together.
    pipelined: requests sent ahead of their answers.
    """

    head_s: float = 10.0
    head_bytes: int = 64 * 1024
    grace_s: float = 10.0
    bytes_per_s: int = 4 * 1024
    body_s: float = 600.0
    kept_s: float = 75.0
    linger_s: float = 2.0
    stop_reading_s: float = 2.0
    in_memory_bytes: int = 32 * 1024
    spooled_bytes: int = 512 * MEGABYTE
    pipelined: int = 16
    connections: int = 4_096
