"""Writing what a comparison found, in the caller's one transaction. Called by Catalogue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from voice_skill.store.imports.comparison import PRODUCT_COLUMNS, VARIANT_COLUMNS, Batch, Comparison
from voice_skill.store.imports.item_rows import time_text
from voice_skill.store.rows.bulk import Bulk
from voice_skill.store.search.entries import INDEX_VERSION
from voice_skill.store.search.postings import Index
from voice_skill.store.tables import Merchant

LOOK_FIRST_AFTER = 500
_PRODUCT_ID = VARIANT_COLUMNS.index("product_id")
_TIMES = [VARIANT_COLUMNS.index(name) for name in ("sale_from", "sale_until")]


class Snapshot:
    """One comparison on its way into the shop; the merchant's row is held meanwhile."""

    def __init__(self, connection: Connection, merchant: Merchant, now: datetime) -> None:
        self._connection = connection
        self._merchant = merchant
        self._now = self._time(time_text(now))
        self._bulk = Bulk(connection, merchant.id)
        self._index = Index(self._bulk, merchant.index_places, merchant.index_drawers)
        self._added = 0
        self._look_at = LOOK_FIRST_AFTER

    def write(self, comparison: Comparison) -> None:
        with self._bulk.at_work():
            if comparison.is_anew:
                self._index.clear(comparison.told)
                self._merchant.index_version = INDEX_VERSION
            place = self._index.places
            for batch in comparison.batches():
                self._write_batch(batch, comparison.is_anew, place)
                place += len(batch.told)
            self._remove(comparison.removed_ids)
            for chunk in comparison.chunks():
                self._index.append(chunk)
            if self._added >= LOOK_FIRST_AFTER:
                self._bulk.look(self._added)
        self._merchant.index_places, self._merchant.index_drawers = self._index.places, self._index.drawers

    def _write_batch(self, batch: Batch, is_anew: bool, place: int) -> None:
        new = self._bulk.next_ids("products", len(batch.new)) if batch.new else []
        self._bulk.insert(
            "products", ["id", *PRODUCT_COLUMNS], [(id_, *row) for id_, row in zip(new, batch.new, strict=True)]
        )
        self._bulk.update("products", PRODUCT_COLUMNS, batch.changed)
        self._bulk.insert("variants", VARIANT_COLUMNS, self._placed(batch.new_variants, new))
        self._bulk.update("variants", VARIANT_COLUMNS, self._placed(batch.changed_variants, new))
        self._bulk.update("variants", ["discontinued_at"], [(self._now, id_) for id_ in batch.gone_variants])
        if not is_anew:
            self._index.forget([id_ for id_, _ in batch.told if id_ > 0])
        self._index.add(((_placed(id_, new), telling) for id_, telling in batch.told), place)
        self._added += len(new)
        if self._added >= self._look_at:
            self._bulk.look(self._added)
            self._look_at *= 4

    def _placed(self, rows: Sequence[list[Any]], new: Sequence[int]) -> Sequence[list[Any]]:
        """The rows of variants with the ids that their products got."""
        for row in rows:
            row[_PRODUCT_ID] = _placed(row[_PRODUCT_ID], new)
            for at in _TIMES:
                row[at] = row[at] and self._time(row[at])
        return rows

    def _time(self, written: str) -> str:
        return written if self._connection.dialect.name == "sqlite" else f"{written}+00"

    def _remove(self, ids: Sequence[int]) -> None:
        self._bulk.update("products", ["discontinued_at"], [(self._now, id_) for id_ in ids])
        mark = "?" if self._connection.dialect.name == "sqlite" else "%s"
        self._bulk.each(
            f"UPDATE variants SET discontinued_at = {mark}"  # noqa: S608
            f" WHERE discontinued_at IS NULL AND merchant_id = {mark} AND product_id = {mark}",
            [(self._now, id_) for id_ in ids],
        )
        self._index.forget(ids)


def _placed(id_: int, new: Sequence[int]) -> int:
    return new[-id_ - 1] if id_ < 0 else id_
