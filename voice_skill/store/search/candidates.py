"""Finds the products a request may mean: those under its rarest keys, at a cost that grows slower than the
catalogue."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from voice_skill.store.search.entries import (
    CHOICE,
    KIND,
    LETTER,
    OUTLINE,
    SOUND,
    WORD,
    kind_key,
    sound_keys,
    sound_of,
    word_keys,
)
from voice_skill.store.search.kinds import KindRequest, is_idle
from voice_skill.store.search.postings import SEGMENT_PLACES, read
from voice_skill.store.search.text import Language, plain_words, spoken_words, stems
from voice_skill.store.tables import Merchant

# How much a key that request and product share counts, by its kind, times how rare it is.
WORTH = {WORD: 0.6, SOUND: 0.4, OUTLINE: 0.5, LETTER: 0.3, CHOICE: 0.0, KIND: 0.0}
# How much a long name loses against a short one that shares the same keys.
LENGTH_SHARE = 0.5
MOST_CANDIDATES = 192
# Of the kind that a request names so many products are looked at, whatever they are called.
MOST_OF_A_KIND = 48
# Of a request, however long, so many words are looked at, and so many of the ways in which it may have been heard.
MOST_WORDS = 16
MOST_TRANSCRIPTS = 5


@dataclass(frozen=True)
class Transcript:
    """One way in which a request may have been heard. plain: its telling words; sound: of all of it; sure: 0 to 1."""

    plain: tuple[str, ...]
    sound: str
    sure: float

    @property
    def letters(self) -> str:
        return "".join(self.plain)


def transcripts_of(heard: Iterable[tuple[str, float]], language: Language) -> list[Transcript]:
    """The likeliest different transcripts, best first; none when there is no word in them."""
    transcripts: dict[tuple[str, ...], Transcript] = {}
    for text, sure in heard:
        plain = tuple(plain_words(text, language)[:MOST_WORDS])
        if plain and plain not in transcripts:
            transcripts[plain] = Transcript(plain, sound_of(" ".join(spoken_words(text)[:MOST_WORDS]), language), sure)
        if len(transcripts) == MOST_TRANSCRIPTS:
            break
    return list(transcripts.values())


@dataclass(frozen=True)
class Candidates:
    """places: where the likeliest products stand in the index, best first. rarity: of each key of the request.
    of_kind: the places of those that are of the kind which the request names and have its other words; if there are
    none, of those of the kind. has_others: False for the latter."""

    places: list[int]
    rarity: Mapping[str, float]
    of_kind: list[int]
    has_others: bool


def candidates(
    connection: Connection,
    merchant: Merchant,
    transcripts: Sequence[Transcript],
    language: Language,
    kind: KindRequest | None = None,
) -> Candidates:
    """The products that share the most and the rarest keys with any of the transcripts. kind: the one that the first of
    these names."""
    worth_by_key = _weights(transcripts, language)
    kind_keys = {kind_key(each) for each in kind.kinds} if kind else set()
    worth_by_key |= dict.fromkeys(kind_keys, WORTH[KIND])
    drawn = read(connection, merchant.id, merchant.index_drawers, worth_by_key)
    # Of one moment with the rest: the merchant's row may be older.
    places = max((segment * SEGMENT_PLACES + len(sizes) for segment, sizes in drawn.sizes.items()), default=0)
    rarity = {key: math.log(1 + places / count) for key, count in drawn.counts.items() if key[0] != KIND}
    worth = {key: worth_by_key[key] * rarity[key] for key in rarity if worth_by_key[key]}
    words = {WORD + stem for stem in stems(transcripts[0].plain, language)}
    others = {
        WORD + word for word in (kind.others if kind else ()) if WORD + word in rarity or not is_idle(word, language)
    }
    sizes, shared, having, having_others, of_kind = np.zeros((5, places), np.float32)
    for segment, packed in drawn.sizes.items():
        here = slice(segment * SEGMENT_PLACES, (segment + 1) * SEGMENT_PLACES)
        sizes[here][: len(packed)] = np.frombuffer(packed, np.uint8)
        postings = drawn.places.get(segment, ())
        _add(shared[here], [(worth[key], some) for key, some in postings if key in worth])
        _add(having[here], [(1.0, some) for key, some in postings if key in words])
        _add(having_others[here], [(1.0, some) for key, some in postings if key in others])
        _add(of_kind[here], [(1.0, some) for key, some in postings if key in kind_keys])
    of_kind[having_others < len(others)] *= -1
    has_others = bool(of_kind.max(initial=0.0) > 0)
    alike = np.flatnonzero(of_kind > 0 if has_others else of_kind)
    alike = alike[np.lexsort((alike, sizes[alike], -shared[alike]))][:MOST_OF_A_KIND]
    return Candidates(_best(shared, sizes, having == len(words)), rarity, alike.tolist(), has_others)


def _add(shared: npt.NDArray[np.float32], postings: Sequence[tuple[float, bytes]]) -> None:
    """Put the worth of each key to its places. All of a segment at once, unpacked by nobody: four times as fast as key
    by key, ten times for short ones."""
    counts = [len(packed) // 2 for _, packed in postings]
    worth = np.repeat(np.array([worth for worth, _ in postings], np.float32), counts)
    np.add.at(shared, np.frombuffer(b"".join(packed for _, packed in postings), "<u2"), worth)


def _weights(transcripts: Sequence[Transcript], language: Language) -> dict[str, float]:
    """The keys to look up, and the worth of each before its rarity is known: that of the best transcript with it."""
    worth_by_key: dict[str, float] = {}
    for transcript in transcripts:
        sure = 0.5 + 0.5 * transcript.sure
        for key in (*word_keys(transcript.plain, language), *sound_keys(transcript.sound)):
            worth_by_key[key] = max(WORTH[key[0]] * sure, worth_by_key.get(key, 0.0))
        worth_by_key |= {CHOICE + stem: WORTH[CHOICE] for stem in stems(transcript.plain, language)}
    return worth_by_key


def _best(
    shared: npt.NDArray[np.float32], sizes: npt.NDArray[np.float32], has_every_word: npt.NDArray[np.bool_]
) -> list[int]:
    """The places that have every word, then those that share most; long names have to share more."""
    # No length makes up for so much less.
    least = shared.max(initial=0.0) * LENGTH_SHARE**2 if len(shared) > MOST_CANDIDATES else 0.0
    hopeful = np.flatnonzero((shared > least) | has_every_word)
    if not len(hopeful):
        return []
    fit = shared[hopeful] / (1 - LENGTH_SHARE + LENGTH_SHARE * sizes[hopeful] / max(1.0, float(sizes.mean())))
    fit[has_every_word[hopeful]] += fit.max()
    if len(hopeful) > MOST_CANDIDATES:
        likeliest = np.argpartition(-fit, MOST_CANDIDATES)[:MOST_CANDIDATES]
        hopeful, fit = hopeful[likeliest], fit[likeliest]
    return [int(place) for place in hopeful[np.lexsort((hopeful, -fit))]]
