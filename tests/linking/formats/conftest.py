"""Reads a feed as a sync does: bytes in a file, rows and findings out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from voice_skill.linking.formats import read_feed
from voice_skill.linking.rows import FeedSettings, Finding, Row

EUROS = FeedSettings("EUR")


class Read:
    """What a feed was read as."""

    def __init__(self, path: Path, settings: FeedSettings) -> None:
        self.format, entries = read_feed(path, settings)
        self.entries = list(entries)

    @property
    def rows(self) -> list[Row]:
        return [entry for entry in self.entries if isinstance(entry, Row)]

    @property
    def findings(self) -> list[Finding]:
        return [entry for entry in self.entries if isinstance(entry, Finding)]

    @property
    def codes(self) -> list[tuple[int, str, str]]:
        return [(finding.row, finding.code, finding.level) for finding in self.findings]

    def row(self, item: str) -> Row:
        (found,) = [row for row in self.rows if row.id == item]
        return found


ReadFeed = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> ReadFeed:
    def read(content: str | bytes, settings: FeedSettings = EUROS, name: str = "feed") -> Read:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Read(path, settings)

    return read
