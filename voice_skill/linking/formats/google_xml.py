"""Reads Google Merchant Center's XML feeds, RSS 2.0 and Atom. Called by read_feed.

Source: support.google.com/merchants/answer/14987622 and answer/160589 (RSS), answer/14991618 (Atom): attributes are
elements of the namespace http://base.google.com/ns/1.0; title, link and description may be RSS's or Atom's own.

A DTD is refused when it begins, so no entity is ever declared or fetched, and what the parser holds at a time is
bounded. HTML's named characters, which many shops write without declaring them, are understood.
"""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any
from xml.parsers import expat

from voice_skill.linking.errors import FeedUnreadable, FormatUnknown
from voice_skill.linking.formats.google_attributes import attribute_name, google_row, product_details
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.rows import FeedSettings, Finding, Row

MAX_ITEM_CHARACTERS = 1_000_000
MAX_DEPTH = 50
# What the parser may keep of one tag, comment or instruction before it is complete.
MAX_TOKEN_BYTES = 4 * 1024 * 1024
_NAMESPACE = "http://base.google.com/"
_ROOTS = ("rss", "feed", "rdf:RDF", "channel")
_ITEMS = ("item", "entry")
# XML 1.0 has no way to write them; some shops copy them out of a word processor.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# References to characters that XML forbids, which break it as a whole; they may stand on the border of two chunks.
_REFERENCE = re.compile(r"&#(?:0*(\d{1,7})|[xX]0*([0-9a-fA-F]{1,6}));")
_BEGUN = re.compile("&(?:#[xX]?[0-9a-fA-F]{0,20})?$")
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")


def looks_like(head: bytes) -> bool:
    start = head.lstrip()
    is_google = b"base.google.com/" in head or b"<g:" in head
    return start.startswith(b"<") and bool(_ROOT.search(head)) and (is_google or b"<!DOCTYPE" in head)


