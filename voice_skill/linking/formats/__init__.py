"""Reads feeds of any format: text in, rows and findings out. Called by the sync of a feed."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from voice_skill.linking.errors import FeedError
from voice_skill.linking.formats.acp import products_of
from voice_skill.linking.formats.detecting import FORMATS, detect, is_known_header, recognise, rows
from voice_skill.linking.formats.opening import open_feed
from voice_skill.linking.formats.tables import Table
from voice_skill.linking.rows import FeedSettings, Finding, Row

__all__ = ["FORMATS", "columns_of", "products_of", "read_feed"]


def columns_of(path: Path) -> list[str]:
    """The names of a table's columns as they are written; none of what is no table or cannot be read."""
    try:
        head = open_feed(path).head
        if head.lstrip().startswith((b"<", b"{", b"[")):
            return []
        stream = StringIO(head.decode(errors="replace"), newline="")
        return [column for column in Table(stream, is_known_header).columns if column]
    except FeedError:
        return []


def read_feed(path: Path, settings: FeedSettings) -> tuple[str, Iterator[Row | Finding]]:
    """The name of a feed's format, and its rows as they come, with findings for what cannot be read.

    Raises FeedUnreadable or FormatUnknown, while iterating also CurrencyNeeded; nothing else, whatever is in it."""
    opened = open_feed(path, lambda head: recognise(head) is not None)
    name = detect(opened, settings)
    return name, rows(name, opened, settings)
