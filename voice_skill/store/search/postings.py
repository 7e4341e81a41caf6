"""The index over a merchant's products, inside the shop's own database and changed in the same transaction.

Each product has a place, counted up within its merchant, and 65,536 places are a segment. Under every key stand the
places that have it, packed two bytes each: some hundred bytes a product. A few keys share a drawer, which is one row
for each segment, since PostgreSQL takes a hundred bytes for a row beside what is in it. A product that is told
differently gets a new place; its old one leads nowhere any more.
"""

import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any
from zlib import crc32

from sqlalchemy import Connection

from voice_skill.store.rows.among import rows_among
from voice_skill.store.rows.bulk import Bulk
from voice_skill.store.search.entries import KIND, WORD, Telling

SEGMENT_PLACES = 1 << 16
# In this drawer stands how many keys each place has, a byte each.
SIZES = -1
MOST_SIZE = 255
# As many drawers as that for a product, and no fewer and no more than that: three keys in each or so.
DRAWERS_A_PRODUCT, LEAST_DRAWERS, MOST_DRAWERS = 2, 256, 1 << 17
# An index with fewer drawers than its size would have it, so many times, is made anew: each holds too many keys.
MOST_TOO_FEW = 4

# In each segment of a large shop's index no more places are read than these, and those of words and kinds.
MOST_PLACES_READ = 100_000

_COLUMNS = "drawer, segment, places"
# With how the merchant's index is, which may have changed since the merchant's row was read.
_WITH_INDEX = f"{_COLUMNS}, index_drawers, index_places", "postings JOIN merchants ON merchants.id = merchant_id"

# By drawer the keys that are looked for in it, as they are written there.
_Sought = Mapping[int, Mapping[bytes, str]]


@dataclass(frozen=True)
class Drawn:
    """sizes: how many keys each place has, by segment. places: packed, by segment and key. counts: of each key, how
    many places have it."""

    sizes: dict[int, bytes]
    places: dict[int, list[tuple[str, bytes]]]
    counts: dict[str, int]

    def take(self, rows: Iterable[Any], sought: _Sought) -> None:
        for drawer, segment, packed, *_ in rows:
            if drawer == SIZES:
                self.sizes[segment] = packed
                continue
            for key, places in _matching(packed, sought[drawer]):
                self.places.setdefault(segment, []).append((key, places))
                self.counts[key] = self.counts.get(key, 0) + len(places) // 2


def read(connection: Connection, merchant_id: int, drawers: int, keys: Collection[str]) -> Drawn:
    """Reads the postings under these keys. drawers: how many the merchant is thought to have.

    Of a large shop the first segment tells which keys are so common that they are worth no reading."""
    drawn, sought = Drawn({}, {}, {}), _sought(keys, drawers)
    rows = rows_among(connection, *_WITH_INDEX, "drawer", merchant_id, list(sought), "segment = 0")
    if rows and rows[0].index_drawers != drawers:
        return read(connection, merchant_id, rows[0].index_drawers, keys)
    drawn.take(rows, sought)
    if rows and rows[0].index_places > SEGMENT_PLACES:
        common = _too_common(drawn.counts)
        rare = _sought([key for key in keys if key not in common], drawers)
        others = rows_among(connection, _COLUMNS, "postings", "drawer", merchant_id, list(rare), "segment > 0")
        drawn.take(others, rare)
        drawn.places[0] = [(key, packed) for key, packed in drawn.places.get(0, ()) if key not in common]
        for key in common:
            drawn.counts[key] *= len(drawn.sizes)
    return drawn


def _sought(keys: Iterable[str], drawers: int) -> _Sought:
    sought: dict[int, dict[bytes, str]] = {SIZES: {}}
    for key in keys:
        sought.setdefault(_drawer(key, drawers), {})[key.encode()] = key
    return sought


def _too_common(counts: Mapping[str, int]) -> set[str]:
    """The keys, no words and no kinds, that are too many with all rarer ones. counts: of a segment."""
    rarest_first = sorted((key for key in counts if key[0] not in (WORD, KIND)), key=counts.__getitem__)
    places_read = accumulate(counts[key] for key in rarest_first)
    return {key for key, places in zip(rarest_first, places_read, strict=True) if places > MOST_PLACES_READ}


def drawers_for(products: int) -> int:
    """The number of drawers for an index of so many products."""
    return min(max(DRAWERS_A_PRODUCT * products, LEAST_DRAWERS), MOST_DRAWERS)


def is_outgrown(drawers: int, products: int) -> bool:
    return drawers_for(products) > MOST_TOO_FEW * drawers


