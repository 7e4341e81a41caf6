"""The products of one large JSON document, {"products": [...]}, one by one. Called by the readers of such feeds.

A file may be larger than memory: no more than one product is held, and one without an end is refused while it comes.
ijson was tried: of a million brackets it makes a million paths, each longer than the one before, and the process dies.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from voice_skill.linking.errors import FeedUnreadable, FormatUnknown
from voice_skill.linking.formats.opening import OpenedFeed

MAX_PRODUCT_CHARACTERS = 16 * 1024 * 1024
_PRODUCTS = re.compile(rb'\s*\{.*?"products"\s*:\s*\[', re.DOTALL)
_BLANKS = re.compile(r"\s*")
# So far from its end a text that is cut off reads like one that is broken: within \ud83d or "true".
_CUT_CHARACTERS = 16


def has_products(head: bytes) -> bool:
    """True if it begins like {"products": [...]}."""
    return bool(_PRODUCTS.match(head))


def products(opened: OpenedFeed) -> Iterator[Any]:
    """Each entry of the list, whatever it is; numbers with a point stay text as they are written.

    Raises FeedUnreadable where it breaks off or is no JSON, FormatUnknown where there is no such list."""
    document = _Document(opened.chunks())
    has_list = False
    document.take("{")
    while document.next() != "}":
        key = document.value()
        document.take(":")
        if key == "products" and document.next() == "[":
            has_list = True
            yield from document.entries()
        else:
            document.value()
        if document.next() != "}":
            document.take(",")
    if not has_list:
        raise FormatUnknown('its JSON has no list of "products"', 'Give an object with a list of "products".')


class _Document:
    """JSON that comes in chunks, read a value at a time."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._text, self._at, self._number = "", 0, 0
        # Control characters in texts are for the judge, who can say in which product.
        self._decoder = json.JSONDecoder(strict=False, parse_float=str, parse_constant=str)

    def next(self) -> str:
        """The next character that is no blank; raises FeedUnreadable at the end."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._has_more():
                raise self._broken("it ends too early")

    def take(self, sign: str) -> None:
        if self.next() != sign:
            raise self._broken(f'"{sign}" is missing at "{self._text[self._at : self._at + 20]}"')
        self._at += 1

    def entries(self) -> Iterator[Any]:
        self.take("[")
        while self.next() != "]":
            yield self.value()
            self._number += 1
            if self.next() != "]":
                self.take(",")
        self.take("]")

    def value(self) -> Any:
        self.next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                is_cut = error.pos > len(self._text) - _CUT_CHARACTERS or error.msg.startswith("Unterminated")
                if not (is_cut and self._has_more()):
                    raise self._broken(error.msg) from error
            # A number of thousands of digits, or lists in lists in lists.
            except (ValueError, RecursionError) as error:
                raise self._broken("it has a number too long or lists too deep") from error
            else:
                if end < len(self._text) or not self._has_more():  # else a number may go on
                    self._at = end
                    return value

    def _has_more(self) -> bool:
        """Read on, twice as much each time that one value needs more."""
        waiting = self._text[self._at :]
        if len(waiting) > MAX_PRODUCT_CHARACTERS:
            raise FeedUnreadable(f"has a product of more than {MAX_PRODUCT_CHARACTERS >> 20} million characters")
        more = [next(self._chunks, "")]
        while more[-1] and sum(map(len, more)) < len(waiting):
            more.append(next(self._chunks, ""))
        self._text, self._at = "".join([waiting, *more]), 0
        return bool(more[0])

    def _broken(self, reason: str) -> FeedUnreadable:
        return FeedUnreadable(f"is no JSON, or cut off, after product {self._number}: {reason}")