def read(opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    """One Row an item; `settings` has no say, a price tells its own currency."""
    parser = _Parser()
    begun = ""
    for chunk in opened.chunks():
        text = begun + chunk
        begun = match[0] if (match := _BEGUN.search(text)) else ""
        text = text.removesuffix(begun)
        clean = _REFERENCE.sub(_allowed, _CONTROLS.sub(" ", text))
        if clean != text:
            parser.tell_controls()
        yield from parser.feed(clean.encode())
    yield from parser.feed(begun.encode(), is_last=True)


def _allowed(reference: re.Match[str]) -> str:
    """The reference, or a space for one to what is no character of XML. Source: XML 1.0, production 2."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    is_character = code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
    return reference[0] if is_character or 0x10000 <= code <= 0x10FFFF else " "


class _Parser:
    """Takes bytes of UTF-8, gives the items that are complete."""

    def __init__(self) -> None:
        # Its encoding overrides what the XML declares, for the feed is decoded already.
        self._expat = expat.ParserCreate("utf-8")
        self._expat.UseForeignDTD(True)  # a character that nobody declared is told below, and not an error
        self._expat.buffer_text = True
        self._expat.StartDoctypeDeclHandler = _refuse_dtd
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._data
        self._expat.SkippedEntityHandler = self._named
        self._fed = self._depth = self._number = 0
        self._ready: list[Row | Finding] = []
        self._prefixes = {"g:"}
        self._item: _Item | None = None
        self._are_controls_told = False

    def feed(self, content: bytes, *, is_last: bool = False) -> list[Row | Finding]:
        """Returns the rows that have become complete; raises FeedUnreadable."""
        self._fed += len(content)
        try:
            self._expat.Parse(content, is_last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            advice = 'or ends too early; write "&" as "&amp;", and check that it was saved whole'
            raise FeedUnreadable(f"is broken XML in line {error.lineno} ({reason}), {advice}") from error
        if self._fed - self._expat.CurrentByteIndex > MAX_TOKEN_BYTES:
            raise FeedUnreadable(f"has a tag or comment of more than {MAX_TOKEN_BYTES >> 20} MB")
        ready, self._ready = self._ready, []
        return ready

    def tell_controls(self) -> None:
        if not self._are_controls_told:
            self._are_controls_told = True
            message = "The feed has control characters that XML forbids; they became spaces."
            self._ready.append(Finding(0, "", "", "control_characters", "warning", message))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FeedUnreadable(f"has more than {MAX_DEPTH} elements inside one another")
        if self._depth == 1 and name not in _ROOTS:
            raise FormatUnknown(f"its XML begins with <{name[:40]}>", "Give RSS or Atom, or another format.")
        self._prefixes |= {
            f"{key[6:]}:" for key, uri in attributes.items() if key[:6] == "xmlns:" and _NAMESPACE in uri
        }
        if self._item is not None:
            self._item.start(self._depth, name, attributes)
        elif name in _ITEMS:
            self._number += 1
            self._item = _Item(self._number, self._depth)

    def _end(self, name: str) -> None:
        if self._item is not None and self._depth == self._item.depth:
            self._ready.append(self._item.row(self._prefixes))
            self._item = None
        elif self._item is not None:
            self._item.end(self._depth, name)
        self._depth -= 1

    def _data(self, text: str) -> None:
        if self._item is not None:
            self._item.data(text)

    def _named(self, name: str, is_parameter: bool) -> None:
        self._data(html5.get(f"{name};", f"&{name};"))


def _refuse_dtd(*_: Any) -> None:
    raise FeedUnreadable("declares a DTD, which could hide entities that grow without end; leave <!DOCTYPE …> out")


class _Item:
    """One item while its elements come in."""

    def __init__(self, number: int, depth: int) -> None:
        self.depth = depth
        self._number, self._size = number, 0
        self._field, self._text = "", [""]
        self._pairs: list[tuple[str, str]] = []
        self._parts: dict[str, str] = {}  # of one product_detail: section_name, attribute_name, attribute_value
        self._details: list[tuple[str, str]] = []

    def start(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        if depth == self.depth + 1:
            self._field, self._text = name, []
            is_main = attributes.get("rel", "alternate") == "alternate"
            if name == "link" and is_main and "href" in attributes:
                self._text = [attributes["href"]]
        elif self._field.endswith("product_detail"):
            self._text = []

    def data(self, text: str) -> None:
        self._size += len(text)
        if self._field and self._size <= MAX_ITEM_CHARACTERS:
            self._text.append(text)

    def end(self, depth: int, name: str) -> None:
        if depth == self.depth + 1:
            self._close("".join(self._text).strip())
        elif depth == self.depth + 2 and self._field.endswith("product_detail"):
            self._parts[name.rpartition(":")[2]] = "".join(self._text).strip()

    def _close(self, text: str) -> None:
        if self._field.endswith("product_detail"):
            name, value = self._parts.get("attribute_name", "").lower(), self._parts.get("attribute_value", "")
            self._details += [(name, value)] if name and value else product_details(text)
        elif text:
            self._pairs.append((self._field, text))
        self._field, self._parts = "", {}

    def row(self, prefixes: set[str]) -> Row | Finding:
        if self._size > MAX_ITEM_CHARACTERS:
            message = f"Item {self._number} has more than {MAX_ITEM_CHARACTERS:,} characters; shorten it."
            return Finding(self._number, "", "", "row_too_long", "error", message)
        google: dict[str, list[str]] = {}
        plain: dict[str, list[str]] = {}
        columns: dict[str, str] = {}
        for name, text in self._pairs:
            prefix, _, local = name.rpartition(":")
            if f"{prefix}:" in prefixes:
                google.setdefault(attribute_name(local), []).append(text)
                columns[attribute_name(local)] = name
            elif not prefix and name not in columns:
                plain.setdefault(attribute_name(name), []).append(text)
        return google_row(self._number, plain | google, self._details, columns)
