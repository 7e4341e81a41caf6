"""Limits on how much one browser, one merchant and all together may ask of the process that hears."""

from dataclasses import dataclass

BYTES_PER_S = 2 * 16_000  # 16-bit mono


@dataclass(frozen=True)
class Limits:
    """connections: ten hear at once on two cores (tests/benchmarks/try_it.md).

    shops: each one in use takes 130 MB and more.
    unticketed: sockets that have shown no ticket yet; one more closes the oldest.
    ahead_s: seconds of sound that may come earlier than they can have been spoken.
    idle_s: without a word since the shop was ready.
    look_s: how often a connection looks whether its merchant is still signed in.
    """

    connections: int = 10
    of_one_merchant: int = 5
    shops: int = 5
    unticketed: int = 8
    hello_s: float = 5.0
    look_s: float = 2.0
    idle_s: float = 300.0
    whole_s: float = 3600.0
    stalled_s: float = 5.0
    utterance_s: float = 30.0
    ahead_s: float = 10.0
    turns_a_minute: int = 30
    message_bytes: int = 64 * 1024
    text_chars: int = 300
    kept_shop_s: float = 300.0
    kept_typed_s: float = 600.0
    kept_typed: int = 100
