"""Reading the index: which products a request may mean, at a cost that does not grow with the catalogue."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.distance import OSA
from sqlalchemy import Connection, TextClause, bindparam, select, text

from voice_skill.store.search.index import BESIDE, NAME, SHORTEST_SLIP, TITLE, WHOLE, slips
from voice_skill.store.search.text import Language, stem
from voice_skill.store.tables import WordSlip

# Of a request, however long, so many words are looked up, and pairs of words no further apart than this.
MOST_WORDS = 8
PAIR_REACH = 3
# Of a word that leads to more products than this, the best so many are read.
MOST_PRODUCTS = 32
# How much of a word counts as found, by where it stands for the product.
WORTH = {WHOLE: 1.0, NAME: 1.0, TITLE: 0.9, BESIDE: 0.75}
# Of words that are nearly what was said: for how many places they are sought, how many rows are read, how many are
# tried in each place, and how much is looked up with them.
MOST_UNKNOWN = 6
MOST_SLIP_ROWS = 200
MOST_CLOSE = 3
MOST_CORRECTED = 64

_SLIPS = (
    select(WordSlip.slip, WordSlip.word)
    .where(WordSlip.merchant_id == bindparam("merchant_id"))
    .where(WordSlip.slip.in_(bindparam("slips", expanding=True)))
    .order_by(WordSlip.slip, WordSlip.word)
    .limit(MOST_SLIP_ROWS)
)


class Spot(NamedTuple):
    """A word of the request and its places in it; one that was taken for what was said is close, not certain."""

    word: str
    places: tuple[int, ...]
    closeness: float = 1.0


@dataclass(frozen=True)
class Key:
    """An entry of the index to look up: the places of the request that it would explain, and how surely."""

    word: str
    places: tuple[int, ...]
    closeness: float
    whole_only: bool = False


def keys(spots: Sequence[Spot], language: Language) -> list[Key]:
    """What to look up for a request: each word, each pair either way round, each run as a whole name."""
    # A word as it was said may be a pair that the shop writes apart.
    found = [Key(word, *spot[1:]) for spot in spots for word in _either(spot.word, language)]
    for at, first in enumerate(spots):
        for second in spots[at + 1 : at + 1 + PAIR_REACH]:
            glued = first.word + second.word
            # Side by side they may be one word of the shop's, which is indexed by its stem.
            ahead = _either(glued, language) if second is spots[at + 1] else [glued]
            found += [_together(word, [first, second]) for word in (*ahead, second.word + first.word)]
    for start, stop in combinations(range(len(spots) + 1), 2):
        if stop - start > 2:
            run = spots[start:stop]
            found.append(_together("".join(spot.word for spot in run), run, whole_only=True))
    return found


def _together(word: str, spots: Sequence[Spot], *, whole_only: bool = False) -> Key:
    places = tuple(place for spot in spots for place in spot.places)
    return Key(word, places, min(spot.closeness for spot in spots), whole_only)


@dataclass
class Candidates:
    """How surely each product (by id) explains each word of the request (by place), 0 to 1.

    known: places whose word leads anywhere; cut: places whose word leads to more products than were read;
    close: words of the catalogue that were taken for words it does not know."""

    explained: dict[int, dict[int, float]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    cut: set[int] = field(default_factory=set)
    close: set[str] = field(default_factory=set)

    def add(self, key: Key, entries: Sequence[tuple[int, int]]) -> None:
        """entries: rank and product id."""
        if key.whole_only:
            entries = [entry for entry in entries if entry[0] == WHOLE]
        if entries:
            self.known.update(key.places)
        if len(entries) == MOST_PRODUCTS:
            self.cut.update(key.places)
        for rank, product_id in entries:
            places = self.explained.setdefault(product_id, {})
            for place in key.places:
                places[place] = max(places.get(place, 0.0), WORTH[rank] * key.closeness)

    def best(self, most: int, margin: float) -> list[int]:
        """The products that may explain as much as the best does, up to `margin` words less, in a fixed order."""
        worth = {product_id: sum(places.values()) for product_id, places in self.explained.items()}
        least = max(worth.values(), default=0.0) - margin
        hopeful = [
            product_id
            for product_id, places in self.explained.items()
            if worth[product_id] + len(self.cut - places.keys()) >= least
        ]
        return sorted(hopeful, key=lambda product_id: (-worth[product_id], product_id))[:most]


def candidates(connection: Connection, merchant_id: int, plain: Sequence[str], language: Language) -> Candidates:
    """The products of this merchant that have words of the request, or else words one slip away from them."""
    found = Candidates()
    spots = [Spot(word, (at,)) for at, word in enumerate(plain)]
    _read(connection, merchant_id, keys(spots, language), found)
    unknown = [at for at in range(len(plain)) if at not in found.known]
    if unknown:
        close = _close(connection, merchant_id, plain, unknown, language)
        _read(connection, merchant_id, _corrected(spots, close, language), found)
        found.close = {spot.word for spot in close}
    return found


def _read(connection: Connection, merchant_id: int, wanted: Sequence[Key], found: Candidates) -> None:
    if not wanted:
        return
    sought = {f"word_{at}": key.word for at, key in enumerate(wanted)}
    entries = defaultdict(list)
    for at, rank, product_id in connection.execute(_entries_of(len(wanted)), sought | {"merchant_id": merchant_id}):
        entries[at].append((rank, product_id))
    for at, key in enumerate(wanted):
        found.add(key, entries[at])


@cache
def _entries_of(count: int) -> TextClause:
    """One statement for so many words, each read only as far as MOST_PRODUCTS, the best ranks first."""
    one = (
        "SELECT {at} AS place, rank, product_id FROM (SELECT rank, product_id FROM product_words"
        " WHERE merchant_id = :merchant_id AND word = :word_{at} ORDER BY rank, product_id LIMIT {most}) AS entry_{at}"
    )
    return text(" UNION ALL ".join(one.format(at=at, most=MOST_PRODUCTS) for at in range(count)))


def _close(
    connection: Connection, merchant_id: int, plain: Sequence[str], unknown: Sequence[int], language: Language
) -> list[Spot]:
    """The catalogue's words that are one slip away from what was said at the unknown places, the closest first."""
    said_by_form = defaultdict(list)
    for said, places in _said_at(plain, unknown[:MOST_UNKNOWN], language):
        for form in slips(said):
            said_by_form[form].append((said, places))
    if not said_by_form:
        return []
    close: dict[tuple[tuple[int, ...], str], float] = {}
    for form, word in connection.execute(_SLIPS, {"merchant_id": merchant_id, "slips": sorted(said_by_form)}):
        for said, places in said_by_form[form]:
            if OSA.distance(said, word, score_cutoff=1) <= 1:
                likeness = OSA.normalized_similarity(said, word)
                close[places, word] = max(likeness, close.get((places, word), 0.0))
    spots = [Spot(word, places, likeness) for (places, word), likeness in close.items()]
    return sorted(spots, key=lambda spot: (-spot.closeness, spot))