# What products have under each key, and the sizes; places count from the first of these products.
Chunk = tuple[dict[str, bytes], bytes]


class Gathering:
    """The keys of products that are yet to get their places, a segment of them at a time."""

    def __init__(self) -> None:
        self._places: dict[str, array[int]] = defaultdict(partial(array, "H"))
        self._sizes = bytearray()

    def add(self, keys: Collection[str]) -> Chunk | None:
        """Take the keys of the next product; with the last product of a segment, gives what was gathered."""
        place = len(self._sizes)
        for key in keys:
            self._places[key].append(place)
        self._sizes.append(min(len(keys), MOST_SIZE))
        return self.chunk() if len(self._sizes) == SEGMENT_PLACES else None

    def chunk(self) -> Chunk:
        """Returns the gathered postings and begins anew."""
        chunk = {key: _packed(self._places[key]) for key in sorted(self._places)}, bytes(self._sizes)
        self._places.clear()
        self._sizes.clear()
        return chunk


class Index:
    """Writes the index of one merchant; the caller's transaction holds it together with the products."""

    def __init__(self, bulk: Bulk, places: int, drawers: int) -> None:
        """places: how many the merchant has given out so far."""
        self.places = places
        self.drawers = drawers
        self._bulk = bulk

    def add(self, tellings: Iterable[tuple[int, Telling]], at: int) -> None:
        """Give products, by id, that have no place yet those from `at` on, whose keys `append` brings."""
        spoken_names, whole = [], []
        for place, (product_id, (names, *texts)) in enumerate(tellings, at):
            spoken_names.append((place, product_id, *texts))
            whole += [(name, product_id) for name in names]
        self._bulk.insert("spoken_products", ["place", "product_id", "names", "sounds", "beside"], spoken_names)
        self._bulk.insert("whole_names", ["name", "product_id"], whole)

    def append(self, chunk: Chunk) -> None:
        """Give the products of a chunk the next places."""
        postings, sizes = chunk
        segment, first = divmod(self.places, SEGMENT_PLACES)
        remaining = SEGMENT_PLACES - first
        drawers: dict[tuple[int, int], list[bytes]] = defaultdict(list)
        for key, packed in postings.items():
            drawer = _drawer(key, self.drawers)
            for after, part in enumerate(_parted(packed, first) if first else [packed]):
                if part:
                    drawers[drawer, segment + after].append(_record(key, part))
        for after, part in enumerate((sizes[:remaining], sizes[remaining:])):
            if part:
                drawers[SIZES, segment + after].append(part)
        rows = [(*where, b"".join(drawers[where])) for where in sorted(drawers)]
        self._bulk.append("postings", ["drawer", "segment"], "places", rows)
        self.places += len(sizes)

    def forget(self, product_ids: Sequence[int]) -> None:
        """Find these products no longer."""
        for table in ("spoken_products", "whole_names"):
            self._bulk.delete(table, "product_id", product_ids)

    def clear(self, products: int) -> None:
        """Forget every product, to begin anew with so many."""
        self.places, self.drawers = 0, drawers_for(products)
        for table in ("spoken_products", "whole_names", "postings"):
            self._bulk.clear(table)


def _drawer(key: str, drawers: int) -> int:
    return crc32(key.encode()) % max(1, drawers)


def _record(key: str, packed: bytes) -> bytes:
    """A key and its places as they stand in a drawer, where more may be put behind: the length of the key in UTF-8,
    the key, how many places less one in two bytes, the places."""
    encoded = key.encode()
    return b"%c%b%b%b" % (len(encoded), encoded, (len(packed) // 2 - 1).to_bytes(2, "little"), packed)


def _matching(records: bytes, sought: Mapping[bytes, str]) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(records):
        key_start = at + 1 + records[at]
        places = key_start + 2
        end = places + 2 * (records[key_start] + 256 * records[key_start + 1] + 1)
        if (key := sought.get(records[at + 1 : key_start])) is not None:
            yield key, records[places:end]
        at = end


def _parted(packed: bytes, first: int) -> tuple[bytes, bytes]:
    """Places that count from `first` of a segment on: those in it, and those in the next one."""
    places = array("H", packed)
    if sys.byteorder == "big":
        places.byteswap()
    here = bisect_left(places, SEGMENT_PLACES - first)
    return (
        _packed(array("H", [place + first for place in places[:here]])),
        _packed(array("H", [place + first - SEGMENT_PLACES for place in places[here:]])),
    )


def _packed(places: "array[int]") -> bytes:
    if sys.byteorder == "big":
        places.byteswap()
    return places.tobytes()
