"""Reads a feed's statements about stock, in words and numbers. Called by `judge`.

Nothing is guessed: what is not understood is told to the merchant and is not in stock."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

MAX_COUNT = 2**31 - 1
_SCHEMA_ORG = re.compile(r"^(?:https?://)?(?:www\.)?schema\.org/|^schema:", re.IGNORECASE)
_COUNT = re.compile(r"([+-]?\d{1,12}|[+-]?\d{1,3}(?:,\d{3})+)(?:\.(\d+))?\+?", re.ASCII)
_RANGE = re.compile(r"(\d{1,9})\s*(?:-|–|to|bis|à|a)\s*(\d{1,9})")
_NUMBER = re.compile(r"\d{1,9}|\d{1,3}(?:,\d{3})+")
_SIGNED = re.compile(r"(>=|<=|[<>≥≤~+])")
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Stock:
    """availability: the store's word; None where a number alone is told. count: None where nobody counts.
    is_exact: False for a number with more to it, below nothing or a fraction."""

    availability: str | None
    count: int | None = None
    is_exact: bool = True


# Few of the words of a feed are found once only.
@lru_cache(maxsize=4096)
def read_availability(text: str) -> Stock | None:
    """ "in stock", "https://schema.org/SoldOut", "3 left"; None where it is not understood.

    A bare number says nothing here, but for 0 and 1: it may be a code of the shop's."""
    words = {_stock_of(_SCHEMA_ORG.sub("", part.strip())) for part in text.split(",")}
    meaning = words.pop() if len(words) == 1 else None  # of several words each must mean the same
    if meaning or text in ("0", "1"):
        return meaning or Stock("in_stock" if text == "1" else "out_of_stock")
    stock = None if _COUNT.fullmatch(text) else read_quantity(text)
    if stock is None or stock.count is None:
        return stock
    return Stock("in_stock" if stock.count else "out_of_stock", stock.count)


@lru_cache(maxsize=4096)
def read_quantity(text: str) -> Stock | None:
    """ "12", "12+", "> 10", "3 pcs", "out of stock"; None where it is not understood."""
    if match := _COUNT.fullmatch(text):
        count = int(match[1].replace(",", ""))
        return Stock(None, min(max(count, 0), MAX_COUNT), count >= 0 and not int(match[2] or 0))
    return _stock_of(text) or _in_words(text)


def _stock_of(text: str) -> Stock | None:
    meaning = _meanings().get(_key(text))
    return Stock("in_stock" if meaning == "uncounted" else meaning) if meaning else None


def _in_words(text: str) -> Stock | None:
    """A number among words that leave it the number of what is there."""
    folded_text = text.casefold()
    if match := _RANGE.fullmatch(folded_text):
        return Stock(None, min(int(match[1]), int(match[2])))
    words = _SIGNED.sub(r" \1 ", re.sub(r"(?<=\d)(?=[^\W\d])", " ", folded_text)).split()
    words = [word.strip(".,!:;()") or word for word in words]
    numbers = [word for word in words if _NUMBER.fullmatch(word)]
    rest = [word for word in words if word not in numbers and word]
    if len(numbers) != 1 or not all(word in _beside() for word in rest):
        return None
    number = int(numbers[0].replace(",", ""))
    if _beside("under") & {*rest}:
        return Stock("in_stock") if number > 1 else Stock(None, 0)
    is_more = bool(_beside("over") & {*rest}) and not _beside("or") & {*rest}
    return Stock(None, max(number, int(is_more)))


def _key(text: str) -> str:
    return _NOT_A_LETTER.sub("", text).casefold() or text.strip()


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("stock_words.toml").read_text(encoding="utf-8"))


@cache
def _meanings() -> dict[str, str]:
    meanings = _table()["meanings"].items()
    return {_key(word): meaning for meaning, words in meanings for word in words.split("|")}


@cache
def _beside(kind: str = "") -> frozenset[str]:
    """The words of one kind, or of all."""
    beside = _table()["beside"]
    return frozenset(word.strip(".") for each in ([kind] if kind else beside) for word in beside[each].split())