def _corrected(spots: Sequence[Spot], close: Sequence[Spot], language: Language) -> list[Key]:
    """What to look up with each close word in its place, and the closest ones in all other unknown places."""
    likeliest = {spot.places: spot for spot in reversed(close)}
    best = [likeliest.get(spot.places, spot) for spot in spots]
    taken: Counter[tuple[int, ...]] = Counter()
    found: dict[Key, None] = {}
    for spot in close:
        taken[spot.places] += 1
        if taken[spot.places] <= MOST_CLOSE:
            corrected = [*best[: spot.places[0]], spot, *best[spot.places[-1] + 1 :]]
            found |= dict.fromkeys(key for key in keys(corrected, language) if {*spot.places} <= {*key.places})
    return list(found)[:MOST_CORRECTED]


def _said_at(plain: Sequence[str], unknown: Sequence[int], language: Language) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each unknown word, alone and glued to its neighbours ("teh pot"), as it was said and by its stem."""
    runs = {run for at in unknown for run in ((at,), (at - 1, at), (at, at + 1))}
    for run in sorted(runs):
        if run[0] >= 0 and run[-1] < len(plain):
            said = "".join(plain[at] for at in run)
            if said.isalpha() and len(said) >= SHORTEST_SLIP:
                yield from ((form, run) for form in _either(said, language))


def _either(word: str, language: Language) -> list[str]:
    """The word as it was said, and its stem."""
    return list(dict.fromkeys([word, stem(word, language.stemmer)]))
