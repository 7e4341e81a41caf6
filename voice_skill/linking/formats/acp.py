"""Reads an ACP product feed: products.jsonl, a product a line, alone or in a folder with metadata.json.

Source: agentic-commerce-protocol, rfcs/rfc.product_feeds.md and spec/2026-04-17/json-schema/schema.feed.json.
"""

from collections.abc import Iterator
from pathlib import Path

from voice_skill.linking.errors import FeedUnreadable
from voice_skill.linking.formats import loose_json
from voice_skill.linking.formats.opening import OpenedFeed, open_feed
from voice_skill.linking.formats.protocol_products import rows
from voice_skill.linking.rows import FeedSettings, Finding, Row

FILES = ("products.jsonl", "products.jsonl.gz")
MAX_LINE_CHARACTERS = 8 * 1024 * 1024


def looks_like(head: bytes) -> bool:
    """A JSON object that ends with its line, or is longer than the head, and has variants and no more around it."""
    line = head.lstrip().split(b"\n", 1)[0].rstrip()
    if not line.startswith(b"{") or b'"variants"' not in line or b'"products"' in line:
        return False
    return line.endswith(b"}") or len(head) > 1_000


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row a variant, each with all that its product tells."""
    if opened.is_folder:
        opened = open_feed(products_of(opened.path), looks_like)
        yield from opened.findings
    number = 0
    for line in _lines(opened):
        number += 1
        if len(line) > MAX_LINE_CHARACTERS:
            yield _broken(number, line, f"is longer than {MAX_LINE_CHARACTERS:,} characters")
            continue
        try:
            yield from rows(number, loose_json.loads(line))
        except ValueError:
            yield _broken(number, line, "is not JSON")


def _lines(opened: OpenedFeed) -> Iterator[str]:
    """Every line that is not blank; of one that is far too long no more than its beginning."""
    with opened.text() as stream:
        while line := stream.readline(MAX_LINE_CHARACTERS + 1):
            if line.strip():
                yield line
            while line and len(line) > MAX_LINE_CHARACTERS and not line.endswith("\n"):
                line = stream.readline(MAX_LINE_CHARACTERS + 1)


def _broken(number: int, line: str, why: str) -> Finding:
    return Finding(number, "", "", "line_broken", "error", f"The line {why} and was left out.", line[:100].strip())


def products_of(folder: Path) -> Path:
    """The products of a feed in a folder, and no file elsewhere that a link in it leads to. Raises FeedUnreadable."""
    for path in (folder / name for name in FILES):
        if path.is_file() and not path.is_symlink():
            return path
    raise FeedUnreadable(f"is a folder without {FILES[0]}; give the file itself")
