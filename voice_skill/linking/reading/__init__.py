"""Reading feeds of any format: text in, rows and findings out. Called by the sync of a feed."""

from collections.abc import Iterator
from pathlib import Path

from voice_skill.linking.reading.acp import products_of
from voice_skill.linking.reading.detecting import FORMATS, detect, recognise, rows
from voice_skill.linking.reading.opening import open_feed
from voice_skill.linking.rows import FeedSettings, Finding, Row

__all__ = ["FORMATS", "products_of", "read_feed"]


def read_feed(path: Path, settings: FeedSettings) -> tuple[str, Iterator[Row | Finding]]:
    """The name of a feed's format, and its rows as they come, with findings for what cannot be read.

    Raises FeedUnreadable or FormatUnknown, while iterating also CurrencyNeeded; nothing else, whatever is in it."""
    opened = open_feed(path, lambda head: recognise(head) is not None)
    name = detect(opened, settings)
    return name, rows(name, opened, settings)
