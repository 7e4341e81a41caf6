"""Rows as a reader gives them, and what staging makes of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from voice_skill.linking.judging import FeedCounts, stage
from voice_skill.linking.rows import FeedSettings, Finding, Row
from voice_skill.store import CatalogueItem

NOBODY_ASKED = {"gtin_missing", "description_missing", "image_link_missing", "availability_missing"}
_numbers = count(1)


@dataclass(frozen=True)
class Judged:
    items: list[CatalogueItem]
    findings: list[Finding]
    counts: FeedCounts

    @property
    def codes(self) -> set[str]:
        """What was found, without the suggestions that short test rows always get."""
        return {finding.code for finding in self.findings} - NOBODY_ASKED


def row(
    id_: str,
    *,
    group: str = "",
    options: Mapping[str, str] | None = None,
    details: Mapping[str, str] | None = None,
    number: int | None = None,
    **values: str,
) -> Row:
    """Something that can be bought for 12.50 unless it says otherwise."""
    told = {"title": f"Thing {id_}", "price": "12.50 USD", **values}
    said = {name: value for name, value in told.items() if value}
    return Row(number or next(_numbers), id_, group or id_, said, options or {}, details or {})


def product_row(group: str, *, options: Mapping[str, str] | None = None, **values: str) -> Row:
    return Row(next(_numbers), group, group, values, options or {}, is_product=True)


def good_rows(how_many: int) -> list[Row]:
    """Company for rows that are left out, so that the feed is not mostly bad."""
    return [row(f"good-{at}", title=f"Good lamp {at}") for at in range(how_many)]


def judged(rows: Iterable[Row | Finding], currency: str = "USD", locale: str = "en-US") -> Judged:
    with stage(rows, FeedSettings(currency, locale)) as staged:
        return Judged(list(staged.items()), list(staged.findings()), staged.counts)
