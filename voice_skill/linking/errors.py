"""Errors in a merchant's catalogue.

FeedError                the feed is not taken, and the catalogue stays as it is
├── FetchRefused         may not be fetched from there
├── FetchFailed          could not be fetched this time
├── FeedUnreadable       cannot be unpacked, decoded or parsed
├── FormatUnknown        is in no format known here
├── CurrencyNeeded       does not say its currency, nor does the merchant
├── NoRoomToRead         does not fit into the folder for temporary files
├── MostlyBad            would lose most of its rows
└── CurrencyMismatch     is in another currency than the shop
"""

from collections.abc import Sequence

from voice_skill.linking.rows import Finding


class FeedError(Exception):
    """The feed cannot be taken; nothing of it was, and the catalogue stays as it is."""


class FetchRefused(FeedError):
    """We do not fetch this: not public, not https, too large … Trying again changes nothing. url: without its query."""

    def __init__(self, url: str, why: str) -> None:
        self.url, self.why = url, why
        super().__init__(f"{url} is not fetched: {why}")


class FetchFailed(FeedError):
    """It could not be fetched this time. url: without its query. status: of HTTP, where there was one.
    retry_after_s: how long the server asked us to wait, in seconds."""

    def __init__(self, url: str, why: str, *, status: int | None = None, retry_after_s: float | None = None) -> None:
        self.url, self.why, self.status, self.retry_after_s = url, why, status, retry_after_s
        super().__init__(f"{url} could not be fetched: {why}")


class FeedUnreadable(FeedError):
    """It cannot be decoded, unpacked or parsed. why: what is wrong with it and what to do, "is not UTF-8 …"."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The feed {why}")


class FormatUnknown(FeedError):
    """No format fits what is there. seen: what was there instead; advice: what to do about it."""

    def __init__(self, seen: str, advice: str) -> None:
        self.seen, self.advice = seen, advice
        super().__init__(f"The feed is in no format that is known here: {seen}. {advice}")


class CurrencyNeeded(FeedError):
    """The format has no currency, and the merchant has not told one. format: its name."""

    def __init__(self, format_name: str) -> None:
        self.format = format_name
        super().__init__(f"A feed in {format_name} does not say its currency; tell it, as --currency USD does")


class NoRoomToRead(FeedError):
    """Its rows could not be sorted. folder: of temporary files; why: what the system said."""

    def __init__(self, folder: str, why: str) -> None:
        self.folder, self.why = folder, why
        super().__init__(f"The feed needs room for temporary files in {folder}: {why}; free some, or set TMPDIR")


class MostlyBad(FeedError):
    """Most of its rows are left out, so it is hardly the feed that is meant. findings: one example of each code."""

    def __init__(self, left_out: int, rows: int, findings: Sequence[Finding]) -> None:
        self.left_out, self.rows, self.findings = left_out, rows, tuple(findings)
        worst = f"; mend this first: {findings[0].message}" if findings else ""
        super().__init__(f"{left_out} of {rows} rows would be skipped, so nothing was imported{worst}")


class CurrencyMismatch(FeedError):
    """The merchant says that the feed's prices are in another currency than the shop's."""

    def __init__(self, feed_currency: str, shop: str) -> None:
        self.told, self.shop = feed_currency, shop
        super().__init__(
            f"The shop sells in {shop}, so prices in {feed_currency} cannot be imported; link a feed in {shop}"
        )
