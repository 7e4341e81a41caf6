"""The difference between a snapshot of a merchant's catalogue and the shop, kept in a file until it is written."""

import marshal
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Self

from voice_skill.store.imports.items import CatalogueChange, Sample, Taken
from voice_skill.store.search.entries import Entry, Telling
from voice_skill.store.search.postings import Chunk, Gathering

MOST_SAMPLES = 10
# A snapshot that takes out more than this share of what is sold, and not just a handful, is rather a broken feed.
BRAKE_SHARE = 0.2
BRAKE_LEAST = 5

# What a row of each table says, in the order in which rows are compared and written.
PRODUCT_COLUMNS = [
    "external_id",
    "feed_id",
    "title",
    "spoken_name",
    "spoken_plural",
    "fed_name",
    "fed_plural",
    "synonyms",
    "description",
    "brand",
    "category",
    "attributes",
    "image_url",
    "images",
    "link",
    "discontinued_at",
]
VARIANT_COLUMNS = [
    "sku",
    "product_id",
    "position",
    "gtin",
    "options",
    "currency",
    "price_minor",
    "sale_price_minor",
    "sale_from",
    "sale_until",
    "availability",
    "stock",
    "discontinued_at",
]


@dataclass
class Batch:
    """The rows to write for a few hundred items, with values in the order of the columns; changed rows end with their
    id. Where a product's id stands, -1 is the first of `new`, -2 the second, and so on.

    told: by what each product is found that is told differently now, by its id; `keys` its keys in the index."""

    new: list[list[Any]] = field(default_factory=list)
    changed: list[list[Any]] = field(default_factory=list)
    new_variants: list[list[Any]] = field(default_factory=list)
    changed_variants: list[list[Any]] = field(default_factory=list)
    gone_variants: list[int] = field(default_factory=list)
    told: list[tuple[int, Telling]] = field(default_factory=list)
    keys: list[list[str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def tell(self, product_id: int, entry: Entry) -> None:
        """Have the product found by this from now on, and by nothing else."""
        self.told.append((product_id, entry.telling))
        self.keys.append(list(entry.keys))


class Comparison:
    """The changes a snapshot would make to the shop as it was at `version`; must be closed.

    taken: items left out. live and live_variants: what this feed has in the shop now. told: how many products are found
    otherwise. is_anew: all that stay in the shop are told, so that the whole index is written anew."""

    def __init__(self, version: int, feed_id: int | None) -> None:
        self.version = version
        self.feed_id = feed_id
        self.change = CatalogueChange()
        self.taken: list[Taken] = []
        self.samples: list[Sample] = []
        self.removed_ids: list[int] = []
        self.told = 0
        self.is_anew = False
        self.live = self.live_variants = self.removed_variants = 0
        self._batches: list[tuple[int, int]] = []
        self._chunks: list[tuple[int, int]] = []
        self._gathering = Gathering()
        # marshal reads and writes plain lists four times as fast as JSON; this process alone has the file.
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="voice-skill-")  # noqa: SIM115

    @property
    def is_empty(self) -> bool:
        return not (self.change.added or self.change.changed or self.change.removed or self.is_anew)

    @property
    def is_drastic(self) -> bool:
        """True if it removes so much that somebody should agree first: more than a fifth of the products or of their
        variants, and five at least or all there are."""
        return _is_drastic(self.change.removed, self.live) or _is_drastic(self.removed_variants, self.live_variants)

    def keep(self, batch: Batch) -> None:
        if batch:
            self.told += len(batch.told)
            # Sorted under keys already here: it is the greater part of the work, and nobody waits for it yet.
            for keys in batch.keys:
                if chunk := self._gathering.add(keys):
                    self._chunks.append(self._spill(chunk))
            batch.keys = []
            self._batches.append(self._spill(vars(batch)))

    def batches(self) -> Iterator[Batch]:
        """The rows to write, in the order in which they must be written."""
        for at in self._batches:
            yield Batch(**self._unspill(at))

    def chunks(self) -> Iterator[Chunk]:
        """The keys of all that is told, in the order of the batches."""
        for at in self._chunks:
            yield self._unspill(at)
        yield self._gathering.chunk()

    def _spill(self, value: Any) -> tuple[int, int]:
        """The batch's place in the file: first byte and number of bytes."""
        content = marshal.dumps(value)
        at = self._file.seek(0, os.SEEK_END)
        return at, self._file.write(content)

    def _unspill(self, at: tuple[int, int]) -> Any:
        self._file.seek(at[0])
        return marshal.loads(self._file.read(at[1]))  # noqa: S302  (nobody else ever had this file)

    def sample(
        self, kind: str, external_id: str, title: str, fields: Mapping[str, tuple[Any, Any]] | None = None
    ) -> None:
        """Remember the first few of each kind, to be shown."""
        if sum(sample.kind == kind for sample in self.samples) < MOST_SAMPLES:
            self.samples.append(Sample(kind, external_id, title, fields or {}))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _is_drastic(removed_count: int, live: int) -> bool:
    return removed_count > BRAKE_SHARE * live and (removed_count >= BRAKE_LEAST or removed_count == live)
