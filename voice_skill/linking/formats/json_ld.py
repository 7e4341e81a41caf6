"""Reads schema.org products in JSON-LD, inside a web page or alone. Called by read_feed.

Source: schema.org; Google's structured data for merchant listings and product variants says which parts shops use.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from voice_skill.linking.errors import FeedUnreadable, FormatUnknown
from voice_skill.linking.formats import loose_json, schema_org
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.rows import FeedSettings, Finding, Row

# As a tree a page takes up to a hundred times as much memory.
MAX_PAGE_CHARACTERS = 6_000_000
MAX_CHARACTERS = 16_000_000
_PAGE = re.compile(
    rb"\s*<(?:!doctype\s+html|html|head|body|script)\b|(?:\s*<!--.{0,1000}?-->)+\s*<!doctype\s+html", re.I
)
_ALONE = re.compile(rb'\s*[\[{].*?"@(?:context|graph|type|id)"\s*:', re.DOTALL)


def looks_like(head: bytes) -> bool:
    """Any web page, since what it has to say may stand at its end."""
    return bool(_PAGE.match(head) or _ALONE.match(head))


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row for everything that is offered. A broken block does not lose the others. Raises FormatUnknown when
    there is no product at all."""
    nodes: list[Any] = []
    findings = []
    is_page = bool(_PAGE.match(opened.head))
    blocks = _blocks(_whole(opened, MAX_PAGE_CHARACTERS)) if is_page else [_whole(opened, MAX_CHARACTERS)]
    for at, block in enumerate(blocks, 1):
        try:
            nodes.append(loose_json.loads(block))
        except ValueError as error:
            findings.append(_broken(at, block, error))
    yield from findings
    has_products = False
    for each in schema_org.rows(nodes, settings.currency):
        has_products = True
        yield each
    if not has_products:
        broken = f", and {len(findings)} blocks that are broken" if findings else ""
        description = f"{'a web page' if is_page else 'JSON-LD'} without products of schema.org{broken}"
        raise FormatUnknown(description, "Give the address of a product page, or of a feed.")


def _whole(opened: OpenedFeed, most: int) -> str:
    with opened.text() as stream:
        text = stream.read(most + 1)
    if len(text) > most:
        raise FeedUnreadable(f"has more than {most:,} characters, which is too long for it; give a feed, or split it")
    return text.replace("\0", "")


def _blocks(page: str) -> Iterator[str]:
    """The text of every JSON-LD script of a page."""
    # In bits it would read a comment that never ends again with every bit.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    tree = etree.fromstring(page.encode(errors="replace"), parser)
    for script in tree.iter("script") if tree is not None else ():
        kind = str(script.get("type", "")).partition(";")[0].strip().lower()
        if kind == "application/ld+json" and (script.text or "").strip():
            yield script.text or ""


def _broken(at: int, block: str, error: ValueError) -> Finding:
    message = f"Block {at} of JSON-LD on the page is broken and was skipped ({str(error)[:60]}); look at its quotes."
    return Finding(0, "", "JSON-LD", "block_broken", "warning", message, " ".join(block.split())[:100])
