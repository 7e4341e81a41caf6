"""A feed that is judged, as the sync reads it: items, findings and counts, out of the file of `staging`."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voice_skill.linking.rows import LEVELS, Finding, Level
from voice_skill.store import CatalogueItem, CatalogueVariant, Money

_MAX_EXAMPLES = 3
_FINDINGS = "SELECT row, id, field, code, level, message, value FROM findings"


@dataclass(frozen=True)
class FeedCounts:
    """rows: all that the feed has, `left_out` of them not taken. products, variants: what is taken."""

    rows: int
    left_out: int
    products: int
    variants: int
    errors: int
    warnings: int
    suggestions: int


@dataclass(frozen=True)
class FindingGroup:
    """All findings of one code: how many, and the first few."""

    code: str
    level: Level
    count: int
    examples: tuple[Finding, ...]


class Staged:
    """A feed that is judged and ready to be compared with the shop; only inside the `with` that `stage` opens."""

    def __init__(self, database: sqlite3.Connection, counts: FeedCounts, currency: str) -> None:
        self.counts = counts
        self._database = database
        self._currency = currency

    @property
    def products(self) -> int:
        return self.counts.products

    def items(self) -> Iterator[CatalogueItem]:
        """The accepted items, in the order in which the products first appear; can be read again."""
        for name, plural, body in self._database.execute("SELECT name, plural, body FROM products ORDER BY place"):
            yield _item(json.loads(body), name, plural, self._currency)

    def findings(self, limit: int | None = None) -> Iterator[Finding]:
        """Worst first, then by row."""
        statement = f"{_FINDINGS} ORDER BY level, row, place LIMIT ?"
        for record in self._database.execute(statement, (-1 if limit is None else limit,)):
            yield _finding(record)

    def grouped(self, examples: int = _MAX_EXAMPLES) -> list[FindingGroup]:
        """The findings by code, worst first and then the most frequent."""
        return grouped(self._database, examples)

    def known_ids(self) -> Iterator[str]:
        """The ids of all products that the feed names, those left out as well, each once."""
        for (product,) in self._database.execute("SELECT DISTINCT product FROM rows ORDER BY product"):
            yield product


def _item(body: dict[str, Any], name: str, plural: str, currency: str) -> CatalogueItem:
    images = body["images"]
    return CatalogueItem(
        external_id=body["external_id"],
        title=body["title"],
        spoken_name=name,
        spoken_plural=plural,
        variants=[_variant(variant, currency) for variant in body["variants"]],
        synonyms=body["synonyms"],
        description=body["description"],
        brand=body["brand"],
        category=body["category"],
        attributes=body["attributes"],
        image_url=images[0] if images else None,
        images=images,
        link=body["link"] or None,
    )


def _variant(body: dict[str, Any], currency: str) -> CatalogueVariant:
    price, sale_price, begin, end = body["price"], body["sale_price"], body["sale_from"], body["sale_until"]
    return CatalogueVariant(
        sku=body["sku"],
        price=Money(price, currency),
        options=body["options"],
        sale_price=None if sale_price is None else Money(sale_price, currency),
        sale_from=datetime.fromisoformat(begin) if begin else None,
        sale_until=datetime.fromisoformat(end) if end else None,
        stock=body["stock"],
        availability=body["availability"],
        gtin=body["gtin"],
    )


def _finding(values: tuple[Any, ...]) -> Finding:
    row, id_, field, code, level, message, value = values
    return Finding(row, id_, field, code, LEVELS[level], message, value)


def grouped(database: sqlite3.Connection, examples: int) -> list[FindingGroup]:
    """The findings of a staging file by code, worst first and then the most frequent."""
    statement = "SELECT level, code, count(*) FROM findings GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"
    few = f"{_FINDINGS} WHERE level = ? AND code = ? ORDER BY row, place LIMIT ?"
    return [
        FindingGroup(code, LEVELS[level], count, tuple(map(_finding, database.execute(few, (level, code, examples)))))
        for level, code, count in database.execute(statement).fetchall()
    ]
